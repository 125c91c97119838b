//! Failures of the BFF: `{message, errorCode, issues?}` (contract 2.3.5, 2.6). Their HTTP statuses are assumed.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::frankieone::switches::{IssueShape, Switches};

/// The codes of the document, and what is answered where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    VendorServerError,
    VendorUnauthorised,
    VendorBadRequest,
    VendorAccessDenied,
    VendorForbidden,
    VendorDataExpired,
    InvalidConfig,
    BadRequest,
    ServerError,
    /// The session token or the credentials are missing, wrong or expired; not in the document.
    Unauthorised,
    /// No such applicant or route; not in the document.
    NotFound,
    /// A code that no document knows.
    Unheard,
}

impl ErrorCode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::VendorServerError => "VENDOR_SERVER_ERROR",
            Self::VendorUnauthorised => "VENDOR_UNAUTHORISED",
            Self::VendorBadRequest => "VENDOR_BAD_REQUEST",
            Self::VendorAccessDenied => "VENDOR_ACCESS_DENIED",
            Self::VendorForbidden => "VENDOR_FORBIDDEN",
            Self::VendorDataExpired => "VENDOR_DATA_EXPIRED",
            Self::InvalidConfig => "INVALID_CONFIG",
            Self::BadRequest => "BAD_REQUEST",
            Self::ServerError => "SERVER_ERROR",
            Self::Unauthorised => "UNAUTHORISED",
            Self::NotFound => "NOT_FOUND",
            Self::Unheard => "VENDOR_ON_HOLIDAY",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::VendorServerError => StatusCode::BAD_GATEWAY,
            Self::VendorUnauthorised | Self::Unauthorised => StatusCode::UNAUTHORIZED,
            Self::VendorBadRequest | Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::VendorAccessDenied | Self::VendorForbidden => StatusCode::FORBIDDEN,
            Self::VendorDataExpired => StatusCode::GONE,
            Self::InvalidConfig | Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unheard => StatusCode::IM_A_TEAPOT,
        }
    }

    /// Provider errors carry issues, internal ones do not.
    fn is_vendor(self) -> bool {
        matches!(
            self,
            Self::VendorServerError
                | Self::VendorUnauthorised
                | Self::VendorBadRequest
                | Self::VendorAccessDenied
                | Self::VendorForbidden
                | Self::VendorDataExpired
        )
    }
}

/// What is wrong with the person's data (contract 2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issue {
    MandatoryName,
    MandatoryDob,
    MandatoryRegadd,
    MandatoryUinfin,
    ValidationCountry,
}

impl Issue {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::MandatoryName => "MANDATORY_NAME",
            Self::MandatoryDob => "MANDATORY_DOB",
            Self::MandatoryRegadd => "MANDATORY_REGADD",
            Self::MandatoryUinfin => "MANDATORY_UINFIN",
            Self::ValidationCountry => "VALIDATION_COUNTRY",
        }
    }
}

/// A refusal of the BFF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    message: String,
    issues: Vec<Issue>,
}

impl Failure {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            issues: Vec::new(),
        }
    }

    pub(crate) fn unauthorised() -> Self {
        Self::new(ErrorCode::Unauthorised, "Unauthorised")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "Not found")
    }

    pub(crate) fn server_error() -> Self {
        Self::new(ErrorCode::ServerError, "Unable to process the data")
    }

    pub(crate) fn incorrect_parameter() -> Self {
        Self::new(ErrorCode::VendorBadRequest, "Incorrect parameter")
    }

    pub(crate) fn data_expired() -> Self {
        Self::new(
            ErrorCode::VendorDataExpired,
            "The data has expired or does not exist",
        )
    }

    /// The IdP's data cannot be used, for these reasons.
    pub(crate) fn cannot_transform(idp: &str, issues: Vec<Issue>) -> Self {
        Self {
            issues,
            ..Self::new(
                ErrorCode::VendorBadRequest,
                format!("Could not transform profile from {idp}"),
            )
        }
    }

    pub(crate) fn body(&self, switches: &Switches) -> Value {
        let mut body = json!({ "message": self.message, "errorCode": self.code.name() });
        if !self.issues.is_empty() || (switches.issues_always && self.code.is_vendor()) {
            body["issues"] = self
                .issues
                .iter()
                .map(|issue| match switches.issues {
                    IssueShape::Objects => json!({ "code": issue.name() }),
                    IssueShape::Strings => json!(issue.name()),
                })
                .collect();
        }
        body
    }

    pub(crate) fn answer(&self, switches: &Switches) -> Response {
        (self.code.status(), Json(self.body(switches))).into_response()
    }
}

/// The error body for a status that a fault asked for.
pub(crate) fn plain(status: StatusCode) -> Response {
    let failure = match status {
        StatusCode::UNAUTHORIZED => Failure::unauthorised(),
        StatusCode::FORBIDDEN => Failure::new(ErrorCode::VendorForbidden, "Forbidden"),
        _ => Failure::server_error(),
    };
    (status, Json(failure.body(&Switches::default()))).into_response()
}
