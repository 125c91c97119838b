//! What an adapter says about itself and its pages before any provider session exists.

use vestibule::{fact::FactKind, launch::Size, purpose::Purpose};

/// The page on our SDK origin in which a provider's script runs (architecture, rule 8).
#[derive(Debug, Clone)]
pub struct SdkPage {
    /// Our own script, between the provider's and the page: a classic script that calls
    /// `vestibuleSdk.run(async (page) => { .. })`. See docs/providers.md for what `page` offers.
    pub glue: &'static str,
    /// The provider's scripts, loaded in this order before `glue` runs.
    pub scripts: Vec<String>,
    /// Origins that the scripts may call (`connect-src`).
    pub connect: Vec<String>,
    /// Origins of pictures beside our own, `data:` and `blob:`.
    pub images: Vec<String>,
    /// Whether the scripts use the camera.
    pub camera: bool,
}

/// A purpose that a provider permits, and where it says so.
#[derive(Debug, Clone, Copy)]
pub struct PermittedPurpose {
    /// The purpose.
    pub purpose: Purpose,
    /// The document.
    pub source: &'static str,
    /// When it was looked up, `YYYY-MM-DD`.
    pub date: &'static str,
}

/// What a provider is good for.
#[derive(Debug, Clone)]
pub struct ProviderPolicy {
    /// The facts that it can assert.
    pub facts: &'static [FactKind],
    /// What it may be used for without a contract that says more.
    pub purposes: &'static [PermittedPurpose],
    /// Whether it examines a face or another part of the body: such data needs explicit consent, and nobody may be forced
    /// to give it (GDPR, article 9).
    pub biometric: bool,
    /// Whether only people with an account of a certain kind can do it, so that a journey has to have another way.
    pub not_for_everyone: bool,
    /// The provider's version of the flow, e.g. "v1.2 or earlier".
    pub flow_version: &'static str,
    /// When the adapter was last compared with the provider's documents, `YYYY-MM-DD`.
    pub contract_date: &'static str,
    /// What the applicant needs: a camera, a phone that receives text messages, the provider's app on a phone, a document.
    pub needs_camera: bool,
    /// See `needs_camera`.
    pub needs_phone: bool,
    /// See `needs_camera`.
    pub needs_app: bool,
    /// See `needs_camera`.
    pub needs_document: bool,
    /// Whether [`Provider::finish_return`] may run again with the same return after a failure. Never with one-time codes.
    pub repeatable_return: bool,
    /// Whether its frame opens with a handshake; what the frame says before that is refused (SEC-96).
    pub handshake: bool,
    /// Whether it can be shown in a frame.
    pub frame: bool,
    /// Whether it can be shown on a page of its own, without scripts of ours.
    pub page: bool,
    /// Whether the provider's own pages need scripts; a browser without them is told so beforehand.
    pub needs_scripts: bool,
    /// Whether its script runs on our SDK origin, so that there has to be one ([`Provider::sdk_page`]).
    pub sdk: bool,
}

impl ProviderPolicy {
    /// Nothing. An adapter of another crate that ends its policy with `..ProviderPolicy::NONE` still compiles when a
    /// field is added here.
    pub const NONE: Self = Self {
        facts: &[],
        purposes: &[],
        biometric: false,
        not_for_everyone: false,
        flow_version: "",
        contract_date: "",
        needs_camera: false,
        needs_phone: false,
        needs_app: false,
        needs_document: false,
        repeatable_return: false,
        handshake: false,
        frame: false,
        page: false,
        needs_scripts: false,
        sdk: false,
    };
}

/// What our page's headers and layout must allow before the provider session exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePolicy {
    /// Origins for `frame-src`; a launch on any other origin is refused before it is shown.
    pub frame_origins: Vec<String>,
    /// Origins to which the camera may be delegated.
    pub camera_origins: Vec<String>,
    /// The page's `Referrer-Policy`.
    pub referrer_policy: &'static str,
    /// Smallest size of the frame.
    pub min_size: Size,
    /// Recommended size of the frame.
    pub preferred_size: Size,
}
