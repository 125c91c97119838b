//! Scenarios in the answer to "where does it stand?", which is the one that settles a check.

use serde_json::{Value, json};

use crate::bankid::plays::plays;
use crate::external::answers::Bend;

plays! {
    /// What is wrong with the answer that says "done"; the last four are allowed.
    StatusAttack {
        Unsigned "status_unsigned" "The answer that says done has no signature.",
        Forged "status_forged" "The answer that says done is signed with a secret of nobody's.",
        RequestSecret "status_request_secret" "The answer that says done is signed with the secret of the requests.",
        Empty "status_empty_signature" "The answer that says done has the signature `v1,`.",
        OtherScheme "status_other_scheme" "The answer that says done has a signature of scheme v1a only.",
        Altered "status_altered" "The answer said failed when it was signed, and says done.",
        Old "status_old" "The answer that says done was signed 301 s ago.",
        Future "status_future" "The answer that says done was signed 301 s ahead.",
        TimeWithoutSignature "status_time_moved" "An old answer with the time of now, and the signature of then.",
        OtherMessage "status_other_message" "The answer that says done has the webhook-id of another message.",
        Replayed "status_replayed" "The answer is another check's, byte for byte, with its signature.",
        OtherCheck "status_other_check" "The answer that says done names another check.",
        OtherId "status_other_id" "The answer that says done has another id.",
        OtherType "status_other_type" "The answer that says done is of type check.begun.",
        OtherVersion "status_other_version" "The answer that says done is of version 2.",
        TooLong "status_too_long" "The answer that says done is signed and has 70,000 bytes.",
        AlmostOld "status_almost_old" "The answer was signed 290 s ago, which is allowed.",
        SecondSecret "status_second_secret" "The answer is signed with the service's second secret only, as after a rotation.",
        TwoSignatures "status_two_signatures" "The answer has two signatures, the first of a secret of nobody's.",
        UnknownField "status_unknown_field" "The answer has a field that the contract does not know.",
    }
}

impl StatusAttack {
    pub(crate) fn bend(self) -> Bend {
        match self {
            Self::Unsigned => Bend::Unsigned,
            Self::Forged => Bend::Forged,
            Self::RequestSecret => Bend::RequestSecret,
            Self::Empty => Bend::Signature("v1,"),
            Self::OtherScheme => Bend::OtherScheme,
            Self::Old => Bend::Seconds(-301),
            Self::AlmostOld => Bend::Seconds(-290),
            // A second more, for the seconds that begin meanwhile.
            Self::Future => Bend::Seconds(303),
            Self::TimeWithoutSignature => Bend::TimeMoved,
            Self::OtherMessage => Bend::OtherMessage,
            Self::Altered => Bend::Altered,
            Self::SecondSecret => Bend::SecondSecret,
            Self::TwoSignatures => Bend::TwoSignatures,
            Self::Replayed
            | Self::OtherCheck
            | Self::OtherId
            | Self::OtherType
            | Self::OtherVersion
            | Self::TooLong
            | Self::UnknownField => Bend::Nothing,
        }
    }

    /// Changes the body before it is signed.
    pub(crate) fn change(self, body: &mut Value, another_id: &str) {
        match self {
            Self::OtherCheck => body["check"] = json!(another_id),
            Self::OtherId => body["id"] = json!(another_id),
            Self::OtherType => body["type"] = json!("check.begun"),
            Self::OtherVersion => body["version"] = json!(2),
            Self::TooLong => body["evidence"] = json!({ "padding": "x".repeat(70_000) }),
            Self::UnknownField => body["mood"] = json!("good"),
            _ => {}
        }
    }
}
