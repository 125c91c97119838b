//! Behaviour of OneKYC that the documents leave open; the app must tolerate both sides.

use serde::{Deserialize, Serialize};

use crate::config::Handshake;
use crate::onekyc::errors::CodeType;

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switches {
    /// How the frame treats messages.
    pub(crate) handshake: Handshake,
    /// GET_ORIGIN_FROM_ONEKYC is repeated every 500 ms until the answer.
    pub(crate) origin_request_repeats: bool,
    /// The type of error codes.
    pub(crate) code_type: CodeType,
    /// Code of 401 from Get Submission Details: 110 in the error table, 1539 in the OpenAPI document.
    pub(crate) details_unauthorized_code: u32,
    /// The completion callback also carries partnerSessionId.
    pub(crate) callback_with_session: bool,
    /// Seconds that a launch URL can be opened.
    pub(crate) launch_lifetime_s: i64,
    /// Milliseconds between two polls of the web app.
    pub(crate) poll_ms: u32,
    /// The web app refuses to work without local storage, as its documents say (contract 1.3.8).
    pub(crate) needs_storage: bool,
    /// The launch page shows a panel with all scenarios.
    pub(crate) panel: bool,
    /// STANDALONE_LIVENESS goes on without comparing when the partner has no reference image.
    pub(crate) reference_image_optional: bool,
}

impl Switches {
    pub(crate) fn new(handshake: Handshake) -> Self {
        Self {
            handshake,
            origin_request_repeats: false,
            code_type: CodeType::default(),
            details_unauthorized_code: 110,
            callback_with_session: false,
            launch_lifetime_s: 15 * 60,
            poll_ms: 2_000,
            needs_storage: true,
            panel: false,
            reference_image_optional: true,
        }
    }

    pub(crate) fn is_sound(&self) -> bool {
        [110, 1539].contains(&self.details_unauthorized_code)
            && (1..=86_400).contains(&self.launch_lifetime_s)
            && (50..=60_000).contains(&self.poll_ms)
    }
}
