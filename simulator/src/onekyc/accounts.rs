//! The partners that the simulated gateways know, by product.

use subtle::ConstantTimeEq;

use crate::onekyc::gateway::Product;

#[derive(Debug)]
pub(crate) struct Partner {
    pub(crate) client_id: &'static str,
    pass_key: &'static str,
    /// Values of x-onboarding-partner that belong to the client: PARTNER_CODE-PLATFORM-FLOW.
    onboarding_partners: &'static [&'static str],
}

const IFRAME: &[Partner] = &[
    Partner {
        client_id: "sim-onekyc",
        pass_key: "sim-onekyc-passkey",
        onboarding_partners: &["SIM-WEB_SDK-KYC", "SIM-SDK-KYC"],
    },
    Partner {
        client_id: "sim-onekyc-other",
        pass_key: "sim-onekyc-other-passkey",
        onboarding_partners: &["OTHER-WEB_SDK-KYC"],
    },
];

const SELFIE_LIVENESS: &[Partner] = &[
    Partner {
        client_id: "sim-selfie",
        pass_key: "sim-selfie-passkey",
        onboarding_partners: &["SIM-SDK-STANDALONE_LIVENESS", "SIM-SDK-FACE_VERIFICATION"],
    },
    Partner {
        client_id: "sim-selfie-other",
        pass_key: "sim-selfie-other-passkey",
        onboarding_partners: &["OTHER-SDK-STANDALONE_LIVENESS"],
    },
];

impl Partner {
    pub(crate) fn owns(&self, onboarding_partner: &str) -> bool {
        self.onboarding_partners.contains(&onboarding_partner)
    }
}

pub(crate) fn authenticate(
    product: Product,
    client_id: &str,
    pass_key: &str,
) -> Option<&'static Partner> {
    by_id(product, client_id)
        .filter(|partner| bool::from(partner.pass_key.as_bytes().ct_eq(pass_key.as_bytes())))
}

pub(crate) fn by_id(product: Product, client_id: &str) -> Option<&'static Partner> {
    let partners = match product {
        Product::Iframe => IFRAME,
        Product::SelfieLiveness => SELFIE_LIVENESS,
    };
    partners
        .iter()
        .find(|partner| partner.client_id == client_id)
}
