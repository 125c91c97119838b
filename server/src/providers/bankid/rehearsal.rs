//! Which scenario of the simulator lets a payment come out like one that was observed. Pure.

use vestibule::{check::State, reason::Reason};

use crate::provider::{
    Observed, Rehearsal,
    rehearsal::{NO_SCENARIO, NO_SESSION, OURS},
};

const UNKNOWN_RULE: Rehearsal = Rehearsal::Unmapped(
    "several scenarios break this rule, or none does: the audit log names the rule",
);

/// The scenario.
pub(super) fn scenario(seen: &Observed<'_>) -> Rehearsal {
    if !seen.opened {
        return refused(seen);
    }
    if seen.left {
        return Rehearsal::Scenario("happy");
    }
    let Some(ending) = seen.ending() else {
        return match seen.state {
            State::Processing { .. } => Rehearsal::Scenario("grant_never"),
            _ => NO_SCENARIO,
        };
    };
    if let Some(rule) = seen.rule {
        return broken(rule);
    }
    let said = seen.returned.and_then(|query| query.only("error"));
    Rehearsal::Scenario(match (ending.reason(), said) {
        (None, _) if seen.waited => "grant_late",
        (None, _) => "happy",
        (Some(Reason::Cancelled), Some(_)) => "access_denied",
        (Some(Reason::Unavailable), Some("login_required")) => "login_required",
        (Some(Reason::Unavailable), Some(_)) => "temporarily_unavailable",
        (Some(Reason::ProviderError), Some("server_error")) => "server_error",
        (Some(Reason::ProviderError), Some(_)) => "unknown_error",
        (Some(Reason::Misconfigured), Some(_)) => "invalid_request",
        (Some(Reason::Misconfigured), None) => "exchange_invalid_client",
        (Some(Reason::Interrupted), None) => "exchange_server_error",
        (Some(Reason::SessionExpired), _) if seen.waited => "grant_never",
        (Some(Reason::SessionExpired), _) => "grant_gone",
        (Some(Reason::TooManyStarts | Reason::Cancelled), _) => return OURS,
        _ => return NO_SCENARIO,
    })
}

/// What breaks a rule of the verification (BI-25).
fn broken(rule: &str) -> Rehearsal {
    Rehearsal::Scenario(match rule {
        "code_and_error" => "error_and_code",
        "neither_code_nor_error" => "missing_code",
        "repeated_parameter" => "repeated_code",
        "iss_parameter" => "iss_parameter_wrong",
        "invalid_grant" => "exchange_invalid_grant",
        "id_token_missing" => "id_token_missing",
        "token_type" => "token_type_dpop",
        "error_beside_token" => "exchange_error_beside_token",
        "token_too_long" => "one_megabyte",
        "token_parts" => "two_segments",
        "alg" => "alg_none",
        "crit" => "crit_header",
        "unknown_key" => "kid_unknown",
        "signature" => "signature_altered",
        "iss" => "iss_wrong",
        "aud" => "aud_wrong",
        "exp" => "expired",
        "nonce" => "nonce_wrong",
        "acr" => "acr_too_low",
        "typ" => "typ_wrong",
        "grant_typ" => "grant_is_id_token",
        "grant_iss" => "grant_wrong_issuer",
        "grant_nonce" => "grant_wrong_nonce",
        "grant_permission_id" => "grant_wrong_permission",
        "grant_type" => "grant_wrong_type",
        "grant_iat" => "grant_iat_future",
        "grant_sub" => "grant_wrong_sub",
        _ => return UNKNOWN_RULE,
    })
}

/// What start was answered.
fn refused(seen: &Observed<'_>) -> Rehearsal {
    Rehearsal::Scenario(match seen.started() {
        Some(("misconfigured", Some(401))) => "permission_unauthorized",
        Some(("misconfigured", Some(403))) => "permission_forbidden",
        Some(("misconfigured", Some(400))) => "authorize_invalid_scope",
        Some(("ok" | "misconfigured", Some(200..=299))) => "authorize_uri_other_origin",
        Some(("unexpected", Some(200..=299))) => "authorize_uri_missing",
        _ => return NO_SESSION,
    })
}
