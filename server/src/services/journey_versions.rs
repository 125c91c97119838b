//! Which version of a journey new onboardings begin with: the configuration's, until two people activate one that was seen
//! before. Whoever began keeps the version that they began with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule::{
    id::{ConnectionName, JourneyName, Kind},
    journey::Journey,
    permission::Action,
    time::Timestamp,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    control,
    core::{ConfiguredJourney, Core},
    operators::{resets, sessions::SignedIn},
    proposals::rights,
};
use crate::{
    config::{Finding, lint},
    db::{
        self, Tx,
        journey_activations::{ActivationRow, ProposalRow},
    },
};

/// A proposal that nobody decided ends after this long, in milliseconds.
const OPEN_FOR: i64 = 7 * 24 * 60 * 60 * 1000;
/// Longest reason, in characters.
const MAX_REASON: usize = 500;
/// How many versions of a journey are shown, beside the ones in use.
const SHOWN: usize = 20;

/// The version that new onboardings of a journey begin with.
///
/// # Errors
/// [`ServiceError::NotFound`] when the configuration has no such journey; [`ServiceError::Unavailable`] when the version that
/// was activated cannot be gone through any more: nobody decided that it should be another.
pub async fn beginning(core: &Core, name: &JourneyName) -> Result<ConfiguredJourney, ServiceError> {
    let configured = core.journeys.get(name).ok_or(ServiceError::NotFound)?;
    let decided = control::decided(core).await?;
    let Some(hash) = decided.active.get(name.as_str()) else {
        return Ok(configured.clone());
    };
    if *hash == configured.hash {
        return Ok(configured.clone());
    }
    let mut connection = core.db.read().await?;
    let journey = core.journey_version(&mut connection, hash).await?;
    let missing = missing_connections(core, &journey);
    if !missing.is_empty() {
        tracing::error!(
            journey = name.as_str(),
            version = hash,
            ?missing,
            "the active version needs connections that are not configured: nobody can begin it"
        );
        return Err(ServiceError::Unavailable);
    }
    Ok(ConfiguredJourney {
        hash: hash.clone(),
        journey,
    })
}

