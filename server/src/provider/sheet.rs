//! What an account's provider has to be told before anything works, for `vestibule provider sheet`.

use serde::Serialize;

use crate::connection::Connection;

/// What a line of the sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetTopic {
    /// Where the provider sends the applicant's browser back to.
    RedirectUri,
    /// Whose pages embed the provider's.
    FrameAncestor,
    /// Whose scripts call the provider from the browser (CORS).
    ScriptOrigin,
    /// Where the provider calls us.
    CallbackUrl,
    /// From where we let the provider call us.
    CallerNetwork,
    /// Where our calls come from.
    SourceAddress,
    /// What our access tokens are for.
    Scope,
    /// What we ask for about the person.
    Attribute,
    /// Our credentials' public half.
    ClientId,
    /// How we prove who we are.
    Authentication,
    /// What the account has to be able to do.
    Permission,
    /// What the people who use it are asked for.
    Purpose,
}

impl SheetTopic {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::RedirectUri => "Redirect URIs",
            Self::FrameAncestor => "Frame ancestors",
            Self::ScriptOrigin => "Script origins",
            Self::CallbackUrl => "Callback URLs",
            Self::CallerNetwork => "Caller networks",
            Self::SourceAddress => "Source addresses",
            Self::Scope => "Scopes",
            Self::Attribute => "Attributes",
            Self::ClientId => "Client id",
            Self::Authentication => "Authentication",
            Self::Permission => "Permissions",
            Self::Purpose => "Purposes",
        }
    }
}

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetEntry {
    /// What it is about.
    pub topic: SheetTopic,
    /// The values to send, letter by letter. Never a secret.
    pub values: Vec<String>,
    /// What the provider should know about them.
    pub note: String,
}

impl SheetEntry {
    /// A line.
    #[must_use]
    pub fn new(
        topic: SheetTopic,
        values: impl IntoIterator<Item = impl Into<String>>,
        note: impl Into<String>,
    ) -> Self {
        Self {
            topic,
            values: values.into_iter().map(Into::into).collect(),
            note: note.into(),
        }
    }
}

/// Where we can be reached.
#[derive(Debug, Clone, Copy)]
pub struct OurAddresses<'a> {
    /// The public origins.
    pub origins: &'a [String],
    /// The origin on which providers' scripts run.
    pub sdk_origin: Option<&'a str>,
    /// The origin at which providers call us, when it is another than the public ones.
    pub callback_origin: Option<&'a str>,
}

impl OurAddresses<'_> {
    /// `{origin}/return/{connection}` at every public origin, and what follows it.
    #[must_use]
    pub fn returns(self, connection: &Connection, rest: &str) -> Vec<String> {
        self.origins
            .iter()
            .map(|origin| format!("{origin}/return/{}{rest}", connection.name))
            .collect()
    }

    /// `{origin}/providers/{connection}/{rest}`, at the origin for providers or at every public one.
    #[must_use]
    pub fn provider_routes(self, connection: &Connection, rest: &str) -> Vec<String> {
        let below = |origin: &str| format!("{origin}/providers/{}/{rest}", connection.name);
        match self.callback_origin {
            Some(origin) => vec![below(origin)],
            None => self.origins.iter().map(|origin| below(origin)).collect(),
        }
    }
}
