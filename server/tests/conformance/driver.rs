//! What the runs have to know of a provider: its settings, its routes, and what a person does there.

use async_trait::async_trait;
use serde_json::Value;
use vestibule_simulator::Running;

use crate::{
    bench::{Bench, Step},
    ending::Ending,
};

#[async_trait]
pub trait Driver: Send + Sync {
    /// The adapter and the simulator know it by this name.
    fn kind(&self) -> &'static str;

    fn secrets(&self) -> Vec<(&'static str, &'static str)>;

    /// Settings of a connection to this simulator.
    fn settings(&self, simulator: &Running) -> Value;

    /// What a step says beside them.
    fn step(&self) -> Step {
        Step::default()
    }

    /// The scenario in which everything goes well.
    fn happy(&self) -> &'static str;

    /// The routes that the server calls, as the simulator's faults name them.
    fn routes(&self) -> &'static [&'static str];

    /// Those among them without which a check succeeds all the same.
    fn dispensable(&self) -> &'static [&'static str] {
        &[]
    }

    /// How many calls may use up a scenario that is queued, e.g. when a refused call is sent again.
    fn uses(&self, _scenario: &str) -> u32 {
        1
    }

    /// What happens before the scenario is queued, e.g. a session of somebody else.
    async fn before(&self, _bench: &Bench<'_>) {}

    /// Starts, does what the person and the provider's page do, and asks until nothing more happens.
    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending;
}
