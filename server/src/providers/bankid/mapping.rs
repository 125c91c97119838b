//! From BankID's answers to domain words.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule::{
    fact::{Assurance, Fact, FactKind, Outcome},
    reason::Reason,
};

use crate::{
    evidence::artefact::{SIGNED, SignedArtefacts, SignedToken},
    jws::Algorithm,
    outbound::OutboundResponse,
    provider::{Evidence, ProviderError, Snapshot},
};

use super::wire::{Memo, PROBLEM_BESIDE, Problem, Verified};

/// The scheme of the assurance.
pub(super) const ACR_SCHEME: &str = "bankid.acr";

/// `error` of a return (contract 1.4); `None` for one that no document knows. Its description may hold anything and is not
/// looked at.
pub(super) fn returned_error(error: &str) -> Option<Reason> {
    Some(match error {
        "access_denied" => Reason::Cancelled,
        "login_required" | "temporarily_unavailable" => Reason::Unavailable,
        "server_error" => Reason::ProviderError,
        "invalid_request" => Reason::Misconfigured,
        _ => return None,
    })
}

/// The code of an answer that is an error.
pub(super) fn code_of(response: &OutboundResponse) -> String {
    response
        .json_beside::<Problem>(PROBLEM_BESIDE)
        .unwrap_or_default()
        .code()
}

fn told(what: &str, response: &OutboundResponse, code: &str) -> String {
    format!("BankID, {what}: {} {code}", response.status().as_u16())
}

/// Why there is no access token.
pub(super) fn token_refused(response: &OutboundResponse) -> ProviderError {
    let code = code_of(response);
    let told = told("access token", response, &code);
    match (response.status(), code.as_str()) {
        (_, "invalid_scope") => ProviderError::Misconfigured {
            detail: format!("{told}: {}", missing_scope()),
        },
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _)
        | (_, "invalid_client" | "unauthorized_client") => ProviderError::Misconfigured {
            detail: format!("{told}: check settings.client_id and secrets.client_secret"),
        },
        _ => ProviderError::Unexpected { detail: told },
    }
}

/// What to do when the client lacks a scope (BI-02).
pub(super) fn missing_scope() -> String {
    format!(
        "the client needs the scopes {}; ask BankID to add what is missing",
        super::calls::SCOPES.replace(' ', " and ")
    )
}

/// Why a permission was not registered.
pub(super) fn registration_refused(response: &OutboundResponse) -> ProviderError {
    let code = code_of(response);
    let told = told("permission", response, &code);
    let misconfigured = |advice: &str| ProviderError::Misconfigured {
        detail: format!("{told}: {advice}"),
    };
    match (response.status(), code.as_str()) {
        (StatusCode::BAD_REQUEST, "invalid-iat") => {
            misconfigured("the clock of this machine is more than a minute off")
        }
        (StatusCode::BAD_REQUEST, "invalid-permission") => {
            misconfigured("check the step's parameters.payment and settings.permission_type")
        }
        (StatusCode::UNAUTHORIZED, _) => misconfigured(
            "the access token is not taken; settings.oidc_discovery and settings.bis_discovery have to belong together",
        ),
        (StatusCode::FORBIDDEN, _) => misconfigured(&missing_scope()),
        _ => ProviderError::Unexpected { detail: told },
    }
}

/// Why iframe-authorize was refused.
pub(super) fn authorize_refused(response: &OutboundResponse) -> ProviderError {
    let code = code_of(response);
    let told = told("iframe-authorize", response, &code);
    let misconfigured = |advice: &str| ProviderError::Misconfigured {
        detail: format!("{told}: {advice}"),
    };
    match (response.status(), code.as_str()) {
        (StatusCode::BAD_REQUEST, "invalid_scope") => {
            misconfigured("the client may not ask for all of settings.scopes")
        }
        (StatusCode::BAD_REQUEST, "invalid_request") => misconfigured(
            "has BankID registered exactly our return URL for this client? See settings.frame_ancestor too",
        ),
        (StatusCode::UNAUTHORIZED, _) => misconfigured("the access token is not taken"),
        (StatusCode::FORBIDDEN, _) => misconfigured(&missing_scope()),
        _ => ProviderError::Unexpected { detail: told },
    }
}

