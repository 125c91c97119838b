//! Sessions, recipes and answers that are not what they should be.

use super::*;

async fn try_start(peer: &Peer) -> Result<Started, ProviderError> {
    peer.try_start(None, Presentation::Page).await
}

#[tokio::test]
async fn wrong_credentials_are_named() {
    for settings in [
        json!({ "customer_id": "sim-frankieone-other" }),
        json!({ "customer_child_id": "somebody" }),
    ] {
        let peer = peer_with(settings).await;
        let said = advice(try_start(&peer).await);
        assert!(said.contains("secrets.api_key"), "{said}");
    }
    let peer = peer_with(json!({ "customer_child_id": "sim-frankieone-child" })).await;
    begin(&peer).await;
}

/// FO-01: OneSDK believes the token without verifying it, so what it says is compared before a browser gets it.
#[tokio::test]
async fn fo_01_a_token_that_says_something_else_never_reaches_a_browser() {
    let peer = peer().await;
    for scenario in ["token_of_other_customer", "token_of_other_host"] {
        will_play(&peer, scenario).await;
        let said = advice(try_start(&peer).await);
        assert!(said.contains("session token is for another"), "{said}");
    }
    for scenario in [
        "machine_session_without_token",
        "token_not_jwt",
        "token_already_expired",
        "token_of_other_reference",
        "machine_session_refused",
    ] {
        will_play(&peer, scenario).await;
        let refused = try_start(&peer).await;
        assert!(is_unexpected(&refused), "{scenario}: {refused:?}");
    }
    will_play(&peer, "machine_session_unauthorised").await;
    advice(try_start(&peer).await);
    peer.switches(json!({ "frankie2customer": true })).await;
    let said = advice(try_start(&peer).await);
    assert!(said.contains("second platform"), "{said}");
}

/// A reference with an individual would be settled by somebody else's approval.
#[tokio::test]
async fn a_reference_that_has_an_individual_already_is_refused() {
    let peer = peer().await;
    will_play(&peer, "preloaded").await;
    assert!(is_unexpected(&try_start(&peer).await));
}

/// FO-02, FO-04, FO-25
#[tokio::test]
async fn fo_25_a_recipe_that_is_not_as_agreed_is_refused_before_anybody_is_sent_away() {
    let peer = peer().await;
    for (scenario, named) in [
        ("config_empty", "settings.recipe"),
        ("config_without_federation", "settings.idp"),
        ("config_without_idps", "settings.idp"),
        ("config_without_idp", "settings.idp"),
        ("config_without_redirect_url", "settings.redirect_url"),
        ("config_bad_redirect_url", "settings.redirect_url"),
        ("config_http_in_production", "settings.redirect_url"),
        ("config_other_redirect_url", "settings.redirect_url"),
        ("config_bad_environment", "environment"),
        ("config_other_attributes", "asks for sex"),
    ] {
        will_play(&peer, scenario).await;
        let said = advice(try_start(&peer).await);
        assert!(said.contains(named), "{scenario}: {said}");
    }
    will_play(&peer, "config_fails").await;
    assert!(is_unavailable(&try_start(&peer).await));
}

