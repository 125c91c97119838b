//! Scenarios that are played inside the frame. What the page posts is in `analytics.js`.

use crate::bankid::plays::plays;

plays! {
    /// What the client page does.
    FramePlay {
        NeverLoads "frame_never_loads" "The client page never answers.",
        AncestorsNone "frame_ancestors_none" "No site may frame the client page, whatever was asked for.",
        NavigatesTop "navigates_top" "The client page tries to navigate the top window away.",
        InitializationErrored "initialization_errored" "The page posts initialization_errored and stays as it is.",
        Denied "authorization_denied" "Approving ends in authorization_denied and error=access_denied.",
        Timeout "authorization_timeout" "Approving ends in authorization_timeout and error=access_denied.",
        Errored "authorization_errored" "Approving ends in authorization_errored and error=server_error.",
        IdentityInput "awaiting_user_identity_input" "The page asks for the national identity number although there was a login hint.",
        Never "analytics_never" "No analytics message is posted.",
        UnknownEvent "analytics_unknown_event" "Events that no document knows are posted between the others.",
        ForgedGranted "analytics_forged_granted" "authorization_granted and redirecting_to_merchant are posted at once, and nothing happens after it.",
        Reversed "analytics_reversed" "Every event is posted once at the start, last one first.",
        Shapes "analytics_shapes" "Arrays, numbers, null, broken JSON and prototype keys are posted between the others.",
        Markup "analytics_markup" "An event full of markup is posted.",
        Huge "analytics_huge" "A message of 1 MB is posted.",
        Flood "analytics_flood" "10,000 messages are posted.",
        OtherOrigin "analytics_other_origin" "A frame of another origin inside the frame posts authorization_granted to the top window.",
    }
}
