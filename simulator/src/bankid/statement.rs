//! What a permission statement may say (step 5 of the BankID iframe documentation; contract 1.3 c).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};

const MOST_PAYMENTS: usize = 100;
const LONGEST_TEXT: usize = 512;
/// Of an amount, both sides of the dot.
const MOST_FIGURES: usize = 14;

/// A statement that was accepted.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Statement {
    pub(crate) nonce: String,
    /// The merchant's reference; never shown to the person.
    pub(crate) id: String,
    pub(crate) payments: Vec<Payment>,
}

/// One payment that the person approves.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Payment {
    pub(crate) payment_id: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) creditor_name: String,
}

type Checked<T> = Result<T, String>;

/// The statement inside `permission`, for a permission of this type.
pub(crate) fn read(kind: &str, permission: &str) -> Checked<Statement> {
    let bytes = URL_SAFE_NO_PAD
        .decode(permission)
        .map_err(|_| "permission is not URL-safe base64 without padding")?;
    let text = String::from_utf8(bytes).map_err(|_| "the permission statement is not UTF-8")?;
    let Ok(Value::Object(fields)) = serde_json::from_str(&text) else {
        return Err("the permission statement is not a JSON object".to_owned());
    };
    match kind {
        "payment.v1" => payment(&fields),
        "authentication.v1" => authentication(&fields),
        _ => Err(format!("permissions of type {kind:?} are not supported")),
    }
}

fn payment(fields: &Map<String, Value>) -> Checked<Statement> {
    only(fields, &["nonce", "id", "payments"])?;
    let payments = fields
        .get("payments")
        .and_then(Value::as_array)
        .ok_or("payments must be an array")?;
    if payments.is_empty() || payments.len() > MOST_PAYMENTS {
        return Err(format!("payments must be 1 to {MOST_PAYMENTS}"));
    }
    Ok(Statement {
        nonce: text(fields, "nonce")?,
        id: text(fields, "id")?,
        payments: payments.iter().map(one_payment).collect::<Checked<_>>()?,
    })
}

/// ASSUMED: no public source has this statement.
fn authentication(fields: &Map<String, Value>) -> Checked<Statement> {
    only(fields, &["nonce", "id"])?;
    Ok(Statement {
        nonce: text(fields, "nonce")?,
        id: text(fields, "id")?,
        payments: Vec::new(),
    })
}

fn one_payment(payment: &Value) -> Checked<Payment> {
    let fields = payment.as_object().ok_or("a payment must be an object")?;
    only(fields, &["paymentId", "amount", "currency", "creditorName"])?;
    let payment = Payment {
        payment_id: text(fields, "paymentId")?,
        amount: text(fields, "amount")?,
        currency: text(fields, "currency")?,
        creditor_name: text(fields, "creditorName")?,
    };
    amount(&payment.amount, fraction_digits(&payment.currency)?)?;
    Ok(payment)
}

fn only(fields: &Map<String, Value>, known: &[&str]) -> Checked<()> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("{name:?} is unknown in the permission statement")),
        None => Ok(()),
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Checked<String> {
    match fields.get(name) {
        Some(Value::String(text)) if text.is_empty() || text.len() > LONGEST_TEXT => {
            Err(format!("{name} must have 1 to {LONGEST_TEXT} bytes"))
        }
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("{name} must be a string")),
        None => Err(format!("{name} is missing in the permission statement")),
    }
}

/// Fraction digits by ISO 4217, for the currencies that a merchant here may use.
fn fraction_digits(currency: &str) -> Checked<usize> {
    match currency {
        "NOK" | "SEK" | "DKK" | "EUR" | "USD" | "GBP" | "CHF" | "PLN" | "CZK" | "AUD" | "CAD"
        | "SGD" | "IDR" | "HUF" | "CNY" | "HKD" | "NZD" | "THB" | "INR" | "RON" => Ok(2),
        "ISK" | "JPY" | "KRW" | "VND" | "CLP" => Ok(0),
        "BHD" | "KWD" | "TND" | "JOD" | "OMR" => Ok(3),
        _ => Err(format!("{currency:?} is not a currency of ISO 4217")),
    }
}

/// A decimal number with a dot, no sign, no exponent, no zeros in front, more than nothing.
fn amount(text: &str, fraction_digits: usize) -> Checked<()> {
    let wrong =
        || format!("{text:?} is not a decimal amount with {fraction_digits} fraction digits");
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(wrong()),
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_written_well = !whole.is_empty()
        && is_number(whole)
        && is_number(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.len() <= fraction_digits;
    if !is_written_well {
        return Err(wrong());
    }
    if whole.len() + fraction.len() > MOST_FIGURES {
        return Err(format!("an amount has at most {MOST_FIGURES} figures"));
    }
    if whole
        .bytes()
        .chain(fraction.bytes())
        .all(|byte| byte == b'0')
    {
        return Err("an amount of nothing needs no approval".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_have_a_dot_and_the_currencys_fraction_digits() {
        for (text, digits) in [
            ("123.45", 2),
            ("123.4", 2),
            ("123", 2),
            ("0.01", 2),
            ("5000", 0),
            ("1.234", 3),
        ] {
            assert_eq!(amount(text, digits), Ok(()), "{text}");
        }
        for (text, digits) in [
            ("123,45", 2),
            ("123.456", 2),
            ("5000.00", 0),
            (".50", 2),
            ("1.", 2),
            ("-1", 2),
            ("+1", 2),
            ("1e3", 2),
            ("0", 2),
            ("0.00", 2),
            ("007", 2),
            (" 1", 2),
            ("1 000", 2),
            ("123456789012.345", 3),
            ("", 2),
            ("٣", 2),
        ] {
            assert!(amount(text, digits).is_err(), "{text}");
        }
    }
}
