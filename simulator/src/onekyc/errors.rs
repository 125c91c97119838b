//! OneKYC's envelope: `{"success":false,"data":null,"errors":[{"code","entity","cause"}]}` (contract 1.3).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::onekyc::gateway::Gateway;

/// Codes are strings in most documents and integers in some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeType {
    /// As each call's own document says.
    #[default]
    Documented,
    Strings,
    Integers,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    code: u32,
    cause: String,
    entity: &'static str,
    as_integer: bool,
}

const GATEWAY: &str = "ONEKYC_IAB_GATEWAY";
const TOKEN_SERVICE: &str = "ONEKYC_TOKEN_SERVICE";

impl Failure {
    pub(crate) fn new(status: StatusCode, code: u32, cause: impl Into<String>) -> Self {
        Self {
            status,
            code,
            cause: cause.into(),
            entity: GATEWAY,
            as_integer: false,
        }
    }

    /// 400 "1539": something required is missing or wrong.
    pub(crate) fn invalid(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 1539, cause)
    }

    /// 401 "110".
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 110, "UNAUTHORIZED")
    }

    pub(crate) fn of_token_service(mut self) -> Self {
        self.entity = TOKEN_SERVICE;
        self
    }

    /// The code as the document of this call has it: a number.
    pub(crate) fn with_integer_code(mut self) -> Self {
        self.as_integer = true;
        self
    }

    /// The answer, with the type of code that the switch asks for.
    pub(crate) fn answer(&self, types: CodeType) -> Response {
        let as_integer = match types {
            CodeType::Documented => self.as_integer,
            CodeType::Strings => false,
            CodeType::Integers => true,
        };
        let code = if as_integer {
            json!(self.code)
        } else {
            json!(self.code.to_string())
        };
        let error = json!({ "code": code, "entity": self.entity, "cause": self.cause });
        (
            self.status,
            Json(json!({ "success": false, "data": null, "errors": [error] })),
        )
            .into_response()
    }
}

/// What every handler here returns.
pub(crate) fn respond(gateway: &Gateway, result: Result<Value, Failure>) -> Response {
    match result {
        Ok(data) => Json(json!({ "success": true, "data": data })).into_response(),
        Err(failure) => {
            let types = gateway.world().switches.code_type;
            failure.answer(types)
        }
    }
}

/// The error body for a status that a fault asked for.
pub(crate) fn plain(status: StatusCode) -> Response {
    let failure = match status {
        StatusCode::UNAUTHORIZED => Failure::unauthorized(),
        StatusCode::FORBIDDEN => Failure::new(status, 110, "FORBIDDEN"),
        StatusCode::TOO_MANY_REQUESTS => Failure::new(status, 429, "TOO_MANY_REQUESTS"),
        StatusCode::SERVICE_UNAVAILABLE => Failure::new(status, 903, "SERVICE_UNAVAILABLE"),
        _ => Failure::new(status, 900, "GENERIC_SERVICE_ERROR"),
    };
    failure.answer(CodeType::Documented)
}

pub(crate) async fn no_such_route(State(gateway): State<Gateway>) -> Response {
    respond(
        &gateway,
        Err(Failure::new(StatusCode::NOT_FOUND, 404, "NOT_FOUND")),
    )
}

pub(crate) async fn no_such_method(State(gateway): State<Gateway>) -> Response {
    respond(
        &gateway,
        Err(Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            405,
            "METHOD_NOT_ALLOWED",
        )),
    )
}
