//! Which route needs what: one table. The gate asks it, pages ask it before they draw a link, and the tests walk through it with
//! every role. SEC-149

use axum::http::Method;
use vestibule::permission::Action;
use vestibule_app::dashboard::live::ROWS;

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nobody is signed in yet.
    Nobody,
    /// Somebody who is signed in, whatever they may do.
    SignedIn,
    /// Somebody who may do that for some client at least; whether for this one, the service says.
    May(Action),
}

const fn may(action: Action) -> Needs {
    Needs::May(action)
}

/// Every route of the dashboard.
pub const TABLE: &[(Method, &str, Needs)] = &[
    (Method::GET, "/dashboard/sign-in", Needs::Nobody),
    (Method::POST, "/dashboard/sign-in", Needs::Nobody),
    (Method::GET, "/dashboard/sign-in/second", Needs::Nobody),
    (Method::POST, "/dashboard/sign-in/second", Needs::Nobody),
    (Method::POST, "/dashboard/sign-in/passkey", Needs::Nobody),
    (
        Method::POST,
        "/dashboard/sign-in/passkey/challenge",
        Needs::Nobody,
    ),
    (Method::GET, "/dashboard/sign-in/single", Needs::Nobody),
    (
        Method::GET,
        "/dashboard/sign-in/single/return",
        Needs::Nobody,
    ),
    (Method::GET, "/dashboard/set-up/{token}", Needs::Nobody),
    (Method::POST, "/dashboard/set-up/{token}", Needs::Nobody),
    (Method::POST, "/dashboard/sign-out", Needs::SignedIn),
    (Method::GET, "/dashboard/account", Needs::SignedIn),
    (Method::POST, "/dashboard/account", Needs::SignedIn),
    (Method::POST, "/dashboard/account/passkeys", Needs::SignedIn),
    (
        Method::POST,
        "/dashboard/account/passkeys/challenge",
        Needs::SignedIn,
    ),
    (Method::GET, "/dashboard/shortcuts", Needs::SignedIn),
    (Method::GET, "/dashboard", may(Action::SeeOverview)),
    (
        Method::GET,
        "/dashboard/onboardings",
        may(Action::ListOnboardings),
    ),
    (Method::GET, ROWS, may(Action::ListOnboardings)),
    (
        Method::POST,
        "/dashboard/onboardings/search",
        may(Action::ListOnboardings),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/export",
        may(Action::Export),
    ),
    (
        Method::GET,
        "/dashboard/onboardings/{id}",
        may(Action::ReadCase),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/reveal",
        may(Action::Reveal),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/notes",
        may(Action::WriteNote),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/hold",
        may(Action::PlaceHold),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/decision",
        may(Action::Decide),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/attempts",
        may(Action::AllowAttempt),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/cancel",
        may(Action::Cancel),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/erase",
        may(Action::Erase),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/link",
        may(Action::MakeLink),
    ),
    (
        Method::POST,
        "/dashboard/onboardings/{id}/redeliver",
        may(Action::Redeliver),
    ),
    (
        Method::GET,
        "/dashboard/onboardings/{id}/evidence",
        may(Action::DownloadEvidence),
    ),
    (
        Method::GET,
        "/dashboard/onboardings/{id}/messages",
        may(Action::ReadCase),
    ),
    (
        Method::GET,
        "/dashboard/onboardings/{id}/replay",
        may(Action::ReadCase),
    ),
    (
        Method::GET,
        "/dashboard/onboardings/{id}/scenario",
        may(Action::ReadCase),
    ),
    (Method::GET, "/dashboard/proposals", Needs::SignedIn),
    (Method::POST, "/dashboard/proposals/{id}", Needs::SignedIn),
    (
        Method::GET,
        "/dashboard/control",
        may(Action::SeeConnections),
    ),
    (
        Method::POST,
        "/dashboard/control/pauses",
        may(Action::Pause),
    ),
    (
        Method::POST,
        "/dashboard/control/versions",
        may(Action::ActivateJourney),
    ),
    (Method::GET, "/dashboard/settings", Needs::SignedIn),
    (
        Method::GET,
        "/dashboard/settings/clients",
        may(Action::ManageClients),
    ),
    (
        Method::POST,
        "/dashboard/settings/clients",
        may(Action::AddClients),
    ),
    (
        Method::GET,
        "/dashboard/settings/clients/{client}",
        may(Action::ManageClients),
    ),
    (
        Method::POST,
        "/dashboard/settings/clients/{client}",
        may(Action::ManageClients),
    ),
    (
        Method::GET,
        "/dashboard/settings/webhooks",
        may(Action::ManageEndpoints),
    ),
    (
        Method::GET,
        "/dashboard/settings/webhooks/{id}",
        may(Action::ManageEndpoints),
    ),
    (
        Method::POST,
        "/dashboard/settings/webhooks/{id}",
        may(Action::ManageEndpoints),
    ),
    (
        Method::GET,
        "/dashboard/settings/operators",
        may(Action::ManageOperators),
    ),
    (
        Method::POST,
        "/dashboard/settings/operators",
        may(Action::ManageOperators),
    ),
    (
        Method::GET,
        "/dashboard/settings/operators/{name}",
        may(Action::ManageOperators),
    ),
    (
        Method::POST,
        "/dashboard/settings/operators/{name}",
        may(Action::ManageOperators),
    ),
    (
        Method::GET,
        "/dashboard/settings/connections",
        may(Action::SeeConnections),
    ),
    (
        Method::GET,
        "/dashboard/settings/connections/{connection}",
        may(Action::SeeConnections),
    ),
    (
        Method::GET,
        "/dashboard/settings/retention",
        may(Action::ManageRetention),
    ),
    (
        Method::POST,
        "/dashboard/settings/retention",
        may(Action::ManageRetention),
    ),
    (Method::GET, "/dashboard/audit", may(Action::ReadAudit)),
    (
        Method::POST,
        "/dashboard/audit/verify",
        may(Action::ReadAudit),
    ),
    (
        Method::GET,
        "/dashboard/simulator",
        may(Action::UseSimulator),
    ),
    (
        Method::POST,
        "/dashboard/simulator",
        may(Action::UseSimulator),
    ),
];

/// Whether scripts ask for it by themselves: that is nothing a person did, and their session grows idle all the same.
#[must_use]
pub fn is_background(path: &str) -> bool {
    path == ROWS
}

/// What a route needs; `None` for one that there is not. HEAD is GET.
#[must_use]
pub fn needs(method: &Method, path: &str) -> Option<Needs> {
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    TABLE
        .iter()
        .find(|(known, at, _)| known == method && *at == path)
        .map(|(_, _, needs)| *needs)
}
