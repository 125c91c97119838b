//! Clients that begin onboardings, without the API in between.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::id::{ClientName, JourneyName, OnboardingId};
use vestibule_server::services::{
    clients::{Caller, Mode, Scope},
    onboardings::{self, Back, Invitation},
};

use crate::{app::TestApp, applicant::Applicant};

/// Where applicants are sent back to.
pub const RETURN_URL: &str = "https://shop.example/back?from=vestibule";
/// What the client keeps beside its user's session.
pub const BINDING: &str = "the-binding-of-the-first-session";

/// A client with a test key for everything, as its backend is known after its key was checked.
pub fn caller(client: &str) -> Caller {
    Caller {
        client: ClientName::new(client).unwrap(),
        display_name: "Example Shop".to_owned(),
        return_urls: vec![RETURN_URL.to_owned()],
        mode: Mode::Test,
        key_id: String::new(),
        prefix: "vst_test_12345678".to_owned(),
        scopes: BTreeSet::from(Scope::ALL),
        operator: None,
    }
}

/// What a client says that knows what it wants.
pub fn invitation(journey: &str) -> Invitation {
    Invitation {
        back: Some(Back {
            return_url: RETURN_URL.to_owned(),
            session_binding: BINDING.to_owned(),
        }),
        ..Invitation::to(JourneyName::new(journey).unwrap())
    }
}

/// The id, and the path of the link.
pub async fn invites(
    app: &TestApp,
    caller: &Caller,
    invitation: &Invitation,
) -> (OnboardingId, String) {
    let invited = onboardings::invite(&app.core, caller, invitation)
        .await
        .unwrap();
    (invited.id, format!("/l/{}", invited.link.token))
}

/// A client begins an onboarding for somebody of whom it expects this.
pub async fn expects(
    app: &TestApp,
    client: &str,
    journey: &str,
    expected: &[(&str, &str)],
) -> (OnboardingId, String) {
    let invitation = Invitation {
        expected: claims(expected),
        ..invitation(journey)
    };
    invites(app, &caller(client), &invitation).await
}

/// Somebody who opened the link and went on: the onboarding is theirs.
pub async fn follows(app: &TestApp, id: &OnboardingId, link: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.browser.post(link, &[]).await;
    applicant.is_at(id);
    applicant
}

pub fn claims(claims: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = claims.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
