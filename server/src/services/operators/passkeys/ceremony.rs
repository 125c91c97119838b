//! What the library asks of browsers and makes of their answers (Web Authentication, level 3). What it keeps in between and of
//! each passkey are bytes to everybody else.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use url::Host;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{
            CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
            USER_HANDLE_MAX_LEN, UserHandle64, Username,
        },
    },
    response::{
        AuthTransports, CredentialId,
        auth::error::AuthCeremonyErr,
        register::{DynamicState, StaticState, error::RegCeremonyErr},
    },
};

use crate::{config::PublicOrigin, services::ServiceError};

/// Longest answer that is looked at, in bytes. An RSA key of 4096 bits takes a tenth of it.
const MAX_ANSWER: usize = 16 * 1024;

/// Where passkeys are asked for: an origin of ours, and its host, to which they belong.
#[derive(Debug)]
pub(super) struct Place<'a> {
    origin: &'a str,
    party: RpId,
}

impl<'a> Place<'a> {
    /// The one at this origin. There is none at an address that is no name (5.1.2, "effective domain").
    pub(super) fn at(origin: &'a PublicOrigin) -> Option<Self> {
        let Some(Host::Domain(host)) = origin.host() else {
            return None;
        };
        let host = AsciiDomain::try_from(host).ok()?;
        Some(Self {
            origin: origin.as_str(),
            party: RpId::Domain(host),
        })
    }
}

/// What a browser is asked, as JSON for `PublicKeyCredential.parse…OptionsFromJSON`, and what the answer is compared with.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) options: String,
    pub(super) state: Vec<u8>,
}

/// A passkey, as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// By what authenticators tell people apart; the same for all passkeys of one operator.
    user: Vec<u8>,
    /// How browsers reach it.
    transports: u8,
    /// The public key and what was agreed on when it was made.
    key: Vec<u8>,
    /// The signature counter and what else changes.
    state: Vec<u8>,
}

/// For whom a passkey is made.
#[derive(Debug)]
pub(super) struct Owner<'a> {
    pub(super) name: &'a str,
    pub(super) display_name: &'a str,
    /// The passkeys that there are, by id.
    pub(super) has: Vec<(String, Kept)>,
}

fn broken(what: &str) -> ServiceError {
    ServiceError::Internal(format!("passkeys: {what}").into())
}

fn id_of(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Asks for a new passkey: one that tells whose it is, and that asks for a finger, a face or a PIN.
pub(super) fn ask_for_new(place: &Place<'_>, owner: Owner<'_>) -> Result<Question, ServiceError> {
    let user = match owner.has.first() {
        Some((_, kept)) => kept.user()?,
        None => UserHandle64::new(),
    };
    let mut known = Vec::new();
    for (id, kept) in owner.has {
        let id = BASE64_URL_SAFE_NO_PAD
            .decode(id)
            .map_err(|_| broken("a stored id"))?;
        known.push(PublicKeyCredentialDescriptor {
            id: CredentialId::decode(id).map_err(|_| broken("a stored id"))?,
            transports: AuthTransports::decode(kept.transports)
                .map_err(|_| broken("stored transports"))?,
        });
    }
    let entity = PublicKeyCredentialUserEntity {
        name: Username::try_from(owner.name).map_err(|_| broken("a name"))?,
        id: &user,
        // Names of people are wider than the profile that authenticators may rely on (RFC 8266).
        display_name: Nickname::try_from(owner.display_name).ok(),
    };
    let mut asking = PublicKeyCredentialCreationOptions::passkey(&place.party, entity, known);
    // Most authenticators do not know this extension, and browsers refuse those when it is enforced. Whoever signs in is
    // verified anyway.
    asking.extensions.cred_protect = CredProtect::None;
    let (state, options) = asking
        .start_ceremony()
        .map_err(|error| broken(&error.to_string()))?;
    Ok(Question {
        options: serde_json::to_string(&options)?,
        state: state.encode().map_err(|error| broken(&error.to_string()))?,
    })
}

/// Looks at a new passkey: its id, and what is kept of it; else why it is none.
pub(super) fn made(
    place: &Place<'_>,
    state: &[u8],
    answer: &str,
) -> Result<Result<(String, Kept), &'static str>, ServiceError> {
    let state = RegistrationServerState::<USER_HANDLE_MAX_LEN>::decode(state)
        .map_err(|error| broken(&error.to_string()))?;
    let Some(answer) =
        readable(answer).and_then(|answer| Registration::from_json_relaxed(answer).ok())
    else {
        return Ok(Err("unreadable"));
    };
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &[place.origin],
        // Authenticators may add what nobody asked for (9.3).
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let made = match state.verify(&place.party, &answer, &options) {
        Ok(made) => made,
        Err(error) => return Ok(Err(why_not_made(&error))),
    };
    let (id, transports, user, key, state, _) = made.into_parts();
    let Ok(transports) = transports.encode();
    let Ok(user) = user.encode();
    let Ok(key) = key.encode();
    let Ok(state) = state.encode();
    let kept = Kept {
        user: user.to_vec(),
        transports,
        key,
        state: state.to_vec(),
    };
    Ok(Ok((id_of(id.into_inner()), kept)))
}

