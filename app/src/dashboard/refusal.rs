//! Why a form of the settings, of control or of the simulator was refused: in the operator's language, and beside the
//! field that it is about.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::piece;
use crate::{
    parts::{self, Mistake},
    texts::Texts,
};

/// Why a form was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a name.
    Name,
    /// Kept for ourselves.
    NameReserved,
    /// A client has this name.
    ClientTaken,
    /// An operator has this name.
    OperatorTaken,
    /// Empty, too long, or with characters that nobody sees.
    DisplayName,
    /// One of several, or there are too many.
    ReturnUrls,
    /// The one that was typed, or there are too many.
    ReturnUrl,
    /// A key without one could do nothing.
    NoScope,
    /// What a key is for is too long.
    Label,
    /// Not networks.
    Sources,
    /// When a key ends.
    Days,
    /// A grant is for a client that there is not.
    NoClient,
    /// What the single sign-on calls an operator is too long.
    ClaimedLong,
    /// It calls another operator so.
    ClaimedTaken,
    /// One's own rights.
    Own,
    /// One's own sign-in.
    OwnSignIn,
    /// The second factor was shown too long ago.
    NotFresh,
    /// There is no single sign-on.
    NoSingle,
    /// There are no links beside the single sign-on.
    SingleOnly,
    /// A link for somebody who is disabled.
    OperatorDisabled,
    /// Nothing is sent to an endpoint that is disabled.
    EndpointDisabled,
    /// Or deleted.
    EndpointDeleted,
    /// Why a version is proposed is empty or too long.
    Reason,
    /// There is no such version of the journey.
    VersionUnknown,
    /// It is what new onboardings begin with.
    VersionActive,
    /// One of its connections is not configured.
    VersionConnection,
    /// The linter finds something, with today's connections.
    VersionFindings,
    /// Whoever proposed it would confirm it.
    OwnProposal,
    /// The two of them count as one person.
    OneSignIn,
    /// The simulator cannot play it.
    Scenario,
}

impl Refusal {
    fn words(self, t: Texts) -> String {
        match self {
            Self::Name => fl!(t, "dash-refusal-name"),
            Self::NameReserved => fl!(t, "dash-refusal-name-reserved"),
            Self::ClientTaken => fl!(t, "dash-refusal-client-taken"),
            Self::OperatorTaken => fl!(t, "dash-refusal-operator-taken"),
            Self::DisplayName => fl!(t, "dash-refusal-display-name"),
            Self::ReturnUrls => fl!(t, "dash-refusal-return-urls"),
            Self::ReturnUrl => fl!(t, "dash-refusal-return-url"),
            Self::NoScope => fl!(t, "dash-refusal-no-scope"),
            Self::Label => fl!(t, "dash-refusal-label"),
            Self::Sources => fl!(t, "dash-refusal-sources"),
            Self::Days => fl!(t, "dash-refusal-days"),
            Self::NoClient => fl!(t, "dash-refusal-no-client"),
            Self::ClaimedLong => fl!(t, "dash-refusal-claimed-long"),
            Self::ClaimedTaken => fl!(t, "dash-refusal-claimed-taken"),
            Self::Own => fl!(t, "dash-refusal-own"),
            Self::OwnSignIn => fl!(t, "dash-refusal-own-sign-in"),
            Self::NotFresh => fl!(t, "dash-refusal-not-fresh"),
            Self::NoSingle => fl!(t, "dash-refusal-no-single"),
            Self::SingleOnly => fl!(t, "dash-refusal-single-only"),
            Self::OperatorDisabled => fl!(t, "dash-refusal-operator-disabled"),
            Self::EndpointDisabled => fl!(t, "dash-refusal-endpoint-disabled"),
            Self::EndpointDeleted => fl!(t, "dash-refusal-endpoint-deleted"),
            Self::Reason => fl!(t, "dash-refusal-reason"),
            Self::VersionUnknown => fl!(t, "dash-refusal-version-unknown"),
            Self::VersionActive => fl!(t, "dash-refusal-version-active"),
            Self::VersionConnection => fl!(t, "dash-refusal-version-connection"),
            Self::VersionFindings => fl!(t, "dash-refusal-version-findings"),
            Self::OwnProposal => fl!(t, "dash-refusal-own-proposal"),
            Self::OneSignIn => fl!(t, "dash-refusal-one-sign-in"),
            Self::Scenario => fl!(t, "dash-refusal-scenario"),
        }
    }

    /// The id of the field that it is about.
    fn field(self) -> Option<&'static str> {
        match self {
            Self::Name | Self::NameReserved | Self::ClientTaken | Self::OperatorTaken => {
                Some("name")
            }
            Self::DisplayName => Some("display_name"),
            Self::ReturnUrls => Some("return_urls"),
            Self::ReturnUrl => Some("to"),
            Self::NoScope => Some("scopes"),
            Self::Label => Some("label"),
            Self::Sources => Some("sources"),
            Self::Days => Some("days"),
            Self::NoClient => Some("client"),
            Self::ClaimedLong | Self::ClaimedTaken => Some("claimed_as"),
            Self::Own
            | Self::OwnSignIn
            | Self::NotFresh
            | Self::NoSingle
            | Self::SingleOnly
            | Self::OperatorDisabled
            | Self::EndpointDisabled
            | Self::EndpointDeleted
            | Self::Reason
            | Self::VersionUnknown
            | Self::VersionActive
            | Self::VersionConnection
            | Self::VersionFindings
            | Self::OwnProposal
            | Self::OneSignIn
            | Self::Scenario => None,
        }
    }
}

/// What is wrong with this field.
pub(super) fn wrong(refused: Option<Refusal>, field: &str, t: Texts) -> Option<String> {
    let about = refused.filter(|refusal| refusal.field() == Some(field));
    about.map(|refusal| refusal.words(t))
}

/// What stands above the heading: with a link to the field, where it is about one.
pub(super) fn summary(refused: Option<Refusal>, t: Texts) -> AnyView {
    let Some(refusal) = refused else {
        return ().into_any();
    };
    let text = refusal.words(t);
    match refusal.field() {
        Some(field) => {
            let field = field.to_owned();
            parts::error_summary(&[Mistake { field, text }], t)
        }
        None => piece::not_done(text, t),
    }
}
