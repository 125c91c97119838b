//! Scenarios of the code exchange, apart from the ID token itself.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::bankid::plays::plays;

plays! {
    /// How the biometrics token endpoint answers a right request.
    ExchangePlay {
        InvalidGrant "exchange_invalid_grant" "The code exchange answers 400 invalid_grant.",
        InvalidClient "exchange_invalid_client" "The code exchange answers 401 invalid_client.",
        ServerError "exchange_server_error" "The code exchange answers 500 server_error.",
        IdTokenMissing "id_token_missing" "The answer has no id_token.",
        IdTokenNull "id_token_null" "The answer's id_token is null.",
        IdTokenNumber "id_token_number" "The answer's id_token is a number.",
        IdTokenEmpty "id_token_empty" "The answer's id_token is an empty string.",
        TokenTypeDpop "token_type_dpop" "The answer's token_type is DPoP.",
        ExpiresMissing "token_expires_in_missing" "The answer has no expires_in.",
        ExpiresText "token_expires_in_text" "The answer's expires_in is a string.",
        ExpiresNegative "token_expires_in_negative" "The answer's expires_in is negative.",
        ErrorBeside "exchange_error_beside_token" "The answer is 200 and has an error beside the id_token.",
    }
}

impl ExchangePlay {
    /// The refusal that stands for an answer: status and OAuth error.
    pub(crate) fn refusal(self) -> Option<(StatusCode, &'static str)> {
        match self {
            Self::InvalidGrant => Some((StatusCode::BAD_REQUEST, "invalid_grant")),
            Self::InvalidClient => Some((StatusCode::UNAUTHORIZED, "invalid_client")),
            Self::ServerError => Some((StatusCode::INTERNAL_SERVER_ERROR, "server_error")),
            _ => None,
        }
    }

    /// Bends a good answer.
    pub(crate) fn bend(self, answer: &mut Map<String, Value>) {
        let mut set = |name: &str, value: Value| {
            answer.insert(name.to_owned(), value);
        };
        match self {
            Self::IdTokenNull => set("id_token", Value::Null),
            Self::IdTokenNumber => set("id_token", json!(42)),
            Self::IdTokenEmpty => set("id_token", json!("")),
            Self::TokenTypeDpop => set("token_type", json!("DPoP")),
            Self::ExpiresText => set("expires_in", json!("300")),
            Self::ExpiresNegative => set("expires_in", json!(-300)),
            Self::ErrorBeside => set("error", json!("access_denied")),
            Self::IdTokenMissing => drop(answer.remove("id_token")),
            Self::ExpiresMissing => drop(answer.remove("expires_in")),
            Self::InvalidGrant | Self::InvalidClient | Self::ServerError => {}
        }
    }
}
