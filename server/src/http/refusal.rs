//! What middleware refuses before a handler sees it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::telemetry::count;

/// Why a request was refused. Also an extension of the response, so that an outer layer may render a page instead of
/// the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 403: another site tried to act through this browser.
    CrossSite,
    /// 429.
    TooMany {
        /// When to come back, in seconds.
        retry_after_seconds: u64,
    },
    /// 421: the request names a host that is not ours.
    UnknownHost,
}

impl Refusal {
    /// The status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
        }
    }

    /// The stable text for logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CrossSite => "cross_site",
            Self::TooMany { .. } => "too_many",
            Self::UnknownHost => "unknown_host",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        tracing::warn!(reason = self.code(), "refused");
        count::http_refused(self.code());
        let text = match self {
            Self::CrossSite => "This request came from another site and was refused.\n",
            Self::TooMany { .. } => "Too many requests. Please try again later.\n",
            Self::UnknownHost => "This server does not answer for that host.\n",
        };
        let mut response = (self.status(), text).into_response();
        if let Self::TooMany {
            retry_after_seconds,
        } = self
        {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
