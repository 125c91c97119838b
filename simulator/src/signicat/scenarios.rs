//! What a Signicat session can be told to do, by the last four digits of the phone number or by the control API.

use serde::{Serialize, Serializer};

/// One scenario; [`Scenario::about`] says what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    Normal,
    Abort,
    Error,
    Cancelled,
    Invalid,
    UnknownStatus,
    EditedPhone,
    Expired,
    NoNonce,
    WrongNonce,
    SmsNever,
    NonceTwice,
    NeverReturns,
    StatusLate,
    NoSubject,
    NoPhone,
    PhoneWithPlus,
    PhoneWithDoubleZero,
    PhoneWithBlanks,
    CodeExpired,
    WrongSessionId,
    WrongProvider,
    StatusMissing,
    StatusNever,
    SuccessReturnButError,
    ErrorReturnButSuccess,
    FrameNeverLoads,
    FrameAncestorsNone,
    CookiesBlocked,
    MessageFlood,
    NavigatesTop,
}

/// A row of the documented list.
pub(crate) struct Described {
    pub(crate) scenario: Scenario,
    pub(crate) name: &'static str,
    /// Last four digits of the phone number that choose it.
    pub(crate) digits: &'static str,
    pub(crate) about: &'static str,
}

const fn row(
    scenario: Scenario,
    name: &'static str,
    digits: &'static str,
    about: &'static str,
) -> Described {
    Described {
        scenario,
        name,
        digits,
        about,
    }
}

pub(crate) const ALL: &[Described] = &[
    row(
        Scenario::Normal,
        "normal",
        "0000",
        "The code arrives and the right code gives SUCCESS.",
    ),
    row(
        Scenario::Abort,
        "abort",
        "0001",
        "Sending the number ends the session with ABORT.",
    ),
    row(
        Scenario::Error,
        "error",
        "0002",
        "Sending the number ends the session with ERROR.",
    ),
    row(
        Scenario::Cancelled,
        "cancelled",
        "0003",
        "Sending the number ends the session with CANCELLED.",
    ),
    row(
        Scenario::Invalid,
        "invalid",
        "0004",
        "Sending the number ends the session with INVALID.",
    ),
    row(
        Scenario::UnknownStatus,
        "unknown_status",
        "0005",
        "After the code the status is PAUSED, which no document knows.",
    ),
    row(
        Scenario::EditedPhone,
        "edited_phone",
        "0006",
        "SUCCESS, but for another number, as if the person had changed it.",
    ),
    row(
        Scenario::Expired,
        "expired",
        "0007",
        "Sending the number finds the session EXPIRED.",
    ),
    row(
        Scenario::NoNonce,
        "no_nonce",
        "0008",
        "SUCCESS, but the return carries no sessionNonce.",
    ),
    row(
        Scenario::WrongNonce,
        "wrong_nonce",
        "0009",
        "SUCCESS, but the return carries a nonce that belongs to nothing.",
    ),
    row(
        Scenario::SmsNever,
        "sms_never",
        "0010",
        "No text message arrives.",
    ),
    row(
        Scenario::NonceTwice,
        "nonce_twice",
        "0011",
        "SUCCESS, the return carries sessionNonce twice, the second one wrong.",
    ),
    row(
        Scenario::NeverReturns,
        "never_returns",
        "0012",
        "SUCCESS, but a closing screen stays inside the frame.",
    ),
    row(
        Scenario::StatusLate,
        "status_late",
        "0013",
        "The first three status calls after the return say WAITING_FOR_USER, then SUCCESS.",
    ),
    row(
        Scenario::NoSubject,
        "no_subject",
        "0014",
        "SUCCESS without a subject.",
    ),
    row(
        Scenario::NoPhone,
        "no_phone",
        "0015",
        "SUCCESS, the subject has no phoneNumber.",
    ),
    row(
        Scenario::PhoneWithPlus,
        "phone_with_plus",
        "0016",
        "SUCCESS, the number is written +44...",
    ),
    row(
        Scenario::PhoneWithDoubleZero,
        "phone_with_double_zero",
        "0017",
        "SUCCESS, the number is written 0044...",
    ),
    row(
        Scenario::PhoneWithBlanks,
        "phone_with_blanks",
        "0018",
        "SUCCESS, the number is written with blanks.",
    ),
    row(
        Scenario::CodeExpired,
        "code_expired",
        "0019",
        "Every code has run out when it is typed in.",
    ),
    row(
        Scenario::WrongSessionId,
        "wrong_session_id",
        "0020",
        "SUCCESS, but the status body has another session's id.",
    ),
    row(
        Scenario::WrongProvider,
        "wrong_provider",
        "0021",
        "SUCCESS, but of provider otp-email.",
    ),
    row(
        Scenario::StatusMissing,
        "status_missing",
        "0022",
        "The status body has no status.",
    ),
    row(
        Scenario::StatusNever,
        "status_never",
        "0023",
        "After the return the status stays WAITING_FOR_USER until the session expires.",
    ),
    row(
        Scenario::SuccessReturnButError,
        "success_return_but_error",
        "0024",
        "The browser returns as after success, the status says ERROR.",
    ),
    row(
        Scenario::ErrorReturnButSuccess,
        "error_return_but_success",
        "0025",
        "The browser returns as after an error, the status says SUCCESS.",
    ),
    row(
        Scenario::FrameNeverLoads,
        "frame_never_loads",
        "0030",
        "The first page never answers.",
    ),
    row(
        Scenario::FrameAncestorsNone,
        "frame_ancestors_none",
        "0031",
        "No site may frame the pages, whatever was asked for.",
    ),
    row(
        Scenario::CookiesBlocked,
        "cookies_blocked",
        "0032",
        "The pages see no cookie, as in a browser that blocks them.",
    ),
    row(
        Scenario::MessageFlood,
        "message_flood",
        "0033",
        "The pages post thousands of messages to their parent, forged ones of other providers among them.",
    ),
    row(
        Scenario::NavigatesTop,
        "navigates_top",
        "0034",
        "The first page tries to navigate the top window away.",
    ),
];

impl Scenario {
    pub(crate) fn name(self) -> &'static str {
        ALL.iter()
            .find(|row| row.scenario == self)
            .map_or("normal", |row| row.name)
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        ALL.iter()
            .find(|row| row.name == name)
            .map(|row| row.scenario)
    }

    /// Chosen by the last four digits of a phone number.
    pub(crate) fn by_phone(phone: &str) -> Option<Self> {
        ALL.iter()
            .find(|row| phone.ends_with(row.digits))
            .map(|row| row.scenario)
    }
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Scenario};

    #[test]
    fn every_scenario_has_its_own_name_and_digits() {
        for (place, row) in ALL.iter().enumerate() {
            assert_eq!(row.digits.len(), 4, "{}", row.name);
            assert_eq!(Scenario::by_name(row.name), Some(row.scenario));
            assert!(
                ALL.iter()
                    .skip(place + 1)
                    .all(|other| other.name != row.name && other.digits != row.digits)
            );
        }
    }

    #[test]
    fn the_end_of_the_number_chooses() {
        assert_eq!(Scenario::by_phone("+447700900007"), Some(Scenario::Expired));
        assert_eq!(Scenario::by_phone("+447700900123"), None);
    }
}
