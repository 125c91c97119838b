//! Grants: late, never, and not what they should be.

use super::*;

/// BI-23, SEC-86: not granted yet is not a failure; the ID token is kept until it is.
#[tokio::test]
async fn bi_23_a_grant_may_come_later() {
    let peer = peer().await;
    let begun = begin_playing(&peer, "grant_late").await;
    let finished = comes_back(&peer, &begun).await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Processing);
    let mut asked = 1;
    loop {
        match peer.fetch(&finished.session).await.unwrap() {
            Snapshot::Processing if asked < 4 => asked += 1,
            Snapshot::Done(..) => break,
            other => panic!("{other:?} after {asked}"),
        }
    }
    assert_eq!(asked, 3);
    // The ID token lived 300 s; it was verified when it came.
    assert_eq!(peer.calls("exchange").await, 1);
}

/// BI-23: a grant that never comes, and one that can no longer come.
#[tokio::test]
async fn bi_23_a_grant_that_never_comes_is_waited_for_until_it_cannot_come_any_more() {
    let peer = peer().await;
    let begun = begin_playing(&peer, "grant_never").await;
    let finished = comes_back(&peer, &begun).await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Processing);
    assert_eq!(
        peer.fetch(&finished.session).await.unwrap(),
        Snapshot::Processing
    );
    let gone = plays(&peer, "grant_gone").await.unwrap();
    assert_eq!(gone.snapshot, Snapshot::Expired);
    assert_eq!(peer.fetch(&gone.session).await.unwrap(), Snapshot::Expired);
}

/// BI-24, BI-25, SEC-86, SEC-87
#[tokio::test]
async fn bi_24_a_grant_that_does_not_hold_is_refused() {
    let peer = peer_with(json!({ "scopes": ["sub_nnin"], "nnin_access": true })).await;
    // Somebody else's grant is there to be mistaken for ours.
    assert!(is_done(&plays(&peer, "happy").await));
    for (name, expected) in [
        ("grant_wrong_nonce", &["grant_nonce"][..]),
        ("grant_oidc_nonce", &["grant_nonce"]),
        ("grant_missing_nonce", &["grant_nonce"]),
        ("grant_wrong_permission", &["grant_permission_id"]),
        ("grant_missing_permission", &["grant_permission_id"]),
        ("grant_wrong_type", &["grant_type"]),
        ("grant_wrong_sub", &["grant_sub"]),
        ("sub_nnin_mismatch", &["grant_sub"]),
        ("grant_wrong_issuer", &["grant_iss"]),
        ("grant_iat_future", &["grant_iat"]),
        ("grant_signed_with_id_token_key", &["unknown_key"]),
        ("grant_signed_with_oidc_key", &["alg"]),
        ("grant_signed_with_attacker_key", &["signature"]),
        ("grant_kid_unknown", &["unknown_key"]),
        ("grant_alg_none", &["alg"]),
        ("grant_tampered", &["signature"]),
        ("grant_signature_stripped", &["signature"]),
        ("grant_is_id_token", &["unknown_key"]),
        (
            "grant_of_other_permission",
            &["grant_nonce", "grant_permission_id"],
        ),
        ("grant_as_json", &["token_parts", "token_header"]),
        ("grant_empty", &["token_parts"]),
    ] {
        let result = plays(&peer, name).await;
        assert!(expected.contains(&rule(&result)), "{name}: {result:?}");
    }
    assert_eq!(peer.calls("attacker_jwks").await, 0);
}

/// SEC-86, BI-24: found out later, a grant that does not hold is refused all the same.
#[tokio::test]
async fn bi_24_a_late_grant_is_verified_like_an_early_one() {
    let peer = peer().await;
    let begun = begin_playing(&peer, "grant_tampered").await;
    peer.fault("answer", "grant", json!({ "status": 404, "body": {} }))
        .await;
    let finished = comes_back(&peer, &begun).await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Processing);
    assert_eq!(rule(&peer.fetch(&finished.session).await), "signature");
}

/// A grant endpoint that is broken for a moment does not cost the applicant the approval.
#[tokio::test]
async fn a_broken_grant_endpoint_is_asked_again() {
    let peer = peer().await;
    for fault in [
        "http500",
        "down",
        "truncated",
        "huge",
        "redirect",
        "forbidden",
    ] {
        let begun = begin(&peer).await;
        peer.fault(fault, "grant", json!({ "times": 2 })).await;
        let finished = comes_back(&peer, &begun).await.unwrap();
        assert_eq!(finished.snapshot, Snapshot::Processing, "{fault}");
        peer.control("/control/bankid/faults/clear", json!({}))
            .await;
        let fetched = peer.fetch(&finished.session).await.unwrap();
        assert!(
            matches!(fetched, Snapshot::Done(..)),
            "{fault}: {fetched:?}"
        );
    }
    let begun = begin_playing(&peer, "grant_forbidden").await;
    let finished = comes_back(&peer, &begun).await.unwrap();
    let said = advice(peer.fetch(&finished.session).await.map(drop));
    assert!(said.contains("permissions/client"), "{said}");
}

/// Contract 1.10, trap 14: the access token may end between the exchange and the grant.
#[tokio::test]
async fn the_grant_is_asked_for_with_a_new_token_when_the_old_one_ended() {
    let peer = peer().await;
    let begun = begin_playing(&peer, "grant_late").await;
    let finished = comes_back(&peer, &begun).await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Processing);
    peer.control("/control/bankid/revoke-tokens", json!({}))
        .await;
    assert_eq!(
        peer.fetch(&finished.session).await.unwrap(),
        Snapshot::Processing
    );
    assert_eq!(peer.calls("token").await, 2);
}
