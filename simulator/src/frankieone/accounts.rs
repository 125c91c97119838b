//! The customers that the simulated FrankieOne knows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) id: &'static str,
    api_key: &'static str,
    /// Children that may be named in the credentials.
    children: &'static [&'static str],
}

const CUSTOMERS: &[Customer] = &[
    Customer {
        id: "sim-frankieone",
        api_key: "sim-frankieone-key",
        children: &["sim-frankieone-child"],
    },
    Customer {
        id: "sim-frankieone-other",
        api_key: "sim-frankieone-other-key",
        children: &[],
    },
];

/// Who calls: a customer and, perhaps, one of its children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) customer: &'static Customer,
    pub(crate) child: Option<&'static str>,
}

/// Reads `machine base64(customerId[:customerChildId]:apiKey)` (contract 2.3.1).
pub(crate) fn authenticate(authorization: &str) -> Option<Caller> {
    let encoded = authorization.strip_prefix("machine ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let parts: Vec<&str> = decoded.split(':').collect();
    let (id, child, api_key) = match parts.as_slice() {
        [id, api_key] => (*id, None, *api_key),
        [id, child, api_key] => (*id, Some(*child), *api_key),
        _ => return None,
    };
    let customer =
        by_id(id).filter(|known| bool::from(known.api_key.as_bytes().ct_eq(api_key.as_bytes())))?;
    let child = match child {
        None => None,
        Some(wanted) => Some(*customer.children.iter().find(|known| **known == wanted)?),
    };
    Some(Caller { customer, child })
}

pub(crate) fn by_id(id: &str) -> Option<&'static Customer> {
    CUSTOMERS.iter().find(|customer| customer.id == id)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::authenticate;

    fn header(credentials: &str) -> String {
        format!("machine {}", STANDARD.encode(credentials))
    }

    /// FO-01
    #[test]
    fn only_the_whole_credentials_of_one_customer_count() {
        let known = [
            "sim-frankieone:sim-frankieone-key",
            "sim-frankieone:sim-frankieone-child:sim-frankieone-key",
        ];
        for credentials in known {
            assert!(
                authenticate(&header(credentials)).is_some(),
                "{credentials}"
            );
        }
        let refused = [
            "sim-frankieone:sim-frankieone-other-key",
            "sim-frankieone:somebody:sim-frankieone-key",
            "sim-frankieone",
            "sim-frankieone:sim-frankieone-child:sim-frankieone-key:more",
        ];
        for credentials in refused {
            assert!(
                authenticate(&header(credentials)).is_none(),
                "{credentials}"
            );
        }
        assert!(authenticate("Basic c2ltOnNpbQ==").is_none());
        assert!(authenticate("machine ???").is_none());
    }
}
