//! What the pages on the SDK origin say. Their scripts get all of it as plain text.

use std::collections::BTreeMap;

use i18n_embed_fl::fl;
use vestibule::locale::Locale;

use crate::texts::texts;

/// Every text of a page on the SDK origin, by its key without the prefix `sdk-`.
#[must_use]
pub fn sdk_texts(locale: Locale) -> BTreeMap<&'static str, String> {
    let t = texts(locale);
    macro_rules! all {
        ($($key:literal),* $(,)?) => {
            [$((($key).trim_start_matches("sdk-"), fl!(t, $key))),*].into()
        };
    }
    all![
        "sdk-title",
        "sdk-loading",
        "sdk-no-script",
        "sdk-broken",
        "sdk-broken-text",
        "sdk-go-back",
        "sdk-retry",
        "sdk-offline",
        "sdk-other-browser",
        "sdk-other-browser-text",
        "sdk-gone",
        "sdk-gone-text",
        "sdk-returning",
    ]
}
