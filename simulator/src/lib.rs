//! The identity providers, faked over HTTP, at least as strict as the real ones.
//!
//! Three layers are never mixed: the *world* of a provider (its state and rules, no HTTP), its *wire* (the HTTP that the
//! provider publishes, and its pages) and the *control* API (what a test or a person may decide). See `README.md`.

mod bankid;
mod bounded;
mod calls;
mod clock;
mod config;
mod control;
mod entropy;
mod external;
mod fault;
mod fault_layer;
mod frankieone;
mod html;
mod inbox;
mod listen;
mod onekyc;
mod running;
mod selfie_liveness;
mod signicat;
mod simulator;

pub use clock::ClockStart;
pub use config::{
    CallbackTarget, DEFAULT_BANKID_REDIRECT_URI, DEFAULT_CALLBACK_AUTHORIZATION,
    DEFAULT_EXTERNAL_ANSWER_SECRET, DEFAULT_EXTERNAL_REQUEST_SECRET,
    DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET, DEFAULT_FRANKIEONE_REDIRECT_URL, DEFAULT_PARTNER_ORIGIN,
    DEFAULT_REFERENCE_IMAGE_URL, DEFAULT_SDK_PAGE_ORIGIN, DEFAULT_SELFIE_CALLBACK_AUTHORIZATION,
    Handshake, ReferenceImageTarget, SimulatorConfig,
};
pub use running::{Running, start};
pub use selfie_liveness::camera_feed::CameraFeed;
