//! Returns and the exchange.

use super::*;

/// BI-17: every error of a return has its reason; nothing is exchanged.
#[tokio::test]
async fn bi_17_an_error_in_the_return_is_an_end() {
    let peer = peer().await;
    for (name, reason) in [
        ("access_denied", Reason::Cancelled),
        ("access_denied_with_codes", Reason::Cancelled),
        ("error_with_markup", Reason::Cancelled),
        ("login_required", Reason::Unavailable),
        ("temporarily_unavailable", Reason::Unavailable),
        ("server_error", Reason::ProviderError),
        ("invalid_request", Reason::Misconfigured),
        ("unknown_error", Reason::ProviderError),
    ] {
        let finished = plays(&peer, name).await.unwrap();
        assert_eq!(finished.snapshot, Snapshot::Failed(reason), "{name}");
    }
    for (outcome, reason) in [
        ("denied", Reason::Cancelled),
        ("timeout", Reason::Cancelled),
        ("errored", Reason::ProviderError),
    ] {
        let begun = begin(&peer).await;
        let location = decides(&peer, &begun, outcome).await;
        let finished = peer.finish(begun.session(), &location).await.unwrap();
        assert_eq!(finished.snapshot, Snapshot::Failed(reason), "{outcome}");
    }
    assert_eq!(peer.calls("exchange").await, 0);
}

/// What no document knows is counted, as far as it is a word, and nothing else comes of it.
#[tokio::test]
async fn unknown_claims_and_errors_are_counted() {
    let peer = peer().await;
    assert!(is_done(&plays(&peer, "happy").await));
    let all = |peer: &Peer| -> Vec<(String, String)> {
        let found = peer.http.novelties().all().into_iter();
        found.map(|one| (one.place, one.name)).collect()
    };
    assert_eq!(all(&peer), []);
    assert!(is_done(&plays(&peer, "claims_unasked").await));
    plays(&peer, "unknown_error").await.unwrap();
    let names = [
        ("bankid.id_token", "address"),
        ("bankid.id_token", "phone_number"),
        ("bankid.id_token", "role"),
        ("bankid.return", "error=something_new"),
    ];
    let names = names.map(|(place, name)| (place.to_owned(), name.to_owned()));
    assert_eq!(all(&peer), names);
}

/// BI-16, SEC-49, SEC-53, SEC-56: a return that is not as it must be is refused before anything is sent.
#[tokio::test]
async fn sec_53_a_return_that_does_not_hold_causes_no_call() {
    let peer = peer().await;
    begin(&peer).await;
    for (name, expected) in [
        ("error_and_code", "code_and_error"),
        ("error_empty", "code_and_error"),
        ("missing_state", "state_missing"),
        ("repeated_state", "repeated_parameter"),
        ("repeated_state_wrong_first", "repeated_parameter"),
        ("missing_code", "neither_code_nor_error"),
        ("empty_code", "neither_code_nor_error"),
        ("repeated_code", "repeated_parameter"),
        ("huge_code", "code_too_long"),
        ("iss_parameter_wrong", "iss_parameter"),
        ("iss_parameter_of_oidc", "iss_parameter"),
    ] {
        let result = plays(&peer, name).await;
        assert_eq!(rule(&result), expected, "{name}: {result:?}");
    }
    assert_eq!(peer.calls("exchange").await, 0);
}

/// SEC-54: where the configuration says that returns name their issuer, one that does not is refused.
#[tokio::test]
async fn sec_54_an_advertised_issuer_has_to_be_there() {
    let peer = peer().await;
    let bis = peer.simulator.bankid_bis_url();
    let url = Url::parse(&format!("{bis}/{WELL_KNOWN}")).unwrap();
    let request = vestibule_server::outbound::OutboundRequest::get("control", url);
    let mut document: Value = peer.http.send(request).await.unwrap().json().unwrap();
    document["authorization_response_iss_parameter_supported"] = json!(true);
    let answer = json!({ "status": 200, "body": document });
    peer.fault("answer", "discovery", answer).await;
    let result = plays(&peer, "happy").await;
    assert_eq!(rule(&result), "iss_parameter");
    assert_eq!(peer.calls("exchange").await, 0);
    peer.switches(json!({ "iss_parameter": true })).await;
    assert!(is_done(&plays(&peer, "happy").await));
}

