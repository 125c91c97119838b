//! What all parts of one running simulator share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::calls::Calls;
use crate::clock::Clock;
use crate::config::SimulatorConfig;
use crate::entropy::Entropy;
use crate::fault::Faults;
use crate::inbox::Inbox;
use crate::{bankid, external, frankieone, onekyc, signicat};

/// The shared handle.
pub(crate) type Sim = Arc<Simulator>;

/// The base URLs, without a slash at the end.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    pub(crate) control: String,
    pub(crate) signicat: String,
    pub(crate) onekyc: String,
    pub(crate) onekyc_web: String,
    pub(crate) selfie: String,
    pub(crate) selfie_sdk: String,
    pub(crate) frankieone: String,
    pub(crate) frankieone_idp: String,
    pub(crate) bankid_oidc: String,
    pub(crate) bankid_biometrics: String,
    pub(crate) external: String,
}

pub(crate) struct Simulator {
    pub(crate) addresses: Addresses,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) inbox: Inbox,
    pub(crate) http: reqwest::Client,
    signicat: Mutex<signicat::world::World>,
    onekyc: Mutex<onekyc::world::World>,
    selfie_liveness: Mutex<onekyc::world::World>,
    frankieone: Mutex<frankieone::world::World>,
    bankid: Mutex<bankid::world::World>,
    external: Mutex<external::world::World>,
    stopped: watch::Receiver<bool>,
}

impl Simulator {
    pub(crate) fn new(
        config: &SimulatorConfig,
        addresses: Addresses,
        http: reqwest::Client,
        stopped: watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        let entropy = Entropy::new(config.seed);
        let frankieone_keys = Arc::new(frankieone::keys::Keys::load()?);
        Ok(Self {
            clock: Clock::new(config.clock),
            faults: Faults::default(),
            calls: Calls::default(),
            inbox: Inbox::default(),
            http,
            signicat: Mutex::new(signicat::world::World::new()),
            onekyc: Mutex::new(onekyc::world::World::iframe(config, &addresses)),
            selfie_liveness: Mutex::new(onekyc::world::World::selfie_liveness(config, &addresses)),
            frankieone: Mutex::new(frankieone::world::World::new(
                config,
                &addresses,
                frankieone_keys,
                &entropy,
            )),
            entropy,
            bankid: Mutex::new(bankid::world::World::new(config, &addresses)?),
            external: Mutex::new(external::world::World::new(config, &addresses.external)),
            stopped,
            addresses,
        })
    }

    /// Signicat's state. Never held across an await.
    pub(crate) fn signicat(&self) -> MutexGuard<'_, signicat::world::World> {
        self.signicat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// OneKYC's state. Never held across an await.
    pub(crate) fn onekyc(&self) -> MutexGuard<'_, onekyc::world::World> {
        self.onekyc.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Selfie liveness's state. Never held across an await.
    pub(crate) fn selfie_liveness(&self) -> MutexGuard<'_, onekyc::world::World> {
        self.selfie_liveness
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// BankID's state. Never held across an await.
    pub(crate) fn bankid(&self) -> MutexGuard<'_, bankid::world::World> {
        self.bankid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state of the company's own service. Never held across an await.
    pub(crate) fn external(&self) -> MutexGuard<'_, external::world::World> {
        self.external.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// FrankieOne's state, and that of the identity providers behind it. Never held across an await.
    pub(crate) fn frankieone(&self) -> MutexGuard<'_, frankieone::world::World> {
        self.frankieone
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when the simulator is stopped.
    pub(crate) async fn until_stopped(&self) {
        // An error means that the sender is gone, which is the same.
        let _ = self.stopped.clone().wait_for(|stopped| *stopped).await;
    }
}
