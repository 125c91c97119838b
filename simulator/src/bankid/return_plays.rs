//! Where the browser goes after the person's part (contract 1.4), and the scenarios that bend it.

use url::Url;

use crate::bankid::plays::plays;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{Authorization, Outcome};

plays! {
    /// What the return after an approval carries instead of state and code.
    ReturnPlay {
        AccessDenied "access_denied" "The return carries error=access_denied.",
        AccessDeniedCodes "access_denied_with_codes" "The return carries error=access_denied and a description with bankid_error_codes.",
        LoginRequired "login_required" "The return carries error=login_required.",
        InvalidRequest "invalid_request" "The return carries error=invalid_request.",
        ServerError "server_error" "The return carries error=server_error.",
        Unavailable "temporarily_unavailable" "The return carries error=temporarily_unavailable.",
        UnknownError "unknown_error" "The return carries an error that no document knows.",
        ErrorMarkup "error_with_markup" "The error's description is 5,000 characters of markup and line breaks.",
        ErrorAndCode "error_and_code" "The return carries a code and an error.",
        EmptyError "error_empty" "The return carries an empty error and a code.",
        NeverReturns "never_returns" "A closing screen stays inside the frame.",
        WrongState "wrong_state" "The return carries a state that belongs to nothing.",
        MissingState "missing_state" "The return carries a code without state.",
        EmptyState "empty_state" "The return carries an empty state.",
        RepeatedState "repeated_state" "The return carries the right state and then a wrong one.",
        RepeatedStateFirst "repeated_state_wrong_first" "The return carries a wrong state and then the right one.",
        ForeignState "foreign_state" "The return carries the state of the latest other session.",
        MissingCode "missing_code" "The return carries the state alone.",
        EmptyCode "empty_code" "The return carries an empty code.",
        WrongCode "wrong_code" "The return carries a code that was never issued.",
        ForeignCode "foreign_code" "The return carries the code of the latest other session.",
        RepeatedCode "repeated_code" "The return carries the code and then a wrong one.",
        HugeCode "huge_code" "The return carries a code of 6,000 characters.",
        WrongIss "iss_parameter_wrong" "The return carries iss of another issuer.",
        ForeignIss "iss_parameter_of_oidc" "The return carries iss of BankID OIDC.",
        ExtraParameters "extra_parameters" "The return carries parameters that no document knows, and iss.",
    }
}

/// What a return may carry beside the session's own.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) biometrics_issuer: String,
    pub(crate) oidc_issuer: String,
    pub(crate) with_iss: bool,
    /// State and code of the latest other session.
    pub(crate) foreign_state: Option<String>,
    pub(crate) foreign_code: Option<String>,
    /// A value that belongs to nothing.
    pub(crate) noise: String,
}

/// The address that the page navigates to; none when it stays.
pub(crate) fn location(
    authorization: &Authorization,
    scenario: Scenario,
    outcome: Outcome,
    around: &Surroundings,
) -> Option<String> {
    let play = match (scenario, outcome) {
        (Scenario::Return(play), Outcome::Granted) => Some(play),
        _ => None,
    };
    if matches!(scenario, Scenario::Return(ReturnPlay::NeverReturns)) {
        return None;
    }
    let mut url = Url::parse(&authorization.request.redirect_uri).ok()?;
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in parameters(authorization, play, outcome, around) {
            query.append_pair(name, &value);
        }
    }
    Some(url.into())
}

type Parameters = Vec<(&'static str, String)>;

fn parameters(
    authorization: &Authorization,
    play: Option<ReturnPlay>,
    outcome: Outcome,
    around: &Surroundings,
) -> Parameters {
    let mut all = states(authorization, play, around);
    all.extend(result(authorization, play, outcome, around));
    match play {
        Some(ReturnPlay::WrongIss) => all.push(("iss", "https://issuer.example".to_owned())),
        Some(ReturnPlay::ForeignIss) => all.push(("iss", around.oidc_issuer.clone())),
        Some(ReturnPlay::ExtraParameters) => {
            all.push(("iss", around.biometrics_issuer.clone()));
            all.push(("session_state", around.noise.clone()));
            all.push(("__proto__", "1".to_owned()));
        }
        _ if around.with_iss => all.push(("iss", around.biometrics_issuer.clone())),
        _ => {}
    }
    all
}

fn states(
    authorization: &Authorization,
    play: Option<ReturnPlay>,
    around: &Surroundings,
) -> Parameters {
    let own = ("state", authorization.request.state.clone());
    let wrong = ("state", around.noise.clone());
    match play {
        Some(ReturnPlay::WrongState) => vec![wrong],
        Some(ReturnPlay::MissingState) => Vec::new(),
        Some(ReturnPlay::EmptyState) => vec![("state", String::new())],
        Some(ReturnPlay::RepeatedState) => vec![own, wrong],
        Some(ReturnPlay::RepeatedStateFirst) => vec![wrong, own],
        Some(ReturnPlay::ForeignState) => {
            let foreign = around.foreign_state.clone();
            vec![("state", foreign.unwrap_or_else(|| around.noise.clone()))]
        }
        _ => vec![own],
    }
}

fn result(
    authorization: &Authorization,
    play: Option<ReturnPlay>,
    outcome: Outcome,
    around: &Surroundings,
) -> Parameters {
    let error = |name: &str| vec![("error", name.to_owned())];
    let described =
        |name: &str, text: String| vec![("error", name.to_owned()), ("error_description", text)];
    match outcome {
        Outcome::Granted => {}
        Outcome::Denied => return error("access_denied"),
        Outcome::Timeout => {
            return described("access_denied", "bankid_error_codes:timeout".to_owned());
        }
        Outcome::Errored => return error("server_error"),
    }
    let own = authorization
        .code
        .as_ref()
        .map(|code| code.value.clone())
        .unwrap_or_default();
    let code = |value: String| vec![("code", value)];
    match play {
        Some(ReturnPlay::AccessDenied) => error("access_denied"),
        Some(ReturnPlay::AccessDeniedCodes) => {
            described("access_denied", "bankid_error_codes:C167,9999".to_owned())
        }
        Some(ReturnPlay::LoginRequired) => error("login_required"),
        Some(ReturnPlay::InvalidRequest) => error("invalid_request"),
        Some(ReturnPlay::ServerError) => error("server_error"),
        Some(ReturnPlay::Unavailable) => error("temporarily_unavailable"),
        Some(ReturnPlay::UnknownError) => error("something_new"),
        Some(ReturnPlay::ErrorMarkup) => {
            let text: String = "<script>alert(1)</script>\r\nSet-Cookie: a=b\r\n"
                .chars()
                .cycle()
                .take(5_000)
                .collect();
            described("access_denied", text)
        }
        Some(ReturnPlay::ErrorAndCode) => {
            vec![("code", own), ("error", "access_denied".to_owned())]
        }
        Some(ReturnPlay::EmptyError) => vec![("code", own), ("error", String::new())],
        Some(ReturnPlay::MissingCode) => Vec::new(),
        Some(ReturnPlay::EmptyCode) => code(String::new()),
        Some(ReturnPlay::WrongCode) => code(around.noise.clone()),
        Some(ReturnPlay::ForeignCode) => code(
            around
                .foreign_code
                .clone()
                .unwrap_or_else(|| around.noise.clone()),
        ),
        Some(ReturnPlay::RepeatedCode) => vec![("code", own), ("code", around.noise.clone())],
        Some(ReturnPlay::HugeCode) => code("c".repeat(6_000)),
        _ => code(own),
    }
}
