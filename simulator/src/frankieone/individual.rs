//! From what an IdP says about a person to the individual of OneSDK's applicant model. The shape is assumed
//! (contract 2.3.5); the mandatory attributes are the document's.

use serde_json::{Map, Value, json};

use crate::frankieone::errors::{ErrorCode, Failure, Issue};
use crate::frankieone::idp::registry::ATTRIBUTES;
use crate::frankieone::switches::Switches;

/// ISO 3166: MyInfo has two letters, the applicant model three. Others do not exist here.
const COUNTRIES: &[(&str, &str)] = &[
    ("AU", "AUS"),
    ("CN", "CHN"),
    ("GB", "GBR"),
    ("ID", "IDN"),
    ("IN", "IND"),
    ("MY", "MYS"),
    ("NO", "NOR"),
    ("PH", "PHL"),
    ("SG", "SGP"),
    ("US", "USA"),
];
/// Attributes that have no place of their own.
const EXTRA: [&str; 8] = [
    "aliasname",
    "hanyupinyinname",
    "hanyupinyinaliasname",
    "residentialstatus",
    "nationality",
    "passtype",
    "passstatus",
    "passexpirydate",
];

pub(crate) fn of_myinfo(
    person: &Value,
    idp: &str,
    reference: &str,
    switches: &Switches,
) -> Result<Value, Failure> {
    let fields = person.as_object().ok_or_else(Failure::server_error)?;
    if fields
        .keys()
        .any(|name| !ATTRIBUTES.contains(&name.as_str()))
    {
        return Err(Failure::new(
            ErrorCode::BadRequest,
            "Unexpected data attribute",
        ));
    }
    let text = |name: &str| said(&fields.get(name)?["value"]);
    let mut issues = Vec::new();
    let address = address(fields.get("regadd").unwrap_or(&Value::Null));
    for (is_missing, issue) in [
        (text("name").is_none(), Issue::MandatoryName),
        (text("dob").is_none(), Issue::MandatoryDob),
        (
            switches.regadd_mandatory && matches!(address, Ok(None)),
            Issue::MandatoryRegadd,
        ),
        (text("uinfin").is_none(), Issue::MandatoryUinfin),
        (address.is_err(), Issue::ValidationCountry),
    ] {
        if is_missing {
            issues.push(issue);
        }
    }
    let date_of_birth = text("dob").unwrap_or_default();
    let (Ok(address), true) = (address, issues.is_empty()) else {
        return Err(Failure::cannot_transform(idp, issues));
    };
    if !is_date(date_of_birth) {
        return Err(Failure::cannot_transform(idp, issues));
    }
    let mut extra: Map<String, Value> = EXTRA
        .iter()
        .filter_map(|name| {
            let field = fields.get(*name)?;
            let value = said(&field["value"]).or_else(|| said(&field["desc"]))?;
            Some(((*name).to_owned(), json!(value)))
        })
        .collect();
    if switches.sources {
        let sources: Map<String, Value> = fields
            .iter()
            .map(|(name, field)| (name.clone(), field["source"].clone()))
            .collect();
        extra.insert("sources".to_owned(), Value::Object(sources));
    }
    Ok(json!({
        "entityId": null,
        "customerReference": reference,
        "name": name(text("name").unwrap_or_default()),
        "dateOfBirth": date_of_birth,
        "gender": null,
        "addresses": address.into_iter().collect::<Vec<_>>(),
        "phoneNumber": contact(mobile(fields.get("mobileno").unwrap_or(&Value::Null)).as_deref()),
        "email": contact(text("email")),
        "documents": documents(text("uinfin"), text("passportnumber"), text("passportexpirydate")),
        "extraData": extra,
    }))
}

/// Claims of OpenID Connect: only a name is mandatory.
pub(crate) fn of_claims(
    claims: &Value,
    expected: &[&str],
    idp: &str,
    reference: &str,
    switches: &Switches,
) -> Result<Value, Failure> {
    let fields = claims.as_object().ok_or_else(Failure::server_error)?;
    if fields
        .keys()
        .any(|name| name != "sub" && !expected.contains(&name.as_str()))
    {
        return Err(Failure::new(
            ErrorCode::BadRequest,
            "Unexpected data attribute",
        ));
    }
    let text = |name: &str| said(fields.get(name)?);
    let Some(full) = text("name") else {
        return Err(Failure::cannot_transform(idp, vec![Issue::MandatoryName]));
    };
    let date_of_birth = text("birthdate");
    if date_of_birth.is_some_and(|date| !is_date(date)) {
        return Err(Failure::cannot_transform(idp, Vec::new()));
    }
    let mut parts = name(full);
    for (part, claim) in [("givenName", "given_name"), ("familyName", "family_name")] {
        if let Some(value) = text(claim) {
            parts[part] = json!(value);
            parts["middleName"] = Value::Null;
        }
    }
    let address = match fields.get("address") {
        None => None,
        Some(address) => Some(
            claimed_address(address)
                .ok_or_else(|| Failure::cannot_transform(idp, vec![Issue::ValidationCountry]))?,
        ),
    };
    let mut extra = Map::new();
    extra.insert("subject".to_owned(), claims["sub"].clone());
    if switches.sources {
        let verified = |name: &str| {
            if fields.get(name) == Some(&Value::Bool(true)) {
                "verified"
            } else {
                "claimed"
            }
        };
        extra.insert(
            "sources".to_owned(),
            json!({ "email": verified("email_verified"), "phone_number": verified("phone_number_verified") }),
        );
    }
    Ok(json!({
        "entityId": null,
        "customerReference": reference,
        "name": parts,
        "dateOfBirth": date_of_birth,
        "gender": null,
        "addresses": address.into_iter().collect::<Vec<_>>(),
        "phoneNumber": contact(text("phone_number")),
        "email": contact(text("email")),
        "documents": [],
        "extraData": extra,
    }))
}

