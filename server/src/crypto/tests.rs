use vestibule::{id::OnboardingId, time::Timestamp};

use super::*;
use crate::random::ChaChaRandomness;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn onboarding(last: char) -> OnboardingId {
    OnboardingId::new(format!("0190f3a4-7c1e-7b2d-8000-0123456789a{last}")).unwrap()
}

fn ring(names: &[(&str, u8)]) -> KeyRing {
    KeyRing::new(
        names
            .iter()
            .map(|(id, byte)| RingKey::new((*id).to_owned(), [*byte; KEY_BYTES]))
            .collect(),
    )
    .unwrap()
}

fn place<'a>(table: &'a str, column: &'a str, onboarding: &'a OnboardingId) -> Place<'a> {
    Place {
        table,
        column,
        onboarding,
    }
}

#[test]
fn what_was_sealed_opens_at_its_place() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let (key, wrapped) = DataKey::generate(&random, &ring(&[("one", 1)]), &ours, NOW).unwrap();
    let here = place("facts", "claims", &ours);
    let sealed = key.seal(&random, b"+6281234567890", here).unwrap();
    let key = DataKey::unwrap(&wrapped, &ring(&[("one", 1)]), &ours).unwrap();
    assert_eq!(
        key.open(&sealed, here).unwrap().as_slice(),
        b"+6281234567890"
    );
    assert_eq!(
        (sealed.as_bytes()[0], sealed.as_bytes().len()),
        (1, 1 + 24 + 14 + 16)
    );
}

#[test]
fn a_value_that_was_moved_does_not_open() {
    let (random, ours, theirs) = (
        ChaChaRandomness::seeded(1),
        onboarding('a'),
        onboarding('b'),
    );
    let (key, _) = DataKey::generate(&random, &ring(&[("one", 1)]), &ours, NOW).unwrap();
    let sealed = key
        .seal(&random, b"secret", place("facts", "claims", &ours))
        .unwrap();
    for elsewhere in [
        place("checks", "claims", &ours),
        place("facts", "evidence", &ours),
        place("facts", "claims", &theirs),
        // The same letters, cut elsewhere.
        place("factsc", "laims", &ours),
    ] {
        assert_eq!(
            key.open(&sealed, elsewhere).unwrap_err(),
            CryptoError::Unopenable,
            "{elsewhere:?}"
        );
    }
}

#[test]
fn every_flipped_byte_is_noticed() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let (key, _) = DataKey::generate(&random, &ring(&[("one", 1)]), &ours, NOW).unwrap();
    let here = place("facts", "claims", &ours);
    let sealed = key.seal(&random, b"secret", here).unwrap();
    for at in 0..sealed.as_bytes().len() {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[at] ^= 1;
        assert!(
            key.open(&Sealed::from_bytes(bytes), here).is_err(),
            "byte {at}"
        );
    }
    for length in 0..sealed.as_bytes().len() {
        let cut = Sealed::from_bytes(sealed.as_bytes()[..length].to_vec());
        assert!(key.open(&cut, here).is_err(), "cut to {length}");
    }
}

#[test]
fn another_key_does_not_open() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let one = ring(&[("one", 1)]);
    let (key, wrapped) = DataKey::generate(&random, &one, &ours, NOW).unwrap();
    let (other, _) = DataKey::generate(&random, &one, &ours, NOW).unwrap();
    let here = place("facts", "claims", &ours);
    let sealed = key.seal(&random, b"secret", here).unwrap();
    assert_eq!(
        other.open(&sealed, here).unwrap_err(),
        CryptoError::Unopenable
    );
    assert_eq!(
        DataKey::unwrap(&wrapped, &ring(&[("one", 2)]), &ours).unwrap_err(),
        CryptoError::Unopenable
    );
    assert_eq!(
        DataKey::unwrap(&wrapped, &one, &onboarding('b')).unwrap_err(),
        CryptoError::Unopenable
    );
}

/// SEC-188
#[test]
fn a_rotated_ring_still_opens_what_the_old_key_wrapped() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let (key, old) = DataKey::generate(&random, &ring(&[("one", 1)]), &ours, NOW).unwrap();
    let here = place("facts", "claims", &ours);
    let sealed = key.seal(&random, b"secret", here).unwrap();

    let rotated = ring(&[("two", 2), ("one", 1)]);
    let key = DataKey::unwrap(&old, &rotated, &ours).unwrap();
    let new = key.wrap(&random, &rotated, &ours, NOW).unwrap();
    assert_eq!(
        (old.ring_key.as_str(), new.ring_key.as_str()),
        ("one", "two")
    );

    let only_new = ring(&[("two", 2)]);
    let key = DataKey::unwrap(&new, &only_new, &ours).unwrap();
    assert_eq!(key.open(&sealed, here).unwrap().as_slice(), b"secret");
    assert_eq!(
        DataKey::unwrap(&old, &only_new, &ours).unwrap_err(),
        CryptoError::UnknownRingKey("one".to_owned())
    );
}

#[test]
fn two_seals_of_one_value_differ() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let (key, _) = DataKey::generate(&random, &ring(&[("one", 1)]), &ours, NOW).unwrap();
    let here = place("facts", "claims", &ours);
    assert_ne!(
        key.seal(&random, b"secret", here).unwrap(),
        key.seal(&random, b"secret", here).unwrap()
    );
}

#[test]
fn a_ring_needs_keys_with_names_of_their_own() {
    let key = |id: &str| RingKey::new(id.to_owned(), [1; KEY_BYTES]);
    for wrong in [vec![], vec![key("")], vec![key("a"), key("b"), key("a")]] {
        assert!(matches!(KeyRing::new(wrong), Err(CryptoError::Ring(_))));
    }
}

/// SEC-187
#[test]
fn debug_output_shows_no_key() {
    let (random, ours) = (ChaChaRandomness::seeded(1), onboarding('a'));
    let ring = ring(&[("one", 7)]);
    let (key, _) = DataKey::generate(&random, &ring, &ours, NOW).unwrap();
    assert_eq!(format!("{ring:?} {key:?}"), r#"["one"] DataKey"#);
}

#[test]
fn the_hash_is_the_published_one() {
    // NIST's example for "abc".
    assert_eq!(
        sha256_hex(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(constant_time_eq(b"abc", b"abc"));
    assert!(!constant_time_eq(b"abc", b"abd"));
    assert!(!constant_time_eq(b"abc", b"abcd"));
}
