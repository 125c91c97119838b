//! A header that counts only when it is sent once: of two, whatever stands before this server may have read the other one.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// How often a header was sent.
pub(super) enum Sent<'a> {
    Never,
    Once(&'a HeaderValue),
    Repeatedly,
}

impl<'a> Sent<'a> {
    /// How often this header is among these.
    pub(super) fn of(headers: &'a HeaderMap, name: &HeaderName) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Never,
            (Some(value), None) => Self::Once(value),
            (Some(_), Some(_)) => Self::Repeatedly,
        }
    }

    /// What it says, if it was sent once and is a text.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Once(value) => value.to_str().ok(),
            Self::Never | Self::Repeatedly => None,
        }
    }
}
