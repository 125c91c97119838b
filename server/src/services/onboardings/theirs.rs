//! Onboardings for the client that began them. Every read is one query for the id, the client and the mode together.

use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, onboarding::OnboardingStatus, time::Timestamp};

use super::{Said, invitation::INVITATION, invite::reference_hashes};
use crate::{
    crypto::{DataKey, Place, Sealed, WrappedKey},
    db::{
        self,
        checks::CheckRow,
        dialect::Dialect,
        events::EventRow,
        onboardings::{Filter, OnboardingRow, SeenRow, Theirs},
    },
    services::{
        ServiceError, audit, case::Case, checks::verified::VERIFIED, clients::Caller, core::Core,
        matching::Claims,
    },
};

/// An onboarding as its client sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The row.
    pub row: OnboardingRow,
    /// What the client said; nothing once it was erased.
    pub said: Said,
    /// When its link was claimed for the first time.
    pub started_at: Option<i64>,
}

fn of<'a>(caller: &'a Caller) -> Theirs<'a> {
    Theirs {
        client: caller.client.as_str(),
        mode: caller.mode.code(),
    }
}

/// The row of a client's onboarding; with `lock` it is held until the transaction ends.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown one, another client's, and one of the other mode.
pub(in crate::services) async fn theirs(
    connection: &mut AnyConnection,
    caller: &Caller,
    id: &OnboardingId,
    lock: Option<Dialect>,
) -> Result<SeenRow, ServiceError> {
    db::onboardings::find_theirs(connection, of(caller), id.as_str(), lock)
        .await?
        .ok_or(ServiceError::NotFound)
}

fn seen(core: &Core, found: SeenRow) -> Result<Seen, ServiceError> {
    let id = OnboardingId::new(found.row.id.clone()).map_err(|_| ServiceError::NotFound)?;
    let said = match (found.wrapped, found.row.invitation.clone()) {
        (Some(wrapped), Some(sealed)) => {
            let wrapped = WrappedKey {
                ring_key: found.ring_key,
                sealed: Sealed::from_bytes(wrapped),
                wrapped_at: Timestamp(found.wrapped_at),
            };
            let key = DataKey::unwrap(&wrapped, &core.keys, &id)?;
            let place = Place {
                table: INVITATION.0,
                column: INVITATION.1,
                onboarding: &id,
            };
            serde_json::from_slice(&key.open(&Sealed::from_bytes(sealed), place)?)?
        }
        _ => Said::default(),
    };
    Ok(Seen {
        row: found.row,
        said,
        started_at: found.started_at,
    })
}

/// One onboarding.
///
/// # Errors
/// [`ServiceError::NotFound`] when this client has none of that id in this mode.
pub async fn find(core: &Core, caller: &Caller, id: &OnboardingId) -> Result<Seen, ServiceError> {
    let mut connection = core.db.read().await?;
    let found = theirs(&mut connection, caller, id, None).await?;
    seen(core, found)
}

/// Which onboardings are listed.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// With this status.
    pub status: Option<OnboardingStatus>,
    /// Of this journey.
    pub journey: Option<String>,
    /// With exactly this reference of the client's.
    pub client_reference: Option<String>,
    /// Begun at or after this moment.
    pub created_after: Option<Timestamp>,
    /// Begun before this moment.
    pub created_before: Option<Timestamp>,
    /// Older than this one.
    pub before: Option<OnboardingId>,
}

/// A client's onboardings, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    core: &Core,
    caller: &Caller,
    listed: &Listed,
    limit: i64,
) -> Result<Vec<Seen>, ServiceError> {
    let references = match &listed.client_reference {
        Some(reference) => Some(reference_hashes(core, caller.client.as_str(), reference)?),
        None => None,
    };
    let filter = Filter {
        status: listed.status.map(OnboardingStatus::code),
        journey: listed.journey.clone(),
        references,
        created_after: listed.created_after,
        created_before: listed.created_before,
        before: listed.before.as_ref().map(ToString::to_string),
    };
    let mut connection = core.db.read().await?;
    let found = db::onboardings::list_theirs(&mut connection, of(caller), &filter, limit).await?;
    found.into_iter().map(|found| seen(core, found)).collect()
}

/// The checks of an onboarding, oldest first within a step.
///
/// # Errors
/// [`ServiceError::NotFound`] when this client has none of that id in this mode.
pub async fn checks(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
) -> Result<Vec<CheckRow>, ServiceError> {
    let mut connection = core.db.read().await?;
    theirs(&mut connection, caller, id, None).await?;
    Ok(db::checks::of_onboarding(&mut connection, id.as_str()).await?)
}

/// The events of an onboarding that follow this number, oldest first.
///
/// # Errors
/// [`ServiceError::NotFound`] when this client has none of that id in this mode.
pub async fn events(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
    (after, limit): (i64, i64),
) -> Result<Vec<EventRow>, ServiceError> {
    let mut connection = core.db.read().await?;
    theirs(&mut connection, caller, id, None).await?;
    Ok(db::events::of_onboarding(&mut connection, id.as_str(), after, limit).await?)
}

/// A fact, opened for the client.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// The step that established it.
    pub step: String,
    /// [`vestibule::fact::FactKind::code`].
    pub kind: String,
    /// The connection, or `form`.
    pub source: String,
    /// Scheme and value, where the source says how sure it is.
    pub assurance: Option<(String, String)>,
    /// What is known.
    pub claims: Claims,
    /// The `verified_claims` of OpenID Connect for Identity Assurance, where they could be made.
    pub verified: Option<serde_json::Value>,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// What is known of the person, and that it was read, in the audit log. `None` before the client showed a result code and the
/// session binding together.
///
/// # Errors
/// [`ServiceError::NotFound`] when this client has none of that id in this mode, [`ServiceError::OutOfOrder`] when it was
/// erased.
pub async fn facts(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
) -> Result<Option<Vec<Fact>>, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let found = theirs(&mut tx, caller, id, Some(core.db.dialect())).await?;
    if found.row.erased_at.is_some() {
        return Err(ServiceError::OutOfOrder);
    }
    if found.row.bound_at.is_none() {
        return Ok(None);
    }
    let case = Case::load(core, &mut tx, id, None).await?;
    let facts = of_case(&case)?;
    let event = ("facts.read", caller.actor());
    audit::of_case(core, &mut tx, &case, event, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(Some(facts))
}

/// The facts of a case, opened.
///
/// # Errors
/// When they cannot be opened.
pub(in crate::services) fn of_case(case: &Case) -> Result<Vec<Fact>, ServiceError> {
    let opened = case.facts.iter().map(|row| {
        let assurance = row
            .assurance_scheme
            .clone()
            .zip(row.assurance_value.clone());
        let verified = row.verified.clone();
        Ok(Fact {
            id: row.id.clone(),
            step: row.step.clone(),
            kind: row.kind.clone(),
            source: row.source.clone(),
            assurance,
            claims: case.open(("facts", "claims"), row.claims.clone())?,
            verified: verified
                .map(|sealed| case.open(VERIFIED, sealed))
                .transpose()?,
            created_at: row.created_at,
        })
    });
    opened.collect()
}
