//! What people and browsers are found again by.

use std::collections::BTreeSet;

use vestibule::{
    fact::{Fact, FactKind},
    matching::{Compared, canonical, side_of},
};

/// Under which name adapters give an e-mail address.
const EMAIL: &str = "email";

/// Under which names adapters give the account of a person at a provider.
const SUBJECTS: [&str; 2] = ["subject_id", "sub"];

/// What people and browsers are found again by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    NationalId,
    Phone,
    /// Raises no signal: only operators find by it.
    Email,
    Subject,
    Device,
}

impl Kind {
    /// The stable text that the database uses.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NationalId => "national_id",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Subject => "subject",
            Self::Device => "device",
        }
    }

    /// What its keyed hashes are for.
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::NationalId => "identifiers.national_id",
            Self::Phone => "identifiers.phone",
            Self::Email => "identifiers.email",
            Self::Subject => "identifiers.subject",
            Self::Device => "identifiers.device",
        }
    }
}

/// What these facts identify the person by, each in a form that is the same however it was written.
pub(super) fn identifiers(connection: &str, facts: &[Fact]) -> BTreeSet<(Kind, Vec<String>)> {
    let mut found = BTreeSet::new();
    for fact in facts {
        let compared = match fact.kind {
            FactKind::Identity | FactKind::DocumentGenuine => {
                Some((Kind::NationalId, Compared::NationalId))
            }
            FactKind::ContactControl => Some((Kind::Phone, Compared::Phone)),
            FactKind::FaceLive | FactKind::FaceMatches | FactKind::PaymentApproved => None,
            FactKind::SelfAsserted => continue,
        };
        if let Some((kind, compared)) = compared {
            let side = side_of(compared, &fact.claims);
            for value in side.values() {
                if let Some(value) = canonical(compared, value) {
                    found.insert((kind, vec![value]));
                }
            }
        }
        if fact.kind == FactKind::ContactControl
            && let Some(address) = fact.claims.get(EMAIL).and_then(|text| address(text))
        {
            found.insert((Kind::Email, vec![address]));
        }
        for name in SUBJECTS {
            if let Some(subject) = fact.claims.get(name).filter(|subject| !subject.is_empty()) {
                // Two providers may give the same name to two people.
                found.insert((
                    Kind::Subject,
                    vec![connection.to_owned(), subject.to_owned()],
                ));
            }
        }
    }
    found
}

/// An e-mail address as it is looked up. Upper and lower case are one: hardly a mailbox tells them apart.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    text.contains('@').then(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fact(kind: FactKind, claims: &[(&str, &str)]) -> Fact {
        let claims = claims
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fact {
            kind,
            assurance: None,
            claims: claims.collect(),
        }
    }

    fn of(facts: &[Fact]) -> Vec<(Kind, String)> {
        identifiers("here", facts)
            .into_iter()
            .map(|(kind, parts)| (kind, parts.join("/")))
            .collect()
    }

    #[test]
    fn one_person_written_in_two_ways_is_one() {
        let one = of(&[
            fact(
                FactKind::Identity,
                &[("national_id", " s1234567d "), ("sub", "abc")],
            ),
            fact(
                FactKind::ContactControl,
                &[("phone_number", "+65 9123-4567")],
            ),
        ]);
        let two = of(&[
            fact(
                FactKind::DocumentGenuine,
                &[("nric", "S1234567D"), ("subject_id", "abc")],
            ),
            fact(FactKind::ContactControl, &[("phone", "006591234567")]),
        ]);
        assert_eq!(one, two);
        assert_eq!(one.len(), 3, "{one:?}");
    }

    /// A number that belongs to somebody else may be typed by anybody.
    #[test]
    fn what_a_person_merely_said_identifies_nobody() {
        let said = [
            ("nik", "3171234567890123"),
            ("phone", "+6281234567890"),
            ("sub", "abc"),
        ];
        assert_eq!(of(&[fact(FactKind::SelfAsserted, &said)]), []);
        // A number that a register knows was not confirmed by holding it.
        let known = [("phone_number", "+6281234567890")];
        assert_eq!(of(&[fact(FactKind::Identity, &known)]), []);
    }

    #[test]
    fn accounts_at_two_connections_are_two() {
        let fact = [fact(FactKind::Identity, &[("sub", "abc")])];
        assert_ne!(identifiers("here", &fact), identifiers("there", &fact));
    }

    proptest! {
        /// Whatever a provider says: nothing is empty, nothing twice, and the order does not matter.
        #[test]
        fn the_order_of_facts_does_not_matter(
            values in proptest::collection::vec(("[a-z_]{0,12}", "\\PC{0,30}"), 0..6),
        ) {
            let names = ["national_id", "phone_number", "subject_id", "sub", "nik"];
            let mut facts: Vec<Fact> = values
                .iter()
                .enumerate()
                .map(|(at, (name, value))| {
                    let kind = [FactKind::Identity, FactKind::ContactControl, FactKind::DocumentGenuine][at % 3];
                    fact(kind, &[(names[at % 5], value.as_str()), (name.as_str(), value.as_str())])
                })
                .collect();
            let there = identifiers("here", &facts);
            facts.reverse();
            prop_assert_eq!(&there, &identifiers("here", &facts));
            prop_assert!(there.iter().all(|(_, parts)| parts.iter().all(|part| !part.is_empty())));
        }
    }
}
