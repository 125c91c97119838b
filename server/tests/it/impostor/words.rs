//! Neutral words: nobody who is turned away learns what gave them away.

use crate::{browser::Page, pages::text};

/// Nothing of this is said to an applicant.
const TELLING: [&str; 16] = [
    "mismatch",
    "does not match",
    "do not match",
    "doesn’t match",
    "not_matched",
    "fraud",
    "impost",
    "suspicio",
    "duplicate",
    "already used",
    "already registered",
    "somebody else",
    "someone else",
    "another person",
    "expected",
    "rejected",
];

/// Rules of the journeys, and whom the client expects: both would tell what to change.
const INSIDE: [&str; 8] = [
    "same-name",
    "same-birth-date",
    "same-id",
    "same-phone",
    "typed-phone",
    "Ola Synthetic",
    "1975-11-04",
    "S9000000X",
];

/// Whether a page says neither why, nor what would have been right.
pub fn are_neutral(page: &Page) {
    let words = page.body.to_lowercase();
    for word in TELLING.iter().chain(&INSIDE) {
        assert!(
            !words.contains(&word.to_lowercase()),
            "{word} on {}: {}",
            page.path,
            page.body
        );
    }
    if page.path.ends_with("/result") {
        let neutral = [
            "result-completed",
            "result-review",
            "result-stopped",
            "result-handed",
        ];
        let heading = page.heading();
        assert!(neutral.iter().any(|key| text(key) == heading), "{heading}");
    }
}
