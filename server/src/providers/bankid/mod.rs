//! BankID Norway with biometrics in an iframe: a person approves a payment on their phone, and BankID signs who did.
//!
//! Compared with BankID's document "Iframes support" on the date in the policy. What that document leaves open is in the
//! settings.

mod calls;
mod discovery;
mod grant;
mod id_token;
mod mapping;
mod messages;
mod permission;
mod rehearsal;
mod settings;
mod setup;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;
use vestibule::{
    fact::FactKind,
    id::Kind,
    journey::ProviderStep,
    launch::{FrameSpec, Presentation, Size},
    purpose::Purpose,
    reason::Reason,
};

use crate::{
    code_flow::{Returned, read_return},
    connection::{Connection, SettingsError},
    evidence::artefact::SignedToken,
    jws::{self, refused},
    provider::{
        Applicant, Attempt, Call, Diagnosis, Finished, Hint, Launch, Observed, OurAddresses,
        PagePolicy, PermittedPurpose, Provider, ProviderError, ProviderPolicy, ProviderSession,
        Rehearsal, ReturnQuery, SheetEntry, Snapshot, Started,
    },
    providers::settings::{is_secure, origin_of},
};
use calls::Authorization;
use discovery::{Biometrics, KEY_SET};
use settings::{PermissionType, Settings};
use wire::{Memo, Verified};

/// The document names no size (contract 1.7).
const MIN_SIZE: Size = Size {
    width: 320,
    height: 600,
};
const PREFERRED_SIZE: Size = Size {
    width: 420,
    height: 680,
};
/// One of the four that the document allows, and the one that says least. The client page compares what it is told with
/// `frame_ancestor` (step 8).
const REFERRER_POLICY: &str = "origin";
/// Without top navigation: it comes back inside the frame.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms allow-popups";
/// How long after the last moment for an approval the return and the grant are waited for, in seconds.
const GRANT_MARGIN: i64 = 60;

/// The frame is for payments. Everything else needs a contract that says so, stated in the connection's `purposes`.
const fn permits(purpose: Purpose) -> PermittedPurpose {
    PermittedPurpose {
        purpose,
        source: "BankID with biometrics, iframes: permission payment.v1; by a reseller's pages (Signicat, Norwegian BankID) the frame serves e-commerce and 3-D Secure and must not be used for onboarding or against money laundering",
        date: "2026-11-22",
    }
}

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::PaymentApproved, FactKind::Identity],
    flow_version: "BankID with biometrics, iframe (public preview)",
    purposes: &[permits(Purpose::PaymentApproval)],
    contract_date: "2026-11-22",
    needs_camera: false,
    needs_phone: false,
    needs_app: true,
    needs_document: false,
    // A code is exchanged once.
    repeatable_return: false,
    handshake: false,
    frame: true,
    page: false,
    needs_scripts: true,
    sdk: false,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct BankId {
    kind: Kind,
}

impl BankId {
    /// Its name.
    pub const KIND: &'static str = "bankid";

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
impl Provider for BankId {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    /// A payment where the permission is about one; who the person is where BankID agreed to that.
    fn facts(&self, connection: &Connection, _step: &ProviderStep) -> Vec<FactKind> {
        let Ok(settings) = Settings::read(connection) else {
            return Vec::new();
        };
        let payment = settings.permission_type == PermissionType::Payment;
        let facts = [
            (payment, FactKind::PaymentApproved),
            (settings.identity, FactKind::Identity),
        ];
        facts
            .into_iter()
            .filter_map(|(brought, fact)| brought.then_some(fact))
            .collect()
    }

    fn check_settings(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        Settings::read(connection)?.check(connection, origins)
    }

    fn check_step(
        &self,
        connection: &Connection,
        step: &ProviderStep,
    ) -> Result<(), SettingsError> {
        let kind = Settings::read(connection)?.permission_type;
        permission::check_step(kind, step)
            .map_err(|(key, problem)| connection.problem(&key, problem))
    }

