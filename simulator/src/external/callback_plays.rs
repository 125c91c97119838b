//! Scenarios of the callback.

use crate::bankid::plays::plays;

plays! {
    /// What is odd about the callback.
    CallbackPlay {
        Never "callback_never" "There is no callback.",
        Twice "callback_twice" "The callback comes twice, byte for byte.",
        Unsigned "callback_unsigned" "The callback has no signature.",
        Forged "callback_forged" "The callback is signed with a secret of nobody's.",
        RequestSecret "callback_request_secret" "The callback is signed with the secret of the requests.",
        Old "callback_old" "The callback was signed ten minutes ago.",
        Unknown "callback_unknown" "The callback is about an id that nobody knows.",
        SaysDone "callback_says_done" "The callback says done; the service says failed, not_accepted.",
        OtherType "callback_other_type" "The callback is an answer of type check.state.",
        OtherVersion "callback_other_version" "The callback is of version 2.",
        NotJson "callback_not_json" "The callback is signed and no JSON.",
        Early "callback_early" "A callback comes before the person has done anything.",
    }
}