/// A text that is not empty: "not available" is an empty value, not a missing one.
fn said(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

fn is_date(text: &str) -> bool {
    time::Date::parse(
        text,
        time::macros::format_description!("[year]-[month]-[day]"),
    )
    .is_ok()
}

/// MyInfo has one name: the last word is the family's, the whole stays as displayName.
fn name(full: &str) -> Value {
    let words: Vec<&str> = full.split_whitespace().collect();
    let (given, middle, family) = match words.as_slice() {
        [] => (None, None, None),
        [only] => (Some(*only), None, None),
        [first, middle @ .., last] => (
            Some(*first),
            (!middle.is_empty()).then(|| middle.join(" ")),
            Some(*last),
        ),
    };
    json!({ "givenName": given, "middleName": middle, "familyName": family, "displayName": full })
}

fn country(code: &str) -> Option<&'static str> {
    COUNTRIES
        .iter()
        .find(|(two, _)| *two == code)
        .map(|(_, three)| *three)
}

/// The registered address; none when every part is empty; an error for a country that does not exist.
fn address(regadd: &Value) -> Result<Option<Value>, ()> {
    let part = |name: &str| said(&regadd[name]["value"]);
    if regadd["type"] == "Unformatted" {
        let lines: Vec<&str> = ["line1", "line2"].into_iter().filter_map(part).collect();
        return Ok((!lines.is_empty()).then(|| {
            json!({ "addressType": "RESIDENTIAL1", "longForm": lines.join(", "), "country": "SGP" })
        }));
    }
    let parts = ["block", "building", "floor", "unit", "street", "postal"];
    if parts.iter().all(|name| part(name).is_none()) {
        return Ok(None);
    }
    let country = country(regadd["country"]["code"].as_str().unwrap_or_default()).ok_or(())?;
    let unit = match (part("floor"), part("unit")) {
        (Some(floor), Some(unit)) => Some(format!("#{floor}-{unit}")),
        (floor, unit) => floor.or(unit).map(str::to_owned),
    };
    Ok(Some(json!({
        "addressType": "RESIDENTIAL1",
        "buildingName": part("building"),
        "unitNumber": unit,
        "streetNumber": part("block"),
        "streetName": part("street"),
        "streetType": null,
        "suburb": null,
        "town": "SINGAPORE",
        "state": null,
        "postalCode": part("postal"),
        "country": country,
    })))
}

fn claimed_address(address: &Value) -> Option<Value> {
    let country = match address["country"].as_str() {
        None => None,
        Some(code) => Some(country(code)?),
    };
    Some(json!({
        "addressType": "RESIDENTIAL1",
        "longForm": address["formatted"],
        "streetName": address["street_address"],
        "postalCode": address["postal_code"],
        "country": country,
    }))
}

fn mobile(mobileno: &Value) -> Option<String> {
    let part = |name: &str| said(&mobileno[name]["value"]);
    let number = part("nbr")?;
    Some(format!(
        "{}{}{number}",
        part("prefix").unwrap_or_default(),
        part("areacode").unwrap_or_default()
    ))
}

fn contact(value: Option<&str>) -> Value {
    json!({ "documentId": null, "idNumber": value })
}

fn documents(uinfin: Option<&str>, passport: Option<&str>, expiry: Option<&str>) -> Vec<Value> {
    let mut documents = Vec::new();
    if let Some(number) = uinfin {
        documents.push(json!({ "idType": "NATIONAL_ID", "idNumber": number, "country": "SGP" }));
    }
    if let Some(number) = passport {
        documents.push(json!({
            "idType": "PASSPORT", "idNumber": number, "idExpiry": expiry, "country": null,
        }));
    }
    documents
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{address, name};

    #[test]
    fn a_name_of_one_word_has_no_family_name() {
        assert_eq!(
            name("ONEWORD"),
            json!({ "givenName": "ONEWORD", "middleName": null, "familyName": null, "displayName": "ONEWORD" })
        );
        assert_eq!(name("A B C D")["middleName"], "B C");
    }

    #[test]
    fn an_address_of_empty_parts_is_none() {
        let empty = json!({ "type": "SG", "block": { "value": "" }, "country": { "code": "", "desc": "" } });
        assert_eq!(address(&empty), Ok(None));
        let nowhere =
            json!({ "type": "SG", "block": { "value": "1" }, "country": { "code": "ZZ" } });
        assert_eq!(address(&nowhere), Err(()));
    }
}
