//! What is the same, what a human decides, and what is not the same.

mod claims;
mod names;
mod properties;
mod values;

use super::*;

fn side(values: &[&str]) -> Side {
    Side::new(values.iter().map(|value| (*value).to_owned()))
}

/// The verdict, which is the same from both sides.
fn verdict(what: Compared, one: &str, other: &str) -> Verdict {
    let (left, right) = (side(&[one]), side(&[other]));
    let there = compare(what, &left, &right);
    assert_eq!(
        there,
        compare(what, &right, &left),
        "{one:?} and {other:?} compare differently the other way round"
    );
    there
}

/// Compares every pair and names all that come out otherwise.
fn each(what: Compared, expected: Verdict, pairs: &[(&str, &str)]) {
    let wrong: Vec<_> = pairs
        .iter()
        .map(|(one, other)| (one, other, verdict(what, one, other)))
        .filter(|(_, _, verdict)| *verdict != expected)
        .collect();
    assert!(wrong.is_empty(), "not {expected:?}: {wrong:#?}");
}
