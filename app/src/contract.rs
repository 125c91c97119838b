//! What islands ask of the server: one trait, and the plain data that crosses the wire.
//!
//! The server implements [`Backend`] over its services, so that no page can go around a service and the user interface
//! compiles without a database.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use vestibule::{id::OnboardingId, id::StepName, launch::FrameSpec, locale::Locale};

/// Names a step of one onboarding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRef {
    /// The onboarding.
    pub onboarding: OnboardingId,
    /// The step.
    pub step: StepName,
}

/// Who asks: the browser session behind the request and the language of the page.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The key under which the server knows this browser session; absent when there is none.
    pub browser_session: Option<String>,
    /// The language that answers are written in.
    pub locale: Locale,
}

/// The answer to "show this step's frame".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaunchView {
    /// Attach the listener, then create this frame.
    Frame {
        /// Names this provider session; every report names it, and a superseded one is refused.
        attempt: String,
        /// The frame.
        spec: FrameSpec,
    },
    /// There is nothing to show here: go to this path of ours.
    GoTo {
        /// An absolute path on our own origin.
        path: String,
    },
}

/// A message that passed the island's checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageReport {
    /// The step.
    pub at: StepRef,
    /// The provider session, as [`LaunchView::Frame`] named it.
    pub attempt: String,
    /// The sender's origin.
    pub origin: String,
    /// `event.data`: a string as it came, anything else as JSON text.
    pub raw: String,
}

/// A message that the island refused: never its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedReport {
    /// The step.
    pub at: StepRef,
    /// The provider session.
    pub attempt: String,
    /// The sender's origin, cut to 200 characters.
    pub origin: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// Which check refused it.
    pub rule: RefusalRule,
    /// How many such messages this report stands for.
    pub count: u32,
}

/// The island's checks, in the order in which they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalRule {
    /// Not from our frame's window.
    Source,
    /// Not from an origin that counts in this phase.
    Origin,
    /// Larger than the frame's limit.
    Size,
    /// Not something JSON can say.
    Shape,
    /// More than 20 a minute.
    Rate,
}

impl RefusalRule {
    /// The stable text for the message inspector.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Origin => "origin",
            Self::Size => "size",
            Self::Shape => "shape",
            Self::Rate => "rate",
        }
    }
}

/// A return that the static return page handed to its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnClaim {
    /// The step.
    pub at: StepRef,
    /// The provider session.
    pub attempt: String,
    /// The return page's path, e.g. `/return/phone/abc`.
    pub path: String,
    /// The return page's `location.search`, with its question mark.
    pub search: String,
}

/// Where a check stands, as far as the page has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepStatusView {
    /// Set when the applicant should see another page of ours: an absolute path on our own origin.
    pub go_to: Option<String>,
    /// One sentence in the applicant's language for the live region.
    pub announcement: String,
}

/// What an island is told when something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum UiError {
    /// No such onboarding for this browser: unknown, foreign or expired, the same answer for all.
    #[error("not found")]
    NotFound,
    /// The request makes no sense here.
    #[error("bad request")]
    BadRequest,
    /// This provider session was replaced by a newer one: another tab, a reload.
    #[error("superseded")]
    Superseded,
    /// Too many requests.
    #[error("too many requests")]
    TooMany,
    /// The provider cannot be reached just now.
    #[error("unavailable")]
    Unavailable,
    /// Something broke on our side; the support code finds it in the log.
    #[error("internal error")]
    Internal {
        /// Short code that the applicant can read out.
        support_code: String,
    },
    /// The request did not reach the function or its answer did not come back: offline, timeout, a newer version.
    #[error("transport")]
    Transport(String),
}

/// What the server does for islands. Every method begins with the authorisation of its caller.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Opens a fresh provider session for the step's check, or says where else to go.
    async fn launch(&self, caller: &Caller, at: StepRef) -> Result<LaunchView, UiError>;
    /// Takes a message in; at most causes a fetch.
    async fn report_message(
        &self,
        caller: &Caller,
        report: MessageReport,
    ) -> Result<StepStatusView, UiError>;
    /// Records that messages were refused.
    async fn report_refused(&self, caller: &Caller, report: RefusedReport) -> Result<(), UiError>;
    /// Claims a return that arrived in the frame.
    async fn claim_return(
        &self,
        caller: &Caller,
        claim: ReturnClaim,
    ) -> Result<StepStatusView, UiError>;
    /// Says where the step's check stands; asks the provider when that is due.
    async fn status(&self, caller: &Caller, at: StepRef) -> Result<StepStatusView, UiError>;
}
