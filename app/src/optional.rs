//! How a step is called that is not always needed.

use i18n_embed_fl::fl;
use vestibule::locale::Locale;

use crate::texts::texts;

/// The title of an optional step, which says so.
#[must_use]
pub fn optional(locale: Locale, title: &str) -> String {
    fl!(texts(locale), "optional", title = title)
}

/// The title of a step that is done on a condition.
#[must_use]
pub fn if_needed(locale: Locale, title: &str) -> String {
    fl!(texts(locale), "if-needed", title = title)
}
