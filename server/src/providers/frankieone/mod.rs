//! FrankieOne: an individual from Singpass, or another identity provider, by OneSDK's federation component. OneSDK runs on
//! a page of our SDK origin, which leaves for the identity provider and comes back; our server reads the imported
//! individual back and believes nothing else.
//!
//! Compared with FrankieOne's documents "Federated Identity" and "Singpass", and with OneSDK 1.9.4, on the date in the
//! policy.

mod attributes;
mod claims;
mod mapping;
mod messages;
mod path;
mod rehearsal;
mod requests;
mod settings;
mod setup;
mod token;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use vestibule::{
    fact::FactKind,
    id::Kind,
    launch::{Presentation, Size},
    purpose::Purpose,
    reason::Reason,
};

use crate::{
    connection::{Connection, SettingsError},
    provider::{
        Applicant, Attempt, Call, Diagnosis, Finished, Hint, Launch, Observed, OurAddresses,
        PagePolicy, PermittedPurpose, Provider, ProviderError, ProviderPolicy, ProviderSession,
        Rehearsal, ReturnQuery, SdkPage, SheetEntry, Snapshot, Started,
    },
    providers::settings::origin_of,
};
use messages::Word;
use settings::Settings;
use token::Session;

/// Our own script on the SDK page.
const GLUE: &str = concat!(
    include_str!("sdk/vendor.js"),
    include_str!("sdk/individual.js"),
    include_str!("sdk/review.js"),
    include_str!("sdk/step.js"),
);
/// Under this name the core hands over what the SDK page said last.
const SDK_RESULT: &str = "sdk_result";

/// What the provider's own page says the federation is for.
const fn permits(purpose: Purpose, source: &'static str) -> PermittedPurpose {
    PermittedPurpose {
        purpose,
        source,
        date: "2026-11-22",
    }
}

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[
        FactKind::Identity,
        FactKind::ContactControl,
        FactKind::SelfAsserted,
    ],
    flow_version: "OneSDK 1.9.4, federation component",
    purposes: &[
        permits(
            Purpose::IdentityProofing,
            "FrankieOne, OneSDK federation: Singpass is used to quickly identify an individual",
        ),
        permits(
            Purpose::IdentityProofingAml,
            "FrankieOne, OneSDK federation: attributes recommended for eKYC requirements in Singapore",
        ),
        permits(
            Purpose::Prefill,
            "FrankieOne, OneSDK federation: a single action to provide the required personal data",
        ),
    ],
    not_for_everyone: true,
    contract_date: "2026-11-22",
    needs_camera: false,
    needs_phone: false,
    needs_document: false,
    // Following up a return reads the individual, which may be done for ever.
    repeatable_return: true,
    handshake: false,
    // Identity providers do not let themselves be framed.
    frame: false,
    page: true,
    needs_scripts: true,
    sdk: true,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct FrankieOne {
    kind: Kind,
}

impl FrankieOne {
    /// Its name.
    pub const KIND: &'static str = "frankieone";

    /// The adapter; one for all connections.
    ///
    /// # Errors
    /// Never: the name is one.
    pub fn new() -> Result<Self, vestibule::id::InvalidId> {
        Ok(Self {
            kind: Kind::new(Self::KIND)?,
        })
    }

    /// The individual under the reference, or that there is none yet.
    async fn read(&self, call: Call<'_>, reference: &str) -> Result<Snapshot, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let session = requests::open_session(call, &settings, reference).await?;
        let Some(answer) = requests::read_applicant(call, &settings, &session, reference).await?
        else {
            return Ok(Snapshot::Waiting);
        };
        mapping::snapshot(answer.text()?, &settings, reference, |code| {
            call.novelties()
                .value("frankieone.applicant", "source", code);
        })
    }
}

