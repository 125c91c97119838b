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
        "sdk-fed-leaving",
        "sdk-fed-fetching",
        "sdk-fed-sending",
        "sdk-fed-again-title",
        "sdk-fed-again-text",
        "sdk-fed-again-go",
        "sdk-fed-stop",
        "sdk-fed-review-title",
        "sdk-fed-review-lead",
        "sdk-fed-review-what",
        "sdk-fed-review-until",
        "sdk-fed-review-soon",
        "sdk-fed-confirm",
        "sdk-fed-deny",
        "sdk-fed-expired-title",
        "sdk-fed-expired-text",
        "sdk-fed-go-on",
        "sdk-fed-source-government",
        "sdk-fed-source-verified",
        "sdk-fed-source-person",
        "sdk-fed-source-unknown",
        "sdk-fed-claim-name",
        "sdk-fed-claim-alias",
        "sdk-fed-claim-pinyin_name",
        "sdk-fed-claim-pinyin_alias",
        "sdk-fed-claim-national_id",
        "sdk-fed-claim-birthdate",
        "sdk-fed-claim-nationality",
        "sdk-fed-claim-residential_status",
        "sdk-fed-claim-address",
        "sdk-fed-claim-phone_number",
        "sdk-fed-claim-email",
        "sdk-fed-claim-passport_number",
        "sdk-fed-claim-passport_expiry",
        "sdk-fed-claim-pass_type",
        "sdk-fed-claim-pass_status",
        "sdk-fed-claim-pass_expiry",
    ]
}
