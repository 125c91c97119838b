//! Which claims are a name, a birth date, a phone number or a national id.

use std::collections::BTreeMap;

use super::{Compared, Side};

/// Whole names: OpenID Connect Core 5.1, Identity Assurance Claims (`also_known_as`), and the names that Singapore's
/// registers hold beside the first.
const NAMES: [&str; 11] = [
    "name",
    "full_name",
    "alias",
    "alias_name",
    "pinyin_name",
    "pinyin_alias",
    "hanyu_pinyin_name",
    "hanyu_pinyin_alias_name",
    "married_name",
    "birth_name",
    "former_name",
];
/// Lists of names. The others are no lists: who types "A; B" must not be two people.
const LISTS_OF_NAMES: [&str; 2] = ["aliases", "also_known_as"];
const BIRTH_DATES: [&str; 4] = ["birthdate", "birth_date", "date_of_birth", "dob"];
const PHONES: [&str; 5] = [
    "phone_number",
    "phone",
    "mobile_number",
    "mobile_phone",
    "msisdn",
];
/// Norway's fødselsnummer or D-number, Indonesia's NIK, Singapore's NRIC and FIN.
const NATIONAL_IDS: [&str; 9] = [
    "national_id",
    "national_identity_number",
    "sub_nnin",
    "nnin",
    "nik",
    "nric",
    "fin",
    "nric_fin",
    "uinfin",
];

/// The values that claims give for `what`. A name in parts counts where there is no whole `name`; a list of aliases is a
/// JSON array, or a text with semicolons or line breaks.
///
/// Every alias counts like the name, so whose claims they are has to be settled before: what a person says of itself is
/// a side of its own, never an addition to a register's.
#[must_use]
pub fn side_of(what: Compared, claims: &BTreeMap<String, String>) -> Side {
    let at = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .filter_map(|name| claims.get(*name))
            .cloned()
            .collect()
    };
    Side::new(match what {
        Compared::Name => at(&NAMES)
            .into_iter()
            .chain(in_parts(claims))
            .chain(at(&LISTS_OF_NAMES).iter().flat_map(|list| items(list)))
            .collect(),
        Compared::BirthDate => at(&BIRTH_DATES),
        Compared::Phone => at(&PHONES),
        Compared::NationalId => at(&NATIONAL_IDS),
    })
}

/// The items of a list, or the one value.
fn items(value: &str) -> Vec<String> {
    if value.trim_start().starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<String>>(value)
    {
        return list;
    }
    value.split([';', '\n']).map(str::to_owned).collect()
}

/// `given_name middle_name family_name`, and the same with the family name at birth (Identity Assurance Claims).
fn in_parts(claims: &BTreeMap<String, String>) -> Vec<String> {
    let claim = |name: &str| {
        claims
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    };
    let joined = |given: Option<&str>, middle: Option<&str>, family: Option<&str>| {
        [given, middle, family]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (given, middle) = (claim("given_name"), claim("middle_name"));
    let mut names = Vec::new();
    if claim("name").is_none() && claim("full_name").is_none() {
        names.push(joined(given, middle, claim("family_name")));
    }
    if let Some(family) = claim("birth_family_name") {
        names.push(joined(
            claim("birth_given_name").or(given),
            claim("birth_middle_name").or(middle),
            Some(family),
        ));
    }
    names
}