#[tokio::test]
async fn a_provider_that_is_down_is_unavailable_whichever_call_it_is() {
    let peer = peer().await;
    for route in ["machine_session", "applicant", "config"] {
        for fault in ["down", "http_503", "rate_limited"] {
            peer.fault(fault, route, json!({ "times": 2 })).await;
            let refused = try_start(&peer).await;
            assert!(is_unavailable(&refused), "{route} {fault}: {refused:?}");
            peer.control("/control/frankieone/faults/clear", json!({}))
                .await;
            // The circuit that the faults opened.
            peer.clock.advance(120_000);
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_none_changes_nothing() {
    let peer = peer().await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    for fault in ["not_json", "empty", "redirect"] {
        peer.fault(fault, "applicant", json!({ "times": 2 })).await;
        let refused = peer.fetch(&started.session).await;
        assert!(is_unexpected(&refused), "{fault}: {refused:?}");
        peer.control("/control/frankieone/faults/clear", json!({}))
            .await;
    }
    assert!(peer.fetch(&started.session).await.is_ok());
}

#[tokio::test]
async fn an_individual_that_comes_late_is_waited_for() {
    let peer = peer().await;
    will_play(&peer, "read_back_late").await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let word = json!({ "type": "approved" });
    for _ in 0..3 {
        let early = finish(&peer, &started.session, word.clone()).await.unwrap();
        assert_eq!((early.snapshot, early.stopped), (Snapshot::Waiting, None));
    }
    let late = finish(&peer, &started.session, word).await.unwrap();
    assert!(!facts(&late.snapshot).is_empty());
}

/// What the browser was shown is not what is believed.
#[tokio::test]
async fn what_is_read_back_counts_and_not_what_was_shown() {
    let peer = peer().await;
    will_play(&peer, "read_back_differs").await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    assert_eq!(
        claim(&snapshot, FactKind::Identity, "name"),
        Some("SOMEBODY ELSE")
    );
}

#[tokio::test]
async fn an_individual_that_is_not_ours_or_not_whole_settles_nothing() {
    let peer = peer().await;
    let read = async |scenario: &str| {
        will_play(&peer, scenario).await;
        let started = begin(&peer).await;
        go(&peer, &started.session, json!({})).await;
        peer.fetch(&started.session).await
    };
    assert!(is_unexpected(&read("read_back_other_reference").await));
    assert_eq!(
        read("read_back_incomplete").await,
        Ok(Snapshot::Failed(Reason::DataMissing))
    );
    let said = advice(read("read_back_forbidden").await);
    assert!(said.contains("403"), "{said}");
    assert!(!facts(&read("read_back_unknown_fields").await.unwrap()).is_empty());
    // The page was told another id; the reference is what counts.
    assert!(!facts(&read("approve_other_entity_id").await.unwrap()).is_empty());
    assert_eq!(read("approve_not_imported").await, Ok(Snapshot::Waiting));
}

/// FO-12, FO-13, FO-14, FO-15, FO-16, FO-17, FO-18, FO-19: what the BFF really answers, through the page's last word.
#[tokio::test]
async fn fo_12_every_failure_of_the_bff_has_its_reason() {
    let peer = peer().await;
    for (scenario, reason) in [
        ("vendor_server_error", Reason::Unavailable),
        ("vendor_person_error", Reason::Unavailable),
        ("vendor_unauthorised", Reason::Misconfigured),
        ("vendor_incorrect_parameter", Reason::ProviderError),
        ("vendor_no_profile", Reason::ProviderError),
        ("vendor_bad_profile", Reason::ProviderError),
        ("mandatory_name", Reason::DataMissing),
        ("mandatory_dob", Reason::DataMissing),
        ("mandatory_regadd", Reason::DataMissing),
        ("mandatory_uinfin", Reason::DataMissing),
        ("mandatory_all", Reason::DataMissing),
        ("validation_country", Reason::DataMissing),
        ("vendor_code_refused", Reason::AccessDenied),
        ("vendor_user_denied", Reason::AccessDenied),
        ("vendor_forbidden", Reason::Misconfigured),
        ("callback_data_expired", Reason::DataExpired),
        ("cache_expired", Reason::DataExpired),
        ("invalid_config", Reason::Misconfigured),
        ("unexpected_attribute", Reason::Misconfigured),
        ("unreadable_person", Reason::ProviderError),
        ("wrongly_signed_person", Reason::ProviderError),
        ("approve_server_error", Reason::ProviderError),
        ("approve_unauthorised", Reason::Misconfigured),
        ("approve_unknown_error", Reason::ProviderError),
    ] {
        for issues in ["objects", "strings"] {
            peer.switches(json!({ "issues": issues })).await;
            will_play(&peer, scenario).await;
            let started = begin(&peer).await;
            let gone = go(&peer, &started.session, json!({})).await;
            let failure = &gone["failure"];
            assert!(failure.is_object(), "{scenario}: {gone}");
            let word = json!({
                "type": "error", "errorCode": failure["errorCode"], "issues": failure["issues"],
            });
            let finished = finish(&peer, &started.session, word).await.unwrap();
            assert_eq!(
                (finished.snapshot, finished.stopped),
                (Snapshot::Waiting, Some(reason)),
                "{scenario}"
            );
        }
    }
}
