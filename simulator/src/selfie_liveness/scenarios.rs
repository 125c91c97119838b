//! What a session of selfie liveness can be told to do: by `~name` at the end of the partner user id or by the control
//! API. What the gateways do is played by `onekyc/`, what the SDK does by `sdk/scenarios.js`.

use crate::onekyc::scenarios::List;

/// Name and what it does.
pub(crate) const ALL: List = &[
    ("valid", "The capture is accepted: COMPLETED, VALID."),
    // Verdicts of Get Submission Details.
    ("not_live", "COMPLETED, INVALID, NOT_LIVE."),
    (
        "face_match_failed",
        "COMPLETED, INVALID, FACE_MATCH_FAILED.",
    ),
    (
        "reference_image_validation_failed",
        "COMPLETED, INVALID, REFERENCE_IMAGE_VALIDATION_FAILED with sub-code NOT_EKTP.",
    ),
    (
        "document_not_found",
        "COMPLETED, INVALID, DOCUMENT_NOT_FOUND.",
    ),
    ("invalid_document", "COMPLETED, INVALID, INVALID_DOCUMENT."),
    (
        "unknown_reason",
        "COMPLETED, INVALID, with a reasonCode that no document knows.",
    ),
    (
        "verification_failed",
        "Status ERROR, VERIFICATION_FAILED; the SDK says ERROR, VERIFICATION.",
    ),
    (
        "retry_once",
        "The first capture is refused with next action RETRY, the second accepted.",
    ),
    (
        "retry_exhausted",
        "Every capture is refused; after three the SDK says ERROR, VERIFICATION and the API answers 429.",
    ),
    (
        "completed_in_progress",
        "The SDK says COMPLETED, the first three details still IN_PROGRESS.",
    ),
    (
        "completed_never",
        "The SDK says COMPLETED, the details stay IN_PROGRESS.",
    ),
    (
        "processing_never",
        "The submission stays IN_PROGRESS with next action STATUS, for the SDK and in the details.",
    ),
    (
        "details_partially_completed",
        "The details have status PARTIALLY_COMPLETED.",
    ),
    (
        "details_unknown_status",
        "The details have a status that no document knows.",
    ),
    (
        "details_no_result",
        "The details say COMPLETED without a result.",
    ),
    (
        "details_unknown_result",
        "The details say COMPLETED with result MAYBE.",
    ),
    (
        "details_other_session",
        "The details name another partnerSessionId.",
    ),
    // Refusals of Get Submission Details.
    (
        "details_user_empty",
        "The details answer 400/1550 PARTNER_USER_ID_CAN_NOT_BE_EMPTY.",
    ),
    (
        "completed_without_submission",
        "The SDK says COMPLETED, the details answer 400/1552 SUBMISSION_DOES_NOT_EXIST.",
    ),
    (
        "details_other_user",
        "The details answer 400/1553 PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER.",
    ),
    (
        "details_unauthorized",
        "The details answer 401/110 UNAUTHORIZED (1539 by a switch).",
    ),
    ("details_forbidden", "The details answer 403/903 FORBIDDEN."),
    (
        "details_error",
        "The details answer 500/900 GENERIC_SERVICE_ERROR.",
    ),
    // Refusals of the token gateway: Initiate Flow answers 401 once, so that a cached token does not hide them.
    (
        "token_client_id_empty",
        "The next token call answers 400/1539 CLIENT_ID_CAN_NOT_BE_EMPTY.",
    ),
    (
        "token_pass_key_empty",
        "The next token call answers 400/1539 PASS_KEY_CAN_NOT_BE_EMPTY.",
    ),
    (
        "token_unauthorized",
        "The next token call answers 401/110 UNAUTHORIZED.",
    ),
    (
        "token_error",
        "The next token call answers 500/900 GENERIC_SERVICE_ERROR.",
    ),
    // Initiate Flow.
    (
        "initiate_header_empty",
        "Initiate Flow answers 400/1539 X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY.",
    ),
    (
        "initiate_invalid",
        "Initiate Flow answers 400/1539 INVALID_FLOW.",
    ),
    (
        "initiate_invalid_partner",
        "Initiate Flow answers 400/1539 INVALID_PARTNER.",
    ),
    (
        "initiate_invalid_source",
        "Initiate Flow answers 400/1539 INVALID_SOURCE.",
    ),
    (
        "initiate_details_null",
        "Initiate Flow answers 400/1539 ADDITIONAL_DETAILS_IS_NULL.",
    ),
    (
        "initiate_session_empty",
        "Initiate Flow answers 400/1539 PARTNER_SESSION_ID_CANNOT_BE_EMPTY.",
    ),
    (
        "initiate_duplicate",
        "Initiate Flow answers 400/1539 DUPLICATE_PARTNER_SESSION_ID.",
    ),
    (
        "initiate_unauthorized",
        "Initiate Flow answers 401/110 UNAUTHORIZED.",
    ),
    (
        "initiate_forbidden",
        "Initiate Flow answers 403/110 ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT.",
    ),
    (
        "initiate_error",
        "Initiate Flow answers 500/900 GENERIC_SERVICE_ERROR.",
    ),
    (
        "user_token_missing",
        "Initiate Flow answers 200 without a user token.",
    ),
    (
        "user_token_not_text",
        "Initiate Flow answers 200 with a user token that is an object.",
    ),
    (
        "user_token_expired",
        "The user token has run out when the SDK uses it: 401/110 UNAUTHORIZED.",
    ),
    (
        "user_token_of_other_session",
        "The user token belongs to another partner session: 403/110 FORBIDDEN.",
    ),
    // The SDK's calls.
    (
        "urls_partner_empty",
        "The upload addresses answer 400/1539 COE_PARTNER_CAN_NOT_BE_EMPTY.",
    ),
    (
        "urls_invalid_type",
        "The upload addresses answer 400/1542 INVALID_SUBMISSION_TYPE.",
    ),
    (
        "quota_exceeded",
        "The upload addresses answer 429/429 SUBMISSION_QUOTA_EXCEEDED.",
    ),
    (
        "urls_error",
        "The upload addresses answer 500/900 SOMETHING_WENT_WRONG.",
    ),
    ("upload_expired", "Every upload address has run out: 403."),
    (
        "confirm_session_empty",
        "The confirmation answers 400/1539 X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY.",
    ),
    (
        "confirm_invalid_type",
        "The confirmation answers 400/1542 INVALID_SUBMISSION_TYPE.",
    ),
    (
        "confirm_unauthorized",
        "The confirmation answers 401/110 UNAUTHORIZED.",
    ),
    (
        "confirm_forbidden",
        "The confirmation answers 403/110 FORBIDDEN.",
    ),
    (
        "confirm_missing",
        "The confirmation answers 404/1543 SUBMISSION_DOES_NOT_EXIST.",
    ),
    (
        "confirm_conflict",
        "The confirmation answers 409/1545 SUBMISSION_STATE_CONFLICT.",
    ),
    (
        "upload_invalid",
        "The confirmation answers 422/1544 INVALID_UPLOAD_ARTIFACT.",
    ),
    (
        "confirm_quota",
        "The confirmation answers 429/429 SUBMISSION_QUOTA_EXCEEDED.",
    ),
    (
        "confirm_unavailable",
        "The confirmation answers 503/903 SERVICE_UNAVAILABLE.",
    ),
    (
        "status_session_empty",
        "The status answers 400/1539 X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY.",
    ),
    (
        "status_invalid_id",
        "The status answers 400/1541 INVALID_SUBMISSION_ID.",
    ),
    (
        "status_missing",
        "The status answers 404/1543 SUBMISSION_DOES_NOT_EXIST.",
    ),
    (
        "unknown_next_action",
        "The status has next action WAIT; the SDK stops with ERROR, API.",
    ),
    (
        "next_action_missing",
        "The status has no next action; the SDK stops with ERROR, API.",
    ),
    (
        "unknown_status",
        "The status is PAUSED at the end; the SDK stops with ERROR, API.",
    ),
    // The reference image.
    (
        "reference_never",
        "The partner is not asked for a reference image, and no faces are compared.",
    ),
    (
        "reference_missing",
        "The partner is asked about a user whom it does not know.",
    ),
    (
        "reference_refused",
        "The partner is asked with a wrong pass-key.",
    ),
    (
        "reference_unauthenticated",
        "The partner is asked without client-id and pass-key.",
    ),
    (
        "reference_wrong_type",
        "The partner is asked for an image type that no document knows.",
    ),
    (
        "reference_expired",
        "The image's address is used one second after it has run out.",
    ),
    ("reference_second_use", "The image's address is used twice."),
    (
        "reference_asked_twice",
        "The partner is asked twice, the second address is used.",
    ),
    // The completion callback.
    (
        "callback_before",
        "The completion callback is sent before the SDK's result, as always.",
    ),
    (
        "callback_after",
        "The completion callback is sent after the SDK's result.",
    ),
    ("callback_twice", "The completion callback is sent twice."),
    ("callback_never", "No completion callback is sent."),
    (
        "callback_forged",
        "The completion callback has a wrong Authorization value.",
    ),
    (
        "callback_unauthenticated",
        "The completion callback has no Authorization header.",
    ),
    (
        "callback_unknown_submission",
        "The completion callback names a submission that does not exist.",
    ),
    (
        "callback_contradicts",
        "The completion callback says VALID, the details NOT_LIVE.",
    ),
    (
        "callback_regresses",
        "After the completion callback one comes with status IN_PROGRESS.",
    ),
    ("callback_huge", "The completion callback is 5 MB long."),
    (
        "callback_wrong_content_type",
        "The completion callback is sent as text/plain.",
    ),
    // The script. It is loaded without a session: the next or the newest session decides.
    ("script_missing", "The SDK's script answers 404."),
    ("script_never", "The SDK's script never answers."),
    ("script_broken", "The SDK's script is no script."),
    ("initialise_throws", "initialise throws."),
    ("launch_throws", "launchSelfieLiveness throws."),
    // Results of the SDK without a capture.
    ("sdk_camera", "The SDK says ERROR, CAMERA."),
    ("sdk_permission", "The SDK says ERROR, PERMISSION."),
    ("sdk_network", "The SDK says ERROR, NETWORK."),
    ("sdk_api", "The SDK says ERROR, API."),
    ("sdk_verification", "The SDK says ERROR, VERIFICATION."),
    ("sdk_security", "The SDK says ERROR, SECURITY."),
    (
        "sdk_help_clicked",
        "The SDK says NOT_COMPLETED, HELP_CLICKED.",
    ),
    (
        "sdk_user_cancelled",
        "The SDK says NOT_COMPLETED, USER_CANCELLED.",
    ),
    (
        "result_forged",
        "The SDK says COMPLETED without a submission.",
    ),
    ("result_unknown_status", "The SDK says PAUSED."),
    (
        "result_unknown_code",
        "The SDK says ERROR with a code that no document knows.",
    ),
    ("result_without_code", "The SDK says ERROR without extra."),
    ("result_null", "The SDK calls back with null."),
    ("result_text", "The SDK calls back with the text COMPLETED."),
    // Results of the SDK after a capture that is accepted.
    ("result_never", "The SDK never calls back."),
    ("result_twice", "The SDK says COMPLETED twice."),
    (
        "result_error_but_valid",
        "The SDK says ERROR, NETWORK, the details VALID.",
    ),
    (
        "result_changes",
        "The SDK says NOT_COMPLETED, USER_CANCELLED, then COMPLETED.",
    ),
];

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::onekyc::refusals;

    #[test]
    fn every_scenario_has_its_own_name() {
        for (place, (name, _)) in ALL.iter().enumerate() {
            assert!(
                ALL.iter().skip(place + 1).all(|(other, _)| other != name),
                "{name} twice"
            );
        }
    }

    #[test]
    fn every_refusal_is_a_scenario_whose_description_names_its_codes() {
        for (name, _, status, code, cause) in refusals::ALL {
            let about = ALL.iter().find(|(known, _)| known == name).map(|row| row.1);
            assert!(
                about.is_some_and(|about| about.contains(&format!("{status}/{code} {cause}"))),
                "{name}: {about:?}"
            );
        }
    }
}
