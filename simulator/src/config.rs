//! What a simulator is started with.

use std::net::{IpAddr, Ipv4Addr};

use crate::clock::ClockStart;

/// The settings of one simulator. The default takes ports chosen by the system, so that tests run side by side.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Address that all listeners bind; loopback only.
    pub host: IpAddr,
    /// Port of the control API, the inbox and the clock; 0 lets the system choose.
    pub control_port: u16,
    /// Port of Signicat's API and pages; 0 lets the system choose.
    pub signicat_port: u16,
    /// Port of OneKYC's token gateway and API gateway; 0 lets the system choose.
    pub onekyc_port: u16,
    /// Port of OneKYC's web app (the framed page), an origin of its own; 0 lets the system choose.
    pub onekyc_web_port: u16,
    /// Origins of pages that may frame OneKYC's web app, as registered with the provider.
    pub onekyc_partner_origins: Vec<String>,
    /// Where OneKYC posts its completion callbacks; none are sent without it. The control API can set it later.
    pub onekyc_callback: Option<CallbackTarget>,
    /// How OneKYC's frame treats messages.
    pub onekyc_handshake: Handshake,
    /// Port of selfie liveness's token gateway and API gateway; 0 lets the system choose.
    pub selfie_port: u16,
    /// Port of the host that serves selfie liveness's SDK; 0 lets the system choose.
    pub selfie_sdk_port: u16,
    /// Origins of pages whose SDK may call selfie liveness's gateway, as registered with the provider.
    pub selfie_partner_origins: Vec<String>,
    /// Where selfie liveness posts its completion callbacks; none are sent without it. The control API can set it later.
    pub selfie_callback: Option<CallbackTarget>,
    /// Where selfie liveness asks for a reference image; nobody is asked without it. The control API can set it later.
    pub selfie_reference_image: Option<ReferenceImageTarget>,
    /// Port of BankID OIDC, which issues access tokens; 0 lets the system choose.
    pub bankid_oidc_port: u16,
    /// Port of BankID with biometrics: its API and its client page; 0 lets the system choose.
    pub bankid_bis_port: u16,
    /// Redirect URIs that are registered with BankID, compared character by character.
    pub bankid_redirect_uris: Vec<String>,
    /// Port of FrankieOne's BFF and of the OneSDK script; 0 lets the system choose.
    pub frankieone_port: u16,
    /// Port of the identity providers behind FrankieOne; 0 lets the system choose.
    pub frankieone_idp_port: u16,
    /// The `redirect_url` of FrankieOne's recipe, registered with every identity provider behind it.
    pub frankieone_redirect_url: String,
    /// Port of the company's own service; 0 lets the system choose.
    pub external_port: u16,
    /// Secret of the requests that this service takes (`whsec_..`).
    pub external_request_secret: String,
    /// Secret of its answers and callbacks.
    pub external_answer_secret: String,
    /// The secret that it will use after a rotation.
    pub external_second_answer_secret: String,
    /// Whether callbacks leave by themselves; a test that wants to decide when says false and calls `/control/tick`.
    pub deliver_in_background: bool,
    /// Where the clock starts.
    pub clock: ClockStart,
    /// Randomness from this seed, or from the system.
    pub seed: Option<u64>,
}

/// Where a completion callback goes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackTarget {
    /// The partner's endpoint.
    pub url: String,
    /// The static value of the Authorization header.
    pub authorization: Option<String>,
}

/// The partner's endpoint for reference images (contract 1.3.3), with the credentials that the partner has issued.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceImageTarget {
    /// The partner's endpoint.
    pub url: String,
    /// `client-id` of the request.
    #[serde(default = "iab_client_id")]
    pub client_id: String,
    /// `pass-key` of the request.
    #[serde(default = "iab_pass_key")]
    pub pass_key: String,
}

impl ReferenceImageTarget {
    /// The endpoint at this address, with the default credentials.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            client_id: iab_client_id(),
            pass_key: iab_pass_key(),
        }
    }
}

fn iab_client_id() -> String {
    "sim-iab".to_owned()
}

fn iab_pass_key() -> String {
    "sim-iab-passkey".to_owned()
}

/// How OneKYC's frame behaves in the origin handshake (contract T4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handshake {
    /// Answers count only from the parent window, the first one wins, its origin must be registered.
    #[default]
    Strict,
    /// As the published sample: any sender, the last answer wins.
    Faithful,
}

/// The origin under which the app runs in development.
pub const DEFAULT_PARTNER_ORIGIN: &str = "http://localhost:3000";
/// The Authorization value of completion callbacks unless another is configured.
pub const DEFAULT_CALLBACK_AUTHORIZATION: &str = "Bearer sim-onekyc-callback";
/// Where BankID's frame returns to in development.
pub const DEFAULT_BANKID_REDIRECT_URI: &str = "http://localhost:3000/return/bankid";
/// Where the identity providers behind FrankieOne send the browser back to in development.
pub const DEFAULT_FRANKIEONE_REDIRECT_URL: &str = "http://127.0.0.1:3000/sdk/frankieone/return";
/// The origin of the page that runs selfie liveness's SDK in development.
pub const DEFAULT_SDK_PAGE_ORIGIN: &str = "http://127.0.0.1:3000";
/// The Authorization value of selfie liveness's completion callbacks unless another is configured.
pub const DEFAULT_SELFIE_CALLBACK_AUTHORIZATION: &str = "Bearer sim-selfie-callback";
/// The partner's endpoint for reference images in development.
pub const DEFAULT_REFERENCE_IMAGE_URL: &str =
    "http://localhost:3000/providers/selfie/reference-image";

/// By which requests to the company's own service are signed, unless another is configured.
pub const DEFAULT_EXTERNAL_REQUEST_SECRET: &str = "whsec_c2ltLWV4dGVybmFsLXJlcXVlc3Qtc2VjcmV0LTAx";
/// By which it signs, unless another is configured.
pub const DEFAULT_EXTERNAL_ANSWER_SECRET: &str = "whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAx";
/// By which it signs after a rotation, unless another is configured.
pub const DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET: &str =
    "whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAy";

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            control_port: 0,
            signicat_port: 0,
            onekyc_port: 0,
            onekyc_web_port: 0,
            onekyc_partner_origins: vec![DEFAULT_PARTNER_ORIGIN.to_owned()],
            onekyc_callback: None,
            onekyc_handshake: Handshake::default(),
            selfie_port: 0,
            selfie_sdk_port: 0,
            selfie_partner_origins: vec![DEFAULT_SDK_PAGE_ORIGIN.to_owned()],
            selfie_callback: None,
            selfie_reference_image: None,
            bankid_oidc_port: 0,
            bankid_bis_port: 0,
            bankid_redirect_uris: vec![DEFAULT_BANKID_REDIRECT_URI.to_owned()],
            frankieone_port: 0,
            frankieone_idp_port: 0,
            frankieone_redirect_url: DEFAULT_FRANKIEONE_REDIRECT_URL.to_owned(),
            external_port: 0,
            external_request_secret: DEFAULT_EXTERNAL_REQUEST_SECRET.to_owned(),
            external_answer_secret: DEFAULT_EXTERNAL_ANSWER_SECRET.to_owned(),
            external_second_answer_secret: DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET.to_owned(),
            deliver_in_background: true,
            clock: ClockStart::default(),
            seed: None,
        }
    }
}