fn readable(answer: &str) -> Option<&[u8]> {
    (answer.len() <= MAX_ANSWER).then_some(answer.as_bytes())
}

const fn why_not_made(error: &RegCeremonyErr) -> &'static str {
    match error {
        RegCeremonyErr::OriginMismatch
        | RegCeremonyErr::CrossOrigin
        | RegCeremonyErr::TopOriginMismatch => "origin",
        RegCeremonyErr::RpIdHashMismatch => "party",
        RegCeremonyErr::ChallengeMismatch | RegCeremonyErr::Timeout => "challenge",
        RegCeremonyErr::UserNotVerified | RegCeremonyErr::UserNotPresent => "not_verified",
        _ => "invalid",
    }
}

/// Asks for a passkey, whosever it is.
pub(super) fn ask(place: &Place<'_>) -> Result<Question, ServiceError> {
    let (state, options) = DiscoverableCredentialRequestOptions::passkey(&place.party)
        .start_ceremony()
        .map_err(|error| broken(&error.to_string()))?;
    Ok(Question {
        options: serde_json::to_string(&options)?,
        state: state.encode().map_err(|error| broken(&error.to_string()))?,
    })
}

/// An answer that can be read.
#[derive(Debug)]
pub(super) struct Answer(DiscoverableAuthentication64);

impl Answer {
    /// The one in this JSON, if it is one.
    pub(super) fn read(answer: &str) -> Option<Self> {
        readable(answer)
            .and_then(|answer| DiscoverableAuthentication64::from_json_relaxed(answer).ok())
            .map(Self)
    }

    /// Which passkey answers.
    pub(super) fn id(&self) -> String {
        id_of(self.0.raw_id().into_inner())
    }

    /// Looks at it: what is to be kept of the passkey from now on; else why it is not right.
    pub(super) fn verify(
        &self,
        place: &Place<'_>,
        state: &[u8],
        kept: &Kept,
    ) -> Result<Result<Kept, &'static str>, ServiceError> {
        let state = DiscoverableAuthenticationServerState::decode(state)
            .map_err(|error| broken(&error.to_string()))?;
        let user = kept.user()?;
        let key =
            StaticState::decode(kept.key.as_slice()).map_err(|error| broken(&error.to_string()))?;
        let changing = <[u8; 7]>::try_from(kept.state.as_slice())
            .map_err(|_| broken("a stored counter"))
            .and_then(|bytes| {
                DynamicState::decode(bytes).map_err(|error| broken(&error.to_string()))
            })?;
        let mut credential = AuthenticatedCredential::new(self.0.raw_id(), &user, key, changing)
            .map_err(|error| broken(&error.to_string()))?;
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &[place.origin],
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        if let Err(error) = state.verify(&place.party, &self.0, &mut credential, &options) {
            return Ok(Err(why_not(&error)));
        }
        let Ok(state) = credential.dynamic_state().encode();
        Ok(Ok(Kept {
            user: kept.user.clone(),
            transports: kept.transports,
            key: kept.key.clone(),
            state: state.to_vec(),
        }))
    }
}

/// As the audit log has it.
const fn why_not(error: &AuthCeremonyErr) -> &'static str {
    match error {
        AuthCeremonyErr::OriginMismatch
        | AuthCeremonyErr::CrossOrigin
        | AuthCeremonyErr::TopOriginMismatch => "passkey_origin",
        AuthCeremonyErr::RpIdHashMismatch => "passkey_party",
        AuthCeremonyErr::ChallengeMismatch | AuthCeremonyErr::Timeout => "passkey_challenge",
        AuthCeremonyErr::UserNotVerified => "passkey_not_verified",
        AuthCeremonyErr::AssertionSignature => "passkey_signature",
        AuthCeremonyErr::SignatureCounter => "passkey_counter",
        _ => "passkey",
    }
}

impl Kept {
    fn user(&self) -> Result<UserHandle64, ServiceError> {
        let bytes = <[u8; USER_HANDLE_MAX_LEN]>::try_from(self.user.as_slice())
            .map_err(|_| broken("a stored handle"))?;
        let Ok(user) = UserHandle64::decode(bytes);
        Ok(user)
    }
}