/// BI-18, SEC-59, SEC-61, SEC-62: a code works once, for the start that it belongs to.
#[tokio::test]
async fn sec_59_a_code_is_worth_something_once_and_for_its_own_start_only() {
    let peer = peer().await;
    let begun = begin(&peer).await;
    let location = decides(&peer, &begun, "granted").await;
    assert!(is_done(&peer.finish(begun.session(), &location).await));
    let again = peer.finish(begun.session(), &location).await;
    assert_eq!(rule(&again), "invalid_grant");
    // Another start's code, with our verifier (SEC-62).
    let (ours, theirs) = (begin(&peer).await, begin(&peer).await);
    let location = decides(&peer, &theirs, "granted").await;
    assert_eq!(
        rule(&peer.finish(ours.session(), &location).await),
        "invalid_grant"
    );
    for name in ["wrong_code", "foreign_code", "exchange_invalid_grant"] {
        assert_eq!(rule(&plays(&peer, name).await), "invalid_grant", "{name}");
    }
}

/// BI-18, contract 1.3 f: the exchange authenticates as the connection says, at the biometrics endpoint.
#[tokio::test]
async fn bi_18_the_code_goes_to_the_biometrics_endpoint_in_either_way() {
    for (auth, exchange) in [
        ("bearer", json!({ "done": "bearer" })),
        ("basic", json!({ "done": "basic" })),
    ] {
        let peer = peer_with(json!({ "token_auth": auth })).await;
        peer.switches(json!({ "exchange_auth": auth })).await;
        let begun = begin(&peer).await;
        assert!(is_done(&comes_back(&peer, &begun).await), "{auth}");
        assert_eq!(
            only_session(&peer).await["authorization"]["exchange"],
            exchange,
            "{auth}"
        );
        assert_eq!(peer.calls("token").await, 1, "{auth}");
        // The other way is a setting that is wrong, and said to be that.
        let other = if auth == "bearer" { "basic" } else { "bearer" };
        peer.switches(json!({ "exchange_auth": other })).await;
        let said = advice(plays(&peer, "happy").await.map(drop));
        assert!(said.contains("settings.token_auth"), "{said}");
    }
}

/// BI-25: answers to the exchange that hold no token.
#[tokio::test]
async fn bi_25_an_exchange_without_an_id_token_is_no_authentication() {
    let peer = peer().await;
    for (name, expected) in [
        ("id_token_missing", "id_token_missing"),
        ("id_token_null", "id_token_missing"),
        ("id_token_number", "id_token_missing"),
        ("id_token_empty", "id_token_missing"),
        ("token_type_dpop", "token_type"),
        ("exchange_error_beside_token", "error_beside_token"),
    ] {
        let result = plays(&peer, name).await;
        assert_eq!(rule(&result), expected, "{name}: {result:?}");
    }
    let said = advice(plays(&peer, "exchange_invalid_client").await.map(drop));
    assert!(said.contains("settings.token_auth"), "{said}");
    assert!(is_unavailable(&plays(&peer, "exchange_server_error").await));
}

/// SEC-59, architecture rule 2: whatever the token endpoint does, a code is sent once.
#[tokio::test]
async fn sec_59_a_code_is_sent_once_whatever_is_answered() {
    let peer = peer().await;
    for (sent, (fault, more)) in [
        ("http500", json!({})),
        ("http503", json!({})),
        ("unauthorized", json!({})),
        ("truncated", json!({})),
        ("down", json!({})),
        ("redirect", json!({})),
        ("empty", json!({})),
        ("not_json", json!({})),
        ("huge", json!({})),
        (
            "answer",
            json!({ "status": 401, "body": { "error": "invalid_token" } }),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        // Enough failures in a row would open the circuit.
        assert!(try_start(&peer).await.is_ok());
        peer.fault(fault, "exchange", more).await;
        let result = plays(&peer, "happy").await;
        assert!(!is_done(&result), "{fault}: {result:?}");
        assert_eq!(peer.calls("exchange").await, sent as u64 + 1, "{fault}");
        peer.control("/control/bankid/faults/clear", json!({}))
            .await;
    }
    // A token that ended meanwhile costs this start, and no further one.
    let begun = begin(&peer).await;
    let location = decides(&peer, &begun, "granted").await;
    peer.control("/control/bankid/revoke-tokens", json!({}))
        .await;
    let said = advice(peer.finish(begun.session(), &location).await.map(drop));
    assert!(said.contains("settings.token_auth"), "{said}");
    assert!(is_done(&plays(&peer, "happy").await));
    // Said as RFC 6750 has it, nobody has to act.
    let body = json!({ "status": 401, "body": { "error": "invalid_token" } });
    peer.fault("answer", "exchange", body).await;
    let finished = plays(&peer, "happy").await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Failed(Reason::Interrupted));
}
