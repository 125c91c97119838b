//! A step of a company's own: a small HTTP service, in any language, that speaks the contract in docs/external-steps.md.
//!
//! The contract is ours, so it is strict: every message is signed in both directions, says what it is, and names the check
//! that it is about; only a signed answer to a question that was just asked settles anything.

mod callback;
mod calls;
mod mapping;
mod rehearsal;
mod settings;
mod setup;
mod signature;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use url::Url;
use vestibule::{
    fact::FactKind,
    id::Kind,
    journey::{ProviderStep, REFERENCE_IMAGE},
    launch::{Presentation, Size},
    reason::Reason,
    time::Timestamp,
};

use crate::{
    connection::{Connection, SettingsError},
    provider::{
        Applicant, Attempt, Call, Diagnosis, Evidence, Finished, Launch, Notice, Observed,
        OurAddresses, PagePolicy, Provider, ProviderError, ProviderPolicy, ProviderSession,
        RawWebhook, Rehearsal, ReturnQuery, SheetEntry, Snapshot, Started, WebhookError,
    },
    providers::settings::{endpoint, is_secure, origin_of},
};
use calls::{Genuine, Repeat, ask};
use settings::Settings;
use wire::{Begin, Begun, CheckState, Memo, StatusRequest, VERSION};

/// The pages are never framed; this is for the layout of a frame that does not come.
const SIZE: Size = Size {
    width: 320,
    height: 480,
};
/// Answers that a step may hand over.
const MOST_INPUTS: usize = 20;
/// Bytes of a step's parameters, as JSON.
const MOST_PARAMETERS: usize = 8_192;

static POLICY: ProviderPolicy = ProviderPolicy {
    // What a connection's service may assert is in its settings, and what for in the connection's purposes.
    facts: &[
        FactKind::Identity,
        FactKind::ContactControl,
        FactKind::DocumentGenuine,
        FactKind::FaceLive,
        FactKind::FaceMatches,
        FactKind::PaymentApproved,
        FactKind::SelfAsserted,
    ],
    flow_version: "docs/external-steps.md, version 1",
    contract_date: "2026-11-22",
    // Asking again is safe, and a return brings nothing that could be used up.
    repeatable_return: true,
    page: true,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct External {
    kind: Kind,
}

impl External {
    /// Its name.
    pub const KIND: &'static str = "external";

    /// The adapter; one for all connections.
    ///
    /// # Errors
    /// Never: the name is one.
    pub fn new() -> Result<Self, vestibule::id::InvalidId> {
        Ok(Self {
            kind: Kind::new(Self::KIND)?,
        })
    }
}

#[async_trait]
impl Provider for External {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    fn check_settings(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        Settings::read(connection)?.check(connection, origins)
    }

    fn facts(&self, connection: &Connection, _step: &ProviderStep) -> Vec<FactKind> {
        // A connection that cannot be read is refused before anybody asks.
        Settings::read(connection).map_or_else(|_| Vec::new(), |settings| settings.facts)
    }

    /// Any names and any values: they are the service's own. A picture is not handed over.
    fn check_step(
        &self,
        connection: &Connection,
        step: &ProviderStep,
    ) -> Result<(), SettingsError> {
        let problem = |key: &str, text: &str| Err(connection.problem(key, text.to_owned()));
        if step.inputs.contains_key(REFERENCE_IMAGE) {
            return problem(
                "inputs.reference_image",
                "pictures are not handed to an external step",
            );
        }
        if step.inputs.len() > MOST_INPUTS {
            return problem("inputs", "must be at most 20");
        }
        let size = serde_json::to_vec(&step.parameters).map_or(usize::MAX, |json| json.len());
        if size > MOST_PARAMETERS {
            return problem("parameters", "must be at most 8192 bytes of JSON");
        }
        Ok(())
    }

    fn page_policy(&self, connection: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: Settings::read(connection)?.page_origins(),
            camera_origins: Vec::new(),
            referrer_policy: "no-referrer",
            min_size: SIZE,
            preferred_size: SIZE,
        })
    }

    fn shows_nothing(&self, connection: &Connection) -> Result<bool, SettingsError> {
        Ok(!Settings::read(connection)?.page)
    }

    async fn diagnose(&self, call: Call<'_>) -> Vec<Diagnosis> {
        setup::diagnose(call).await
    }

    fn sheet(
        &self,
        connection: &Connection,
        ours: OurAddresses<'_>,
    ) -> Result<Vec<SheetEntry>, SettingsError> {
        setup::sheet(connection, ours)
    }

    async fn start(
        &self,
        call: Call<'_>,
        applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        if presentation != Presentation::Page {
            return Err(ProviderError::Unsupported);
        }
        let settings = Settings::read(call.connection)?;
        let deadline = call
            .clock
            .now()
            .plus_seconds(settings.session_lifetime_seconds);
        let message = Begin {
            version: VERSION,
            kind: wire::BEGIN,
            check: attempt.check.as_str(),
            attempt: &attempt.correlation_id,
            onboarding: applicant.onboarding.as_str(),
            locale: call.locale.tag(),
            inputs: &applicant.inputs,
            parameters: &applicant.parameters,
            return_url: &with_state(&attempt.return_url, &attempt.state),
            callback_url: &settings.callback_url(call.connection, call.origin),
            expires_at: &rfc_3339(deadline)?,
        };
        let answer = ask(
            call,
            "external.check.begin",
            endpoint(&settings.url, &["checks"]),
            &message,
            Repeat::Same,
            &[],
        )
        .await?;
        let begun: Begun = answer.read()?;
        let same = begun.check == attempt.check.as_str() && begun.attempt == attempt.correlation_id;
        is_about(&answer, (begun.version, &begun.kind), wire::BEGUN, same)?;
        if !wire::is_id(&begun.id) {
            return Err(answer.unexpected("an id that is none"));
        }
        let launch = match begun.page {
            Some(page) => Launch::Redirect {
                to: permitted_page(&answer, page, &settings)?,
            },
            None => Launch::Wait,
        };
        let memo = Memo {
            check: attempt.check.to_string(),
        };
        Ok(Started {
            session: ProviderSession {
                reference: begun.id,
                presentation,
                memo: serde_json::to_value(memo).map_err(|_| own_memo())?,
            },
            launch,
            deadline,
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let memo = Memo::deserialize(&session.memo).map_err(|_| own_memo())?;
        let answer = ask(
            call,
            "external.check.status",
            endpoint(&settings.url, &["checks", &session.reference, "status"]),
            &StatusRequest {
                version: VERSION,
                kind: wire::STATUS,
                id: &session.reference,
                check: &memo.check,
            },
            Repeat::Refused,
            wire::UNREAD_OF_STATE,
        )
        .await?;
        let state: CheckState = answer.read()?;
        let same = state.id == session.reference && state.check == memo.check;
        is_about(&answer, (state.version, &state.kind), wire::STATE, same)?;
        let evidence = Evidence {
            content_type: "application/json".to_owned(),
            body: answer.kept()?,
        };
        let reading = mapping::read(&state, &settings.facts, &call.connection.name, evidence);
        for (field, value) in &reading.novel {
            answer.novel_value(field, value);
        }
        Ok(reading.snapshot)
    }

    /// The state in the query was found to be ours; `hint=left` says that the person gave up on the service's page.
    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        Ok(Finished {
            session: session.clone(),
            snapshot: self.fetch(call, session).await?,
            stopped: (query.only("hint") == Some("left")).then_some(Reason::Left),
        })
    }

    fn read_webhook(
        &self,
        connection: &Connection,
        raw: RawWebhook<'_>,
    ) -> Result<Notice, WebhookError> {
        callback::read(connection, raw)
    }

    fn webhook_fields(&self) -> &'static [&'static str] {
        wire::FIELDS_OF_CHANGED
    }

    fn rehearse(&self, observed: &Observed<'_>) -> Rehearsal {
        rehearsal::scenario(observed)
    }
}

