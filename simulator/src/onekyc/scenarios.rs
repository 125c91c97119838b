//! What a OneKYC session can be told to do: by `~name` at the end of the partner user id, by the panel on the launch page
//! or by the control API. What happens inside the frame is played by `scenarios.js`.

use serde::{Serialize, Serializer};

use crate::onekyc::session::Verdict;
use crate::selfie_liveness;

/// A scenario, by its name in the list of its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scenario(&'static str);

pub(crate) const VALID: Scenario = Scenario("valid");

/// Name and what it does.
pub(crate) type List = &'static [(&'static str, &'static str)];

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
        "Status ERROR, VERIFICATION_FAILED; the frame says COMPLETED.",
    ),
    (
        "retry_once",
        "The first capture is refused with next action RETRY, the second accepted.",
    ),
    (
        "retry_exhausted",
        "Every capture is refused; after three the frame says ATTEMPTS_EXHAUSTED and the API answers 429.",
    ),
    (
        "completed_in_progress",
        "The frame says COMPLETED, the first three details still IN_PROGRESS.",
    ),
    (
        "completed_never",
        "The frame says COMPLETED, the details stay IN_PROGRESS.",
    ),
    (
        "completed_without_submission",
        "The frame says COMPLETED, the details answer 400/1552.",
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
    // Errors of the frame, posted without a capture.
    ("pending", "The frame posts ERROR, PENDING."),
    (
        "session_timeout",
        "The frame posts ERROR, SESSION_TIMEOUT: the launch URL has run out.",
    ),
    (
        "permission_error",
        "The frame posts ERROR, PERMISSION_ERROR: the camera was denied.",
    ),
    (
        "attempts_exhausted",
        "The frame posts ERROR, ATTEMPTS_EXHAUSTED.",
    ),
    ("generic_error", "The frame posts ERROR, GENERIC_ERROR."),
    (
        "unknown_error_code",
        "The frame posts ERROR with a code that no document knows.",
    ),
    ("unknown_message_status", "The frame posts status PAUSED."),
    (
        "pending_then_completed",
        "The frame posts ERROR, PENDING, then goes on to COMPLETED.",
    ),
    (
        "timeout_then_completed",
        "The frame posts ERROR, SESSION_TIMEOUT, then COMPLETED.",
    ),
    // Messages after a capture that is accepted.
    (
        "flat_message",
        "The callback is {type, status, partner_session_id}, as the published sample reads it.",
    ),
    ("data_missing", "The callback has no data."),
    ("data_array", "The callback's data is an array."),
    ("data_string", "The callback's data is a string."),
    ("data_null", "The callback's data is null."),
    ("string_message", "The callback is a JSON string."),
    ("null_message", "The frame posts null."),
    (
        "prototype_message",
        "The callback's data has a __proto__ key of its own.",
    ),
    ("huge_message", "The callback carries 1 MB more."),
    ("wrong_type", "The callback has type ONEKYC_CALLBACK."),
    (
        "wrong_session_id",
        "The callback names another partner_session_id.",
    ),
    ("message_never", "No callback is posted."),
    ("message_twice", "The callback is posted twice."),
    (
        "message_flood",
        "The frame posts 10,000 messages, then the callback.",
    ),
    (
        "message_wrong_origin",
        "A frame of another origin inside the frame posts the callback; the frame itself does not.",
    ),
    (
        "message_null_origin",
        "A sandboxed frame inside the frame posts the callback from origin null; the frame itself does not.",
    ),
    (
        "message_before_handshake",
        "A forged COMPLETED is posted before the handshake, to any origin, and nothing else.",
    ),
    // The handshake and the frame.
    (
        "handshake_never",
        "GET_ORIGIN_FROM_ONEKYC is not sent, so no callback can be.",
    ),
    (
        "handshake_repeated",
        "GET_ORIGIN_FROM_ONEKYC is sent every 500 ms until it is answered.",
    ),
    (
        "handshake_from_other_frame",
        "A frame of another origin inside the frame asks for the origin as well.",
    ),
    ("frame_never_loads", "The launch page never answers."),
    ("frame_ancestors_none", "No site may frame the launch page."),
    (
        "second_origin",
        "The launch page goes on to a page of another origin.",
    ),
    (
        "navigates_top",
        "The launch page tries to navigate the top window away.",
    ),
    (
        "launch_url_other_origin",
        "Initiate Flow answers with a launch URL of another origin.",
    ),
    (
        "launch_url_script",
        "Initiate Flow answers with a javascript: launch URL.",
    ),
    (
        "launch_url_missing",
        "Initiate Flow answers 200 without a launch URL.",
    ),
    // Errors of Initiate Flow.
    (
        "initiate_invalid",
        "Initiate Flow answers 400/1539 INVALID_FLOW.",
    ),
    (
        "initiate_duplicate",
        "Initiate Flow answers 400/1539 DUPLICATE_PARTNER_SESSION_ID.",
    ),
    ("initiate_unauthorized", "Initiate Flow answers 401/110."),
    (
        "initiate_forbidden",
        "Initiate Flow answers 403/110 ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT.",
    ),
    ("initiate_error", "Initiate Flow answers 500/900."),
    // Uploads.
    ("upload_expired", "Every upload address has run out: 403."),
    (
        "upload_invalid",
        "The confirmation answers 422 INVALID_UPLOAD_ARTIFACT.",
    ),
    // The completion callback.
    (
        "callback_before",
        "The completion callback is sent before the frame's message, as always.",
    ),
    (
        "callback_after",
        "The completion callback is sent after the frame's message.",
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
];

/// When and how the completion callback is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallbackPlan {
    AtOnce,
    AfterMessage,
    Twice,
    Never,
    Forged,
    Unauthenticated,
    UnknownSubmission,
    Contradicts,
    Regresses,
    Huge,
    WrongContentType,
}

