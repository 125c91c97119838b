//! The sentences that the server puts into an island's live region.

use i18n_embed_fl::fl;
use vestibule::locale::Locale;

use crate::texts::texts;

/// What is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announcement {
    /// The applicant has something to do in the provider's screen.
    Waiting,
    /// The provider is working on it.
    Checking,
}

/// The sentence in this language.
#[must_use]
pub fn announcement(locale: Locale, what: Announcement) -> String {
    let t = texts(locale);
    match what {
        Announcement::Waiting => fl!(t, "announce-waiting"),
        Announcement::Checking => fl!(t, "announce-checking"),
    }
}
