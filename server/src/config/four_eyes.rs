//! Which actions on a case wait for a second operator (OWASP ASVS 5.0, 2.3.5).

use serde::{Deserialize, Serialize};
use vestibule::permission::Action;

/// What may be configured so. Whoever makes a link has to be given it, and sending a webhook again changes nothing.
const POSSIBLE: [Action; 4] = [
    Action::Decide,
    Action::AllowAttempt,
    Action::Cancel,
    Action::Erase,
];

/// A set of actions on a case, written as a list of their names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct FourEyes([bool; POSSIBLE.len()]);

impl FourEyes {
    /// Whether this action waits for a second operator.
    #[must_use]
    pub fn needs(self, action: Action) -> bool {
        let place = POSSIBLE.iter().position(|possible| *possible == action);
        place.is_some_and(|place| self.0.get(place) == Some(&true))
    }
}

impl TryFrom<Vec<String>> for FourEyes {
    type Error = String;

    fn try_from(names: Vec<String>) -> Result<Self, String> {
        let mut needed = [false; POSSIBLE.len()];
        for name in names {
            let place = POSSIBLE.iter().position(|action| action.code() == name);
            let known = place.and_then(|place| needed.get_mut(place));
            match known {
                Some(known) => *known = true,
                None => {
                    let possible = POSSIBLE.map(Action::code).join(", ");
                    return Err(format!("{name:?} is none of: {possible}"));
                }
            }
        }
        Ok(Self(needed))
    }
}

impl From<FourEyes> for Vec<String> {
    fn from(set: FourEyes) -> Self {
        let of_set = POSSIBLE.into_iter().filter(|action| set.needs(*action));
        of_set.map(|action| action.code().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_actions_that_can_wait() {
        let set: FourEyes = serde_json::from_str(r#"["erase", "decide"]"#).unwrap();
        assert!(set.needs(Action::Erase) && set.needs(Action::Decide));
        assert!(!set.needs(Action::Cancel) && !set.needs(Action::MakeLink));
        assert_eq!(
            serde_json::to_string(&set).unwrap(),
            r#"["decide","erase"]"#
        );
        for wrong in [r#"["make_link"]"#, r#"["Erase"]"#, r#""erase""#] {
            assert!(serde_json::from_str::<FourEyes>(wrong).is_err(), "{wrong}");
        }
        assert!(!FourEyes::default().needs(Action::Erase));
    }
}