impl Scenario {
    pub(crate) fn by_name(list: List, name: &str) -> Option<Self> {
        list.iter()
            .find(|(known, _)| *known == name)
            .map(|(known, _)| Self(known))
    }

    /// Chosen by `~name` at the end of the partner user id.
    pub(crate) fn by_user_id(list: List, user_id: &str) -> Option<Self> {
        user_id
            .rsplit_once('~')
            .and_then(|(_, name)| Self::by_name(list, name))
    }

    pub(crate) fn name(self) -> &'static str {
        self.0
    }

    pub(crate) fn is(self, name: &str) -> bool {
        debug_assert!(
            [ALL, selfie_liveness::scenarios::ALL]
                .iter()
                .any(|list| Self::by_name(list, name).is_some()),
            "{name} is in no list of scenarios"
        );
        self.0 == name
    }

    /// How an accepted capture ends.
    pub(crate) fn verdict(self) -> Verdict {
        let invalid = |reason: &str| Verdict::new("COMPLETED", Some("INVALID"), reason);
        match self.0 {
            "not_live" | "callback_contradicts" => invalid("NOT_LIVE"),
            "face_match_failed" => invalid("FACE_MATCH_FAILED"),
            "reference_image_validation_failed" => invalid("REFERENCE_IMAGE_VALIDATION_FAILED"),
            "document_not_found" => invalid("DOCUMENT_NOT_FOUND"),
            "invalid_document" => invalid("INVALID_DOCUMENT"),
            "unknown_reason" => invalid("SOMETHING_NEW"),
            "verification_failed" => Verdict::new("ERROR", None, "VERIFICATION_FAILED"),
            "details_partially_completed" => Verdict::new("PARTIALLY_COMPLETED", None, ""),
            "details_unknown_status" => Verdict::new("PAUSED", None, ""),
            "details_no_result" => Verdict::new("COMPLETED", None, ""),
            "details_unknown_result" => Verdict::new("COMPLETED", Some("MAYBE"), ""),
            _ => Verdict::new("COMPLETED", Some("VALID"), ""),
        }
    }

    pub(crate) fn callback(self) -> CallbackPlan {
        match self.0 {
            "callback_after" => CallbackPlan::AfterMessage,
            "callback_twice" => CallbackPlan::Twice,
            "callback_never"
            | "completed_never"
            | "processing_never"
            | "completed_without_submission" => CallbackPlan::Never,
            "callback_forged" => CallbackPlan::Forged,
            "callback_unauthenticated" => CallbackPlan::Unauthenticated,
            "callback_unknown_submission" => CallbackPlan::UnknownSubmission,
            "callback_contradicts" => CallbackPlan::Contradicts,
            "callback_regresses" => CallbackPlan::Regresses,
            "callback_huge" => CallbackPlan::Huge,
            "callback_wrong_content_type" => CallbackPlan::WrongContentType,
            _ => CallbackPlan::AtOnce,
        }
    }
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Scenario, VALID};

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
    fn the_end_of_the_user_id_chooses() {
        assert_eq!(
            Scenario::by_user_id(ALL, "user-7~not_live").map(Scenario::name),
            Some("not_live")
        );
        assert_eq!(Scenario::by_user_id(ALL, "user-7"), None);
        assert_eq!(Scenario::by_user_id(ALL, "user-7~nonsense"), None);
        assert_eq!(Scenario::by_name(ALL, "valid"), Some(VALID));
    }
}
