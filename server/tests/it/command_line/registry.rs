//! Clients with their keys, and operators.

use serde_json::{Value, json};
use vestibule_server::services::clients::{KeyRefusal, Scope, authenticate};

use super::{count, refuses, said, says};
use crate::app::TestApp;

#[tokio::test]
async fn a_key_is_shown_once_and_is_good_until_it_is_revoked() {
    let app = TestApp::start().await;
    says(
        &app,
        &[
            "client",
            "create",
            "shop",
            "--display-name",
            "Example Shop",
            "--return-url",
            "https://shop.example/done",
        ],
    );
    let key = says(
        &app,
        &[
            "client",
            "key",
            "create",
            "shop",
            "--mode",
            "test",
            "--scope",
            "onboardings:read",
            "--source",
            "203.0.113.0/24",
        ],
    );
    let key = key.trim();
    assert!(key.starts_with("vst_test_"), "{key}");
    let from = |address: &str| Some(address.parse().unwrap());
    let caller = authenticate(&app.core, key, from("203.0.113.9"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(caller.client.as_str(), "shop");
    assert!(caller.may(Scope::OnboardingsRead) && !caller.may(Scope::OnboardingsWrite));
    let elsewhere = authenticate(&app.core, key, from("198.51.100.9")).await;
    assert_eq!(elsewhere.unwrap().unwrap_err(), KeyRefusal::Source);

    let shown = says(&app, &["client", "show", "shop", "--json"]);
    let secret = key.rsplit_once('_').unwrap().1;
    assert!(
        !shown.contains(secret) && !shown.contains("hash"),
        "{shown}"
    );
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["return_urls"], json!(["https://shop.example/done"]));
    let prefix = shown["keys"][0]["prefix"].as_str().unwrap().to_owned();

    says(&app, &["client", "key", "revoke", "shop", &prefix]);
    let revoked = authenticate(&app.core, key, from("203.0.113.9")).await;
    assert_eq!(revoked.unwrap().unwrap_err(), KeyRefusal::Invalid);
    refuses(&app, &["client", "key", "revoke", "shop", &prefix]);
    says(&app, &["client", "disable", "shop"]);
    let listed = says(&app, &["client", "list"]);
    assert!(listed.contains("shop  disabled"), "{listed}");

    for kind in [
        "client.created",
        "api_key.created",
        "api_key.revoked",
        "client.disabled",
    ] {
        assert_eq!(app.audited(kind).await, 1, "{kind}");
    }
    let actors = "SELECT DISTINCT actor FROM audit_events WHERE kind LIKE 'client.%' OR kind LIKE 'api_key.%'";
    assert_eq!(app.ground.texts(actors).await, ["command_line"]);
}

#[tokio::test]
async fn what_there_is_not_is_said_and_nothing_is_written() {
    let app = TestApp::start().await;
    for (arguments, words) in [
        (
            &["client", "show", "nobody"][..],
            "there is no client nobody",
        ),
        (
            &["client", "key", "create", "nobody", "--mode", "live"],
            "there is no client nobody",
        ),
        (
            &["client", "create", "direct", "--display-name", "x"],
            "reserved",
        ),
        (
            &[
                "client",
                "create",
                "shop",
                "--display-name",
                "x",
                "--return-url",
                "http://shop.example/",
            ],
            "has to be https",
        ),
        (
            &[
                "client",
                "create",
                "shop",
                "--display-name",
                "x",
                "--return-url",
                "https://Shop.example",
            ],
            "a browser would write https://shop.example/;",
        ),
        (
            &["client", "create", "shop", "--display-name", " "],
            "shop: the display name has to have",
        ),
        (&["evidence", "keys"], "there is no key yet"),
        (&["audit", "keys"], "there is no key yet"),
        (
            &["recall", "--from", "2026-11-02", "--to", "2026-11-01"],
            "--from is not before --to",
        ),
        (
            &[
                "operator", "grant", "nobody", "--role", "viewer", "--client", "*",
            ],
            "there is no operator nobody",
        ),
        (&["erase", "01930000-0000-7000-8000-000000000000"], "--yes"),
        (
            &["erase", "01930000-0000-7000-8000-000000000000", "--yes"],
            "there is no onboarding",
        ),
    ] {
        let err = refuses(&app, arguments);
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    let (code, _, err) = said(&app, &["recall"]);
    assert_eq!(code, Some(2), "{err}");
    let written = "SELECT COUNT(*) FROM audit_events WHERE actor = 'command_line'";
    assert_eq!(count(&app.core.db, written).await, 0);
}

#[tokio::test]
async fn an_operator_may_do_what_was_granted_until_it_is_taken_back() {
    let app = TestApp::start().await;
    says(
        &app,
        &["client", "create", "shop", "--display-name", "Example Shop"],
    );
    says(&app, &["operator", "add", "anna", "--display-name", "Anna"]);
    for role in ["viewer", "viewer", "reviewer"] {
        says(
            &app,
            &[
                "operator", "grant", "anna", "--role", role, "--client", "shop",
            ],
        );
    }
    says(
        &app,
        &[
            "operator", "revoke", "anna", "--role", "viewer", "--client", "shop",
        ],
    );
    says(
        &app,
        &[
            "operator", "grant", "anna", "--role", "admin", "--client", "*",
        ],
    );
    says(&app, &["operator", "disable", "anna"]);
    let shown: Value = serde_json::from_str(&says(&app, &["operator", "list", "--json"])).unwrap();
    let expected = json!([{ "name": "anna", "display_name": "Anna", "enabled": false, "grants": [
        { "client": "*", "role": "admin" }, { "client": "shop", "role": "reviewer" },
    ] }]);
    assert_eq!(shown, expected);
    for (kind, times) in [
        ("operator.added", 1),
        ("operator.granted", 3),
        ("operator.revoked", 1),
        ("operator.disabled", 1),
    ] {
        assert_eq!(app.audited(kind).await, times, "{kind}");
    }
}
