//! Reading everything that a bundle is made of, in the transaction of whoever holds the case locked.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::AnyConnection;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    audit_log::proof::InclusionProof,
    crypto::sha256_hex,
    db::{self, audit::AuditRow, checks::state_code},
    evidence::{
        Artefact, Assurance, Audit, AuditEntry, Check, Consent, Content, Decision, Detail, Export,
        Fact, File, Journey, Onboarding, SALT_BYTES, Salted, Verified, artefact::Body,
    },
    services::{
        ServiceError, answers::pictures::UPLOAD, case::Case, checks::verified::VERIFIED,
        core::Core, decisions::INPUTS, reference_images,
    },
};

/// A moment as an RFC 3339 text in UTC.
fn text(millis: i64) -> Result<String, ServiceError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .ok_or_else(|| ServiceError::Internal("a stored time is none".into()))
}

fn texts(millis: Option<i64>) -> Result<Option<String>, ServiceError> {
    millis.map(text).transpose()
}

/// A value with a salt of its own.
fn salted(core: &Core, value: Value) -> Salted {
    let mut salt = [0; SALT_BYTES];
    core.random.fill(&mut salt);
    Salted::new(salt, value)
}

fn salted_all(
    core: &Core,
    values: impl IntoIterator<Item = (String, Value)>,
) -> BTreeMap<String, Salted> {
    values
        .into_iter()
        .map(|(name, value)| (name, salted(core, value)))
        .collect()
}

/// Everything about a case; its chain up to the row that the proof is about.
///
/// # Errors
/// When something cannot be opened.
pub(super) async fn content(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    proof: InclusionProof,
) -> Result<Content, ServiceError> {
    Ok(Content {
        export: Export {
            at: text(core.clock.now().0)?,
            software: concat!("vestibule ", env!("CARGO_PKG_VERSION")).to_owned(),
        },
        onboarding: onboarding(case)?,
        journey: journey(connection, case).await?,
        checks: checks(connection, case).await?,
        facts: facts(core, case)?,
        artefacts: artefacts(core, connection, case).await?,
        files: files(core, connection, case).await?,
        consents: consents(connection, case).await?,
        decisions: decisions(core, connection, case).await?,
        audit: audit(connection, case, proof).await?,
    })
}

fn onboarding(case: &Case) -> Result<Onboarding, ServiceError> {
    let row = case.row.clone();
    Ok(Onboarding {
        created_at: text(row.created_at)?,
        started_at: texts(row.claimed_at)?,
        finished_at: texts(row.finished_at)?,
        bound_at: texts(row.bound_at)?,
        id: row.id,
        client: row.client,
        mode: row.mode,
        origin: row.origin,
        locale: row.locale,
        status: row.status,
        closed_as: row.closed_as,
        renews: row.renews,
    })
}

async fn journey(connection: &mut AnyConnection, case: &Case) -> Result<Journey, ServiceError> {
    let version = case.row.journey_version.clone();
    let stored = db::onboardings::journey_version(connection, &version)
        .await?
        .ok_or_else(|| ServiceError::Internal("a journey version is not stored".into()))?;
    Ok(Journey {
        name: case.row.journey.clone(),
        version,
        content: crate::config::canonical_journey(&serde_json::from_str(&stored)?),
    })
}

async fn checks(connection: &mut AnyConnection, case: &Case) -> Result<Vec<Check>, ServiceError> {
    let connections = db::evidence::connections(connection, case.id.as_str()).await?;
    let connections: BTreeMap<String, (String, String)> = connections
        .into_iter()
        .map(|(name, kind, environment)| (name, (kind, environment)))
        .collect();
    case.checks
        .iter()
        .map(|row| {
            let (provider, environment) = connections
                .get(&row.connection)
                .cloned()
                .unwrap_or_default();
            Ok(Check {
                id: row.id.clone(),
                step: row.step.clone(),
                number: row.number,
                connection: row.connection.clone(),
                provider,
                environment,
                state: state_code(row.state).to_owned(),
                reason: db::checks::reason(row.state).map(|reason| reason.code().to_owned()),
                ended_at: texts(row.ended_at)?,
            })
        })
        .collect()
}

fn facts(core: &Core, case: &Case) -> Result<Vec<Fact>, ServiceError> {
    case.facts
        .iter()
        .map(|row| {
            let claims: BTreeMap<String, Value> =
                case.open(("facts", "claims"), row.claims.clone())?;
            let verified: Option<Value> = row
                .verified
                .clone()
                .map(|sealed| case.open(VERIFIED, sealed))
                .transpose()?;
            let assurance = row
                .assurance_scheme
                .clone()
                .zip(row.assurance_value.clone());
            Ok(Fact {
                id: row.id.clone(),
                step: row.step.clone(),
                check: row.check_id.clone(),
                source: row.source.clone(),
                kind: row.kind.clone(),
                assurance: assurance.map(|(scheme, value)| Assurance { scheme, value }),
                artefact: row.evidence_id.clone(),
                created_at: text(row.created_at)?,
                claims: salted_all(core, claims),
                verified_claims: verified_claims(core, verified),
            })
        })
        .collect()
}

