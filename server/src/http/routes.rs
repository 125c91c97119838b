//! The paths of our own pages, in one place.

use vestibule::id::{ConnectionName, JourneyName, OnboardingId, StepName};

use crate::services::Whereabouts;

/// A journey's start page.
#[must_use]
pub fn start(journey: &JourneyName) -> String {
    format!("/start/{journey}")
}

/// An onboarding's task list.
#[must_use]
pub fn tasks(id: &OnboardingId) -> String {
    format!("/o/{id}")
}

/// The end of an onboarding.
#[must_use]
pub fn result(id: &OnboardingId) -> String {
    format!("/o/{id}/result")
}

/// A question, or the page before a provider's screen.
#[must_use]
pub fn step(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}")
}

/// A choice between ways.
#[must_use]
pub fn choice(id: &OnboardingId, choice: &StepName) -> String {
    format!("/o/{id}/choices/{choice}")
}

/// Skips a step, or takes that back.
#[must_use]
pub fn skip(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/skip")
}

/// How a step is done without this site.
#[must_use]
pub fn instead(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/instead")
}

/// The way to a person.
#[must_use]
pub fn help(id: &OnboardingId) -> String {
    format!("/o/{id}/help")
}

/// The way to a person from the onboarding that this path belongs to, if it belongs to one.
#[must_use]
pub fn help_beside(path: &str) -> Option<String> {
    let id = path.strip_prefix("/o/")?.split('/').next()?;
    Some(help(&OnboardingId::new(id).ok()?))
}

/// How to stop, and go on later.
#[must_use]
pub fn later(id: &OnboardingId) -> String {
    format!("/o/{id}/later")
}

/// The link that a client sends.
#[must_use]
pub fn link(token: &str) -> String {
    format!("/l/{token}")
}

/// For whoever has a link and did not expect it.
#[must_use]
pub fn link_not_me(token: &str) -> String {
    format!("/l/{token}/not-me")
}

/// Asks for a new link in place of this one; read, it says that this was done.
#[must_use]
pub fn link_new(token: &str) -> String {
    format!("/l/{token}/new")
}

/// For whoever is in an onboarding and did not expect it.
#[must_use]
pub fn not_me(id: &OnboardingId) -> String {
    format!("/o/{id}/not-me")
}

/// Leads back to the client; read, it leads to the result.
#[must_use]
pub fn back_to_client(id: &OnboardingId) -> String {
    format!("/o/{id}/return")
}

/// The answers of a form step once more, before they count.
#[must_use]
pub fn check(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/check")
}

/// What was agreed to in an onboarding.
#[must_use]
pub fn consents(id: &OnboardingId) -> String {
    format!("/o/{id}/consents")
}

/// The provider's screen in a frame.
#[must_use]
pub fn frame(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/frame")
}

/// Announces the provider's own page.
#[must_use]
pub fn leave(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/leave")
}

/// Waiting for the provider.
#[must_use]
pub fn wait(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/wait")
}

/// How a check stopped or ended.
#[must_use]
pub fn ended(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/ended")
}

/// Says that nothing can be begun at a step today.
#[must_use]
pub fn not_now(id: &OnboardingId, step: &StepName) -> String {
    format!("/o/{id}/steps/{step}/not-now")
}

/// The path of a place in an onboarding.
#[must_use]
pub fn whereabouts(id: &OnboardingId, place: &Whereabouts) -> String {
    match place {
        Whereabouts::Tasks => tasks(id),
        Whereabouts::Choice(name) => choice(id, name),
        Whereabouts::Step(name) => step(id, name),
        Whereabouts::Wait(name) => wait(id, name),
        Whereabouts::Ended(name) => ended(id, name),
        Whereabouts::Result => result(id),
    }
}

/// Takes a return page's path apart: the connection and, where there is one, the handle.
#[must_use]
pub fn parse_return(path: &str) -> Option<(ConnectionName, Option<&str>)> {
    let mut parts = path.strip_prefix("/return/")?.split('/');
    let connection = ConnectionName::new(parts.next()?).ok()?;
    let handle = parts.next().filter(|handle| !handle.is_empty());
    parts.next().is_none().then_some((connection, handle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_beside_every_page_of_an_onboarding() {
        let id = "0190f3a4-7c1e-7b2d-8000-0123456789ab";
        let help = Some(format!("/o/{id}/help"));
        assert_eq!(help_beside(&format!("/o/{id}")), help);
        assert_eq!(help_beside(&format!("/o/{id}/steps/phone/ended")), help);
        assert_eq!(help_beside("/o/else"), None);
        assert_eq!(help_beside("/start/phone"), None);
    }

    #[test]
    fn a_return_path_has_a_connection_and_at_most_a_handle() {
        let name = ConnectionName::new("phone").unwrap();
        assert_eq!(parse_return("/return/phone"), Some((name.clone(), None)));
        assert_eq!(parse_return("/return/phone/abc"), Some((name, Some("abc"))));
        for wrong in [
            "/return/",
            "/return/Phone",
            "/return/phone/abc/d",
            "/o/phone",
            "https://x/return/phone",
        ] {
            assert_eq!(parse_return(wrong), None, "{wrong}");
        }
    }
}
