//! What a client says when it begins an onboarding, and what is wrong with that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vestibule::{
    id::{JourneyName, OnboardingId},
    locale::Locale,
};

use crate::{
    config::OnboardingsConfig,
    services::{ServiceError, case::Case, matching::Claims},
};

/// Column of what the client expects, sealed.
pub(super) const EXPECTED: (&str, &str) = ("onboardings", "expected");
/// Column of what else the client said, sealed.
pub(super) const INVITATION: (&str, &str) = ("onboardings", "invitation");
/// Most claims that a client may expect, or give to be filled in.
pub const MAX_EXPECTED: usize = 40;
/// Longest name or value of such a claim, in characters.
pub const MAX_CLAIM: usize = 200;
/// Longest client reference, in characters.
pub const MAX_REFERENCE: usize = 200;
/// Longest name of an account, in characters.
pub const MAX_ACCOUNT: usize = 100;
/// Most entries of metadata; the longest key and the longest value, in characters.
pub const MAX_METADATA: (usize, usize, usize) = (20, 40, 500);
/// Shortest and longest session binding, in characters.
const BINDING: std::ops::RangeInclusive<usize> = 16..=128;

/// Where the applicant goes in the end, and what the client will know them by there.
#[derive(Debug, Clone)]
pub struct Back {
    /// One of the client's registered URLs, to the letter.
    pub return_url: String,
    /// What the client keeps beside its own user's session: 16 to 128 printable ASCII characters, no spaces, that nobody can guess.
    pub session_binding: String,
}

/// What a client says when it begins an onboarding.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The journey.
    pub journey: JourneyName,
    /// The way back. Clients have to give one; what is begun in Development has none.
    pub back: Option<Back>,
    /// The client's own name for it.
    pub client_reference: Option<String>,
    /// The account that it is for; the applicant sees it masked.
    pub account: Option<String>,
    /// What the client expects of the person, by claim: compared, and filled in.
    pub expected: Claims,
    /// What is filled in beforehand, by claim: instead of what is expected, and never compared.
    pub prefill: Claims,
    /// The language that it begins in.
    pub locale: Locale,
    /// After how many minutes it expires.
    pub lifetime_minutes: Option<u32>,
    /// For how many minutes its link can be claimed.
    pub link_lifetime_minutes: Option<u32>,
    /// Whatever the client wants to find again.
    pub metadata: BTreeMap<String, String>,
    /// The onboarding that this one renews.
    pub renews: Option<OnboardingId>,
}

impl Invitation {
    /// Nothing but a journey.
    #[must_use]
    pub fn to(journey: JourneyName) -> Self {
        Self {
            journey,
            back: None,
            client_reference: None,
            account: None,
            expected: Claims::new(),
            prefill: Claims::new(),
            locale: Locale::default(),
            lifetime_minutes: None,
            link_lifetime_minutes: None,
            metadata: BTreeMap::new(),
            renews: None,
        }
    }
}

/// What is kept of it for later, sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// See [`Back::return_url`].
    pub return_url: Option<String>,
    /// See [`Invitation::client_reference`].
    pub client_reference: Option<String>,
    /// See [`Invitation::account`].
    pub account: Option<String>,
    /// See [`Invitation::prefill`].
    pub prefill: Claims,
    /// See [`Invitation::metadata`].
    pub metadata: BTreeMap<String, String>,
}

impl From<&Invitation> for Said {
    fn from(invitation: &Invitation) -> Self {
        Self {
            return_url: invitation.back.as_ref().map(|back| back.return_url.clone()),
            client_reference: invitation.client_reference.clone(),
            account: invitation.account.clone(),
            prefill: invitation.prefill.clone(),
            metadata: invitation.metadata.clone(),
        }
    }
}

/// One thing that is wrong with what a client said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer (RFC 6901) into the request, e.g. `/expected/name`.
    pub pointer: String,
    /// For whoever reads it.
    pub detail: String,
}

impl Fault {
    pub(super) fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// A key of an object within a JSON pointer (RFC 6901, section 3).
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn is_text(text: &str, longest: usize) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= longest
        && !text.chars().any(char::is_control)
}

