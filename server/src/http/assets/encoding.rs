//! Content codings that a client takes (RFC 9110, 12.5.3).

use axum::http::{HeaderMap, header};

/// How a body is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Brotli,
    Gzip,
}

impl Encoding {
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// Tells the codings of one file apart in entity tags.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }
}

/// What a client takes beside the plain form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Accepted {
    pub(super) brotli: bool,
    pub(super) gzip: bool,
}

/// A coding with `q=0` is refused; `*` is not taken as a wish.
pub(super) fn accepted(headers: &HeaderMap) -> Accepted {
    let mut accepted = Accepted::default();
    let parts = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .take(32);
    for part in parts {
        let mut pieces = part.split(';');
        let name = pieces.next().unwrap_or_default().trim();
        let refused = pieces
            .filter_map(|piece| piece.trim().strip_prefix("q="))
            .any(|quality| {
                quality
                    .trim()
                    .parse::<f32>()
                    .is_ok_and(|quality| quality <= 0.0)
            });
        if name.eq_ignore_ascii_case("br") {
            accepted.brotli = !refused;
        } else if name.eq_ignore_ascii_case("gzip") {
            accepted.gzip = !refused;
        }
    }
    accepted
}