    fn page_policy(&self, connection: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: Settings::read(connection)?.frame_origins(),
            camera_origins: Vec::new(),
            referrer_policy: REFERRER_POLICY,
            min_size: MIN_SIZE,
            preferred_size: PREFERRED_SIZE,
        })
    }

    /// BankID with biometrics signs by WebAuthn (contract 1.7).
    fn passkey_origins(&self, connection: &Connection) -> Result<Vec<String>, SettingsError> {
        Ok(Settings::read(connection)?.frame_origins())
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
        if presentation != Presentation::Frame {
            return Err(ProviderError::Unsupported);
        }
        let settings = Settings::read(call.connection)?;
        let payment = permission::of_step(settings.permission_type, &applicant.parameters)
            .map_err(|(key, problem)| call.connection.problem(&key, problem))?;
        let biometrics = discovery::biometrics(call, &settings).await?;
        let person = (applicant, attempt);
        let registered =
            calls::register(call, &settings, &biometrics, person, payment.as_ref()).await?;
        let authorization =
            calls::authorize(call, &settings, &biometrics, attempt, &registered.token).await?;
        check_launch(&authorization.uri, &settings.frame_origins())?;
        let memo = Memo {
            began: registered.iat,
            permission_id: registered.id.clone(),
            permission: registered.statement,
            permission_nonce: registered.nonce,
            payment,
            oidc_nonce: attempt.nonce.clone(),
            verifier: attempt.verifier.clone(),
            redirect_uri: attempt.return_url.clone(),
            verified: None,
        };
        Ok(Started {
            session: ProviderSession {
                reference: registered.id,
                presentation,
                memo: remember(&memo)?,
            },
            deadline: vestibule::time::Timestamp(registered.exp.saturating_mul(1000))
                .plus_seconds(GRANT_MARGIN),
            launch: launch(authorization, &settings, registered.binding_message),
        })
    }

    /// Before the return there is nothing to ask about: what the applicant approved is believed only together with the
    /// ID token that came of the same start.
    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        let memo = recall(session)?;
        let Some(verified) = &memo.verified else {
            return Ok(Snapshot::Waiting);
        };
        let settings = Settings::read(call.connection)?;
        let biometrics = discovery::biometrics(call, &settings).await?;
        granted(call, &settings, &biometrics, &memo, verified).await
    }

    fn read_message(&self, _session: &ProviderSession, raw: &str) -> Hint {
        messages::read(raw)
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let mut memo = recall(session)?;
        let finished = |memo: &Memo, snapshot| {
            Ok(Finished {
                session: ProviderSession {
                    memo: remember(memo)?,
                    ..session.clone()
                },
                snapshot,
                stopped: None,
            })
        };
        let biometrics = discovery::biometrics(call, &settings).await?;
        let code = match read_return(query, settings.bis_issuer(), biometrics.returns_issuer)
            .map_err(refused)?
        {
            Returned::Code(code) => code,
            Returned::Error(error) => {
                let reason = mapping::returned_error(error).unwrap_or_else(|| {
                    call.novelties().value("bankid.return", "error", error);
                    Reason::ProviderError
                });
                return finished(&memo, Snapshot::Failed(reason));
            }
        };
        let id_token = match calls::exchange(call, &settings, &biometrics, &memo, code).await? {
            Ok(id_token) => id_token,
            Err(snapshot) => return finished(&memo, snapshot),
        };
        let verified = verified(call, &settings, &biometrics, &memo, id_token).await?;
        let snapshot = match granted(call, &settings, &biometrics, &memo, &verified).await {
            Ok(snapshot) => snapshot,
            Err(error @ ProviderError::NotVerified { .. }) => return Err(error),
            // The person is verified; the grant is asked for again until the deadline.
            Err(error) => {
                tracing::warn!(%error, "no answer about the grant yet");
                Snapshot::Processing
            }
        };
        memo.verified = Some(verified);
        finished(&memo, snapshot)
    }

    fn rehearse(&self, observed: &Observed<'_>) -> Rehearsal {
        rehearsal::scenario(observed)
    }
}

