//! The calls of a partner's server, with the partner token.

use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use vestibule::fact::FactKind;

use super::{
    account::{Account, DetailsPath, PASS_KEY},
    mapping,
    wire::{
        Details, Envelope, ErrorItem, InitiateFlow, Initiated, LONGEST_ID, Memo, PartnerToken,
        PartnerTokenData, number,
    },
};
use crate::{
    outbound::{FreshToken, OutboundRequest, OutboundResponse, Token, send_with_token},
    provider::{Call, Notice, ProviderError, ProviderSession, Snapshot},
    providers::settings::endpoint,
};

/// The audience of the one access token.
const AUDIENCE: &str = "partner";
/// Get Submission Details and Initiate Flow know the session by this header.
const PARTNER_SESSION: &str = "x-partner-session-id";
/// Names a submission of the provider's.
const SUBMISSION: &str = "x-submission-id";
const DETAILS: &str = "onekyc.details";

/// What the contract has and nobody here reads. The pictures stay with the provider.
const UNREAD: &[&str] = &[
    "data.expires_at",
    "data.expiresAt",
    "data.reasonCode",
    "data.processedAt",
    "data.submissionDetails.imageUrls",
    "data.submissionDetails.verificationResults.faceMatch.version",
    "data.submissionDetails.verificationResults.liveness.version",
    "data.submissionDetails.verificationResults.referenceImageValidation.ktp.verificationReasonCode",
    "errors[].entity",
];

/// The gateways as one connection's account sees them.
#[derive(Clone, Copy)]
pub(crate) struct Gateway<'a> {
    call: Call<'a>,
    account: &'a Account,
}

impl<'a> Gateway<'a> {
    pub(crate) fn new(call: Call<'a>, account: &'a Account) -> Self {
        Self { call, account }
    }

    /// Initiate Flow (contract 1.3.2). `session` is fresh for each: the gateway refuses one that it knows.
    pub(crate) async fn initiate(
        self,
        user_id: &str,
        session: &str,
        body: &InitiateFlow<'_>,
    ) -> Result<Initiated, ProviderError> {
        let path = ["coe-partner", "v1", "initiate-flow"];
        let url = endpoint(&self.account.api_gateway, &path);
        let build = |token: PartnerToken<'_>| {
            let request = OutboundRequest::post("onekyc.initiate_flow", url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(PARTNER_SESSION, session)
                .json(body);
            self.with_user(request, user_id)
        };
        let response = self.authorized(build).await?;
        if response.status() != StatusCode::OK {
            let errors = errors_of(&response);
            return Err(mapping::refused(
                "initiate flow",
                response.status(),
                &errors,
            ));
        }
        data_of(&response)
    }

    /// Get Submission Details of a session (contract 1.3.5): the snapshot, in which nothing but these facts may stand,
    /// and the session with the submission's id, where the answer has one.
    pub(crate) async fn details(
        self,
        session: &ProviderSession,
        facts: &[FactKind],
    ) -> Result<(Snapshot, ProviderSession), ProviderError> {
        let mut memo = Memo::recall(session)?;
        let (snapshot, submission) = self.ask(&session.reference, &memo, facts).await?;
        memo.submission_id = submission.or(memo.submission_id);
        let session = ProviderSession {
            memo: memo.remember()?,
            ..session.clone()
        };
        Ok((snapshot, session))
    }

    async fn ask(
        self,
        session: &str,
        memo: &Memo,
        facts: &[FactKind],
    ) -> Result<(Snapshot, Option<String>), ProviderError> {
        let path = self.account.details_path;
        let product = match path {
            DetailsPath::Coe => "coe",
            DetailsPath::CoePartner => "coe-partner",
        };
        let url = endpoint(&self.account.api_gateway, &[product, "v1", "submissions"]);
        let build = |token: PartnerToken<'_>| {
            let request = OutboundRequest::get(DETAILS, url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(PARTNER_SESSION, session);
            match path {
                DetailsPath::Coe => request,
                DetailsPath::CoePartner => self.with_user(request, &memo.user_id),
            }
        };
        let response = self.authorized(build).await?;
        if response.status() != StatusCode::OK {
            let snapshot = mapping::details_refused(response.status(), &errors_of(&response))?;
            return Ok((snapshot, None));
        }
        let details: Details = data_of(&response)?;
        for (field, value) in mapping::unknown(&details) {
            self.call.novelties().value(DETAILS, field, value);
        }
        let body = response.text()?;
        let snapshot = mapping::snapshot(&details, body, session, self.account.flow, facts)?;
        let submission = details.submission_id.filter(|id| id.len() <= LONGEST_ID);
        Ok((snapshot, submission))
    }

