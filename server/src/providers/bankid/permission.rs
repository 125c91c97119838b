//! The permission statement: what the applicant is asked to approve (BankID iframe documentation, step 5).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use vestibule::journey::ProviderStep;

use super::settings::PermissionType;

/// The step's parameter that holds the payment.
pub(super) const PAYMENT: &str = "payment";
/// The step's input that holds the national identity number.
pub(super) const NATIONAL_ID: &str = "national_id";
/// Longest reference and name, in characters.
const LONGEST_TEXT: usize = 140;
/// Figures of an amount, before and after the dot together (contract 1.3 c).
const MOST_FIGURES: usize = 14;

/// Active codes of ISO 4217 by the digits after the dot.
const NO_FRACTION: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
     CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
     IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR \
     MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
     SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A payment, as a journey's step describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    /// Our client's reference. Never shown to the applicant.
    pub(super) reference: String,
    /// A decimal number with a dot, as text.
    pub(super) amount: String,
    /// ISO 4217.
    pub(super) currency: String,
    /// Who is paid; shown to the applicant.
    pub(super) creditor: String,
}

impl Payment {
    /// What is wrong with it.
    fn problem(&self) -> Option<(&'static str, String)> {
        for (key, text) in [("reference", &self.reference), ("creditor", &self.creditor)] {
            if text.trim().is_empty()
                || text.chars().count() > LONGEST_TEXT
                || text.chars().any(char::is_control)
            {
                let problem =
                    format!("must be 1 to {LONGEST_TEXT} characters without control characters");
                return Some((key, problem));
            }
        }
        let Some(digits) = fraction_digits(&self.currency) else {
            return Some(("currency", "is not a currency code of ISO 4217".to_owned()));
        };
        (!is_amount(&self.amount, digits)).then(|| {
            let problem = format!(
                "must be a text with a decimal number above zero, such as \"{}\": a dot, at most {digits} digits \
                 after it in {}, at most {MOST_FIGURES} in all",
                if digits == 0 { "1150" } else { "1150.50" },
                self.currency
            );
            ("amount", problem)
        })
    }
}

/// Digits after the dot (ISO 4217, "minor unit").
fn fraction_digits(currency: &str) -> Option<usize> {
    [(NO_FRACTION, 0), (TWO_DIGITS, 2), (THREE_DIGITS, 3)]
        .into_iter()
        .find(|(codes, _)| codes.split_whitespace().any(|code| code == currency))
        .map(|(_, digits)| digits)
}

fn is_amount(text: &str, fraction_digits: usize) -> bool {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return false,
        None => (text, ""),
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty()
        && is_number(whole)
        && is_number(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.len() <= fraction_digits
        && whole.len() + fraction.len() <= MOST_FIGURES
        && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// The payment of a step's parameters; `None` where nothing is paid. The error names the key below the step.
pub(super) fn of_step(
    kind: PermissionType,
    parameters: &std::collections::BTreeMap<String, serde_json::Value>,
) -> Result<Option<Payment>, (String, String)> {
    let refuse = |key: &str, problem: &str| Err((format!("parameters.{key}"), problem.to_owned()));
    if let Some(key) = parameters.keys().find(|key| *key != PAYMENT) {
        return refuse(key, "this provider knows only \"payment\"");
    }
    match (kind, parameters.get(PAYMENT)) {
        (PermissionType::Authentication, None) => Ok(None),
        (PermissionType::Authentication, Some(_)) => {
            refuse(PAYMENT, "nothing is paid with authentication.v1")
        }
        (PermissionType::Payment, None) => refuse(
            PAYMENT,
            "is missing: { reference, amount, currency, creditor }",
        ),
        (PermissionType::Payment, Some(value)) => {
            let payment = match Payment::deserialize(value) {
                Ok(payment) => payment,
                Err(error) => return refuse(PAYMENT, &error.to_string()),
            };
            match payment.problem() {
                Some((key, problem)) => refuse(&format!("{PAYMENT}.{key}"), &problem),
                None => Ok(Some(payment)),
            }
        }
    }
}

/// Refuses a step with inputs or parameters that this provider does not know. The error names the key below the step.
pub(super) fn check_step(
    kind: PermissionType,
    step: &ProviderStep,
) -> Result<(), (String, String)> {
    if let Some(name) = step.inputs.keys().find(|name| *name != NATIONAL_ID) {
        let problem = format!("this provider takes only \"{NATIONAL_ID}\"");
        return Err((format!("inputs.{name}"), problem));
    }
    of_step(kind, &step.parameters).map(drop)
}

/// The number, when it is one: eleven digits, which people like to write in two groups.
pub(super) fn national_id(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    (digits.len() == 11 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OnePayment<'a> {
    payment_id: &'a str,
    amount: &'a str,
    currency: &'a str,
    creditor_name: &'a str,
}

#[derive(Serialize)]
struct Statement<'a> {
    nonce: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<[OnePayment<'a>; 1]>,
}

/// The statement as it is registered: URL-safe base64, without padding, of UTF-8. `attempt` is our own name for this
/// start, by which the payment is found again.
pub(super) fn encode(
    nonce: &str,
    payment: Option<&Payment>,
    attempt: &str,
) -> Result<String, serde_json::Error> {
    let statement = Statement {
        nonce,
        id: payment.map_or(attempt, |payment| &payment.reference),
        payments: payment.map(|payment| {
            [OnePayment {
                payment_id: attempt,
                amount: &payment.amount,
                currency: &payment.currency,
                creditor_name: &payment.creditor,
            }]
        }),
    };
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&statement)?))
}
