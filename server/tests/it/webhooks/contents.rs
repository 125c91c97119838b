//! What is in a delivery, and in which order deliveries come.

use std::collections::BTreeSet;

use vestibule_server::services::{
    closing, erasure,
    links::{Followed, LinkState, claim},
    onboardings::Invited,
};

use super::{
    bench::{Bench, SECOND},
    receiver::{Answer, Receiver},
};

const CANARIES: [&str; 6] = [
    "canary-reference",
    "canary-account",
    "canary-metadata",
    "canary-expected",
    "canary-prefill",
    "0123456789abcdef",
];

async fn invites_a_canary(bench: &Bench) -> Invited {
    bench
        .invites(|invitation| {
            let [reference, account, metadata, ..] = CANARIES.map(str::to_owned);
            invitation.client_reference = Some(reference);
            invitation.account = Some(account);
            invitation.metadata = [("key".to_owned(), metadata)].into();
            let claim = |value: &str| [("given_name".to_owned(), value.to_owned())].into();
            invitation.expected = claim(CANARIES[3]);
            invitation.prefill = claim(CANARIES[4]);
        })
        .await
}

/// Started, cancelled, erased.
async fn lives(bench: &Bench) -> Invited {
    let invited = invites_a_canary(bench).await;
    let link = Followed {
        origin: "http://localhost:3000",
        token: &invited.link.token,
    };
    let claimed = claim(&bench.core, link, "applicant").await.unwrap();
    assert!(matches!(claimed, LinkState::Mine(_)));
    closing::cancel(&bench.core, &bench.caller, &invited.id)
        .await
        .unwrap();
    erasure::erase_theirs(&bench.core, &bench.caller, &invited.id)
        .await
        .unwrap();
    invited
}

/// SEC-167, SEC-183
#[tokio::test]
async fn a_delivery_is_small_and_says_nothing_about_anybody() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    bench.endpoint(&receiver.url).await;
    let invited = lives(&bench).await;
    bench.delivers().await;
    let all = receiver.seen();
    assert_eq!(all.len(), 3);
    for seen in &all {
        assert!(seen.body.len() < 20_000);
        let body = String::from_utf8(seen.body.clone()).unwrap();
        let headers = format!("{:?}", seen.headers);
        for canary in CANARIES
            .into_iter()
            .chain([invited.link.token.as_str(), "applicant"])
        {
            assert!(!body.contains(canary), "{body}");
            assert!(!headers.contains(canary), "{headers}");
        }
        let json = seen.json();
        let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            keys.into_iter().collect::<BTreeSet<_>>(),
            names(&["type", "timestamp", "data"])
        );
        let data: BTreeSet<_> = json["data"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(data, names(&["onboarding", "status", "sequence"]));
        assert_eq!(json["data"]["onboarding"], invited.id.as_str());
    }
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// SEC-168: the first is late; whoever goes by `sequence` is not misled.
#[tokio::test]
async fn events_may_come_in_another_order_and_say_which_it_was() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    bench.endpoint(&receiver.url).await;
    receiver.answers(&[Answer::Status(500)]);
    lives(&bench).await;
    bench.delivers().await;
    bench.delivers_after(6 * SECOND).await;
    let arrived: Vec<_> = receiver
        .seen()
        .iter()
        .map(|seen| seen.json()["data"]["sequence"].clone())
        .collect();
    assert_eq!(arrived.len(), 4);
    assert_eq!(arrived[0], arrived[3], "the one that failed came last");
    // What a receiver does: the highest sequence wins, whatever comes after.
    let mut newest = (0, String::new());
    for seen in receiver.seen().iter().skip(1) {
        let json = seen.json();
        let sequence = json["data"]["sequence"].as_i64().unwrap();
        if sequence > newest.0 {
            newest = (sequence, json["type"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(newest, (3, "onboarding.erased".to_owned()));
    let all: BTreeSet<_> = arrived
        .iter()
        .map(|sequence| sequence.as_i64().unwrap())
        .collect();
    assert_eq!(all, BTreeSet::from([1, 2, 3]), "no number is missing");
}