fn verified_claims(core: &Core, verified: Option<Value>) -> Verified {
    let Some(Value::Object(mut verified)) = verified else {
        return Verified::default();
    };
    let claims = match verified.remove("claims") {
        Some(Value::Object(claims)) => claims,
        _ => serde_json::Map::new(),
    };
    Verified {
        verification: verified
            .remove("verification")
            .map(|verification| salted(core, verification)),
        claims: salted_all(core, claims),
    }
}

async fn artefacts(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Vec<Artefact>, ServiceError> {
    let rows = db::evidence::of_onboarding(connection, case.id.as_str()).await?;
    rows.into_iter()
        .map(|row| {
            let raw: String = case.open(("evidence", "body"), row.body)?;
            let body = serde_json::to_value(Body::of(raw.as_bytes()))?;
            Ok(Artefact {
                id: row.id,
                check: row.check_id,
                content_type: row.content_type,
                created_at: text(row.created_at)?,
                body: Some(salted(core, body)),
            })
        })
        .collect()
}

async fn files(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Vec<File>, ServiceError> {
    let mut files = Vec::new();
    for row in &case.uploads {
        let Some((content_type, sealed)) =
            db::uploads::body(&mut *connection, case.id.as_str(), &row.id).await?
        else {
            continue;
        };
        let sha256 = sha256_hex(&case.open_bytes(UPLOAD, sealed)?);
        files.push(File {
            id: row.id.clone(),
            purpose: "upload".to_owned(),
            step: Some(row.step.clone()),
            field: Some(row.field.clone()),
            content_type,
            created_at: text(row.created_at)?,
            sha256: Some(salted(core, sha256.into())),
        });
    }
    for row in &case.pictures {
        let Some((content_type, sealed)) =
            db::reference_images::bytes(&mut *connection, &row.id).await?
        else {
            continue;
        };
        let sha256 = sha256_hex(&case.open_bytes(reference_images::BYTES, sealed)?);
        files.push(File {
            id: row.id.clone(),
            purpose: "reference_image".to_owned(),
            step: row.step.clone(),
            field: row.field.clone(),
            content_type,
            created_at: text(row.created_at)?,
            sha256: Some(salted(core, sha256.into())),
        });
    }
    Ok(files)
}

async fn consents(
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Vec<Consent>, ServiceError> {
    let rows = db::facts::consents(connection, case.id.as_str()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Consent {
                agreed_at: text(row.agreed_at)?,
                withdrawn_at: texts(row.withdrawn_at)?,
                id: row.id,
                step: row.step,
                name: row.name,
                text_id: row.text_id,
                version: row.version,
                locale: row.locale,
                text_hash: row.text_hash,
                purpose: row.purpose,
                legal_basis: row.legal_basis,
            })
        })
        .collect()
}

async fn decisions(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Vec<Decision>, ServiceError> {
    let rows = db::decisions::of_onboarding(connection, case.id.as_str()).await?;
    rows.into_iter()
        .map(|row| {
            let inputs: Value = case.open(INPUTS, row.inputs)?;
            Ok(Decision {
                decided_at: text(row.decided_at)?,
                id: row.id,
                conclusion: row.conclusion,
                rule: row.rule,
                journey_version: row.journey_version,
                actor: row.actor,
                inputs: Some(salted(core, inputs)),
            })
        })
        .collect()
}

async fn audit(
    connection: &mut AnyConnection,
    case: &Case,
    proof: InclusionProof,
) -> Result<Audit, ServiceError> {
    let mut rows = Vec::new();
    let mut after = 0;
    while after < proof.leaf.sequence {
        let page = db::audit::page(&mut *connection, case.id.as_str(), after).await?;
        let Some(last) = page.last().map(|row| row.sequence) else {
            break;
        };
        let within = page
            .into_iter()
            .filter(|row| row.sequence <= proof.leaf.sequence);
        for row in within {
            rows.push(entry(case, row)?);
        }
        after = last;
    }
    Ok(Audit {
        rows,
        proof: Some(proof),
    })
}

fn entry(case: &Case, row: AuditRow) -> Result<AuditEntry, ServiceError> {
    let hashed = row.row();
    let detail = row
        .detail
        .map(|sealed| {
            let plain = case.open_bytes(("audit_events", "detail"), sealed)?;
            let text = String::from_utf8(plain)
                .map_err(|_| ServiceError::Internal("an audit detail is no text".into()))?;
            Ok::<_, ServiceError>(Detail::new(&row.salt, text))
        })
        .transpose()?;
    Ok(AuditEntry {
        row: hashed,
        detail,
    })
}
