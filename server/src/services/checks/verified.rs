//! The `verified_claims` of a fact, as they are stored beside it.

use vestibule::{fact::Fact, time::Timestamp};

use crate::{
    db::{Tx, checks::CheckRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        core::Core,
    },
    verified_claims::{self, Source},
};

/// Column of the sealed object.
pub const VERIFIED: (&str, &str) = ("facts", "verified");

/// The sealed `verified_claims`. `None` for a kind that has none, for a connection without a trust framework, and for what
/// does not have its shape: the check settles all the same, and whoever needs a verified identity has none and looks.
pub(super) async fn sealed(
    core: &Core,
    tx: &mut Tx,
    (case, check): (&Case, &CheckRow),
    fact: &Fact,
    (evidence, now): (&str, Timestamp),
) -> Result<Option<Vec<u8>>, ServiceError> {
    let Ok(connected) = core.connected(&check.connection) else {
        return Ok(None);
    };
    let connection = &connected.connection;
    let Some(trust_framework) = &connection.trust_framework else {
        return Ok(None);
    };
    let source = Source {
        trust_framework,
        provider: &connection.display_name,
        kind: connection.kind.as_str(),
        time: now,
        evidence,
    };
    match verified_claims::of(fact, &source) {
        Ok(built) => built
            .map(|built| case.seal(core, VERIFIED, &built))
            .transpose(),
        Err(error) => {
            let (kind, why) = (fact.kind.code(), error.to_string());
            tracing::error!(
                check = check.id,
                connection = check.connection,
                fact = kind,
                why,
                "a fact without verified_claims"
            );
            let detail = serde_json::json!({ "check": check.id, "fact": kind, "why": why });
            audit::of_case(
                core,
                tx,
                case,
                ("fact.not_verifiable", Actor::System),
                &detail,
            )
            .await?;
            Ok(None)
        }
    }
}
