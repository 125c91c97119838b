//! What a flow can be told to do: by `~name` at the end of the reference or by the control API. It belongs to the
//! reference: every session with the same reference, and the entity that is made of it, plays it.

use serde::{Serialize, Serializer};

pub(crate) use crate::frankieone::scenario_list::ALL;

/// A scenario, by its name in [`ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scenario(&'static str);

pub(crate) const HAPPY: Scenario = Scenario("happy");

impl Scenario {
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        ALL.iter()
            .find(|(known, _)| *known == name)
            .map(|(known, _)| Self(known))
    }

    /// Chosen by the end of the reference.
    pub(crate) fn by_reference(reference: &str) -> Option<Self> {
        reference
            .rsplit_once('~')
            .and_then(|(_, name)| Self::by_name(name))
    }

    pub(crate) fn name(self) -> &'static str {
        self.0
    }

    pub(crate) fn is(self, name: &str) -> bool {
        debug_assert!(Self::by_name(name).is_some(), "no scenario {name}");
        self.0 == name
    }
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, HAPPY, Scenario};

    #[test]
    fn every_scenario_has_its_own_name() {
        for (place, (name, _)) in ALL.iter().enumerate() {
            assert!(
                ALL.iter().skip(place + 1).all(|(other, _)| other != name),
                "{name} twice"
            );
        }
    }

    #[test]
    fn the_end_of_the_reference_chooses() {
        assert_eq!(
            Scenario::by_reference("case-7~mandatory_dob").map(Scenario::name),
            Some("mandatory_dob")
        );
        assert_eq!(Scenario::by_reference("case-7"), None);
        assert_eq!(Scenario::by_reference("case-7~nonsense"), None);
        assert_eq!(Scenario::by_name("happy"), Some(HAPPY));
    }
}
