//! An onboarding is erased while something about it waits to be delivered.

use vestibule_server::services::{closing, erasure};

use super::{
    bench::{Bench, SECOND},
    receiver::{Answer, Receiver},
};

/// SEC-186: what is tried again names nobody, as it did before; that it was erased is an event of its own.
#[tokio::test]
async fn a_retry_after_erasure_carries_nothing_that_was_erased() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    bench.endpoint(&receiver.url).await;
    receiver.answers(&[Answer::Status(500)]);
    let invited = bench
        .invites(|invitation| {
            invitation.client_reference = Some("canary-reference".to_owned());
            invitation.account = Some("canary-account".to_owned());
        })
        .await;
    closing::cancel(&bench.core, &bench.caller, &invited.id)
        .await
        .unwrap();
    bench.delivers().await;
    erasure::erase_theirs(&bench.core, &bench.caller, &invited.id)
        .await
        .unwrap();
    bench.delivers_after(6 * SECOND).await;
    let kinds: Vec<_> = receiver
        .seen()
        .iter()
        .map(|seen| seen.json()["type"].clone())
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "onboarding.cancelled")
            .count(),
        2
    );
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "onboarding.erased")
            .count(),
        1
    );
    for seen in receiver.seen() {
        let body = String::from_utf8(seen.body).unwrap();
        assert!(!body.contains("canary"), "{body}");
    }
}
