//! The gateways that follow OneKYC's rules: one engine, a state of its own per product.

use std::sync::MutexGuard;

use axum::extract::FromRef;

use crate::fault::ProviderName;
use crate::onekyc::scenarios::{self, List};
use crate::onekyc::session::Flow;
use crate::onekyc::world::World;
use crate::selfie_liveness;
use crate::simulator::Sim;

/// What a partner has registered for: each product has its gateways, accounts and sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    /// The web app that is framed.
    Iframe,
    /// The web SDK that a page loads.
    SelfieLiveness,
}

impl Product {
    /// The flows that can be initiated.
    pub(crate) fn offers(self, flow: Flow) -> bool {
        match self {
            Self::Iframe => true,
            Self::SelfieLiveness => {
                matches!(flow, Flow::StandaloneLiveness | Flow::FaceVerification)
            }
        }
    }

    /// What a session can be told to do.
    pub(crate) fn scenarios(self) -> List {
        match self {
            Self::Iframe => scenarios::ALL,
            Self::SelfieLiveness => selfie_liveness::scenarios::ALL,
        }
    }
}

/// The gateways of one product; the state of their routes.
#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) sim: Sim,
    pub(crate) product: Product,
}

impl Gateway {
    /// The gateways of a provider, if it is one of this family.
    pub(crate) fn of(sim: &Sim, provider: ProviderName) -> Option<Self> {
        let product = match provider {
            ProviderName::OneKyc => Product::Iframe,
            ProviderName::SelfieLiveness => Product::SelfieLiveness,
            _ => return None,
        };
        Some(Self {
            sim: sim.clone(),
            product,
        })
    }

    pub(crate) fn iframe(sim: &Sim) -> Self {
        Self {
            sim: sim.clone(),
            product: Product::Iframe,
        }
    }

    pub(crate) fn selfie_liveness(sim: &Sim) -> Self {
        Self {
            sim: sim.clone(),
            product: Product::SelfieLiveness,
        }
    }

    pub(crate) fn provider(&self) -> ProviderName {
        match self.product {
            Product::Iframe => ProviderName::OneKyc,
            Product::SelfieLiveness => ProviderName::SelfieLiveness,
        }
    }

    /// The product's state. Never held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        match self.product {
            Product::Iframe => self.sim.onekyc(),
            Product::SelfieLiveness => self.sim.selfie_liveness(),
        }
    }
}

impl FromRef<Gateway> for Sim {
    fn from_ref(gateway: &Gateway) -> Self {
        gateway.sim.clone()
    }
}
