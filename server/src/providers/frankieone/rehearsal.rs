//! Which scenario of the simulator lets a federation come out like one that was observed. Pure.

use vestibule::{check::State, reason::Reason};

use crate::provider::{
    Observed, Rehearsal,
    rehearsal::{NO_SCENARIO, NO_SESSION, OURS},
};

use super::{
    SDK_RESULT,
    messages::{ErrorCode, Issue, Refusal, Word},
};

/// The scenario.
pub(super) fn scenario(seen: &Observed<'_>) -> Rehearsal {
    if !seen.opened {
        return match seen.started() {
            Some(("misconfigured", Some(200))) => Rehearsal::Scenario("config_other_attributes"),
            Some(("misconfigured", Some(401))) => {
                Rehearsal::Scenario("machine_session_unauthorised")
            }
            _ => NO_SESSION,
        };
    }
    if seen.left {
        return Rehearsal::Scenario("happy");
    }
    if let State::Ended(ending) = seen.state {
        match ending.reason() {
            None if seen.waited => return Rehearsal::Scenario("read_back_late"),
            None => return Rehearsal::Scenario("happy"),
            // The individual that was imported, not what the page said.
            Some(Reason::DataMissing) if seen.stopped.is_none() => {
                return Rehearsal::Scenario("read_back_incomplete");
            }
            Some(Reason::TooManyStarts | Reason::Interrupted) => return OURS,
            Some(_) => {}
        }
    }
    let word = seen.returned.and_then(|query| query.only(SDK_RESULT));
    match (word.and_then(Word::read), seen.state) {
        (Some(word), _) if seen.stopped.is_some() => of_word(&word),
        (Some(Word::Approved), _) => Rehearsal::Scenario("approve_not_imported"),
        _ => NO_SCENARIO,
    }
}

/// What the page said last.
fn of_word(word: &Word) -> Rehearsal {
    Rehearsal::Scenario(match word {
        Word::Denied => {
            return Rehearsal::Unmapped(
                "the person did not approve what they saw: no scenario, but an act",
            );
        }
        Word::Left => {
            return Rehearsal::Unmapped("the person stopped on the page: no scenario, but an act");
        }
        Word::Approved => "approve_not_imported",
        Word::Unanswered => "approve_network_drop",
        Word::Expired => "cache_expired",
        Word::Failed => "utility_fails",
        Word::OtherSession => "return_with_other_state",
        Word::Refused(Refusal::Denied) => "idp_denied",
        Word::Refused(Refusal::Unavailable) => "idp_503",
        Word::Refused(Refusal::Other) => "idp_500",
        Word::UnknownError(_) => "unknown_error_code",
        Word::Error(code, issues) => of_error(*code, issues),
    })
}

fn of_error(code: ErrorCode, issues: &[Issue]) -> &'static str {
    match code {
        ErrorCode::VendorServerError => "vendor_server_error",
        ErrorCode::VendorUnauthorised => "vendor_unauthorised",
        ErrorCode::VendorAccessDenied => "vendor_code_refused",
        ErrorCode::VendorForbidden => "vendor_forbidden",
        ErrorCode::VendorDataExpired => "callback_data_expired",
        ErrorCode::InvalidConfig => "invalid_config",
        ErrorCode::BadRequest => "unexpected_attribute",
        ErrorCode::ServerError => "unreadable_person",
        ErrorCode::VendorBadRequest => match issues {
            [] => "vendor_no_profile",
            [Issue::MandatoryName] => "mandatory_name",
            [Issue::MandatoryDob] => "mandatory_dob",
            [Issue::MandatoryRegadd] => "mandatory_regadd",
            [Issue::MandatoryUinfin] => "mandatory_uinfin",
            [Issue::ValidationCountry] => "validation_country",
            _ => "mandatory_all",
        },
    }
}