/// What is wrong with an invitation of a client with these registered URLs.
pub(super) fn faults(
    invitation: &Invitation,
    return_urls: &[String],
    config: OnboardingsConfig,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(back) = &invitation.back {
        // To the letter: nothing is parsed that a browser could read in another way (SEC-77).
        if !return_urls.contains(&back.return_url) {
            faults.push(Fault::new(
                "/return_url",
                "not one of the return URLs that are registered for this client, letter by letter; GET /api/v1/client lists them",
            ));
        }
        let is_printable = back
            .session_binding
            .bytes()
            .all(|byte| byte.is_ascii_graphic());
        if !BINDING.contains(&back.session_binding.len()) || !is_printable {
            faults.push(Fault::new(
                "/session_binding",
                "16 to 128 printable ASCII characters, no spaces",
            ));
        }
    }
    for (text, pointer, longest) in [
        (
            &invitation.client_reference,
            "/client_reference",
            MAX_REFERENCE,
        ),
        (&invitation.account, "/account", MAX_ACCOUNT),
    ] {
        if text.as_ref().is_some_and(|text| !is_text(text, longest)) {
            let detail =
                format!("1 to {longest} characters, not only spaces and no control characters");
            faults.push(Fault::new(pointer, detail));
        }
    }
    for (claims, at) in [
        (&invitation.expected, "expected"),
        (&invitation.prefill, "prefill"),
    ] {
        limit(
            &mut faults,
            claims,
            (at, MAX_EXPECTED, MAX_CLAIM, MAX_CLAIM),
        );
    }
    let (most, key, value) = MAX_METADATA;
    limit(
        &mut faults,
        &invitation.metadata,
        ("metadata", most, key, value),
    );
    let range = config.min_lifetime_minutes..=config.max_lifetime_minutes;
    if invitation
        .lifetime_minutes
        .is_some_and(|minutes| !range.contains(&minutes))
    {
        let detail = format!("{} to {} minutes", range.start(), range.end());
        faults.push(Fault::new("/lifetime_minutes", detail));
    }
    if let Some(minutes) = invitation.link_lifetime_minutes {
        faults.extend(link_fault(minutes, "/link_lifetime_minutes", config));
    }
    faults
}

/// What is wrong with the lifetime of a link.
pub(super) fn link_fault(minutes: u32, pointer: &str, config: OnboardingsConfig) -> Option<Fault> {
    let range = 1..=config.max_lifetime_minutes;
    (!range.contains(&minutes)).then(|| {
        let detail = format!("{} to {} minutes", range.start(), range.end());
        Fault::new(pointer, detail)
    })
}

fn limit(
    faults: &mut Vec<Fault>,
    entries: &BTreeMap<String, String>,
    (at, most, longest_key, longest_value): (&str, usize, usize, usize),
) {
    if entries.len() > most {
        let detail = format!("at most {most} entries");
        faults.push(Fault::new(format!("/{at}"), detail));
        return;
    }
    for (key, value) in entries {
        let fits = |text: &str, longest| text.chars().count() <= longest;
        if key.is_empty() || !fits(key, longest_key) || !fits(value, longest_value) {
            let detail = format!(
                "a key of 1 to {longest_key} characters and a value of at most {longest_value}"
            );
            let pointer = format!("/{at}/{}", escaped(key));
            faults.push(Fault::new(pointer, detail));
        }
    }
}

/// What the client said when it began this onboarding; nothing where no client did.
///
/// # Errors
/// When it cannot be opened.
pub fn said(case: &Case) -> Result<Said, ServiceError> {
    let sealed = case.row.invitation.clone();
    sealed.map_or_else(
        || Ok(Said::default()),
        |sealed| case.open(INVITATION, sealed),
    )
}

/// What the client expects of the person; empty where it said nothing.
///
/// # Errors
/// When it cannot be opened.
pub fn expected(case: &Case) -> Result<Claims, ServiceError> {
    case.row
        .expected
        .clone()
        .map_or_else(|| Ok(Claims::new()), |sealed| case.open(EXPECTED, sealed))
}

/// What the client gives to be filled in: what it expects, and in its place what it said to fill in.
///
/// # Errors
/// When it cannot be opened.
pub fn offered(case: &Case) -> Result<Claims, ServiceError> {
    let mut offered = expected(case)?;
    offered.extend(said(case)?.prefill);
    Ok(offered)
}
