//! What a permission can be told to do, by the control API.

use serde::{Serialize, Serializer};

use crate::bankid::claim_attacks::ClaimAttack;
use crate::bankid::exchange_plays::ExchangePlay;
use crate::bankid::frame_plays::FramePlay;
use crate::bankid::grant_plays::GrantPlay;
use crate::bankid::request_plays::{AuthorizePlay, PermissionPlay};
use crate::bankid::return_plays::ReturnPlay;
use crate::bankid::shape_attacks::ShapeAttack;
use crate::bankid::signature_attacks::SignatureAttack;

/// One scenario, grouped by the place where it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// Nothing goes wrong by itself.
    Happy,
    Permission(PermissionPlay),
    Authorize(AuthorizePlay),
    Frame(FramePlay),
    Return(ReturnPlay),
    Exchange(ExchangePlay),
    Claim(ClaimAttack),
    Signature(SignatureAttack),
    Shape(ShapeAttack),
    Grant(GrantPlay),
}

type Row = (Scenario, &'static str, &'static str);

const HAPPY: Row = (
    Scenario::Happy,
    "happy",
    "The person decides; what they approve is granted and everything verifies.",
);

/// Every scenario with its name and description.
pub(crate) fn all() -> impl Iterator<Item = Row> {
    macro_rules! group {
        ($variant:ident, $group:ident) => {
            $group::ALL
                .iter()
                .map(|(play, name, about)| (Scenario::$variant(*play), *name, *about))
        };
    }
    std::iter::once(HAPPY)
        .chain(group!(Permission, PermissionPlay))
        .chain(group!(Authorize, AuthorizePlay))
        .chain(group!(Frame, FramePlay))
        .chain(group!(Return, ReturnPlay))
        .chain(group!(Exchange, ExchangePlay))
        .chain(group!(Signature, SignatureAttack))
        .chain(group!(Claim, ClaimAttack))
        .chain(group!(Shape, ShapeAttack))
        .chain(group!(Grant, GrantPlay))
}

impl Scenario {
    pub(crate) fn name(self) -> &'static str {
        all()
            .find(|(scenario, ..)| *scenario == self)
            .map_or(HAPPY.1, |(_, name, _)| name)
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        all()
            .find(|(_, known, _)| *known == name)
            .map(|(scenario, ..)| scenario)
    }
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scenario, all};

    #[test]
    fn every_scenario_has_its_own_name() {
        for (scenario, name, _) in all() {
            assert_eq!(Scenario::by_name(name), Some(scenario));
            assert_eq!(
                all().filter(|(_, other, _)| *other == name).count(),
                1,
                "{name}"
            );
        }
    }
}
