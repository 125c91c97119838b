//! What holds after every story, whatever happened in it.

use std::{collections::BTreeMap, sync::Arc};

use sqlx::AnyConnection;
use vestibule::{check::State, id::OnboardingId, onboarding::OnboardingStatus};
use vestibule_server::{
    config::BudgetsConfig,
    db::{self, Database},
    services::{
        audit::verification::{Trusted, verify_database},
        budgets::Budgets,
        core::Core,
        events::EventKind,
        projection,
    },
};

/// The same core on a database connection of its own.
pub async fn beside(core: &Core, url: &str) -> Core {
    Core {
        db: Database::connect(url).await.unwrap(),
        clock: core.clock.clone(),
        random: core.random.clone(),
        keys: core.keys.clone(),
        journeys: BTreeMap::new(),
        connections: BTreeMap::new(),
        budgets: Budgets::new(BudgetsConfig {
            per_onboarding: 1,
            per_phone_and_day: 1,
            per_client_and_day: 1,
            dialling_codes: Vec::new(),
            connections: BTreeMap::new(),
        }),
        signals: core.signals.clone(),
        onboardings: core.onboardings,
        retention: core.retention.clone(),
        dashboard: core.dashboard,
        passwords: core.passwords.clone(),
        single_sign_on: None,
        origins: Vec::new(),
        sdk_origin: None,
        callback_origin: None,
        webhooks: Default::default(),
        audit: core.audit.clone(),
        control: Default::default(),
        support_codes: Default::default(),
        overviews: Default::default(),
        versions: std::sync::Mutex::default(),
    }
}

pub async fn hold(core: Arc<Core>, url: String) {
    let core = beside(&core, &url).await;
    let wrong = projection::check(&core, 1_000).await.unwrap();
    assert_eq!(wrong, Vec::<String>::new(), "projections that do not hold");
    the_audit_log_verifies(&core).await;
    let mut connection = core.db.read().await.unwrap();
    clients_are_told_of_every_move(&mut connection).await;
    live_checks_are_watched(&mut connection).await;
    moves_form_a_chain(&mut connection).await;
}

/// Every chain, every head, and what was logged and signed of them. An onboarding without a chain is found, too.
async fn the_audit_log_verifies(core: &Core) {
    verify_database(&core.db, &core.keys, &Trusted::default())
        .await
        .unwrap();
}

const STATUSES: [OnboardingStatus; 7] = [
    OnboardingStatus::InProgress,
    OnboardingStatus::Completed,
    OnboardingStatus::NeedsReview,
    OnboardingStatus::Stopped,
    OnboardingStatus::Rejected,
    OnboardingStatus::Cancelled,
    OnboardingStatus::Expired,
];

/// Each move of an onboarding wrote one event, of the status that it led to; after a terminal one there is none.
async fn clients_are_told_of_every_move(connection: &mut AnyConnection) {
    for onboarding in db::onboardings::ids(&mut *connection, 1_000).await.unwrap() {
        let moves: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM audit_events WHERE chain = $1 AND kind = 'onboarding.moved'",
        )
        .bind(onboarding.clone())
        .fetch_one(&mut *connection)
        .await
        .unwrap();
        let status: String = sqlx::query_scalar("SELECT status FROM onboardings WHERE id = $1")
            .bind(onboarding.clone())
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let told: Vec<String> = sqlx::query_scalar(
            "SELECT kind FROM events WHERE onboarding_id = $1 ORDER BY sequence",
        )
        .bind(onboarding.clone())
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        let of_status = |kind: &String| {
            let mut statuses = STATUSES.into_iter();
            statuses.find(|status| EventKind::of(*status).code() == kind)
        };
        let told: Vec<OnboardingStatus> = told.iter().filter_map(of_status).collect();
        let count = i64::try_from(told.len()).unwrap();
        assert_eq!(count, moves, "{onboarding}: {told:?}");
        let last = told.last().unwrap_or(&OnboardingStatus::InProgress);
        assert_eq!(last.code(), status, "{onboarding}: {told:?}");
        let ends = told.iter().filter(|status| status.is_terminal()).count();
        let is_over = usize::from(last.is_terminal());
        assert_eq!(ends, is_over, "{onboarding}: {told:?}");
    }
}

/// A check with a provider session has a job for its deadline; one that ended has none.
async fn live_checks_are_watched(connection: &mut AnyConnection) {
    let jobs = db::jobs::all(&mut *connection).await.unwrap();
    for onboarding in db::onboardings::ids(&mut *connection, 1_000).await.unwrap() {
        let id = OnboardingId::new(onboarding).unwrap();
        for check in db::checks::of_onboarding(&mut *connection, id.as_str())
            .await
            .unwrap()
        {
            let kinds: Vec<&str> = jobs
                .iter()
                .filter(|job| job.subject == check.id)
                .map(|job| job.kind.as_str())
                .collect();
            match check.state {
                State::Created | State::Ended(_) => {
                    assert!(kinds.is_empty(), "{:?} has the jobs {kinds:?}", check.state);
                }
                _ => assert!(
                    kinds.contains(&"deadline") && kinds.contains(&"poll"),
                    "{:?} has only the jobs {kinds:?}",
                    check.state
                ),
            }
        }
    }
}

const ENDINGS: [&str; 6] = [
    "succeeded",
    "refused",
    "cancelled",
    "exhausted",
    "failed",
    "expired",
];

/// A check that ended never moves again, and every check stands where its moves led.
async fn moves_form_a_chain(connection: &mut AnyConnection) {
    let checks: Vec<(String, String, Option<String>)> =
        sqlx::query_as("SELECT id, state, ending FROM checks")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    for (check, state, ending) in checks {
        let moves: Vec<(String, String)> =
            sqlx::query_as("SELECT from_state, to_state FROM check_events WHERE check_id = $1")
                .bind(check)
                .fetch_all(&mut *connection)
                .await
                .unwrap();
        let after_the_end = moves
            .iter()
            .any(|(from, _)| ENDINGS.contains(&from.as_str()));
        assert!(!after_the_end, "a check moved after its end: {moves:?}");
        let now = ending.unwrap_or(state);
        let led_here = now == "created" || moves.iter().any(|(_, to)| *to == now);
        assert!(led_here, "nothing led to {now}: {moves:?}");
    }
}
