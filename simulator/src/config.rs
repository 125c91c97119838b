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
            deliver_in_background: true,
            clock: ClockStart::default(),
            seed: None,
        }
    }
}
