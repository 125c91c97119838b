//! Budgets: how many billable calls may be made, checked and counted before each is sent.
//!
//! A call is counted by the transaction that found room for it, so that parallel calls cannot overrun a budget. What is
//! counted stays counted when nobody saw the call end: a start that was cancelled, or a process that died. Only a call that
//! failed before anything was sent (an open circuit, no connection) is taken back.
//!
//! Questions about what was started (polls, fetches, returns, parameters once more) cost nothing at any provider and are
//! bounded elsewhere: polls by their distance and the provider session's deadline, returns by being single use.

use std::sync::atomic::{AtomicU64, Ordering};

use vestibule::{
    id::{CheckId, StepName},
    journey::{FieldKind, FieldRef, Journey, StepKind},
    phone::Phone,
    time::Timestamp,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checks,
    core::{Connected, Core},
    tallies::{self, Measure, Of},
};
use crate::{
    config::BudgetsConfig,
    crypto::Scope,
    db::{
        self, Tx,
        checks::CheckRow,
        usage::{self, UsageRow},
    },
    provider::Applicant,
    telemetry::count,
};

/// The one billable call that providers have.
const START: &str = "start";
/// What a keyed hash of a phone number is for.
const PHONE: &str = "usage.phone";
/// Budgets "per day" are about the last 24 hours.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// An applicant who tries again and again is in the audit log once in this time.
const AUDITED_EVERY_MS: i64 = 60 * 60 * 1_000;
const REFUSED: &str = "budget.refused";

/// The configured budgets of this server, and how often they refused.
#[derive(Debug)]
pub struct Budgets {
    config: BudgetsConfig,
    refused: AtomicU64,
}

impl Budgets {
    /// These budgets.
    #[must_use]
    pub fn new(config: BudgetsConfig) -> Self {
        Self {
            config,
            refused: AtomicU64::new(0),
        }
    }

    /// How many calls may be made for one client within 24 hours.
    #[must_use]
    pub fn per_client_and_day(&self) -> u32 {
        self.config.per_client_and_day
    }

    /// How many calls this process refused since it started.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// Whether calls about this number are served at all: nobody is to earn from text messages to numbers far away.
#[must_use]
pub fn may_call(core: &Core, phone: &Phone) -> bool {
    core.budgets.config.serves(phone)
}

/// A call that was counted and may be made.
#[derive(Debug)]
#[must_use]
pub(super) struct Reserved {
    id: String,
    client: String,
    mode: String,
    journey: String,
    begun: Timestamp,
    connection: String,
}

/// A budget, and which calls it is for.
struct Budget<'a> {
    name: &'static str,
    /// A number has a hash under each key of the ring, and calls under one of them.
    calls: Vec<usage::Of<'a>>,
    since: Timestamp,
    /// Through all connections, and through this one alone.
    limits: [Option<u32>; 2],
}

/// What was asked for is not to be had: for operators only.
struct Spent {
    budget: &'static str,
    /// The budget is the connection's own.
    of_connection: bool,
    limit: u32,
}

/// Which numbers a call is about: the one that the provider is given, and those that the step hands over.
fn phones(
    case: &Case,
    check: &CheckRow,
    connected: &Connected,
    person: &Applicant,
) -> Result<Vec<Phone>, ServiceError> {
    let step = StepName::new(check.step.clone()).map_err(|_| ServiceError::NotFound)?;
    let inputs = &case.checked_elsewhere(&step)?.inputs;
    let handed_over = inputs
        .iter()
        .filter(|(_, field)| is_phone(&case.journey, field))
        .filter_map(|(name, _)| Phone::parse(person.inputs.get(name)?).ok());
    let given = person
        .phone
        .clone()
        .filter(|_| connected.provider.policy().needs_phone);
    Ok(handed_over.chain(given).collect())
}

fn is_phone(journey: &Journey, at: &FieldRef) -> bool {
    journey.step(&at.step).is_some_and(|(_, step)| {
        let StepKind::Form(form) = &step.kind else {
            return false;
        };
        form.fields
            .iter()
            .any(|field| field.name == at.field && field.kind == FieldKind::Phone)
    })
}

