//! How a page is told from another: by its heading in the catalogue.

use vestibule::reason::Reason;

const CATALOGUE: &str = include_str!("../../../app/i18n/en/vestibule_app.ftl");

/// A plain message of the English catalogue.
pub fn text(key: &str) -> &'static str {
    CATALOGUE
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
        .unwrap_or_else(|| panic!("{key} is not in the catalogue"))
}

/// The heading of the page for a check that stopped or ended.
pub fn heading(reason: Reason) -> &'static str {
    text(&format!("ended-{}", reason.code().replace('_', "-")))
}
