//! From Signicat's answers to the domain's words. Pure.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use vestibule::{
    fact::{Assurance, Fact, FactKind, Outcome},
    phone::Phone,
    reason::Reason,
};

use crate::{
    outbound::code_word,
    provider::{Evidence, ProviderError, Snapshot},
};

use super::{
    settings::Loa,
    wire::{Memo, OTP_SMS, Problem, Session, Status},
};

/// The scheme of the assurance.
pub(super) const LOA_SCHEME: &str = "signicat.loa";

/// What a session's status means. The session has been found to be ours.
pub(super) fn snapshot(session: &Session, body: &str, memo: &Memo, least: Option<Loa>) -> Snapshot {
    match Status::read(session.status.as_deref()) {
        Status::Created | Status::WaitingForUser => Snapshot::Waiting,
        Status::Success => success(session, body, memo, least),
        Status::Abort | Status::Cancelled => Snapshot::Failed(Reason::Cancelled),
        Status::Error | Status::Invalid => Snapshot::Failed(Reason::ProviderError),
        Status::Expired => Snapshot::Expired,
        Status::Unknown => {
            tracing::warn!("a session status that is not in the contract");
            Snapshot::Processing
        }
    }
}

/// SUCCESS proves control of *some* phone, because the applicant may edit the prefilled number. It is final, so what is
/// missing now will not come later.
fn success(session: &Session, body: &str, memo: &Memo, least: Option<Loa>) -> Snapshot {
    let broken = |what: &'static str| {
        tracing::warn!(what, "SUCCESS without what it has to carry");
        Snapshot::Failed(Reason::ProviderError)
    };
    if session.provider.as_deref() != Some(OTP_SMS) {
        return broken("the provider otp-sms");
    }
    let Some(subject) = &session.subject else {
        return broken("subject");
    };
    let Some(phone) = subject.phone_number() else {
        return broken("subject.phoneNumber");
    };
    if let Some(asked) = &memo.phone {
        let same = Phone::parse(asked).is_ok_and(|asked| asked.is_same_as(phone));
        if !same {
            return Snapshot::Failed(Reason::ContactMismatch);
        }
    }
    let loa = session.loa.as_deref().and_then(Loa::read);
    if least.is_some_and(|least| loa.is_none_or(|loa| loa < least)) {
        return Snapshot::Failed(Reason::NotAccepted);
    }
    let mut claims = BTreeMap::from([("phone_number".to_owned(), e164(phone))]);
    for (name, value) in [("idp_id", subject.idp_id()), ("subject_id", subject.id())] {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.to_owned());
        }
    }
    let assurance = session.loa.as_deref().map(|loa| Assurance {
        scheme: LOA_SCHEME.to_owned(),
        value: code_word(loa),
    });
    let fact = Fact {
        kind: FactKind::ContactControl,
        assurance,
        claims,
    };
    let evidence = Evidence {
        content_type: "application/json".to_owned(),
        body: body.to_owned(),
    };
    Snapshot::Done(Outcome { facts: vec![fact] }, evidence)
}

/// Signicat writes a number without its plus; facts of all providers have it (OpenID Connect Core 1.0, 5.1).
fn e164(phone: &str) -> String {
    let read = Phone::parse(phone).or_else(|_| Phone::parse(&format!("+{phone}")));
    read.map_or_else(|_| phone.to_owned(), |read| read.e164().to_owned())
}

/// Why a session could not be created.
pub(super) fn create_refused(status: StatusCode, problem: &Problem) -> ProviderError {
    let code = code_of(problem);
    match status {
        StatusCode::UNAUTHORIZED => {
            misconfigured("refuses the access token it has just issued", status, &code)
        }
        StatusCode::FORBIDDEN => misconfigured(
            "forbids it: give the API client the permission \"Authentication REST API\", and access to settings.account_id",
            status,
            &code,
        ),
        StatusCode::NOT_FOUND => misconfigured(
            "knows no Authentication REST API below settings.api",
            status,
            &code,
        ),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            let names: Vec<_> = problem
                .invalid_params
                .iter()
                .take(10)
                .map(|param| code_word(&param.name))
                .collect();
            misconfigured(
                &format!("does not take these parameters: {}", names.join(", ")),
                status,
                &code,
            )
        }
        _ => ProviderError::Unexpected {
            detail: format!("creating a session: {} {code}", status.as_u16()),
        },
    }
}

/// What a refused "Get session status" means. Which status a
/// wrong nonce has is not published; its name is expected among the invalid parameters.
pub(super) fn status_refused(
    status: StatusCode,
    problem: &Problem,
) -> Result<Snapshot, ProviderError> {
    let code = code_of(problem);
    let about_nonce = problem
        .invalid_params
        .iter()
        .any(|param| param.name == "sessionNonce");
    match status {
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if about_nonce => {
            Err(ProviderError::NotOurs)
        }
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Err(misconfigured(
            "does not let the API client read its own session",
            status,
            &code,
        )),
        // Sessions are forgotten some time after they have ended.
        StatusCode::NOT_FOUND => Ok(Snapshot::Expired),
        _ => Err(ProviderError::Unexpected {
            detail: format!("reading a session: {} {code}", status.as_u16()),
        }),
    }
}

/// Why there is no access token.
pub(super) fn token_refused(status: StatusCode, error: Option<&str>) -> ProviderError {
    let code = code_word(error.unwrap_or("no code"));
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            misconfigured(
                "issues no access token: check settings.client_id and secrets.client_secret, and that the API client has \
             the permission \"Authentication REST API\"",
                status,
                &code,
            )
        }
        StatusCode::NOT_FOUND => {
            misconfigured("has no token endpoint below settings.api", status, &code)
        }
        _ => ProviderError::Unexpected {
            detail: format!("asking for a token: {} {code}", status.as_u16()),
        },
    }
}

fn misconfigured(what: &str, status: StatusCode, code: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("Signicat {what} ({} {code})", status.as_u16()),
    }
}

fn code_of(problem: &Problem) -> String {
    code_word(problem.code.as_deref().unwrap_or("no code"))
}
