//! Claims as data: where an individual holds a value, and whose word it is (FO-21, FO-23). The identity providers differ
//! in nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vestibule::locale::{LocalText, Locale};

use super::path::Path;

/// Who stands behind a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trust {
    /// The source that the individual names for the attribute: 1 a government register, 4 verified by Singpass, 2 typed in
    /// by the person, 3 not available. Without a source nobody does.
    #[default]
    Source,
    /// The identity provider, always.
    Idp,
    /// Nobody: the person typed it in.
    Nobody,
}

/// How one claim is taken from an individual.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimRule {
    /// Where it stands: the first of these places that is not empty.
    pub(super) from: Vec<Path>,
    /// The identity provider's name for it.
    pub(super) attribute: Option<String>,
    /// Who stands behind it.
    #[serde(default)]
    pub(super) trust: Trust,
    /// How applicants know it, where our own texts have no name for it.
    pub(super) label: Option<LocalText>,
}

impl ClaimRule {
    fn at(attribute: &str, places: &[&str]) -> Self {
        Self {
            from: places
                .iter()
                .filter_map(|place| Path::try_from((*place).to_owned()).ok())
                .collect(),
            attribute: Some(attribute.to_owned()),
            trust: Trust::Source,
            label: None,
        }
    }

    /// What is wrong with it.
    pub(super) fn check(&self, name: &str, attributes: &[String]) -> Result<(), String> {
        let is_name = (1..=40).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err("a claim has 1 to 40 small letters, digits and underscores".to_owned());
        }
        if self.from.is_empty() || self.from.len() > 8 {
            return Err("from must be 1 to 8 places".to_owned());
        }
        if let Some(attribute) = self.attribute.as_ref()
            && !attributes.contains(attribute)
        {
            return Err(format!("\"{attribute}\" is not among settings.attributes"));
        }
        if self.trust == Trust::Source && self.attribute.is_none() {
            return Err(
                "a source belongs to an attribute: name it, or say whose word it is by trust"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The value, where there is one that is more than white space (FO-22).
    pub(super) fn value(&self, individual: &Value) -> Option<String> {
        self.from.iter().find_map(|path| path.text(individual))
    }
}

/// Whose word a value is; the weaker, the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Source {
    /// A government register.
    Government,
    /// Verified by the identity provider.
    Verified,
    /// The person's own, and whatever nobody vouches for.
    Person,
    /// There is no value.
    NotAvailable,
}

impl Source {
    /// Whether somebody other than the person stands behind it.
    pub(super) fn is_verified(self) -> bool {
        matches!(self, Self::Government | Self::Verified)
    }
}

/// What the codes of sources mean, by default those of MyInfo (contract 3.1).
pub(super) fn sources_of_myinfo() -> BTreeMap<String, Source> {
    [
        ("1", Source::Government),
        ("2", Source::Person),
        ("3", Source::NotAvailable),
        ("4", Source::Verified),
    ]
    .map(|(code, source)| (code.to_owned(), source))
    .into()
}

/// The code of the source that an individual names for an attribute.
pub(super) fn source_code(individual: &Value, attribute: &str) -> Option<String> {
    match individual
        .get("applicant")?
        .get("extraData")?
        .get("sources")?
        .get(attribute)?
    {
        Value::String(code) => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

/// The sixteen recommended attributes, where FrankieOne puts them.
pub(super) fn of_singpass() -> BTreeMap<String, ClaimRule> {
    let rules: [(&str, &str, &[&str]); 16] = [
        (
            "national_id",
            "uinfin",
            &["documents[idType=NATIONAL_ID].idNumber"],
        ),
        (
            "name",
            "name",
            &["applicant.name.displayName", "applicant.name"],
        ),
        (
            "alias",
            "aliasname",
            &[
                "applicant.extraData.aliasName",
                "applicant.extraData.aliasname",
            ],
        ),
        (
            "pinyin_name",
            "hanyupinyinname",
            &[
                "applicant.extraData.hanyuPinyinName",
                "applicant.extraData.hanyupinyinname",
            ],
        ),
        (
            "pinyin_alias",
            "hanyupinyinaliasname",
            &[
                "applicant.extraData.hanyuPinyinAliasName",
                "applicant.extraData.hanyupinyinaliasname",
            ],
        ),
        (
            "residential_status",
            "residentialstatus",
            &[
                "applicant.extraData.residentialStatus",
                "applicant.extraData.residentialstatus",
            ],
        ),
        (
            "nationality",
            "nationality",
            &["applicant.extraData.nationality"],
        ),
        ("birthdate", "dob", &["applicant.dateOfBirth"]),
        ("address", "regadd", &["applicant.addresses[0]"]),
        ("email", "email", &["applicant.email.idNumber"]),
        (
            "phone_number",
            "mobileno",
            &["applicant.phoneNumber.idNumber"],
        ),
        (
            "passport_number",
            "passportnumber",
            &["documents[idType=PASSPORT].idNumber"],
        ),
        (
            "passport_expiry",
            "passportexpirydate",
            &["documents[idType=PASSPORT].idExpiry"],
        ),
        (
            "pass_type",
            "passtype",
            &[
                "applicant.extraData.passType",
                "applicant.extraData.passtype",
            ],
        ),
        (
            "pass_status",
            "passstatus",
            &[
                "applicant.extraData.passStatus",
                "applicant.extraData.passstatus",
            ],
        ),
        (
            "pass_expiry",
            "passexpirydate",
            &[
                "applicant.extraData.passExpiryDate",
                "applicant.extraData.passexpirydate",
            ],
        ),
    ];
    rules
        .into_iter()
        .map(|(claim, attribute, places)| (claim.to_owned(), ClaimRule::at(attribute, places)))
        .collect()
}

/// The order in which people read about themselves; other claims follow.
const ORDER: [&str; 16] = [
    "name",
    "alias",
    "pinyin_name",
    "pinyin_alias",
    "national_id",
    "birthdate",
    "nationality",
    "residential_status",
    "address",
    "phone_number",
    "email",
    "passport_number",
    "passport_expiry",
    "pass_type",
    "pass_status",
    "pass_expiry",
];

/// The rules as the page on the SDK origin needs them to show an individual.
pub(super) fn shown(rules: &BTreeMap<String, ClaimRule>, locale: Locale) -> Vec<Value> {
    let place = |claim: &str| ORDER.iter().position(|known| *known == claim);
    let mut claims: Vec<_> = rules.iter().collect();
    claims.sort_by_key(|(claim, _)| place(claim).unwrap_or(ORDER.len()));
    claims
        .into_iter()
        .map(|(claim, rule)| {
            json!({
                "claim": claim,
                "from": rule.from,
                "attribute": rule.attribute,
                "trust": rule.trust,
                "label": rule.label.as_ref().map(|label| label.get(locale)),
            })
        })
        .collect()
}
