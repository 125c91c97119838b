//! Chance, the same every time for the same number.

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::crypto::hex;

/// The middle of a seeded onboarding's id, as its random bits would stand there: what is seeded is known by it.
pub const MARK: &str = "-75ed-8eed-";

/// A source of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The one with this number.
    pub fn new(number: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(number))
    }

    /// From the first, below the second; the first when there is nothing between.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        match from < to {
            true => self.0.random_range(from..to),
            false => from,
        }
    }

    /// Whether something happens that happens so often in a thousand times.
    pub fn of_thousand(&mut self, times: u32) -> bool {
        self.0.random_range(0..1000) < times
    }

    /// One of these, each as often as its weight says; `None` of none.
    pub fn weighted<'a, T>(&mut self, these: &'a [(u32, T)]) -> Option<&'a T> {
        let all: u32 = these.iter().map(|(weight, _)| weight).sum();
        let mut left = match all {
            0 => return None,
            all => self.0.random_range(0..all),
        };
        for (weight, this) in these {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return Some(this),
            }
        }
        None
    }

    /// One of these; `None` of none.
    pub fn one<'a, T>(&mut self, these: &'a [T]) -> Option<&'a T> {
        match these.len() {
            0 => None,
            count => these.get(self.0.random_range(0..count)),
        }
    }

    /// One of these words; empty of none.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.one(words).copied().unwrap_or_default()
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// What looks like a SHA-256, of nothing.
    pub fn hash(&mut self) -> String {
        hex(&self.bytes::<32>())
    }

    /// A UUIDv7 (RFC 9562, 5.7) of this moment.
    pub fn id(&mut self, at: i64) -> String {
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or(0), &self.bytes())
            .into_uuid()
            .to_string()
    }

    /// The same with [`MARK`] in it.
    pub fn marked_id(&mut self, at: i64) -> String {
        let millis = at.clamp(0, (1 << 48) - 1);
        let tail = hex(&self.bytes::<6>());
        format!("{:08x}-{:04x}{MARK}{tail}", millis >> 16, millis & 0xffff)
    }
}

#[cfg(test)]
mod tests {
    use vestibule::id::OnboardingId;

    use super::*;

    #[test]
    fn the_same_number_gives_the_same_chance() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert_eq!(one.hash(), other.hash());
        assert_eq!(one.marked_id(5), other.marked_id(5));
        assert_ne!(one.hash(), Dice::new(8).hash());
    }

    #[test]
    fn a_marked_id_is_a_uuid_of_its_time() {
        let id = Dice::new(1).marked_id(1_795_000_000_000);
        assert!(OnboardingId::new(id.clone()).is_ok(), "{id}");
        let parsed: uuid::Uuid = id.parse().unwrap();
        assert_eq!(parsed.get_version_num(), 7);
        assert_eq!(parsed.get_timestamp().unwrap().to_unix().0, 1_795_000_000);
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(3);
        let these = [(900, 'a'), (100, 'b'), (0, 'c')];
        let picked: Vec<char> = (0..1000)
            .filter_map(|_| dice.weighted(&these).copied())
            .collect();
        let often = picked.iter().filter(|one| **one == 'a').count();
        assert!((850..950).contains(&often), "{often}");
        assert!(!picked.contains(&'c'));
        assert_eq!(dice.weighted::<char>(&[]), None);
    }
}
