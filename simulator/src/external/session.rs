//! One check at the service.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::external::callback_plays::CallbackPlay;
use crate::external::messages::Begin;
use crate::external::scenarios::Scenario;
use crate::external::work_plays::WorkPlay;

/// What the person does on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    Approve,
    Decline,
    Cancel,
    /// Goes back without a decision.
    Leave,
}

/// What the service says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Waiting,
    Processing,
    Done,
    Failed(Option<&'static str>),
    Expired,
    /// A status that the contract does not know.
    Other(&'static str),
}

impl Standing {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Processing => "processing",
            Self::Done => "done",
            Self::Failed(_) => "failed",
            Self::Expired => "expired",
            Self::Other(name) => name,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    /// Unguessable, in the page's address.
    pub(crate) handle: String,
    pub(crate) begin: Begin,
    pub(crate) facts: Vec<String>,
    pub(crate) scenario: Scenario,
    pub(crate) has_page: bool,
    pub(crate) expires_ms: i64,
    /// What the person did; without a page the service itself.
    pub(crate) act: Option<Act>,
    /// How often it was asked since then.
    pub(crate) reads: u32,
}

impl Session {
    pub(crate) fn standing(&self, now_ms: i64) -> Standing {
        match (self.act, self.scenario) {
            (None | Some(Act::Leave), _) if now_ms >= self.expires_ms => Standing::Expired,
            (None | Some(Act::Leave), _) => Standing::Waiting,
            (Some(_), Scenario::Work(play)) => play.standing(self.reads),
            (Some(_), Scenario::Callback(CallbackPlay::SaysDone)) => {
                Standing::Failed(Some("not_accepted"))
            }
            (Some(Act::Approve), _) => Standing::Done,
            (Some(Act::Decline), _) => Standing::Failed(Some("not_accepted")),
            (Some(Act::Cancel), _) => Standing::Failed(Some("cancelled")),
        }
    }

    /// Where the browser goes after the person's part; none when it stays.
    pub(crate) fn location(&self) -> Option<String> {
        let mut back = Url::parse(&self.begin.return_url).ok()?;
        match self.scenario {
            Scenario::Work(WorkPlay::NeverReturns) => return None,
            Scenario::Work(WorkPlay::ReturnWithoutState) => back.set_query(None),
            Scenario::Work(WorkPlay::ReturnWithWrongState) => {
                back.set_query(Some(&format!("state={}", "x".repeat(43))));
            }
            Scenario::Work(WorkPlay::ReturnSaysDone) => {
                back.query_pairs_mut().append_pair("status", "done");
            }
            _ => {}
        }
        if self.act == Some(Act::Leave) {
            back.query_pairs_mut().append_pair("hint", "left");
        }
        Some(back.into())
    }
}
