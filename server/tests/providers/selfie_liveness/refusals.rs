//! Every code and cause of the gateways, and gateways that are broken.

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// An operator has to act; the advice names this key.
    SetUp(&'static str),
    Unexpected,
    Unavailable,
}

fn check<T: std::fmt::Debug>(name: &str, answer: Result<T, ProviderError>, means: Means) {
    match means {
        Means::SetUp(key) => {
            let said = advice(answer);
            assert!(said.contains(key), "{name}: {said}");
        }
        Means::Unexpected => assert!(is_unexpected(&answer), "{name}: {answer:?}"),
        Means::Unavailable => assert!(is_unavailable(&answer), "{name}: {answer:?}"),
    }
}

/// SL-03: contract 1.3.1 and 1.3.2
#[tokio::test]
async fn each_refusal_of_a_start_has_its_meaning() {
    use Means::{SetUp, Unavailable, Unexpected};
    for (name, means) in [
        ("token_client_id_empty", SetUp("settings")),
        ("token_pass_key_empty", SetUp("settings")),
        ("token_unauthorized", SetUp("secrets.pass_key")),
        ("token_error", Unavailable),
        ("initiate_header_empty", SetUp("settings")),
        ("initiate_invalid", SetUp("settings.flow")),
        (
            "initiate_invalid_partner",
            SetUp("settings.onboarding_partner"),
        ),
        ("initiate_invalid_source", SetUp("settings")),
        ("initiate_details_null", Unexpected),
        ("initiate_session_empty", SetUp("settings")),
        ("initiate_duplicate", Unexpected),
        ("initiate_unauthorized", SetUp("secrets.pass_key")),
        ("initiate_forbidden", SetUp("settings.onboarding_partner")),
        ("initiate_error", Unavailable),
        ("user_token_missing", Unexpected),
        ("user_token_not_text", Unexpected),
    ] {
        let peer = peer().await;
        // Unauthorized is asked twice, with a new token in between.
        let times = if name == "initiate_unauthorized" {
            2
        } else {
            1
        };
        scenario(&peer, name, times).await;
        let answer = start(&peer, &peer.applicant(None), &peer.attempt()).await;
        check(name, answer, means);
    }
}

/// SL-15: contract 1.3.5. No refusal settles anything.
#[tokio::test]
async fn each_refusal_of_the_details_has_its_meaning() {
    use Means::{SetUp, Unavailable, Unexpected};
    for (name, means) in [
        ("details_user_empty", SetUp("settings")),
        ("details_other_user", Unexpected),
        ("details_unauthorized", SetUp("401")),
        ("details_forbidden", SetUp("403")),
        ("details_error", Unavailable),
        ("details_other_session", Unexpected),
    ] {
        let peer = peer().await;
        scenario(&peer, name, 1).await;
        let started = begin(&peer, false).await;
        settle(&peer, &started.session, VALID()).await;
        check(name, peer.fetch(&started.session).await, means);
    }
    let peer = peer().await;
    scenario(&peer, "completed_without_submission", 1).await;
    let started = begin(&peer, false).await;
    settle(&peer, &started.session, VALID()).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    assert_eq!(snapshot, Snapshot::Waiting);
}

/// SEC-37, SEC-73
#[tokio::test]
async fn a_broken_gateway_never_looks_like_an_answer() {
    let peer = peer().await;
    let started = begin(&peer, false).await;
    settle(&peer, &started.session, VALID()).await;
    for (fault, means) in [
        ("http_500", Means::Unavailable),
        ("rate_limited", Means::Unavailable),
        ("truncated", Means::Unavailable),
        ("redirect", Means::Unexpected),
        ("huge", Means::Unexpected),
        ("empty", Means::Unexpected),
        ("not_json", Means::Unexpected),
    ] {
        assert!(peer.fetch(&started.session).await.is_ok());
        peer.fault(fault, "details", json!({})).await;
        check(fault, peer.fetch(&started.session).await, means);
        peer.fault(fault, "initiate", json!({})).await;
        let answer = start(&peer, &peer.applicant(None), &peer.attempt()).await;
        check(fault, answer, means);
    }
    for data in [
        json!({ "token": "" }),
        json!({ "token": 5 }),
        json!({ "launchUrl": "https://elsewhere.example/" }),
        json!(null),
    ] {
        let body = json!({ "success": true, "data": data });
        let answer = json!({ "status": 200, "body": body });
        peer.fault("answer", "initiate", answer).await;
        let answer = start(&peer, &peer.applicant(None), &peer.attempt()).await;
        assert!(is_unexpected(&answer), "{body}: {answer:?}");
    }
}
