//! Counts refused messages until they are reported. Bounded in kinds, in text and in reports: a flood costs one
//! report every few seconds.

use std::collections::VecDeque;

use crate::contract::RefusalRule;

/// Kinds of refusal (rule and origin) that are told apart.
pub const KINDS: usize = 8;
/// Characters of an origin that are kept.
pub const ORIGIN_CHARACTERS: usize = 200;
/// Stands for the origins that no longer fit.
pub const OTHERS: &str = "(others)";

/// Refused messages of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which rule.
    pub rule: RefusalRule,
    /// From where.
    pub origin: String,
    /// Size of the largest one in bytes; 0 when none was read.
    pub bytes: u32,
    /// How many.
    pub count: u32,
}

/// What was refused and not yet reported.
#[derive(Debug, Default)]
pub struct Refusals {
    kinds: VecDeque<Refused>,
}

impl Refusals {
    /// Counts one refused message.
    pub fn add(&mut self, rule: RefusalRule, origin: &str, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let cut = match origin.char_indices().nth(ORIGIN_CHARACTERS) {
            Some((end, _)) => &origin[..end],
            None => origin,
        };
        let known = |kinds: &VecDeque<Refused>, origin: &str| {
            kinds
                .iter()
                .position(|kind| kind.rule == rule && kind.origin == origin)
        };
        let (at, origin) = match known(&self.kinds, cut) {
            Some(at) => (Some(at), cut),
            None if self.kinds.len() < KINDS => (None, cut),
            None => (known(&self.kinds, OTHERS), OTHERS),
        };
        match at.and_then(|at| self.kinds.get_mut(at)) {
            Some(kind) => {
                kind.count = kind.count.saturating_add(1);
                kind.bytes = kind.bytes.max(bytes);
            }
            // One more kind for each rule may stand for all the others.
            None => self.kinds.push_back(Refused {
                rule,
                origin: origin.to_owned(),
                bytes,
                count: 1,
            }),
        }
    }

    /// The kind that has waited longest.
    pub fn take(&mut self) -> Option<Refused> {
        self.kinds.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_kind_is_one_report() {
        let mut refusals = Refusals::default();
        for bytes in 0..100_000 {
            refusals.add(RefusalRule::Rate, "https://a.example", bytes);
        }
        assert_eq!(
            refusals.take(),
            Some(Refused {
                rule: RefusalRule::Rate,
                origin: "https://a.example".to_owned(),
                bytes: 99_999,
                count: 100_000,
            })
        );
        assert_eq!(refusals.take(), None);
    }

    #[test]
    fn many_origins_share_the_last_place() {
        let mut refusals = Refusals::default();
        for origin in 0..1_000 {
            refusals.add(RefusalRule::Origin, &format!("https://{origin}.example"), 1);
        }
        let all: Vec<Refused> = std::iter::from_fn(|| refusals.take()).collect();
        assert_eq!(all.len(), KINDS + 1);
        assert_eq!(all.iter().map(|kind| kind.count).sum::<u32>(), 1_000);
        assert_eq!(all.last().map(|kind| kind.origin.as_str()), Some(OTHERS));
    }

    #[test]
    fn origins_are_cut_between_characters() {
        let mut refusals = Refusals::default();
        refusals.add(RefusalRule::Origin, &"é".repeat(500), 0);
        let kept = refusals.take().map(|kind| kind.origin.chars().count());
        assert_eq!(kept, Some(ORIGIN_CHARACTERS));
    }
}
