//! Services that break, lie, or say what the contract does not know.

use super::*;

async fn approved(peer: &Peer, scenario: &str) -> Started {
    plays(peer, scenario).await;
    let started = peer.begin(None, Presentation::Page).await;
    does(peer, &started, "approve").await;
    started
}

/// What is not signed, of now, and an answer to this question changes nothing, however good it sounds.
#[tokio::test]
async fn no_answer_settles_a_check_but_the_services_own_of_now() {
    let peer = peer().await;
    for scenario in [
        "status_unsigned",
        "status_forged",
        "status_request_secret",
        "status_empty_signature",
        "status_other_scheme",
        "status_altered",
        "status_old",
        "status_future",
        "status_time_moved",
        "status_other_message",
        "status_replayed",
        "status_other_check",
        "status_other_id",
        "status_other_type",
        "status_other_version",
        "status_too_long",
    ] {
        let started = approved(&peer, scenario).await;
        let fetched = peer.fetch(&started.session).await;
        assert!(
            matches!(
                fetched,
                Err(ProviderError::Misconfigured { .. } | ProviderError::Unexpected { .. })
            ),
            "{scenario}: {fetched:?}"
        );
    }
}

/// Facts that the connection does not permit are dropped and counted.
#[tokio::test]
async fn facts_beyond_the_list_are_dropped_and_counted() {
    let peer = peer().await;
    let started = approved(&peer, "not_permitted").await;
    let done = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&done), [FactKind::Identity]);
    let novelties = peer.http.novelties().all();
    let names: Vec<_> = novelties.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["facts.kind=payment_approved"]);
    let started = approved(&peer, "only_not_permitted").await;
    let nothing = peer.fetch(&started.session).await.unwrap();
    assert_eq!(nothing, Snapshot::Failed(Reason::ProviderError));
}

/// A value whose source says "user-provided" is never verified.
#[tokio::test]
async fn what_the_person_said_is_self_asserted_whatever_it_is_called() {
    let peer = peer().await;
    for scenario in ["user_provided", "user_provided_assured", "self_asserted"] {
        let started = approved(&peer, scenario).await;
        let done = peer.fetch(&started.session).await.unwrap();
        assert_eq!(facts(&done), [FactKind::SelfAsserted], "{scenario}");
        let Snapshot::Done(outcome, _) = done else {
            unreachable!()
        };
        assert_eq!(outcome.facts[0].assurance, None, "{scenario}");
    }
}

#[tokio::test]
async fn the_page_leads_where_the_settings_say() {
    let peer = peer().await;
    plays(&peer, "page_elsewhere").await;
    let told = advice(peer.try_start(None, Presentation::Page).await);
    assert!(told.contains("settings.page_origins"), "{told}");
    for scenario in [
        "page_script",
        "page_plain_http",
        "page_with_password",
        "page_relative",
    ] {
        plays(&peer, scenario).await;
        let refused = peer.try_start(None, Presentation::Page).await;
        assert!(is_unexpected(&refused), "{scenario}: {refused:?}");
    }
}

/// Of a connection that broke nobody knows what got through: the same message goes out once more.
#[tokio::test]
async fn a_begin_whose_connection_broke_is_sent_once_more() {
    let peer = peer().await;
    peer.fault("truncated", "begin", json!({})).await;
    let lost = peer.try_start(None, Presentation::Page).await;
    assert!(is_unavailable(&lost), "{lost:?}");
    peer.fault("down", "begin", json!({})).await;
    let started = peer.begin(None, Presentation::Page).await;
    assert_eq!(peer.calls("begin").await, 3);
    does(&peer, &started, "approve").await;
    let done = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&done), [FactKind::Identity]);
}

/// A refusal that nobody signed ends nothing, not even a 404.
#[tokio::test]
async fn an_unsigned_refusal_is_no_answer() {
    let peer = peer().await;
    let started = approved(&peer, "happy").await;
    for status in [400, 404, 409, 410, 422] {
        let answer = json!({ "status": status, "body": { "status": "done" } });
        peer.fault("answer", "status", answer).await;
        let fetched = peer.fetch(&started.session).await;
        assert!(is_unexpected(&fetched), "{status}: {fetched:?}");
    }
    peer.fault("answer", "status", json!({ "status": 204 }))
        .await;
    assert!(is_unexpected(&peer.fetch(&started.session).await));
    peer.fault("rate_limited", "status", json!({})).await;
    assert!(is_unavailable(&peer.fetch(&started.session).await));
    let done = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&done), [FactKind::Identity]);
    assert_eq!(peer.http.circuit(), CircuitState::Closed);
}
