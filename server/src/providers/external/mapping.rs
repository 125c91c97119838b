//! From the service's words to the domain's. Pure.

use vestibule::{
    fact::{Assurance, Fact, FactKind, Outcome},
    id::ConnectionName,
    reason::Reason,
};

use crate::provider::{Evidence, Snapshot};

use super::wire::{
    CheckState, LONGEST_NAME, LONGEST_VALUE, MOST_CLAIMS, MOST_FACTS, WireAssurance, WireFact,
};

/// What an answer means.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) snapshot: Snapshot,
    /// What the contract, or the connection, does not list: a field and its value. Counted.
    pub(super) novel: Vec<(&'static str, String)>,
}

/// What the state means. It has been found to be genuine, of now and about this check.
pub(super) fn read(
    state: &CheckState,
    permitted: &[FactKind],
    connection: &ConnectionName,
    evidence: Evidence,
) -> Reading {
    let mut novel = Vec::new();
    let snapshot = match state.status.as_str() {
        "waiting" => Snapshot::Waiting,
        "processing" => Snapshot::Processing,
        "expired" => Snapshot::Expired,
        "failed" => Snapshot::Failed(reason(state.reason.as_deref(), &mut novel)),
        "done" => match facts(&state.facts, permitted, connection, &mut novel) {
            Ok(facts) if !facts.is_empty() => Snapshot::Done(Outcome { facts }, evidence),
            Ok(_) => broken("a fact that it may assert"),
            Err(what) => broken(what),
        },
        other => {
            novel.push(("status", other.to_owned()));
            Snapshot::Processing
        }
    };
    Reading { snapshot, novel }
}

/// Final, so what is wrong with it now will not be right later.
fn broken(what: &'static str) -> Snapshot {
    tracing::warn!(what, "done without what it has to carry");
    Snapshot::Failed(Reason::ProviderError)
}

fn reason(text: Option<&str>, novel: &mut Vec<(&'static str, String)>) -> Reason {
    match text {
        Some("not_accepted") => Reason::NotAccepted,
        Some("cancelled") => Reason::Cancelled,
        Some("attempts_exhausted") => Reason::AttemptsExhausted,
        Some("data_missing") => Reason::DataMissing,
        None | Some("error") => Reason::ProviderError,
        Some(other) => {
            novel.push(("reason", other.to_owned()));
            Reason::ProviderError
        }
    }
}

fn facts(
    given: &[WireFact],
    permitted: &[FactKind],
    connection: &ConnectionName,
    novel: &mut Vec<(&'static str, String)>,
) -> Result<Vec<Fact>, &'static str> {
    if given.len() > MOST_FACTS {
        return Err("at most 16 facts");
    }
    let mut facts = Vec::new();
    for one in given {
        check(one)?;
        let said = FactKind::from_code(&one.kind);
        // Whatever the service calls it: nobody but the person vouches for it.
        let kind = said.map(|kind| match one.user_provided {
            true => FactKind::SelfAsserted,
            false => kind,
        });
        match kind.filter(|kind| permitted.contains(kind)) {
            Some(kind) => facts.push(Fact {
                kind,
                assurance: one
                    .assurance
                    .as_ref()
                    .filter(|_| kind != FactKind::SelfAsserted)
                    .map(|assurance| of(assurance, connection)),
                claims: one.claims.clone(),
            }),
            None => novel.push(("facts.kind", one.kind.clone())),
        }
    }
    Ok(facts)
}

/// Under the connection's name: no service can speak in another's scheme.
fn of(assurance: &WireAssurance, connection: &ConnectionName) -> Assurance {
    Assurance {
        scheme: format!("{connection}/{}", assurance.scheme),
        value: assurance.value.clone(),
    }
}

fn check(fact: &WireFact) -> Result<(), &'static str> {
    if fact.claims.len() > MOST_CLAIMS {
        return Err("at most 32 claims");
    }
    if !fact.claims.keys().all(|name| is_name(name)) {
        return Err("names of claims");
    }
    let fits = |value: &String| {
        value.chars().count() <= LONGEST_VALUE && !value.chars().any(char::is_control)
    };
    if !fact.claims.values().all(fits) {
        return Err("values of claims");
    }
    match &fact.assurance {
        Some(assurance) if !is_word(&assurance.scheme) || !is_word(&assurance.value) => {
            Err("an assurance")
        }
        _ => Ok(()),
    }
}

/// As the OpenID claims are named.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_word(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte))
}
