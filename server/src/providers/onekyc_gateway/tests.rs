//! What the gateways answer, without HTTP. Over HTTP: `server/tests/providers/{onekyc,selfie_liveness}.rs`.

use serde_json::{Value, json};
use vestibule::{fact::FactKind, reason::Reason};

use super::{
    account::Flow,
    mapping,
    wire::{self, Envelope, ErrorItem},
};
use crate::provider::{Evidence, ProviderError, Snapshot};

mod answers;
mod initiating;

const SESSION: &str = "7f3c1c8e-4f4e-4f0a-9a51-0d9a3a1f2b10";
const SUBMISSION: &str = "b0f6f2f0-5f1c-4c8f-9e62-2f6f0c1f7a11";
