//! Refusals that a scenario plays: every code and cause of the contract that a partner or the SDK may meet (1.3.1 to
//! 1.3.5).

use axum::http::StatusCode;

use crate::onekyc::errors::Failure;
use crate::onekyc::scenarios::Scenario;

/// The call that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Token,
    Initiate,
    Urls,
    Confirm,
    Status,
    Details,
}

/// Scenario, call, HTTP status, code, cause.
type Row = (&'static str, Call, u16, u32, &'static str);

pub(crate) const ALL: &[Row] = &[
    (
        "token_client_id_empty",
        Call::Token,
        400,
        1539,
        "CLIENT_ID_CAN_NOT_BE_EMPTY",
    ),
    (
        "token_pass_key_empty",
        Call::Token,
        400,
        1539,
        "PASS_KEY_CAN_NOT_BE_EMPTY",
    ),
    ("token_unauthorized", Call::Token, 401, 110, "UNAUTHORIZED"),
    (
        "token_error",
        Call::Token,
        500,
        900,
        "GENERIC_SERVICE_ERROR",
    ),
    (
        "initiate_header_empty",
        Call::Initiate,
        400,
        1539,
        "X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY",
    ),
    (
        "initiate_invalid",
        Call::Initiate,
        400,
        1539,
        "INVALID_FLOW",
    ),
    (
        "initiate_invalid_partner",
        Call::Initiate,
        400,
        1539,
        "INVALID_PARTNER",
    ),
    (
        "initiate_invalid_source",
        Call::Initiate,
        400,
        1539,
        "INVALID_SOURCE",
    ),
    (
        "initiate_details_null",
        Call::Initiate,
        400,
        1539,
        "ADDITIONAL_DETAILS_IS_NULL",
    ),
    (
        "initiate_session_empty",
        Call::Initiate,
        400,
        1539,
        "PARTNER_SESSION_ID_CANNOT_BE_EMPTY",
    ),
    (
        "initiate_duplicate",
        Call::Initiate,
        400,
        1539,
        "DUPLICATE_PARTNER_SESSION_ID",
    ),
    (
        "initiate_unauthorized",
        Call::Initiate,
        401,
        110,
        "UNAUTHORIZED",
    ),
    (
        "initiate_forbidden",
        Call::Initiate,
        403,
        110,
        "ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT",
    ),
    (
        "initiate_error",
        Call::Initiate,
        500,
        900,
        "GENERIC_SERVICE_ERROR",
    ),
    (
        "urls_partner_empty",
        Call::Urls,
        400,
        1539,
        "COE_PARTNER_CAN_NOT_BE_EMPTY",
    ),
    (
        "urls_invalid_type",
        Call::Urls,
        400,
        1542,
        "INVALID_SUBMISSION_TYPE",
    ),
    (
        "quota_exceeded",
        Call::Urls,
        429,
        429,
        "SUBMISSION_QUOTA_EXCEEDED",
    ),
    ("urls_error", Call::Urls, 500, 900, "SOMETHING_WENT_WRONG"),
    (
        "confirm_session_empty",
        Call::Confirm,
        400,
        1539,
        "X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY",
    ),
    (
        "confirm_invalid_type",
        Call::Confirm,
        400,
        1542,
        "INVALID_SUBMISSION_TYPE",
    ),
    (
        "confirm_unauthorized",
        Call::Confirm,
        401,
        110,
        "UNAUTHORIZED",
    ),
    ("confirm_forbidden", Call::Confirm, 403, 110, "FORBIDDEN"),
    (
        "confirm_missing",
        Call::Confirm,
        404,
        1543,
        "SUBMISSION_DOES_NOT_EXIST",
    ),
    (
        "confirm_conflict",
        Call::Confirm,
        409,
        1545,
        "SUBMISSION_STATE_CONFLICT",
    ),
    (
        "upload_invalid",
        Call::Confirm,
        422,
        1544,
        "INVALID_UPLOAD_ARTIFACT",
    ),
    (
        "confirm_quota",
        Call::Confirm,
        429,
        429,
        "SUBMISSION_QUOTA_EXCEEDED",
    ),
    (
        "confirm_unavailable",
        Call::Confirm,
        503,
        903,
        "SERVICE_UNAVAILABLE",
    ),
    (
        "status_session_empty",
        Call::Status,
        400,
        1539,
        "X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY",
    ),
    (
        "status_invalid_id",
        Call::Status,
        400,
        1541,
        "INVALID_SUBMISSION_ID",
    ),
    (
        "status_missing",
        Call::Status,
        404,
        1543,
        "SUBMISSION_DOES_NOT_EXIST",
    ),
    (
        "details_user_empty",
        Call::Details,
        400,
        1550,
        "PARTNER_USER_ID_CAN_NOT_BE_EMPTY",
    ),
    (
        "completed_without_submission",
        Call::Details,
        400,
        1552,
        "SUBMISSION_DOES_NOT_EXIST",
    ),
    (
        "details_other_user",
        Call::Details,
        400,
        1553,
        "PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER",
    ),
    ("details_forbidden", Call::Details, 403, 903, "FORBIDDEN"),
    (
        "details_error",
        Call::Details,
        500,
        900,
        "GENERIC_SERVICE_ERROR",
    ),
];

/// The refusal that a scenario plays at this call.
pub(crate) fn scripted(scenario: Scenario, call: Call) -> Option<Failure> {
    let (_, _, status, code, cause) = ALL
        .iter()
        .find(|(name, at, ..)| *name == scenario.name() && *at == call)?;
    let status = StatusCode::from_u16(*status).ok()?;
    Some(Failure::new(status, *code, *cause))
}
