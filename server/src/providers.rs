//! The providers that ship with the server, and the registry that holds them and others.
//!
//! A provider is one folder below this file and one line in [`builtin`]. Nothing else in the code names one.

pub mod bankid;
pub mod external;
pub mod frankieone;
pub mod onekyc;
mod onekyc_gateway;
pub mod registry;
pub mod selfie_liveness;
pub mod settings;
pub mod signicat;

use std::sync::Arc;

use vestibule::id::InvalidId;

use crate::provider::Provider;

pub use registry::{DuplicateKind, Registry, RegistryBuilder};

/// The providers that ship with the server.
#[must_use]
pub fn builtin() -> Vec<Arc<dyn Provider>> {
    [
        shared(signicat::Signicat::new()),
        shared(onekyc::OneKyc::new()),
        shared(selfie_liveness::SelfieLiveness::new()),
        shared(frankieone::FrankieOne::new()),
        shared(bankid::BankId::new()),
        shared(external::External::new()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An adapter whose name is no name would be left out; a test sees to it that none is.
fn shared<P: Provider>(made: Result<P, InvalidId>) -> Option<Arc<dyn Provider>> {
    made.ok()
        .map(|provider| Arc::new(provider) as Arc<dyn Provider>)
}