    /// The documented callback names its submission only, so the gateway is asked whose that is. The other variant of
    /// Get Submission Details wants to know the user beforehand; there the poll settles the check.
    pub(crate) async fn session_of(self, notice: &Notice) -> Result<Option<String>, ProviderError> {
        let (DetailsPath::Coe, Some(submission)) =
            (self.account.details_path, notice.references.last())
        else {
            return Ok(None);
        };
        let url = endpoint(&self.account.api_gateway, &["coe", "v1", "submissions"]);
        let build = |token: PartnerToken<'_>| {
            OutboundRequest::get(DETAILS, url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(SUBMISSION, submission)
        };
        let response = self.authorized(build).await?;
        if response.status() != StatusCode::OK {
            return Ok(None);
        }
        let details: Details = data_of(&response)?;
        Ok(details
            .partner_session_id
            .filter(|id| id.len() <= LONGEST_ID))
    }

    async fn authorized(
        self,
        build: impl Fn(PartnerToken<'_>) -> OutboundRequest + Send,
    ) -> Result<OutboundResponse, ProviderError> {
        let build = |token: &Token| build(PartnerToken::new(token));
        send_with_token(self.call, AUDIENCE, || self.fetch_token(), build)
            .await?
            .accept()
    }

    /// Whether there is a token to be had.
    pub(super) async fn try_token(self) -> Result<(), ProviderError> {
        self.fetch_token().await.map(drop)
    }

    /// Get Partner Token (contract 1.3.1).
    async fn fetch_token(self) -> Result<FreshToken, ProviderError> {
        let path = ["v1", "coe", "partner", "authentication"];
        let url = endpoint(&self.account.token_gateway, &path);
        let request = OutboundRequest::get("onekyc.token", url)
            .accept_json()
            .header("client-id", &self.account.client_id)
            .secret_header("pass-key", self.call.connection.secret(PASS_KEY)?);
        let response = self.call.http.send(request).await?.accept()?;
        if response.status() != StatusCode::OK {
            let errors = errors_of(&response);
            return Err(mapping::refused(
                "partner token",
                response.status(),
                &errors,
            ));
        }
        let data: PartnerTokenData = data_of(&response)?;
        let secret = data.token.filter(|token| !token.expose_secret().is_empty());
        let secret = secret.ok_or_else(|| response.unexpected("no token"))?;
        Ok(FreshToken {
            secret,
            lifetime_seconds: number(data.expiry_seconds.as_ref()),
        })
    }

    fn with_user(self, request: OutboundRequest, user_id: &str) -> OutboundRequest {
        request
            .header("x-onboarding-partner", &self.account.onboarding_partner)
            .header("x-partner-user-id", user_id)
            .header("x-partner-user-id-type", &self.account.partner_user_id_type)
    }
}

fn data_of<T: DeserializeOwned>(response: &OutboundResponse) -> Result<T, ProviderError> {
    let envelope: Envelope<T> = response.json_beside(UNREAD)?;
    match envelope {
        Envelope {
            success: Some(true),
            data: Some(data),
            ..
        } => Ok(data),
        _ => Err(response.unexpected("an envelope without success and data")),
    }
}

fn errors_of(response: &OutboundResponse) -> Vec<ErrorItem> {
    let envelope = response
        .json_beside::<Envelope<serde_json::Value>>(UNREAD)
        .ok();
    envelope
        .and_then(|envelope| envelope.errors)
        .unwrap_or_default()
}
