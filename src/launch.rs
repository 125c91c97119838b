//! What the browser must show, as data. One island shows every provider's frame; it knows none of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything the frame island needs to show a provider's frame and to judge its messages.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameSpec {
    /// The frame's URL. May hold a launch token: never logged, never written into server-rendered HTML.
    pub src: String,
    /// The exact origins (`scheme://host[:port]`) whose messages count before the return.
    pub provider_origins: Vec<String>,
    /// The `sandbox` attribute, token for token.
    pub sandbox: String,
    /// The `allow` attribute with its exact origins; empty for none.
    pub allow: String,
    /// The `referrerpolicy` attribute.
    pub referrerpolicy: String,
    /// Smallest size the provider supports.
    pub min_size: Size,
    /// Size the provider recommends where there is room.
    pub preferred_size: Size,
    /// Larger messages are refused unread.
    pub max_message_bytes: u32,
    /// Whether the provider's page sends a message soon after it loads; 10 s of silence then shows a notice.
    pub expects_message: bool,
    /// Answers that the island gives by itself.
    pub replies: Vec<Reply>,
    /// Words that the applicant has to see on their own device as well; shown large above the frame.
    pub binding_message: Option<String>,
    /// How long `src` may still be opened, in milliseconds; a frame that would come later is launched anew.
    pub lives_ms: Option<u32>,
}

impl std::fmt::Debug for FrameSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrameSpec")
            .field("provider_origins", &self.provider_origins)
            .finish_non_exhaustive()
    }
}

/// CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
}

/// "On a message of this type, from the phase's origin and our frame's window, post this object back to exactly that
/// origin."
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The `type` member of the message that is answered.
    pub on_type: String,
    /// The object posted back.
    pub with: Value,
}

/// How a step's provider is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presentation {
    /// In a frame inside our page.
    Frame,
    /// On the provider's own page, which we link to and which returns to us.
    Page,
}
