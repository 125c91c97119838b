//! View models of what surrounds a client's link: who made it, what becomes of it, and the way back to the client.

use super::{Branding, Day, Span};

/// When something was begun: how long ago, which needs no time zone, and the moment itself, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// How long ago; never longer than it is.
    pub ago: Span,
    /// The day, in UTC.
    pub day: Day,
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
}

/// What a start page says when a client made the link that leads to it.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The client, as applicants read it: who asks. The journey's company is who runs the steps.
    pub asks: String,
    /// The account that it is for, masked; `None` when the client named none.
    pub account: Option<String>,
    /// When the client began it.
    pub begun: Begun,
    /// The page for whoever did not expect this.
    pub not_me: String,
}

/// What happens when somebody says that this is not theirs.
#[derive(Debug, Clone)]
pub struct NotMePage {
    /// Whose journey it is.
    pub branding: Branding,
    /// Who asks.
    pub asks: String,
    /// Whether something may have been entered already: the page is reached from inside an onboarding.
    pub inside: bool,
    /// Where the form posts to, which ends it.
    pub action: String,
    /// The page before.
    pub back: String,
}

/// Why a link leads no further in this browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead {
    /// Another browser began with it.
    Elsewhere,
    /// This browser began, and another one went on with a newer link.
    Moved,
    /// Nobody opened it in the time there was, or a newer one took its place.
    Expired,
    /// There is nothing left to do.
    Over,
    /// Somebody said that it is not theirs.
    Disowned,
}

impl Dead {
    /// Every reason; tests iterate over it.
    pub const ALL: [Self; 5] = [
        Self::Elsewhere,
        Self::Moved,
        Self::Expired,
        Self::Over,
        Self::Disowned,
    ];
}

/// A link that leads no further: nothing that was collected is on this page, no progress and no account.
#[derive(Debug, Clone)]
pub struct DeadLinkPage {
    /// Whose journey it is.
    pub branding: Branding,
    /// Who asks.
    pub asks: String,
    /// Why.
    pub why: Dead,
    /// Posts for a new link; `None` where none is offered.
    pub ask: Option<String>,
}

/// The answer to whoever asked for a new link: the same whatever became of it.
#[derive(Debug, Clone)]
pub struct AskedPage {
    /// Whose journey it is.
    pub branding: Branding,
    /// Who asks.
    pub asks: String,
}

/// The way back to the client.
#[derive(Debug, Clone)]
pub struct BackTo {
    /// The client, as applicants read it.
    pub company: String,
    /// Whether the client gets nothing before that.
    pub needed: bool,
    /// Where the form posts to. Its answer leads to the client, so the page's policy must allow that origin.
    pub action: String,
}