/// Counts the billable call that the caller is about to make for this check. A call about several numbers is counted for the
/// first.
///
/// # Errors
/// [`ServiceError::OverBudget`] when it may not be made; nothing was sent and nothing has changed then.
pub(super) async fn reserve(
    core: &Core,
    check: &CheckId,
    connected: &Connected,
    person: &Applicant,
) -> Result<Reserved, ServiceError> {
    // The case first, then the budgets: see `db::locks`.
    let (mut tx, case, row) = checks::locked(core, check).await?;
    let phones = phones(&case, &row, connected, person)?;
    let client = case.row.client.as_str();
    db::locks::hold(&mut tx, core.db.dialect(), &format!("budgets {client}")).await?;
    let hashes = match phones.first() {
        Some(phone) => {
            let purpose = PHONE;
            core.keys
                .keyed_hashes(Scope { purpose, client }, &[phone.e164()])?
        }
        None => Vec::new(),
    };
    let spent = if !phones.iter().all(|phone| may_call(core, phone)) {
        Some(Spent {
            budget: "dialling_codes",
            of_connection: false,
            limit: 0,
        })
    } else {
        spent(core, &mut tx, &case, &row.connection, &hashes).await?
    };
    if let Some(spent) = spent {
        refuse(core, &mut tx, (&case, &row), &spent).await?;
        tx.commit().await?;
        return Err(ServiceError::OverBudget);
    }
    let id = core.new_id();
    let usage = UsageRow {
        id: &id,
        onboarding_id: case.id.as_str(),
        check_id: &row.id,
        client,
        connection: &row.connection,
        call: START,
        phone_hash: hashes.first().map(String::as_str),
        at: core.clock.now(),
    };
    db::usage::insert(&mut tx, &usage).await?;
    let through = ("", row.connection.as_str());
    tallies::count(core, &mut tx, &case.row, Measure::Billable, through).await?;
    tx.commit().await?;
    Ok(Reserved {
        id,
        client: case.row.client,
        mode: case.row.mode,
        journey: case.row.journey,
        begun: Timestamp(case.row.created_at),
        connection: row.connection,
    })
}

/// Takes back what was counted for a call of which nothing was sent.
///
/// # Errors
/// When the database fails; the call stays counted then.
pub(super) async fn give_back(core: &Core, reserved: Reserved) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::usage::remove(&mut tx, &reserved.id).await?;
    let of = Of {
        client: &reserved.client,
        mode: &reserved.mode,
        journey: &reserved.journey,
        begun: reserved.begun,
    };
    let through = ("", reserved.connection.as_str());
    tallies::count_by(core, &mut tx, of, Measure::Billable, through, -1).await?;
    tx.commit().await?;
    Ok(())
}

/// The first budget in which there is no room for one call more.
async fn spent(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    connection: &str,
    hashes: &[String],
) -> Result<Option<Spent>, ServiceError> {
    let all = &core.budgets.config;
    let own = all
        .connections
        .iter()
        .find(|(name, _)| name.as_str() == connection)
        .map(|(_, own)| *own)
        .unwrap_or_default();
    let client = case.row.client.as_str();
    let day = core.clock.now().plus_millis(-DAY_MS);
    let phones = hashes.iter().map(|hash| usage::Of::Phone { client, hash });
    let budgets = [
        Budget {
            name: "per_onboarding",
            calls: vec![usage::Of::Onboarding(case.id.as_str())],
            since: Timestamp(i64::MIN),
            limits: [Some(all.per_onboarding), own.per_onboarding],
        },
        Budget {
            name: "per_phone_and_day",
            calls: phones.collect(),
            since: day,
            limits: [Some(all.per_phone_and_day), own.per_phone_and_day],
        },
        Budget {
            name: "per_client_and_day",
            calls: vec![usage::Of::Client(client)],
            since: day,
            limits: [Some(all.per_client_and_day), own.per_client_and_day],
        },
    ];
    for budget in budgets {
        for (through, limit) in [None, Some(connection)].into_iter().zip(budget.limits) {
            let Some(limit) = limit.filter(|_| !budget.calls.is_empty()) else {
                continue;
            };
            let mut made = 0;
            for of in &budget.calls {
                made += db::usage::count(tx, *of, through, budget.since, i64::from(limit)).await?;
            }
            if made >= i64::from(limit) {
                return Ok(Some(Spent {
                    budget: budget.name,
                    of_connection: through.is_some(),
                    limit,
                }));
            }
        }
    }
    Ok(None)
}

/// Leaves word of a refusal for operators.
async fn refuse(
    core: &Core,
    tx: &mut Tx,
    (case, check): (&Case, &CheckRow),
    spent: &Spent,
) -> Result<(), ServiceError> {
    count::over_budget(&check.connection, spent.budget);
    let which = tallies::kind(&[&check.connection, spent.budget]);
    let at = (check.step.as_str(), which.as_str());
    tallies::count(core, tx, &case.row, Measure::OverBudget, at).await?;
    let refused = core.budgets.refused.fetch_add(1, Ordering::Relaxed) + 1;
    tracing::warn!(
        budget = spent.budget,
        of_connection = spent.of_connection,
        limit = spent.limit,
        client = case.row.client,
        connection = check.connection,
        check = check.id,
        refused,
        "over budget: a billable call was not made"
    );
    let since = core.clock.now().plus_millis(-AUDITED_EVERY_MS);
    if db::audit::happened_since(tx, (case.id.as_str(), REFUSED), since).await? {
        return Ok(());
    }
    let detail = serde_json::json!({
        "check": check.id, "connection": check.connection, "budget": spent.budget,
        "of_connection": spent.of_connection, "limit": spent.limit,
    });
    audit::of_case(core, tx, case, (REFUSED, Actor::System), &detail).await
}
