//! One authentication session.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::signicat::scenarios::Scenario;

/// Status as the API writes it (contract 2.2 c).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Created,
    WaitingForUser,
    Success,
    Abort,
    Cancelled,
    Error,
    Expired,
    Invalid,
}

impl Status {
    pub(crate) const ALL: [Self; 8] = [
        Self::Created,
        Self::WaitingForUser,
        Self::Success,
        Self::Abort,
        Self::Cancelled,
        Self::Error,
        Self::Expired,
        Self::Invalid,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::WaitingForUser => "WAITING_FOR_USER",
            Self::Success => "SUCCESS",
            Self::Abort => "ABORT",
            Self::Cancelled => "CANCELLED",
            Self::Error => "ERROR",
            Self::Expired => "EXPIRED",
            Self::Invalid => "INVALID",
        }
    }

    pub(crate) fn is_final(self) -> bool {
        !matches!(self, Self::Created | Self::WaitingForUser)
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Embedded,
    Redirect,
}

impl Flow {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Redirect => "redirect",
        }
    }
}

/// `callbackUrls` of the redirect flow.
#[derive(Debug, Clone)]
pub(crate) struct CallbackUrls {
    pub(crate) success: String,
    pub(crate) abort: String,
    pub(crate) error: String,
}

/// A request that was found valid.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) flow: Flow,
    pub(crate) requested_attributes: Vec<String>,
    /// The eID selector is skipped when SMS OTP is the only one allowed.
    pub(crate) allowed_providers: Option<Vec<String>>,
    pub(crate) return_url: Option<String>,
    pub(crate) parent_domains: Vec<String>,
    pub(crate) language: &'static str,
    pub(crate) mobile: Option<String>,
    pub(crate) sender: Option<String>,
    pub(crate) callback_urls: Option<CallbackUrls>,
    pub(crate) external_reference: Option<String>,
    /// Seconds.
    pub(crate) lifetime_s: i64,
    /// Fields that the API only hands back.
    pub(crate) echo: Map<String, Value>,
}

/// A one-time password that was sent.
#[derive(Debug, Clone)]
pub(crate) struct SentCode {
    pub(crate) digits: String,
    pub(crate) sent_ms: i64,
}

/// The session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) account_id: &'static str,
    pub(crate) transaction_id: String,
    pub(crate) message_id: String,
    pub(crate) created_ms: i64,
    pub(crate) request: Request,
    pub(crate) scenario: Scenario,
    /// Chosen by the control API: no phone number changes it.
    pub(crate) scenario_is_fixed: bool,
    pub(crate) status: Status,
    /// The browser (its cookie) that opened the pages; no other may go on.
    pub(crate) browser: Option<String>,
    /// Hidden in every form.
    pub(crate) form_token: String,
    pub(crate) provider_chosen: bool,
    pub(crate) phone: Option<String>,
    pub(crate) code: Option<SentCode>,
    pub(crate) wrong_codes: u32,
    pub(crate) codes_sent: u32,
    /// Made when the session ends.
    pub(crate) nonce: Option<String>,
    pub(crate) subject_id: String,
    pub(crate) reads_after_end: u32,
    pub(crate) status_detail: Option<&'static str>,
}

impl Session {
    pub(crate) fn expires_ms(&self) -> i64 {
        self.created_ms
            .saturating_add(self.request.lifetime_s.saturating_mul(1_000))
    }

    /// Past its lifetime a session that has not ended is EXPIRED.
    pub(crate) fn expire_if_due(&mut self, now_ms: i64) {
        if !self.status.is_final() && now_ms >= self.expires_ms() {
            self.status = Status::Expired;
        }
    }

    /// Ends the session; the first end holds.
    pub(crate) fn end(&mut self, status: Status, detail: Option<&'static str>) {
        if !self.status.is_final() {
            self.status = status;
            self.status_detail = detail;
        }
    }

    pub(crate) fn authentication_url(&self, base: &str) -> String {
        format!(
            "{base}/idps/otp/sms?lang={}&transactionId={}&messageId={}",
            self.request.language, self.transaction_id, self.message_id
        )
    }

    /// Value of the frame-ancestors directive (SEED: omitted means `*`).
    pub(crate) fn frame_ancestors(&self) -> String {
        if self.request.flow == Flow::Redirect || self.scenario == Scenario::FrameAncestorsNone {
            "'none'".to_owned()
        } else if self.request.parent_domains.is_empty() {
            "*".to_owned()
        } else {
            self.request.parent_domains.join(" ")
        }
    }
}
