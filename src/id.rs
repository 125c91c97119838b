//! Identifiers. Two shapes: *ids* are UUIDv7 texts made by the server, *names* are chosen by whoever writes the
//! configuration and appear in URLs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not an id or a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Not the lower-case hyphenated form of a UUID.
    #[error("not a lower-case UUID")]
    NotAUuid,
    /// Not a name: a letter, then letters, digits, `-` or `_`.
    #[error(
        "a name is 1 to 40 characters: a lower-case letter, then lower-case letters, digits, '-' or '_'"
    )]
    NotAName,
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $valid:ident, $error:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text.
            ///
            /// # Errors
            /// When the text does not have the shape described in this module.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                if $valid(&text) { Ok(Self(text)) } else { Err(InvalidId::$error) }
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}

text_type!(
    /// One person's case.
    OnboardingId, is_uuid, NotAUuid
);
text_type!(
    /// One attempt at a provider step.
    CheckId, is_uuid, NotAUuid
);
text_type!(
    /// Names a provider adapter, e.g. the folder it lives in. A string and not an enum, so that a crate outside this
    /// repository can add one.
    Kind, is_name, NotAName
);
text_type!(
    /// Names one configured account at a provider.
    ConnectionName, is_name, NotAName
);
text_type!(
    /// Names a journey in the configuration.
    JourneyName, is_name, NotAName
);
text_type!(
    /// Names a client: whose backend calls the API.
    ClientName, is_name, NotAName
);
text_type!(
    /// Names an operator: a person who looks after cases, or the server.
    OperatorName, is_name, NotAName
);
text_type!(
    /// Names a step within its journey.
    StepName, is_name, NotAName
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_hyphenated_uuids_are_ids() {
        assert!(OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").is_ok());
        for wrong in [
            "",
            "0190F3A4-7C1E-7B2D-8000-0123456789AB",
            "0190f3a47c1e7b2d80000123456789ab",
            "0190f3a4-7c1e-7b2d-8000-0123456789a",
            "0190f3a4-7c1e-7b2d-8000-0123456789ab ",
            "{190f3a4-7c1e-7b2d-8000-0123456789ab",
        ] {
            assert_eq!(
                OnboardingId::new(wrong),
                Err(InvalidId::NotAUuid),
                "{wrong}"
            );
        }
    }

    #[test]
    fn names_fit_into_a_url_path() {
        assert!(StepName::new("phone-2_x").is_ok());
        for wrong in ["", "2phone", "Phone", "a/b", "a.b", "å", &"a".repeat(41)] {
            assert_eq!(StepName::new(wrong), Err(InvalidId::NotAName), "{wrong}");
        }
    }
}