#[async_trait]
impl Provider for FrankieOne {
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
        Settings::read(connection)?.check(connection)
    }

    fn page_policy(&self, _connection: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: Vec::new(),
            camera_origins: Vec::new(),
            referrer_policy: "strict-origin",
            min_size: Size {
                width: 320,
                height: 480,
            },
            preferred_size: Size {
                width: 640,
                height: 800,
            },
        })
    }

    fn sdk_page(&self, connection: &Connection) -> Result<Option<SdkPage>, SettingsError> {
        let settings = Settings::read(connection)?;
        Ok(Some(SdkPage {
            glue: GLUE,
            scripts: vec![settings.sdk_script.to_string()],
            connect: vec![origin_of(&settings.bff)],
            images: Vec::new(),
            camera: false,
        }))
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
        _applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        if presentation != Presentation::Page {
            return Err(ProviderError::Unsupported);
        }
        let settings = Settings::read(call.connection)?;
        // A fresh reference for each start: one reference is one individual, and federation wants one without any.
        let reference = attempt.correlation_id.as_str();
        let asked_at = call.clock.now();
        let session = requests::open_session(call, &settings, reference).await?;
        if requests::read_applicant(call, &settings, &session, reference)
            .await?
            .is_some()
        {
            return Err(ProviderError::Unexpected {
                detail: "FrankieOne has an individual under a reference that nobody used yet"
                    .to_owned(),
            });
        }
        let recipe = requests::read_recipe(call, &settings, &session).await?;
        mapping::check_recipe(recipe.as_ref(), &settings)?;
        let deadline = asked_at
            .plus_seconds(settings.session_lifetime_seconds)
            .min(session.expires);
        Ok(Started {
            session: ProviderSession {
                reference: reference.to_owned(),
                presentation,
                memo: Value::Null,
            },
            launch: Launch::Sdk {
                parameters: parameters(call, &settings, &session, reference),
            },
            deadline,
        })
    }

    async fn resume(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Value, ProviderError> {
        let settings = Settings::read(call.connection)?;
        // Another session about the same reference: OneSDK goes on with the first one that it has stored only when both
        // name the same (FO-06; the document's "unrelated" token ends in an error).
        let again = requests::open_session(call, &settings, &session.reference).await?;
        Ok(parameters(call, &settings, &again, &session.reference))
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        self.read(call, &session.reference).await
    }

    fn read_message(&self, _session: &ProviderSession, raw: &str) -> Hint {
        Word::read(raw).map_or(Hint::Unexpected { fetch: false }, |word| word.hint())
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let word = query.only(SDK_RESULT).and_then(Word::read);
        if let Some(code) = word.as_ref().and_then(Word::alert) {
            // The applicant cannot mend it: somebody has to (FO-13, FO-16, FO-17, FO-18).
            tracing::error!(
                event = "frankieone.misconfigured",
                connection = call.connection.name.as_str(),
                code,
                "FrankieOne or its identity provider refuses our account, recipe or attributes"
            );
        }
        if let Some(Word::UnknownError(Some(code))) = &word {
            call.novelties().value(SDK_RESULT, "errorCode", code);
        }
        let snapshot = self.read(call, &session.reference).await?;
        let stopped = match word {
            Some(word) => word.stopped(),
            // Somebody came back without a word of the page.
            None => Some(Reason::Left),
        };
        Ok(Finished {
            session: session.clone(),
            snapshot,
            stopped,
        })
    }

    fn rehearse(&self, observed: &Observed<'_>) -> Rehearsal {
        rehearsal::scenario(observed)
    }
}

/// What the page gets: a session, and how to show an individual.
fn parameters(call: Call<'_>, settings: &Settings, session: &Session, reference: &str) -> Value {
    json!({
        "token": session.token.expose_secret(),
        "reference": reference,
        "recipe": settings.recipe,
        "idp": settings.idp_name,
        "dataMinutes": settings.data_lifetime_minutes,
        "claims": claims::shown(&settings.claims, call.locale),
        "sources": settings.sources,
    })
}
