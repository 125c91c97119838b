//! What a person does on the pages, step by step, without HTTP (contract 2.6).

use crate::entropy::Entropy;
use crate::inbox::Message;
use crate::signicat::create_fields::is_e164;
use crate::signicat::returning::{Ending, ending};
use crate::signicat::scenarios::Scenario;
use crate::signicat::session::{SentCode, Session, Status};
use crate::signicat::world::World;

const CODE_VALID_MS: i64 = 5 * 60 * 1_000;
const MOST_WRONG_CODES: u32 = 3;
const RESEND_AFTER_MS: i64 = 30 * 1_000;
/// The first code and three more.
const MOST_CODES: u32 = 4;
const DEFAULT_SENDER: &str = "Signicat";

/// Which session and which browser a page request is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) transaction_id: &'a str,
    pub(crate) message_id: &'a str,
    /// Value of the provider's cookie, when the browser sent one.
    pub(crate) browser: Option<&'a str>,
    pub(crate) now_ms: i64,
}

/// What a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// Open the pages.
    Start,
    ChooseProvider,
    SendCode {
        phone: &'a str,
    },
    CheckCode {
        code: &'a str,
    },
    Resend,
    ChangeNumber,
    Cancel,
    /// The page's timer says that the session has run out.
    LookAgain,
}

/// What is wrong with what was typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Complaint {
    PhoneInvalid,
    CodeWrong { tries_left: u32 },
    CodeExpired,
    ResendTooEarly { wait_s: i64 },
    NoMoreCodes,
}

/// The page to show.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum View {
    Selector,
    Phone {
        value: String,
        complaint: Option<Complaint>,
    },
    Code {
        phone: String,
        complaint: Option<Complaint>,
        sent_again: bool,
    },
    Return {
        to: String,
    },
    Closing {
        succeeded: bool,
    },
    CookiesBlocked,
    OtherBrowser,
    UnknownSession,
    FormRefused,
}

impl World {
    /// The session that the addresses of the pages name; both ids must fit.
    pub(crate) fn visited(&mut self, visit: Visit<'_>) -> Option<&mut Session> {
        let id = self
            .sessions
            .values()
            .find(|session| {
                session.transaction_id == visit.transaction_id
                    && session.message_id == visit.message_id
            })
            .map(|session| session.id.clone())?;
        self.sessions.get_mut(&id)
    }

    /// Takes one step. The text message, when one is to be sent, goes to `send`.
    pub(crate) fn take_step(
        &mut self,
        visit: Visit<'_>,
        form_token: Option<&str>,
        step: Step<'_>,
        entropy: &Entropy,
        send: &mut dyn FnMut(Message),
    ) -> View {
        let switches = self.switches;
        let Some(session) = self.visited(visit) else {
            return View::UnknownSession;
        };
        let browser = visit
            .browser
            .filter(|_| session.scenario != Scenario::CookiesBlocked);
        let Some(browser) = browser else {
            return View::CookiesBlocked;
        };
        if session.browser.get_or_insert_with(|| browser.to_owned()) != browser {
            return View::OtherBrowser;
        }
        if step != Step::Start && form_token != Some(session.form_token.as_str()) {
            return View::FormRefused;
        }
        session.expire_if_due(visit.now_ms);
        if !session.status.is_final() {
            session.status = Status::WaitingForUser;
            if let Some(view) = act(session, step, visit.now_ms, entropy, send) {
                return view;
            }
        }
        match ending(session, switches, entropy) {
            Ending::Return(to) => View::Return { to },
            Ending::Stay => View::Closing {
                succeeded: session.status == Status::Success,
            },
        }
    }
}

/// The view while the session goes on; `None` when it has ended.
fn act(
    session: &mut Session,
    step: Step<'_>,
    now_ms: i64,
    entropy: &Entropy,
    send: &mut dyn FnMut(Message),
) -> Option<View> {
    match step {
        Step::Start | Step::LookAgain => Some(present(session, None)),
        Step::ChooseProvider => {
            session.provider_chosen = true;
            Some(present(session, None))
        }
        Step::SendCode { phone } => send_code(session, phone, now_ms, entropy, send),
        Step::CheckCode { code } => check_code(session, code, now_ms),
        Step::Resend => resend(session, now_ms, entropy, send),
        Step::ChangeNumber => {
            session.code = None;
            Some(present(session, None))
        }
        Step::Cancel => {
            session.end(Status::Abort, Some("user_abort"));
            None
        }
    }
}

