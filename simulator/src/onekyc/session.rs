//! One invocation of a flow, and its submission.

use serde::Serialize;

use crate::onekyc::scenarios::Scenario;

/// `flow` of Initiate Flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    FaceVerification,
    KtpScan,
    KycLite,
    OnDemandFr,
    StandaloneLiveness,
}

impl Flow {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (
            Self::FaceVerification,
            "FACE_VERIFICATION",
            "FACE_VERIFICATION",
        ),
        (Self::KtpScan, "KTP_SCAN", "KTP_SCAN"),
        (Self::KycLite, "KYC_LITE", "KYC_LITE"),
        (Self::OnDemandFr, "ON_DEMAND_FR", "FACE_MATCH"),
        (
            Self::StandaloneLiveness,
            "STANDALONE_LIVENESS",
            "STANDALONE_LIVENESS",
        ),
    ];

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(flow, ..)| *flow)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(flow, ..)| *flow == self)
            .map_or("", |(_, name, _)| name)
    }

    /// `submissionType` of the web app's calls.
    pub(crate) fn submission_type(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(flow, ..)| *flow == self)
            .map_or("", |(.., name)| name)
    }
}

/// An Initiate Flow request that was found valid.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) onboarding_partner: String,
    pub(crate) user_id: String,
    pub(crate) user_id_type: String,
    pub(crate) partner_session_id: String,
    pub(crate) flow: Flow,
    /// `None` when source is SDK.
    pub(crate) redirection: Option<Redirection>,
    pub(crate) theme: String,
    pub(crate) locale: String,
    pub(crate) allow_qr: bool,
    pub(crate) force_qr: bool,
    /// Where the image to compare with is, instead of asking the partner's endpoint for it.
    pub(crate) reference_image_url: Option<String>,
}

/// Where a browser without frame goes.
#[derive(Debug, Clone)]
pub(crate) struct Redirection {
    pub(crate) success: String,
    pub(crate) failure: String,
}

/// How a submission ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) status: String,
    pub(crate) result: Option<String>,
    #[serde(rename = "reasonCode")]
    pub(crate) reason_code: String,
}

impl Verdict {
    pub(crate) fn new(status: &str, result: Option<&str>, reason_code: &str) -> Self {
        Self {
            status: status.to_owned(),
            result: result.map(str::to_owned),
            reason_code: reason_code.to_owned(),
        }
    }
}

/// Where a submission is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Upload addresses were handed out.
    Initiated,
    /// The capture was not good enough; the person may try again.
    Retry,
    /// The capture was taken, the reference image is awaited.
    Processing,
    Settled(Verdict),
}

#[derive(Debug, Clone)]
pub(crate) struct Submission {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) processed_ms: Option<i64>,
    pub(crate) stage: Stage,
    /// Key of the uploaded selfie.
    pub(crate) selfie: String,
    /// Status calls of the web app since the confirmation.
    pub(crate) polls: u32,
    /// Whether the selfie was compared with a reference image.
    pub(crate) is_compared: bool,
}

/// One invocation, named by x-partner-session-id.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) client_id: &'static str,
    pub(crate) request: Request,
    pub(crate) scenario: Scenario,
    pub(crate) user_token: String,
    pub(crate) created_ms: i64,
    pub(crate) launch_expires_ms: i64,
    pub(crate) user_token_expires_ms: i64,
    /// Captures that were confirmed.
    pub(crate) attempts: u32,
    pub(crate) submission: Option<Submission>,
    pub(crate) details_reads: u32,
    /// What the web app said that it posted to its parent, newest last.
    pub(crate) messages: Vec<String>,
}

impl Session {
    pub(crate) fn verdict(&self) -> Option<&Verdict> {
        match &self.submission.as_ref()?.stage {
            Stage::Settled(verdict) => Some(verdict),
            Stage::Initiated | Stage::Retry | Stage::Processing => None,
        }
    }
}
