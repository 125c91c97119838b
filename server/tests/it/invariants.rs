//! What holds after every story, whatever happened in it.

use std::{collections::BTreeMap, sync::Arc};

use sqlx::AnyConnection;
use vestibule::id::OnboardingId;
use vestibule_server::{
    db::{self, Database},
    services::{core::Core, projection},
};

/// The same core on a database connection of its own.
async fn beside(core: &Core, url: &str) -> Core {
    Core {
        db: Database::connect(url).await.unwrap(),
        clock: core.clock.clone(),
        random: core.random.clone(),
        keys: core.keys.clone(),
        journeys: BTreeMap::new(),
        connections: BTreeMap::new(),
        origins: Vec::new(),
        versions: std::sync::Mutex::default(),
    }
}

pub async fn hold(core: Arc<Core>, url: String) {
    let core = beside(&core, &url).await;
    let wrong = projection::check(&core, 1_000).await.unwrap();
    assert_eq!(wrong, Vec::<String>::new(), "projections that do not hold");
    let mut connection = core.db.read().await.unwrap();
    audit_chains_verify(&mut connection).await;
    live_checks_are_watched(&mut connection).await;
    moves_form_a_chain(&mut connection).await;
}

async fn audit_chains_verify(connection: &mut AnyConnection) {
    let chains: Vec<String> = sqlx::query_scalar("SELECT chain FROM audit_heads")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    for chain in chains {
        db::audit::verify(&mut *connection, &chain).await.unwrap();
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
            use vestibule::check::State;
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

/// Every move of a check begins where the one before it ended.
async fn moves_form_a_chain(connection: &mut AnyConnection) {
    let checks: Vec<String> = sqlx::query_scalar("SELECT id FROM checks")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    for check in checks {
        let moves: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT from_state, to_state, at FROM check_events WHERE check_id = $1 ORDER BY at",
        )
        .bind(check)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        let ends = moves
            .iter()
            .filter(|(_, to, _)| {
                [
                    "succeeded",
                    "refused",
                    "cancelled",
                    "exhausted",
                    "failed",
                    "expired",
                ]
                .contains(&to.as_str())
            })
            .count();
        assert!(ends <= 1, "a check ended twice: {moves:?}");
        assert!(
            moves.iter().all(|(from, ..)| ![
                "succeeded",
                "refused",
                "cancelled",
                "exhausted",
                "failed",
                "expired"
            ]
            .contains(&from.as_str())),
            "a check moved after its end: {moves:?}"
        );
    }
}