/// Whether the answer is of this version and kind, and about the check that was asked about.
fn is_about(
    answer: &Genuine,
    (version, kind): (u64, &str),
    wanted: &str,
    same: bool,
) -> Result<(), ProviderError> {
    match () {
        () if version != VERSION => Err(answer.unexpected("another version of the contract")),
        () if kind != wanted => Err(answer.unexpected("a message of another type")),
        () if !same => Err(answer.unexpected("another check")),
        () => Ok(()),
    }
}

/// The page's address is used as it came, but it has to lead where the settings say the pages live.
fn permitted_page(
    answer: &Genuine,
    page: String,
    settings: &Settings,
) -> Result<String, ProviderError> {
    if !settings.page {
        return Err(ProviderError::Misconfigured {
            detail: "the service has a page, although settings.page is false".to_owned(),
        });
    }
    let url = Some(&page)
        .filter(|page| page.len() <= wire::LONGEST_PAGE)
        .and_then(|page| Url::parse(page).ok())
        .filter(|url| is_secure(url) && url.username().is_empty() && url.password().is_none());
    match url.map(|url| origin_of(&url)) {
        Some(origin) if settings.page_origins().contains(&origin) => Ok(page),
        Some(origin) => Err(ProviderError::Misconfigured {
            detail: format!("the page is on {origin}, which settings.page_origins does not list"),
        }),
        None => Err(answer.unexpected("a page that is no secure URL")),
    }
}

fn with_state(return_url: &str, state: &str) -> String {
    let state: String = url::form_urlencoded::byte_serialize(state.as_bytes()).collect();
    format!("{return_url}?state={state}")
}

fn rfc_3339(at: Timestamp) -> Result<String, ProviderError> {
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000))
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .ok_or_else(|| ProviderError::Unexpected {
            detail: "a deadline that is no date".to_owned(),
        })
}

fn own_memo() -> ProviderError {
    ProviderError::Unexpected {
        detail: "our own memo".to_owned(),
    }
}
