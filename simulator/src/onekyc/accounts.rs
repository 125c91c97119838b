//! The partners that the simulated OneKYC knows.

use subtle::ConstantTimeEq;

#[derive(Debug)]
pub(crate) struct Partner {
    pub(crate) client_id: &'static str,
    pass_key: &'static str,
    /// Values of x-onboarding-partner that belong to the client: PARTNER_CODE-PLATFORM-FLOW.
    onboarding_partners: &'static [&'static str],
}

const PARTNERS: &[Partner] = &[
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

impl Partner {
    pub(crate) fn owns(&self, onboarding_partner: &str) -> bool {
        self.onboarding_partners.contains(&onboarding_partner)
    }
}

pub(crate) fn authenticate(client_id: &str, pass_key: &str) -> Option<&'static Partner> {
    by_id(client_id)
        .filter(|partner| bool::from(partner.pass_key.as_bytes().ct_eq(pass_key.as_bytes())))
}

pub(crate) fn by_id(client_id: &str) -> Option<&'static Partner> {
    PARTNERS
        .iter()
        .find(|partner| partner.client_id == client_id)
}
