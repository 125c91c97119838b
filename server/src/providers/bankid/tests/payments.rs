use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::*;
use permission::{Payment, encode, national_id};

fn step(parameters: Value, inputs: Value) -> ProviderStep {
    serde_json::from_value(
        json!({ "connection": "bankid", "purpose": "payment_approval", "parameters": parameters, "inputs": inputs }),
    )
    .unwrap()
}

fn payment(changes: Value) -> Value {
    let mut payment = json!({ "reference": "order-17", "amount": "1150.00", "currency": "NOK", "creditor": "Fjord AS" });
    payment
        .as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    json!({ "payment": payment })
}

/// What is wrong with the step; an empty text for nothing.
fn step_problem(settings: Value, step: &ProviderStep) -> String {
    BankId::new()
        .unwrap()
        .check_step(&connection(settings), step)
        .map_or_else(|error| error.key, |()| String::new())
}

/// BI-03: a decimal number as text, with a dot, legal for its currency.
#[test]
fn bi_03_amounts_are_checked_before_the_server_starts() {
    let key = |changes| step_problem(json!({}), &step(payment(changes), json!({})));
    for (amount, currency) in [
        ("1150.00", "NOK"),
        ("1150", "NOK"),
        ("0.5", "EUR"),
        ("5000", "ISK"),
        ("1.234", "KWD"),
        ("999999999999.99", "SEK"),
    ] {
        assert_eq!(
            key(json!({ "amount": amount, "currency": currency })),
            "",
            "{amount} {currency}"
        );
    }
    for (amount, currency) in [
        ("1150,00", "NOK"),
        ("1 150.00", "NOK"),
        ("1150.000", "NOK"),
        ("1150.", "NOK"),
        (".50", "NOK"),
        ("007", "NOK"),
        ("-1", "NOK"),
        ("+1", "NOK"),
        ("1e3", "NOK"),
        ("0.00", "NOK"),
        ("", "NOK"),
        ("٣", "NOK"),
        ("5000.5", "ISK"),
        ("9999999999999.99", "NOK"),
    ] {
        let changes = json!({ "amount": amount, "currency": currency });
        assert_eq!(
            key(changes),
            "parameters.payment.amount",
            "{amount} {currency}"
        );
    }
    for currency in ["nok", "XXX", "", "NOKK"] {
        assert_eq!(
            key(json!({ "currency": currency })),
            "parameters.payment.currency",
            "{currency}"
        );
    }
    // A number has forgotten its digits (contract 1.10, trap 11).
    assert_eq!(key(json!({ "amount": 1150.00 })), "parameters.payment");
    assert_eq!(
        key(json!({ "reference": " " })),
        "parameters.payment.reference"
    );
    assert_eq!(
        key(json!({ "creditor": "a\nb" })),
        "parameters.payment.creditor"
    );
    assert_eq!(key(json!({ "tip": "1.00" })), "parameters.payment");
}

/// BI-05, SEC-91: what a step may ask for.
#[test]
fn bi_05_a_step_hands_over_a_payment_and_nothing_else() {
    let nothing = || json!({});
    let approved = || json!({ "permission_type": "authentication.v1", "allow_authentication": true, "identity": true });
    for (settings, parameters, inputs, key) in [
        (
            nothing(),
            payment(nothing()),
            json!({ "national_id": "about.national_id" }),
            "",
        ),
        (nothing(), nothing(), nothing(), "parameters.payment"),
        (
            nothing(),
            payment(nothing()),
            json!({ "phone": "about.phone" }),
            "inputs.phone",
        ),
        (
            nothing(),
            json!({ "payments": [] }),
            nothing(),
            "parameters.payments",
        ),
        (approved(), nothing(), nothing(), ""),
        (
            approved(),
            payment(nothing()),
            nothing(),
            "parameters.payment",
        ),
    ] {
        let told = step_problem(settings, &step(parameters.clone(), inputs));
        assert_eq!(told, key, "{parameters}");
    }
}

/// BI-03: UTF-8, URL-safe, without padding, in exactly this form.
#[test]
fn bi_03_the_statement_is_url_safe_base64_of_utf_8() {
    let paid = Payment {
        reference: "order-17".to_owned(),
        amount: "1150.00".to_owned(),
        currency: "NOK".to_owned(),
        creditor: "Bjørn & Åse, 東京".to_owned(),
    };
    let text = encode("nonce", Some(&paid), "attempt").unwrap();
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
        "{text}"
    );
    let statement: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap()).unwrap();
    assert_eq!(
        statement,
        json!({ "nonce": "nonce", "id": "order-17", "payments": [{
            "paymentId": "attempt", "amount": "1150.00", "currency": "NOK", "creditorName": "Bjørn & Åse, 東京" }] })
    );
    let text = encode("nonce", None, "attempt").unwrap();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
    assert_eq!(bytes, br#"{"nonce":"nonce","id":"attempt"}"#);
}

/// BI-07: eleven digits or no hint.
#[test]
fn bi_07_only_eleven_digits_are_a_login_hint() {
    assert_eq!(national_id("12839030108").as_deref(), Some("12839030108"));
    assert_eq!(
        national_id(" 128390 30108 ").as_deref(),
        Some("12839030108")
    );
    for text in [
        "",
        "1283903010",
        "128390301080",
        "1283903O108",
        "١٢٨٣٩٠٣٠١٠٨",
        "+4740000000",
    ] {
        assert_eq!(national_id(text), None, "{text}");
    }
}
