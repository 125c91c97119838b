//! What is known of the person, and what the client said of them: each value masked, unless this operator revealed it.

use vestibule::matching::Verdict;

use super::masks;
use crate::{
    db::dashboard::reveals::OpenReveal,
    services::{
        ServiceError,
        case::Case,
        matching::{self, Claims},
        onboardings,
    },
};

/// Names the values that the client expects.
const EXPECTED: &str = "expected";
/// Names the values that the client gave to be filled in.
const PREFILL: &str = "prefill";
/// Names what else the client said.
const CLIENT: &str = "client";
/// Names the client's metadata.
const METADATA: &str = "metadata";

/// A value of a case, by its place: a fact's id or a word, and the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The fact, or `expected`, `prefill`, `client`, `metadata`.
    pub of: String,
    /// The claim.
    pub claim: String,
    /// What is known.
    pub value: String,
}

impl Value {
    /// The value's place as a text.
    #[must_use]
    pub fn field(&self) -> String {
        format!("{}/{}", self.of, self.claim)
    }
}

/// A value as this operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSeen {
    /// See [`Value::field`].
    pub field: String,
    /// What it is about.
    pub claim: String,
    /// Masked.
    pub masked: String,
    /// The value and until when it is shown, where the operator revealed it.
    pub revealed: Option<(String, i64)>,
}

/// A fact as this operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSeen {
    /// The step that established it.
    pub step: String,
    /// [`vestibule::fact::FactKind::code`].
    pub kind: String,
    /// The connection, or `form`.
    pub source: String,
    /// Scheme and value, where the source says how sure it is.
    pub assurance: Option<(String, String)>,
    /// Whether there are `verified_claims`.
    pub verified: bool,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// What it says.
    pub values: Vec<ValueSeen>,
}

/// How a match rule of the journey comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchSeen {
    /// The rule's name.
    pub name: String,
    /// The two sides.
    pub between: [String; 2],
    /// The verdict.
    pub verdict: Verdict,
}

fn values(of: &str, claims: Claims) -> Vec<Value> {
    let claims = claims.into_iter();
    claims
        .map(|(claim, value)| Value {
            of: of.to_owned(),
            claim,
            value,
        })
        .collect()
}

fn of_client(case: &Case) -> Result<Vec<Value>, ServiceError> {
    let said = onboardings::said(case)?;
    let named = [
        ("client_reference", said.client_reference),
        ("account", said.account),
    ];
    let named = named
        .into_iter()
        .filter_map(|(claim, value)| Some((claim.to_owned(), value?)));
    let mut all = values(CLIENT, named.collect());
    all.extend(values(EXPECTED, onboardings::expected(case)?));
    all.extend(values(PREFILL, said.prefill));
    all.extend(values(METADATA, said.metadata));
    Ok(all)
}

/// The value at a place; `None` when there is none.
///
/// # Errors
/// When something cannot be opened.
pub(super) fn find(case: &Case, field: &str) -> Result<Option<Value>, ServiceError> {
    let Some((of, _)) = field.split_once('/') else {
        return Ok(None);
    };
    let all = match case.facts.iter().find(|row| row.id == of) {
        Some(row) => values(of, case.open(("facts", "claims"), row.claims.clone())?),
        None => of_client(case)?,
    };
    Ok(all.into_iter().find(|value| value.field() == field))
}

fn seen(value: Value, open: &[OpenReveal]) -> ValueSeen {
    let field = value.field();
    let open = open.iter().find(|open| open.field == field);
    ValueSeen {
        revealed: open.map(|open| (masks::shown(&value.value, masks::LONGEST), open.ends_at)),
        masked: masks::mask(&value.claim, &value.value),
        claim: value.claim,
        field,
    }
}

/// What is known of the person, oldest first.
///
/// # Errors
/// When something cannot be opened.
pub(super) fn of_case(case: &Case, open: &[OpenReveal]) -> Result<Vec<FactSeen>, ServiceError> {
    let facts = case.facts.iter().map(|row| {
        let claims: Claims = case.open(("facts", "claims"), row.claims.clone())?;
        let values = values(&row.id, claims).into_iter();
        Ok(FactSeen {
            step: row.step.clone(),
            kind: row.kind.clone(),
            source: row.source.clone(),
            assurance: row
                .assurance_scheme
                .clone()
                .zip(row.assurance_value.clone()),
            verified: row.verified.is_some(),
            created_at: row.created_at,
            values: values.map(|value| seen(value, open)).collect(),
        })
    });
    facts.collect()
}

/// What the client said of the person.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn said(case: &Case, open: &[OpenReveal]) -> Result<Vec<ValueSeen>, ServiceError> {
    let all = of_client(case)?.into_iter();
    Ok(all.map(|value| seen(value, open)).collect())
}

/// How the sources compare now.
///
/// # Errors
/// When stored claims cannot be opened.
pub(super) fn matches(case: &Case) -> Result<Vec<MatchSeen>, ServiceError> {
    let verdicts = matching::compare(case)?;
    let rules = case.journey.matches.iter();
    Ok(rules
        .filter_map(|rule| {
            Some(MatchSeen {
                name: rule.name.to_string(),
                between: rule.between.clone().map(|side| side.to_string()),
                verdict: *verdicts.get(&rule.name)?,
            })
        })
        .collect())
}