/// The versions that can be begun now, by journey.
///
/// # Errors
/// When the database fails.
pub async fn all_beginning(
    core: &Core,
) -> Result<BTreeMap<JourneyName, ConfiguredJourney>, ServiceError> {
    let mut all = BTreeMap::new();
    for name in core.journeys.keys() {
        match beginning(core, name).await {
            Ok(version) => drop(all.insert(name.clone(), version)),
            Err(ServiceError::Unavailable) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// The connections that a journey uses and that are not configured.
fn missing_connections(core: &Core, journey: &Journey) -> Vec<ConnectionName> {
    let steps = journey.steps.iter();
    let mut missing: Vec<_> = steps
        .filter_map(|step| step.checked_elsewhere())
        .map(|provider| &provider.connection)
        .filter(|name| !core.connections.contains_key(*name))
        .cloned()
        .collect();
    missing.sort();
    missing.dedup();
    missing
}

/// What the linter says of a journey with the connections that are configured now.
#[must_use]
pub fn findings(core: &Core, name: &JourneyName, journey: &Journey) -> Vec<Finding> {
    let connections: BTreeMap<_, _> = core
        .connections
        .iter()
        .map(|(name, connected)| (name.clone(), connected.connection.clone()))
        .collect();
    let provider = |kind: &Kind| {
        let mut all = core.connections.values();
        let of_kind = all.find(|connected| connected.connection.kind == *kind);
        of_kind.map(|connected| connected.provider.clone())
    };
    lint::of_journey((name, journey), &connections, &provider)
}

/// A version that was seen.
#[derive(Debug, Clone)]
pub struct Version {
    /// The content's hash.
    pub hash: String,
    /// When it was first configured.
    pub seen_at: Timestamp,
    /// Its title, for applicants.
    pub title: vestibule::locale::LocalText,
    /// How many steps it has.
    pub steps: usize,
    /// Whether it is the configuration's.
    pub configured: bool,
    /// Whether new onboardings begin with it.
    pub active: bool,
    /// What keeps it from being activated: what the linter says of it with today's connections.
    pub findings: Vec<Finding>,
}

/// A journey with its versions, newest first, and who activated the one that is active.
#[derive(Debug, Clone)]
pub struct Versions {
    /// The journey.
    pub journey: JourneyName,
    /// Its versions.
    pub versions: Vec<Version>,
    /// Who proposed and who confirmed, and when; `None` while the configuration's is active.
    pub activated: Option<(String, String, Timestamp)>,
    /// What waits for a second person.
    pub proposals: Vec<Proposal>,
}

/// What waits for a second person.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: String,
    /// The version that would be active.
    pub version: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Whether another version became active since: it cannot be confirmed then.
    pub overtaken: bool,
}

/// What a proposal is about.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    version: String,
}

/// The journeys of the configuration with every version that was seen.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not see it.
pub async fn all(core: &Core, operator: &SignedIn) -> Result<Vec<Versions>, ServiceError> {
    if !operator.grants.may(Action::SeeConnections, None) {
        return Err(ServiceError::NotFound);
    }
    let mut connection = core.db.read().await?;
    let seen = db::journey_activations::versions(&mut connection).await?;
    let activations = db::journey_activations::active(&mut connection).await?;
    let open = db::journey_activations::proposals(&mut connection, core.clock.now()).await?;
    let mut all = Vec::with_capacity(core.journeys.len());
    for (name, configured) in &core.journeys {
        let activation = activations.iter().find(|row| row.journey == name.as_str());
        let active = activation.map_or(configured.hash.as_str(), |row| row.version.as_str());
        let mut versions = Vec::new();
        let of_journey = seen.iter().filter(|row| row.name == name.as_str());
        for (place, row) in of_journey.enumerate() {
            let is_used = row.hash == active || row.hash == configured.hash;
            if place >= SHOWN && !is_used {
                continue;
            }
            let journey = core.journey_version(&mut connection, &row.hash).await?;
            // With findings the server would not have started with it.
            let findings = match row.hash == configured.hash {
                true => Vec::new(),
                false => findings(core, name, &journey),
            };
            versions.push(Version {
                seen_at: Timestamp(row.created_at),
                title: journey.title.clone(),
                steps: journey.steps.len(),
                configured: row.hash == configured.hash,
                active: row.hash == active,
                findings,
                hash: row.hash.clone(),
            });
        }
        let mut proposals = Vec::new();
        for row in open.iter().filter(|row| row.journey == name.as_str()) {
            proposals.push(proposal(row, active)?);
        }
        all.push(Versions {
            journey: name.clone(),
            versions,
            activated: activation.map(|row| {
                let (by, and) = (row.proposed_by.clone(), row.confirmed_by.clone());
                (by, and, Timestamp(row.activated_at))
            }),
            proposals,
        });
    }
    Ok(all)
}

fn proposal(row: &ProposalRow, active: &str) -> Result<Proposal, ServiceError> {
    let content: Content = serde_json::from_str(&row.content)?;
    Ok(Proposal {
        id: row.id.clone(),
        version: content.version,
        reason: row.reason.clone(),
        proposed_by: row.proposed_by.clone(),
        proposed_at: Timestamp(row.proposed_at),
        expires_at: Timestamp(row.expires_at),
        overtaken: row.revision != active,
    })
}

/// The version that is active in this transaction, which alone changes it until it ends.
async fn active_in(
    core: &Core,
    tx: &mut Tx,
    journey: &JourneyName,
) -> Result<String, ServiceError> {
    let configured = core.journeys.get(journey).ok_or(ServiceError::NotFound)?;
    db::locks::hold(tx, core.db.dialect(), &format!("journey {journey}")).await?;
    let active = db::journey_activations::active(tx).await?;
    let active = active
        .into_iter()
        .find(|row| row.journey == journey.as_str());
    Ok(active.map_or_else(|| configured.hash.clone(), |row| row.version))
}

/// Whether this version of a journey can be begun here.
async fn check(
    core: &Core,
    tx: &mut Tx,
    journey: &JourneyName,
    version: &str,
) -> Result<(), ServiceError> {
    let of = db::journey_activations::journey_of(tx, version).await?;
    if of.as_deref() != Some(journey.as_str()) {
        return Err(ServiceError::BadRequest(
            "version: there is no such version",
        ));
    }
    let content = core.journey_version(tx, version).await?;
    if !missing_connections(core, &content).is_empty() {
        return Err(ServiceError::BadRequest(
            "version: uses a connection that is not configured",
        ));
    }
    if !findings(core, journey, &content).is_empty() {
        return Err(ServiceError::BadRequest(
            "version: does not pass the linter with today's connections",
        ));
    }
    Ok(())
}

/// Proposes that new onboardings begin with this version, for somebody else to confirm. Gives the proposal's id.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; [`ServiceError::BadRequest`] for a version that there is not, that is
/// active, or that cannot be begun, and without a reason; [`ServiceError::OutOfOrder`] when one waits already.
pub async fn propose(
    core: &Core,
    operator: &SignedIn,
    (journey, version): (&JourneyName, &str),
    reason: &str,
) -> Result<String, ServiceError> {
    if !operator.grants.may(Action::ActivateJourney, None) {
        return Err(ServiceError::NotFound);
    }
    let reason = reason.trim();
    if !(1..=MAX_REASON).contains(&reason.chars().count()) {
        return Err(ServiceError::BadRequest(
            "reason: has to have 1 to 500 characters",
        ));
    }
    let now = core.clock.now();
    let mut tx = core.db.begin_write().await?;
    let active = active_in(core, &mut tx, journey).await?;
    if active == version {
        return Err(ServiceError::BadRequest("version: is active already"));
    }
    check(core, &mut tx, journey, version).await?;
    let open = db::journey_activations::proposals(&mut tx, now).await?;
    if open
        .iter()
        .any(|other| other.journey == journey.as_str() && other.revision == active)
    {
        return Err(ServiceError::OutOfOrder);
    }
    let row = ProposalRow {
        id: core.new_id(),
        journey: journey.to_string(),
        content: serde_json::to_string(&Content {
            version: version.to_owned(),
        })?,
        reason: reason.to_owned(),
        revision: active.clone(),
        proposed_by: operator.name.to_string(),
        proposed_at: now.0,
        expires_at: now.plus_millis(OPEN_FOR).0,
    };
    db::journey_activations::propose(&mut tx, &row).await?;
    let detail = json!({
        "proposal": row.id, "journey": journey, "version": version, "active": active, "reason": reason,
    });
    let event = (
        "journey_version.proposed",
        Actor::Operator(operator.name.as_str()),
    );
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// What is decided about a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// By a second person: it is activated.
    Confirm,
    /// By anybody who may: it is not.
    Refuse,
}

/// Decides about a proposal.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not, and when there is no such proposal any more;
/// [`ServiceError::BadRequest`] when whoever proposed it would confirm it, or the version cannot be begun any more;
/// [`ServiceError::OutOfOrder`] when another version became active since, or whoever proposed it may not any more. SEC-192
pub async fn decide(
    core: &Core,
    operator: &SignedIn,
    id: &str,
    answer: Answer,
) -> Result<(), ServiceError> {
    if !operator.grants.may(Action::ActivateJourney, None) {
        return Err(ServiceError::NotFound);
    }
    let now = core.clock.now();
    let by = operator.name.as_str();
    let mut tx = core.db.begin_write().await?;
    let row = db::journey_activations::lock_proposal(&mut tx, core.db.dialect(), id).await?;
    let row = row
        .filter(|row| row.expires_at > now.0)
        .ok_or(ServiceError::NotFound)?;
    let journey = JourneyName::new(row.journey.clone()).map_err(|_| ServiceError::NotFound)?;
    let Content { version } = serde_json::from_str(&row.content)?;
    let detail = json!({ "proposal": id, "journey": journey, "version": version });
    let (outcome, kind) = match answer {
        Answer::Confirm => {
            if row.proposed_by == by {
                return Err(ServiceError::BadRequest(
                    "a second person has to confirm: you proposed it yourself",
                ));
            }
            if resets::may_be_one(&mut tx, by, &row.proposed_by).await? {
                return Err(ServiceError::BadRequest(
                    "a second person has to confirm: one of you two replaced the other's sign-in",
                ));
            }
            // Whoever confirms confirms what they saw: this version in the place of that one.
            let proposer = rights::of(&mut tx, &row.proposed_by).await?;
            if active_in(core, &mut tx, &journey).await? != row.revision
                || !proposer.may(Action::ActivateJourney, None)
            {
                return Err(ServiceError::OutOfOrder);
            }
            check(core, &mut tx, &journey, &version).await?;
            let activation = ActivationRow {
                id: core.new_id(),
                journey: row.journey.clone(),
                version,
                proposed_by: row.proposed_by,
                confirmed_by: by.to_owned(),
                activated_at: now.0,
            };
            db::journey_activations::insert(&mut tx, &activation).await?;
            ("confirmed", "journey_version.activated")
        }
        Answer::Refuse if row.proposed_by == by => ("withdrawn", "journey_version.withdrawn"),
        // Not `.refused`: those are what the server refuses, and counted as such.
        Answer::Refuse => ("refused", "journey_version.turned_down"),
    };
    db::journey_activations::decide(&mut tx, id, (outcome, by), now).await?;
    if answer == Answer::Confirm {
        db::journey_activations::overtake(&mut tx, journey.as_str(), now).await?;
    }
    audit::of_system(core, &mut tx, (kind, Actor::Operator(by)), &detail).await?;
    tx.commit().await?;
    core.control.forget();
    Ok(())
}
