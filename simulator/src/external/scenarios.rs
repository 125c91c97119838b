//! What a check can be told to do, by the control API or by the step's `parameters.scenario`.

use serde::{Serialize, Serializer};

use crate::external::begin_plays::BeginPlay;
use crate::external::callback_plays::CallbackPlay;
use crate::external::fact_plays::FactPlay;
use crate::external::status_attacks::StatusAttack;
use crate::external::work_plays::WorkPlay;

/// One scenario, grouped by the place where it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// The person decides, and nothing goes wrong by itself.
    Happy,
    Begin(BeginPlay),
    Work(WorkPlay),
    Status(StatusAttack),
    Facts(FactPlay),
    Callback(CallbackPlay),
}

type Row = (Scenario, &'static str, &'static str);

const HAPPY: Row = (
    Scenario::Happy,
    "happy",
    "The person decides on the service's page; what they approve is done.",
);

/// Every scenario with its name and description.
pub(crate) fn all() -> impl Iterator<Item = Row> {
    macro_rules! group {
        ($variant:ident, $group:ident) => {
            $group::ALL
                .iter()
                .map(|(play, name, about)| (Scenario::$variant(*play), *name, *about))
        };
    }
    std::iter::once(HAPPY)
        .chain(group!(Begin, BeginPlay))
        .chain(group!(Work, WorkPlay))
        .chain(group!(Status, StatusAttack))
        .chain(group!(Facts, FactPlay))
        .chain(group!(Callback, CallbackPlay))
}

impl Scenario {
    pub(crate) fn name(self) -> &'static str {
        all()
            .find(|(scenario, ..)| *scenario == self)
            .map_or(HAPPY.1, |(_, name, _)| name)
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        all()
            .find(|(_, known, _)| *known == name)
            .map(|(scenario, ..)| scenario)
    }
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scenario, all};

    #[test]
    fn every_scenario_has_its_own_name() {
        for (scenario, name, _) in all() {
            assert_eq!(Scenario::by_name(name), Some(scenario));
            let same = all().filter(|(_, other, _)| *other == name).count();
            assert_eq!(same, 1, "{name}");
        }
    }
}