/// What a refused code means. It is never sent again (architecture, rule 2).
pub(super) fn exchange_refused(response: &OutboundResponse) -> Result<Snapshot, ProviderError> {
    let code = code_of(response);
    tracing::warn!(
        status = response.status().as_u16(),
        code,
        "the code was not exchanged"
    );
    match (response.status(), code.as_str()) {
        (_, "invalid_grant") => Err(crate::jws::refused("invalid_grant")),
        // The access token ended between two calls; the next start gets a new one.
        (StatusCode::UNAUTHORIZED, "invalid_token") => Ok(Snapshot::Failed(Reason::Interrupted)),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _)
        | (_, "invalid_client" | "unauthorized_client") => Err(ProviderError::Misconfigured {
            detail: format!(
                "{}: check settings.token_auth",
                told("code exchange", response, &code)
            ),
        }),
        _ => Ok(Snapshot::Failed(Reason::ProviderError)),
    }
}

/// What a grant endpoint's refusal means.
pub(super) fn grant_refused(response: &OutboundResponse) -> Result<Snapshot, ProviderError> {
    let code = code_of(response);
    let told = told("grant", response, &code);
    match response.status() {
        StatusCode::NOT_FOUND => Ok(Snapshot::Processing),
        StatusCode::GONE => Ok(Snapshot::Expired),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ProviderError::Misconfigured {
            detail: format!("{told}: {}", missing_scope()),
        }),
        _ => Err(ProviderError::Unexpected { detail: told }),
    }
}

/// The payment that was approved and, where the connection permits it, who approved.
pub(super) fn outcome(memo: &Memo, verified: &Verified, identity: bool) -> Outcome {
    let assurance = Assurance {
        scheme: ACR_SCHEME.to_owned(),
        value: verified.person.acr.clone(),
    };
    let fact = |kind, claims| Fact {
        kind,
        assurance: Some(assurance.clone()),
        claims,
    };
    let mut facts = Vec::new();
    if let Some(payment) = &memo.payment {
        let claims = [
            ("reference", &payment.reference),
            ("amount", &payment.amount),
            ("currency", &payment.currency),
            ("creditor", &payment.creditor),
        ]
        .map(|(name, value)| (name.to_owned(), value.clone()));
        facts.push(fact(FactKind::PaymentApproved, BTreeMap::from(claims)));
    }
    if identity && !verified.person.claims.is_empty() {
        let claims = verified.person.claims.iter();
        let ours = claims.map(|(name, value)| (our_name(name).to_owned(), value.clone()));
        facts.push(fact(FactKind::Identity, ours.collect()));
    }
    Outcome { facts }
}

/// BankID's own names in the words that all providers share.
fn our_name(claim: &str) -> &str {
    match claim {
        "sub_nnin" => "national_id",
        "sub_bankid" => "subject_id",
        standard => standard,
    }
}

/// Everything that somebody needs to verify the outcome again without asking BankID.
pub(super) fn evidence(
    memo: &Memo,
    verified: &Verified,
    algorithm: Algorithm,
    grant: SignedToken,
) -> Result<Evidence, ProviderError> {
    let only_key = || json!({ "keys": verified.jwk.iter().collect::<Vec<_>>() });
    let id_token = SignedToken {
        token: verified.id_token.clone(),
        algorithm: algorithm.name().to_owned(),
        keys_url: verified.keys_url.clone(),
        keys: verified.keys.clone().unwrap_or_else(only_key),
    };
    let context = [
        ("permission_id", &memo.permission_id),
        ("permission", &memo.permission),
    ];
    let artefacts = SignedArtefacts {
        tokens: BTreeMap::from([
            ("id_token".to_owned(), id_token),
            ("grant".to_owned(), grant),
        ]),
        context: context
            .map(|(name, value)| (name.to_owned(), Value::from(value.as_str())))
            .into(),
    };
    let body = serde_json::to_string(&artefacts).map_err(|_| ProviderError::Unexpected {
        detail: "BankID's tokens cannot be kept as evidence".to_owned(),
    })?;
    Ok(Evidence {
        content_type: SIGNED.to_owned(),
        body,
    })
}
