//! What the services behind the forms of the settings, of control and of the simulator refuse, and what their screens
//! say of it.

use vestibule_app::dashboard::refusal::Refusal;

use crate::services::ServiceError;

/// What a service says, as the log and the command line show it, and what the screen says.
const REFUSALS: [(&str, Refusal); 31] = [
    (
        "name: lower case letters, digits, hyphens and underscores, and a letter first",
        Refusal::Name,
    ),
    ("this name is reserved", Refusal::NameReserved),
    (
        "there is a client of this name already",
        Refusal::ClientTaken,
    ),
    (
        "there is an operator of this name already",
        Refusal::OperatorTaken,
    ),
    (
        "the display name has to have 1 to 100 characters, without control characters and those that turn the direction of text",
        Refusal::DisplayName,
    ),
    (
        "return URL: https (http only on this machine), written in full, without user, fragment, or the parameters \
         that are added to it",
        Refusal::ReturnUrls,
    ),
    ("a key needs a scope", Refusal::NoScope),
    ("the label is too long", Refusal::Label),
    (
        "sources: networks, e.g. 203.0.113.0/24, with commas",
        Refusal::Sources,
    ),
    ("days: 1 to 3650, or nothing", Refusal::Days),
    ("the end is in the past; name a later one", Refusal::Days),
    ("there is no such client", Refusal::NoClient),
    (
        "what the single sign-on calls somebody has at most 255 bytes",
        Refusal::ClaimedLong,
    ),
    (
        "the single sign-on calls another operator so",
        Refusal::ClaimedTaken,
    ),
    (
        "own: ask another admin: nobody takes away their own rights, or gives themselves new ones",
        Refusal::Own,
    ),
    (
        "own: set up your own sign-in on the page of your account",
        Refusal::OwnSignIn,
    ),
    (
        "second factor: this lets somebody sign in as that operator. Show your second factor once more on the page of your account, \
         or sign in again, and then do it",
        Refusal::NotFresh,
    ),
    (
        "single sign-on: there is none in the configuration",
        Refusal::NoSingle,
    ),
    (
        "single sign-on: operators sign in there and nowhere else, so there are no set-up links",
        Refusal::SingleOnly,
    ),
    ("the operator is disabled", Refusal::OperatorDisabled),
    (
        "endpoint: is disabled; enable it first",
        Refusal::EndpointDisabled,
    ),
    ("endpoint: was deleted", Refusal::EndpointDeleted),
    ("reason: has to have 1 to 500 characters", Refusal::Reason),
    ("version: there is no such version", Refusal::VersionUnknown),
    ("version: is active already", Refusal::VersionActive),
    (
        "version: uses a connection that is not configured",
        Refusal::VersionConnection,
    ),
    (
        "version: does not pass the linter with today's connections",
        Refusal::VersionFindings,
    ),
    (
        "a second person has to confirm: you proposed it yourself",
        Refusal::OwnProposal,
    ),
    (
        "a second person has to confirm: one of you two replaced the other's sign-in",
        Refusal::OneSignIn,
    ),
    ("scenario: no such provider", Refusal::Scenario),
    (
        "scenario: the simulator does not take it",
        Refusal::Scenario,
    ),
];

/// What a screen says beside its form; nothing for what no form of ours brings about.
pub(super) fn of(error: &ServiceError) -> Option<Refusal> {
    match error {
        ServiceError::BadRequest(text) => named(text),
        _ => None,
    }
}

fn named(text: &str) -> Option<Refusal> {
    let mut all = REFUSALS.iter();
    Some(all.find(|(said, _)| *said == text)?.1)
}

#[cfg(test)]
mod tests;
