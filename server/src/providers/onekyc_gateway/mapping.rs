//! From OneKYC's answers to the domain's words. Pure.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use vestibule::{
    fact::{Assurance, Fact, FactKind, Outcome},
    reason::Reason,
};

use crate::provider::{Evidence, ProviderError, Snapshot};

use super::{
    account::Flow,
    wire::{Details, ErrorItem, Examined},
};

/// The scheme of the assurance: which flow found the result VALID.
const FLOW_SCHEME: &str = "onekyc.flow";
/// The one document that is examined, the KTP: Indonesia's identity card. Its contents are nowhere in the answers (contract
/// 1.3.5), so the fact says that it is genuine and not what stands on it.
const KTP: [(&str, &str); 2] = [("document_type", "idcard"), ("document_country", "IDN")];
/// SUBMISSION_DOES_NOT_EXIST
const NO_SUBMISSION: &str = "1552";
/// PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER
const ANOTHER_USER: &str = "1553";

/// What the details mean. `facts` is what was examined: nothing else becomes a fact, whatever they carry beside it.
pub(crate) fn snapshot(
    details: &Details,
    body: &str,
    session: &str,
    flow: Flow,
    facts: &[FactKind],
) -> Result<Snapshot, ProviderError> {
    let is_ours = match details.partner_session_id.as_deref() {
        Some(named) => named == session,
        // A verdict has to say whose it is.
        None => details.status.as_deref() != Some("COMPLETED"),
    };
    if !is_ours {
        return Err(unexpected("details of another session"));
    }
    if details
        .flow
        .as_deref()
        .is_some_and(|answered| answered != flow.name())
    {
        return Err(unexpected("details of another flow"));
    }
    match (
        details.status.as_deref().unwrap_or_default(),
        details.result.as_deref(),
    ) {
        ("COMPLETED", Some("VALID")) => Ok(valid(details, body, flow, facts)),
        // Reason codes are many and grow; the applicant's page is the same for all.
        ("COMPLETED", Some("INVALID")) => Ok(Snapshot::Failed(Reason::NotAccepted)),
        ("ERROR", _) => Ok(Snapshot::Failed(Reason::ProviderError)),
        ("IN_PROGRESS" | "PARTIALLY_COMPLETED" | "INITIATED", _) => Ok(Snapshot::Processing),
        _ => Ok(Snapshot::Processing),
    }
}

/// Values that the contract does not list, by their field.
pub(crate) fn unknown(details: &Details) -> impl Iterator<Item = (&'static str, &str)> {
    let status = details.status.as_deref().filter(|status| {
        ![
            "IN_PROGRESS",
            "COMPLETED",
            "ERROR",
            "PARTIALLY_COMPLETED",
            "INITIATED",
        ]
        .contains(status)
    });
    let result = details
        .result
        .as_deref()
        .filter(|result| !["VALID", "INVALID"].contains(result));
    [
        status.map(|value| ("status", value)),
        result.map(|value| ("result", value)),
    ]
    .into_iter()
    .flatten()
}

/// Only what was examined and the answer carries becomes a fact; where the flow examines one thing only, VALID itself
/// carries it. VALID is final, so what is missing now will not come later.
fn valid(details: &Details, body: &str, flow: Flow, examined: &[FactKind]) -> Snapshot {
    let broken = |what: &'static str| {
        tracing::warn!(what, "a VALID result that does not hold");
        Snapshot::Failed(Reason::ProviderError)
    };
    let results = details
        .submission_details
        .as_ref()
        .and_then(|found| found.verification_results.as_ref());
    let liveness = results.and_then(|results| results.liveness.as_ref());
    let face_match = results.and_then(|results| results.face_match.as_ref());
    let ktp = results
        .and_then(|results| results.reference_image_validation.as_ref())
        .and_then(|validation| validation.ktp.as_ref())
        .and_then(|ktp| ktp.verification_result.as_deref());
    let contradicted = [liveness, face_match]
        .into_iter()
        .flatten()
        .any(Examined::is_negative);
    if contradicted || ktp.is_some_and(|ktp| ktp != "VALID") {
        return broken("an examination in it is not");
    }
    let mut facts = Vec::new();
    for kind in examined {
        let claims = match kind {
            FactKind::FaceLive => liveness.map(claims_of),
            FactKind::FaceMatches => face_match.map(claims_of),
            FactKind::DocumentGenuine => ktp.map(|_| BTreeMap::new()),
            _ => None,
        };
        let alone = flow.facts() == [*kind];
        if let Some(mut claims) = claims.or_else(|| alone.then(BTreeMap::new)) {
            if *kind == FactKind::DocumentGenuine {
                claims.extend(KTP.map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
            facts.push(fact(*kind, flow, claims));
        }
    }
    if facts.is_empty() {
        return broken("it does not say what was examined");
    }
    let evidence = Evidence {
        content_type: "application/json".to_owned(),
        body: body.to_owned(),
    };
    Snapshot::Done(Outcome { facts }, evidence)
}

fn fact(kind: FactKind, flow: Flow, claims: BTreeMap<String, String>) -> Fact {
    let assurance = Assurance {
        scheme: FLOW_SCHEME.to_owned(),
        value: flow.name().to_owned(),
    };
    Fact {
        kind,
        assurance: Some(assurance),
        claims,
    }
}

fn claims_of(examined: &Examined) -> BTreeMap<String, String> {
    [("result", examined.result()), ("score", examined.score())]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// What a refused Get Submission Details means. A missing submission is 400, not 404.
pub(crate) fn details_refused(
    status: StatusCode,
    errors: &[ErrorItem],
) -> Result<Snapshot, ProviderError> {
    if errors.iter().any(|error| error.code() == NO_SUBMISSION) {
        return Ok(Snapshot::Waiting);
    }
    if errors.iter().any(|error| error.code() == ANOTHER_USER) {
        return Err(unexpected("that the session belongs to another user"));
    }
    Err(refused("submission details", status, errors))
}

/// Why a gateway refused a call.
pub(crate) fn refused(what: &str, status: StatusCode, errors: &[ErrorItem]) -> ProviderError {
    let causes: Vec<String> = errors
        .iter()
        .take(5)
        .map(|error| format!("{} {}", error.code(), error.cause()))
        .collect();
    let told = format!("{} {}", status.as_u16(), causes.join(", "));
    let misconfigured = |advice: &str| ProviderError::Misconfigured {
        detail: format!("OneKYC, {what}: {told}: {advice}"),
    };
    match status {
        StatusCode::UNAUTHORIZED => misconfigured("check settings.client_id and secrets.pass_key"),
        StatusCode::FORBIDDEN => {
            misconfigured("settings.onboarding_partner has to belong to settings.client_id")
        }
        StatusCode::NOT_FOUND => misconfigured(
            "check settings.api_gateway, settings.token_gateway, settings.details_path",
        ),
        StatusCode::BAD_REQUEST
            if causes
                .iter()
                .any(|cause| cause.contains("INVALID_") || cause.contains("EMPTY")) =>
        {
            misconfigured("check settings.flow and settings.onboarding_partner")
        }
        _ => ProviderError::Unexpected {
            detail: format!("OneKYC, {what}: {told}"),
        },
    }
}

fn unexpected(what: &str) -> ProviderError {
    ProviderError::Unexpected {
        detail: format!("OneKYC answered with {what}"),
    }
}
