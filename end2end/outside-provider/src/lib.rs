//! A toy provider: the applicant goes to a branch's page, shows a document at its counter, and comes back. It lives in a
//! crate of its own and knows nothing of Vestibule but its public API.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use url::Url;
use vestibule::{
    fact::{Fact, FactKind, Outcome},
    id::{InvalidId, Kind},
    launch::{Presentation, Size},
    reason::Reason,
    purpose::Purpose,
};
use vestibule_server::{
    connection::{Connection, SettingsError},
    outbound::OutboundRequest,
    provider::{
        Applicant, Attempt, Call, Evidence, Finished, Launch, PagePolicy, Provider, ProviderError,
        PermittedPurpose, ProviderPolicy, ProviderSession, ReturnQuery, Snapshot, Started,
    },
    providers::settings::{check_api, endpoint, origin_of},
};

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::DocumentGenuine],
    flow_version: "1",
    purposes: &[PermittedPurpose {
        purpose: Purpose::IdentityProofing,
        source: "the branch's own terms",
        date: "2026-11-22",
    }],
    contract_date: "2026-11-22",
    needs_document: true,
    repeatable_return: true,
    page: true,
    ..ProviderPolicy::NONE
};

/// The keys below `[connections.<name>.settings]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    api: Url,
    #[serde(default = "one_hour")]
    visit_seconds: i64,
}

fn one_hour() -> i64 {
    3600
}

/// A visit as the branch's server tells it.
#[derive(Deserialize)]
struct Visit {
    id: String,
    page: Option<String>,
    status: String,
    clerk: Option<String>,
}

/// The adapter.
#[derive(Debug)]
pub struct Counter {
    kind: Kind,
}

impl Counter {
    /// The adapter under a name of the operator's choice.
    ///
    /// # Errors
    /// When the name is not one.
    pub fn named(kind: &str) -> Result<Self, InvalidId> {
        Ok(Self {
            kind: Kind::new(kind)?,
        })
    }
}

fn snapshot(visit: &Visit, body: &str) -> Snapshot {
    match visit.status.as_str() {
        "open" => Snapshot::Waiting,
        "stamped" => {
            let clerk = visit.clerk.clone().unwrap_or_default();
            let fact = Fact {
                kind: FactKind::DocumentGenuine,
                assurance: None,
                claims: BTreeMap::from([("clerk".to_owned(), clerk)]),
            };
            let evidence = Evidence {
                content_type: "application/json".to_owned(),
                body: body.to_owned(),
            };
            Snapshot::Done(Outcome { facts: vec![fact] }, evidence)
        }
        "refused" => Snapshot::Failed(Reason::NotAccepted),
        "closed" => Snapshot::Expired,
        // What this adapter does not know is not a success.
        _ => Snapshot::Processing,
    }
}

#[async_trait]
impl Provider for Counter {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    fn check_settings(
        &self,
        connection: &Connection,
        _origins: &[String],
    ) -> Result<(), SettingsError> {
        let settings: Settings = connection.read_settings()?;
        check_api(connection, "settings.api", &settings.api)
    }

    fn page_policy(&self, connection: &Connection) -> Result<PagePolicy, SettingsError> {
        let settings: Settings = connection.read_settings()?;
        let none = Size {
            width: 0,
            height: 0,
        };
        Ok(PagePolicy {
            // The core shows and links to nothing elsewhere.
            frame_origins: vec![origin_of(&settings.api)],
            camera_origins: Vec::new(),
            referrer_policy: "strict-origin",
            min_size: none,
            preferred_size: none,
        })
    }

    async fn start(
        &self,
        call: Call<'_>,
        _applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        if presentation == Presentation::Frame {
            return Err(ProviderError::Unsupported);
        }
        let settings: Settings = call.connection.read_settings()?;
        let request = OutboundRequest::post("counter.open", endpoint(&settings.api, &["visits"]))
            .json(&json!({ "back": attempt.return_url, "state": attempt.state }));
        let response = call.http.send(request).await?.accept()?;
        let visit: Visit = response.json()?;
        let page = visit.page.unwrap_or_default();
        Ok(Started {
            session: ProviderSession {
                reference: visit.id,
                presentation,
                memo: json!({}),
            },
            launch: Launch::Redirect { to: page },
            deadline: call.clock.now().plus_seconds(settings.visit_seconds),
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        let settings: Settings = call.connection.read_settings()?;
        let url = endpoint(&settings.api, &["visits", &session.reference]);
        let response = call
            .http
            .send(OutboundRequest::get("counter.read", url))
            .await?
            .accept()?;
        let visit: Visit = response.json()?;
        if visit.id != session.reference {
            return Err(response.unexpected("another visit"));
        }
        Ok(snapshot(&visit, response.text()?))
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        if query.only("visit") != Some(session.reference.as_str()) {
            return Err(ProviderError::NotOurs);
        }
        Ok(Finished {
            session: session.clone(),
            snapshot: self.fetch(call, session).await?,
            stopped: None,
        })
    }
}