/// Verifies an ID token completely (BI-19 to BI-22).
async fn verified(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    memo: &Memo,
    id_token: String,
) -> Result<Verified, ProviderError> {
    let keys = discovery::id_token_keys(call, settings, biometrics).await?;
    let signed = jws::verify(
        call,
        &id_token,
        settings.id_token_algorithm,
        (&KEY_SET, &keys),
    )
    .await?;
    let expected = id_token::Expected {
        issuer: settings.bis_issuer(),
        client_id: &settings.client_id,
        nonce: &memo.oidc_nonce,
        acr_values: &settings.acr_values,
        scopes: &settings.scopes(),
        now: call.clock.now().0.div_euclid(1000),
        began: memo.began,
        skew: settings.clock_skew_seconds,
    };
    let person = id_token::check(&signed, &expected).map_err(refused)?;
    signed.count_unknown(call, "bankid.id_token", id_token::DOCUMENTED);
    Ok(Verified {
        person,
        id_token,
        jwk: None,
        keys: Some(signed.keys),
        keys_url: Some(keys.to_string()),
    })
}

/// Asks for the grant and verifies it (BI-23, BI-24).
async fn granted(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    memo: &Memo,
    verified: &Verified,
) -> Result<Snapshot, ProviderError> {
    let token = match calls::grant(call, settings, biometrics, &memo.permission_id).await? {
        Ok(token) => token,
        Err(snapshot) => return Ok(snapshot),
    };
    let keys = &biometrics.jwks_uri_grants;
    let signed = jws::verify(call, &token, settings.grant_algorithm, (&KEY_SET, keys)).await?;
    let expected = grant::Expected {
        issuer: settings.bis_issuer(),
        nonce: &memo.permission_nonce,
        permission_id: &memo.permission_id,
        kind: settings.permission_type.name(),
        now: call.clock.now().0.div_euclid(1000),
        began: memo.began,
        skew: settings.clock_skew_seconds,
    };
    grant::check(&signed, &expected, &verified.person).map_err(refused)?;
    signed.count_unknown(call, "bankid.grant", grant::DOCUMENTED);
    let grant = SignedToken {
        token,
        algorithm: settings.grant_algorithm.name().to_owned(),
        keys_url: Some(keys.to_string()),
        keys: signed.keys,
    };
    let evidence = mapping::evidence(memo, verified, settings.id_token_algorithm, grant)?;
    let outcome = mapping::outcome(memo, verified, settings.identity);
    Ok(Snapshot::Done(outcome, evidence))
}

/// The URI is opaque and used as it came, but it has to lead where the settings say the client page lives.
fn check_launch(shown: &str, origins: &[String]) -> Result<(), ProviderError> {
    let url = Url::parse(shown)
        .ok()
        .filter(|url| is_secure(url) && url.username().is_empty() && url.password().is_none());
    match url.map(|url| origin_of(&url)) {
        Some(origin) if origins.contains(&origin) => Ok(()),
        Some(origin) => Err(ProviderError::Misconfigured {
            detail: format!(
                "authorize_uri is on {origin}, which settings.frame_origins does not list"
            ),
        }),
        None => Err(ProviderError::Unexpected {
            detail: "authorize_uri is not a secure URL".to_owned(),
        }),
    }
}

fn launch(
    authorization: Authorization,
    settings: &Settings,
    binding_message: Option<String>,
) -> Launch {
    let lives_ms = u32::try_from(authorization.lifetime.saturating_mul(1000)).ok();
    Launch::Frame(FrameSpec {
        src: authorization.uri,
        provider_origins: settings.message_origins(),
        sandbox: SANDBOX.to_owned(),
        allow: format!(
            "publickey-credentials-get {}",
            settings.frame_origins().join(" ")
        ),
        referrerpolicy: REFERRER_POLICY.to_owned(),
        min_size: MIN_SIZE,
        preferred_size: PREFERRED_SIZE,
        max_message_bytes: messages::MAX_BYTES,
        expects_message: true,
        replies: Vec::new(),
        binding_message,
        lives_ms,
    })
}

fn remember(memo: &Memo) -> Result<serde_json::Value, ProviderError> {
    serde_json::to_value(memo).map_err(|_| ProviderError::Unexpected {
        detail: "our own memo".to_owned(),
    })
}

fn recall(session: &ProviderSession) -> Result<Memo, ProviderError> {
    Memo::deserialize(&session.memo).map_err(|_| ProviderError::Unexpected {
        detail: "our own memo".to_owned(),
    })
}