fn present(session: &Session, complaint: Option<Complaint>) -> View {
    if !session.provider_chosen {
        return View::Selector;
    }
    match (&session.code, &session.phone) {
        (Some(_), Some(phone)) => View::Code {
            phone: phone.clone(),
            complaint,
            sent_again: false,
        },
        (_, phone) => {
            let value = phone
                .clone()
                .or_else(|| session.request.mobile.clone())
                .unwrap_or_default();
            View::Phone { value, complaint }
        }
    }
}

fn send_code(
    session: &mut Session,
    typed: &str,
    now_ms: i64,
    entropy: &Entropy,
    send: &mut dyn FnMut(Message),
) -> Option<View> {
    let phone = as_e164(typed);
    if !is_e164(&phone) {
        let value = typed.chars().take(40).collect();
        return Some(View::Phone {
            value,
            complaint: Some(Complaint::PhoneInvalid),
        });
    }
    if !session.scenario_is_fixed {
        session.scenario = Scenario::by_phone(&phone).unwrap_or(Scenario::Normal);
    }
    let end = match session.scenario {
        Scenario::Abort => Some((Status::Abort, "user_abort")),
        Scenario::Error => Some((Status::Error, "session_error")),
        Scenario::Cancelled => Some((Status::Cancelled, "cancelled")),
        Scenario::Invalid => Some((Status::Invalid, "invalid")),
        Scenario::Expired => Some((Status::Expired, "expired")),
        _ => None,
    };
    session.phone = Some(phone);
    if let Some((status, detail)) = end {
        session.end(status, Some(detail));
        return None;
    }
    if session.codes_sent >= MOST_CODES {
        session.end(Status::Error, Some("too_many_codes"));
        return None;
    }
    text_the_code(session, now_ms, entropy, send);
    Some(present(session, None))
}

fn resend(
    session: &mut Session,
    now_ms: i64,
    entropy: &Entropy,
    send: &mut dyn FnMut(Message),
) -> Option<View> {
    let Some(code) = &session.code else {
        return Some(present(session, None));
    };
    let wait_ms = code
        .sent_ms
        .saturating_add(RESEND_AFTER_MS)
        .saturating_sub(now_ms);
    if session.codes_sent >= MOST_CODES {
        return Some(present(session, Some(Complaint::NoMoreCodes)));
    }
    if wait_ms > 0 {
        let wait_s = (wait_ms + 999) / 1_000;
        return Some(present(session, Some(Complaint::ResendTooEarly { wait_s })));
    }
    text_the_code(session, now_ms, entropy, send);
    let phone = session.phone.clone().unwrap_or_default();
    Some(View::Code {
        phone,
        complaint: None,
        sent_again: true,
    })
}

fn text_the_code(
    session: &mut Session,
    now_ms: i64,
    entropy: &Entropy,
    send: &mut dyn FnMut(Message),
) {
    let digits = entropy.six_digits();
    session.codes_sent += 1;
    if session.scenario != Scenario::SmsNever {
        send(Message {
            at_ms: now_ms,
            from: session
                .request
                .sender
                .clone()
                .unwrap_or_else(|| DEFAULT_SENDER.to_owned()),
            to: session.phone.clone().unwrap_or_default(),
            text: format!("{digits} is your one-time password. It is valid for 5 minutes."),
            code: digits.clone(),
            session_id: session.id.clone(),
        });
    }
    session.code = Some(SentCode {
        digits,
        sent_ms: now_ms,
    });
}

fn check_code(session: &mut Session, typed: &str, now_ms: i64) -> Option<View> {
    let Some(code) = &session.code else {
        return Some(present(session, None));
    };
    let typed: String = typed
        .chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .collect();
    if typed != code.digits {
        session.wrong_codes += 1;
        let tries_left = MOST_WRONG_CODES.saturating_sub(session.wrong_codes);
        if tries_left == 0 {
            session.end(Status::Error, Some("too_many_wrong_codes"));
            return None;
        }
        return Some(present(session, Some(Complaint::CodeWrong { tries_left })));
    }
    if session.scenario == Scenario::CodeExpired
        || now_ms >= code.sent_ms.saturating_add(CODE_VALID_MS)
    {
        return Some(present(session, Some(Complaint::CodeExpired)));
    }
    let status = if session.scenario == Scenario::SuccessReturnButError {
        Status::Error
    } else {
        Status::Success
    };
    session.end(status, None);
    None
}

/// Blanks, dashes and brackets are taken out, a leading 00 becomes a plus.
fn as_e164(typed: &str) -> String {
    let bare: String = typed
        .chars()
        .filter(|character| !matches!(character, ' ' | '-' | '(' | ')' | '\u{a0}'))
        .collect();
    match bare.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => bare,
    }
}
