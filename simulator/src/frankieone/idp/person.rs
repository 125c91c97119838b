//! A person as MyInfo describes one: what is not available is there with an empty value (MyInfo contract, 3.1).

use serde_json::{Map, Value, json};

use crate::frankieone::idp::personas::{Address, Persona};
use crate::frankieone::scenarios::Scenario;

const LAST_UPDATED: &str = "2026-01-15";

/// The attributes that were consented to, and what the scenario does to them.
pub(crate) fn of(persona: &Persona, attributes: &[String], scenario: Scenario) -> Value {
    let mut person: Map<String, Value> = attributes
        .iter()
        .map(|name| (name.clone(), attribute(persona, name)))
        .collect();
    let empty = |person: &mut Map<String, Value>, names: &[&str]| {
        for name in names {
            person.insert((*name).to_owned(), plain("", "3"));
        }
    };
    match scenario.name() {
        "mandatory_name" => empty(&mut person, &["name"]),
        "mandatory_dob" => empty(&mut person, &["dob"]),
        "mandatory_uinfin" => empty(&mut person, &["uinfin"]),
        "mandatory_regadd" => {
            person.insert("regadd".to_owned(), regadd(Address::Absent, "3"));
        }
        "mandatory_all" => {
            empty(&mut person, &["name", "dob", "uinfin"]);
            person.insert("regadd".to_owned(), regadd(Address::Absent, "3"));
        }
        "validation_country" => {
            let mut address = attribute(persona, "regadd");
            address["country"] = json!({ "code": "ZZ", "desc": "NOWHERE" });
            person.insert("regadd".to_owned(), address);
        }
        "vendor_bad_profile" => {
            person.insert("dob".to_owned(), plain("the twelfth of March", "1"));
        }
        "unexpected_attribute" => {
            person.insert("sex".to_owned(), coded(("F", "FEMALE"), "1"));
        }
        "individual_html" => {
            person.insert(
                "name".to_owned(),
                plain("<img src=x onerror=alert(1)> <b>SYNTHETIC</b>", "1"),
            );
        }
        "unknown_source" => {
            person.insert("email".to_owned(), plain(persona.email, "9"));
        }
        _ => {}
    }
    Value::Object(person)
}

fn attribute(persona: &Persona, name: &str) -> Value {
    let source = |is_available: bool| match (is_available, persona.user_provided.contains(&name)) {
        (false, _) => "3",
        (true, true) => "2",
        (true, false) => "1",
    };
    let text = |value: &str| plain(value, source(!value.is_empty()));
    let code = |pair: (&str, &str)| coded(pair, source(!pair.0.is_empty()));
    match name {
        "uinfin" => text(persona.uinfin),
        "name" => text(persona.name),
        "aliasname" => text(persona.alias),
        "hanyupinyinname" => text(persona.hanyu_pinyin),
        "hanyupinyinaliasname" => text(persona.hanyu_pinyin_alias),
        "residentialstatus" => code(persona.residential_status),
        "nationality" => code(persona.nationality),
        "dob" => text(persona.dob),
        "regadd" => regadd(
            persona.address,
            source(!matches!(persona.address, Address::Absent)),
        ),
        "email" => text(persona.email),
        "mobileno" => mobile(persona.mobile, source(!persona.mobile.is_empty())),
        "passportnumber" => text(persona.passport_number),
        "passportexpirydate" => text(persona.passport_expiry),
        "passtype" => code(persona.pass_type),
        "passstatus" => text(persona.pass_status),
        "passexpirydate" => text(persona.pass_expiry),
        _ => text(""),
    }
}

fn with_meta(mut value: Value, source: &str) -> Value {
    value["lastupdated"] = json!(LAST_UPDATED);
    value["source"] = json!(source);
    value["classification"] = json!("C");
    value
}

fn plain(value: &str, source: &str) -> Value {
    with_meta(json!({ "value": value }), source)
}

fn coded((code, desc): (&str, &str), source: &str) -> Value {
    with_meta(json!({ "code": code, "desc": desc }), source)
}

fn mobile(number: &str, source: &str) -> Value {
    let (prefix, area) = if number.is_empty() {
        ("", "")
    } else {
        ("+", "65")
    };
    with_meta(
        json!({
            "prefix": { "value": prefix },
            "areacode": { "value": area },
            "nbr": { "value": number },
        }),
        source,
    )
}

fn regadd(address: Address, source: &str) -> Value {
    let body = match address {
        Address::Unformatted { line1, line2 } => json!({
            "type": "Unformatted", "line1": { "value": line1 }, "line2": { "value": line2 },
        }),
        Address::Formatted {
            block,
            building,
            floor,
            unit,
            street,
            postal,
            country: (code, desc),
        } => json!({
            "type": "SG",
            "block": { "value": block },
            "building": { "value": building },
            "floor": { "value": floor },
            "unit": { "value": unit },
            "street": { "value": street },
            "postal": { "value": postal },
            "country": { "code": code, "desc": desc },
        }),
        Address::Absent => json!({
            "type": "SG",
            "block": { "value": "" },
            "building": { "value": "" },
            "floor": { "value": "" },
            "unit": { "value": "" },
            "street": { "value": "" },
            "postal": { "value": "" },
            "country": { "code": "", "desc": "" },
        }),
    };
    with_meta(body, source)
}
