//! What stories are told in: the journeys and connections of the configuration, the clients, the time.

use vestibule::{fact::FactKind, id::ConnectionName, journey::Journey};

use std::sync::Arc;

use crate::{
    random::ChaChaRandomness,
    services::{core::Core, onboardings::DIRECT},
};

/// What adapters' results establish, by kind of connection; any other shows that somebody holds a phone.
pub const KINDS: [(&str, &[FactKind]); 6] = [
    ("signicat", &[FactKind::ContactControl]),
    ("onekyc", &[FactKind::FaceLive, FactKind::FaceMatches]),
    ("selfie_liveness", &[FactKind::FaceLive]),
    ("frankieone", &[FactKind::Identity]),
    ("bankid", &[FactKind::PaymentApproved]),
    ("external", &[FactKind::Identity]),
];

/// The clients that are made: name, and how others read it.
pub const CLIENTS: [(&str, &str); 4] = [
    ("seed-harbour", "Harbour Bank (seeded)"),
    ("seed-lantern", "Lantern Pay (seeded)"),
    ("seed-meadow", "Meadow Insurance (seeded)"),
    ("seed-summit", "Summit Credit (seeded)"),
];

/// Frames say no more than this.
const MOST_MESSAGES: u64 = 60;
/// So much more for each so many, and some: the newest are not far enough to make up for what is missing.
const MORE_FOR_EACH: u64 = 250;
const AHEAD: u64 = 10;
/// Odd, so that multiplying by it, within 40 bits, gives every number once.
const SPREAD: u64 = 0x9E_3779_B97F;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A client's share of a journey.
#[derive(Debug)]
pub struct Part {
    /// The client, or `direct`.
    pub client: String,
    /// The journey's name.
    pub name: String,
    /// The hash of its version.
    pub version: String,
    /// Its content.
    pub journey: Arc<Journey>,
}

/// What stories are told in.
pub struct World<'a> {
    /// The services.
    pub core: &'a Core,
    /// For keys and nonces.
    pub random: ChaChaRandomness,
    /// Who has which journey, each as often as its weight says.
    pub parts: Vec<(u32, Part)>,
    /// The present, in milliseconds UTC: nothing is later.
    pub now: i64,
    /// What should have happened, in rows, for each onboarding.
    pub events_per: u64,
    /// The number of the first onboarding.
    pub first: u64,
}

/// Who has which journey: each client two of them, and anybody those that are open.
pub fn parts(core: &Core) -> Vec<(u32, Part)> {
    let journeys: Vec<_> = core.journeys.iter().collect();
    let part = |client: &str, at: usize| {
        let (name, configured) = journeys.get(at % journeys.len().max(1))?;
        Some(Part {
            client: client.to_owned(),
            name: name.to_string(),
            version: configured.hash.clone(),
            journey: configured.journey.clone(),
        })
    };
    let mut parts = Vec::new();
    for (at, (client, _)) in CLIENTS.iter().enumerate() {
        parts.extend(part(client, at).map(|part| (12, part)));
        if journeys.len() > 1 {
            parts.extend(part(client, at + 1).map(|part| (6, part)));
        }
    }
    let open = journeys
        .iter()
        .enumerate()
        .filter(|(_, (_, configured))| configured.journey.open);
    parts.extend(open.filter_map(|(at, _)| Some((7, part(DIRECT, at)?))));
    parts
}

impl World<'_> {
    /// The kind of a connection.
    pub fn kind_of(&self, connection: &ConnectionName) -> &str {
        let connected = self.core.connections.get(connection);
        connected.map_or("", |connected| connected.connection.kind.as_str())
    }

    /// A support code that no other onboarding has.
    pub fn support_code(&self, number: u64) -> String {
        let spread = number.wrapping_mul(SPREAD) & ((1 << 40) - 1);
        let letter = |at: u32| {
            let place = usize::try_from((spread >> (5 * at)) & 31).unwrap_or_default();
            char::from(ALPHABET.get(place).copied().unwrap_or(b'0'))
        };
        (0..8).rev().map(letter).collect()
    }

    /// How much more should have happened by now than did, within what a frame may say.
    pub fn missing(&self, happened: u64, number: u64) -> u64 {
        let begun = number - self.first;
        ((begun + begun / MORE_FOR_EACH + AHEAD) * self.events_per)
            .saturating_sub(happened)
            .min(MOST_MESSAGES)
    }
}
