//! `vestibule doctor` and `vestibule provider sheet`, the program itself, against the simulator.

use std::path::Path;

use axum::{Json, Router, http::header, routing::any};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    bench::Ground,
    live::{Said, development, run},
};

const SECRETS: [&str; 7] = [
    "sim-signicat-secret",
    "sim-onekyc-passkey",
    "sim-onekyc-callback",
    "sim-bankid-secret",
    "sim-frankieone-key",
    "whsec_",
    "eyJ",
];

async fn doctor(folder: &Path, more: &[&str]) -> Said {
    let arguments = [&["doctor", "--config", "a.toml", "--json"], more].concat();
    let said = run(folder, &arguments).await;
    for secret in SECRETS {
        assert!(
            !said.1.contains(secret) && !said.2.contains(secret),
            "{said:?}"
        );
    }
    said
}

/// The checks of an area, as `verdict: text -> advice`.
fn of_area(report: &str, area: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap();
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["area"] == area)
        .map(|check| {
            format!(
                "{}: {} -> {}",
                check["verdict"].as_str().unwrap(),
                check["text"].as_str().unwrap(),
                check["advice"].as_str().unwrap_or_default()
            )
        })
        .collect()
}

/// The shipped configuration, with something else in place of some of it.
fn changed(ground: &Ground, changes: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    development(folder.path(), &ground.simulator);
    let file = folder.path().join("a.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    std::fs::write(file, text).unwrap();
    folder
}

/// BI-02, SEC-14, SEC-187
#[tokio::test]
async fn a_server_that_lacks_nothing_is_well_and_nothing_is_made() {
    let ground = Ground::fresh().await;
    let folder = changed(&ground, &[]);
    let (code, out, err) = doctor(folder.path(), &[]).await;
    assert_eq!(code, Some(0), "{out}{err}");
    for (connection, checks) in [
        ("phone", 2),
        ("identity", 2),
        ("selfie", 2),
        ("bankid", 6),
        ("frankieone", 3),
        ("company", 2),
    ] {
        let found = of_area(&out, &format!("connection {connection}"));
        assert_eq!(found.len(), checks, "{found:#?}");
        assert!(
            found.iter().all(|line| line.starts_with("ok: ")),
            "{found:#?}"
        );
    }
    let database = of_area(&out, "database");
    assert!(
        database[0].starts_with("warning: there is no file"),
        "{database:?}"
    );
    assert!(!folder.path().join("data").exists());

    // The same, of a database.
    let (code, _, err) = run(folder.path(), &["migrate", "--config", "a.toml"]).await;
    assert_eq!(code, Some(0), "{err}");
    let (code, out, _) = doctor(folder.path(), &[]).await;
    assert_eq!(code, Some(0), "{out}");
    assert!(
        of_area(&out, "database")[0].starts_with("ok: reached"),
        "{out}"
    );
    assert!(of_area(&out, "disk")[0].contains("MiB free"), "{out}");
    assert!(!folder.path().join("data/keys.toml").exists());
}

/// BI-02, SEC-83: the scope that is missing is named.
#[tokio::test]
async fn sec_83_a_scope_that_is_missing_is_named() {
    let ground = Ground::fresh().await;
    let folder = changed(&ground, &[("\"sim-bankid\"", "\"sim-bankid-noscope\"")]);
    let (code, out, err) = doctor(folder.path(), &["bankid"]).await;
    assert_eq!(code, Some(1), "{out}{err}");
    let found = of_area(&out, "connection bankid");
    let token = found
        .iter()
        .find(|line| line.contains("access token"))
        .unwrap();
    assert!(token.starts_with("failed: "), "{token}");
    assert!(token.contains("permissions/iframe"), "{token}");
    // Nothing else was asked for.
    assert_eq!(of_area(&out, "connection phone"), Vec::<String>::new());
}

/// SEC-14: a configuration that names another issuer is not used.
#[tokio::test]
async fn sec_14_the_wrong_configuration_is_told() {
    let ground = Ground::fresh().await;
    let named = ground.simulator.bankid_bis_url().to_owned();
    let other = named.replace("127.0.0.1", "localhost");
    let discovery = |base: &str| format!("\"{base}/.well-known/openid-configuration\"");
    let folder = changed(&ground, &[(&discovery(&named), &discovery(&other))]);
    let (code, out, err) = doctor(folder.path(), &["bankid"]).await;
    assert_eq!(code, Some(1), "{out}{err}");
    let found = of_area(&out, "connection bankid").join("\n");
    assert!(
        found.contains("failed: BankID with biometrics configuration")
            && found.contains("names another issuer"),
        "{found}"
    );
}

/// Each failure says what to do about it, and one of them does not hide the others.
#[tokio::test]
async fn every_wrong_credential_is_told_with_what_to_do() {
    let ground = Ground::fresh().await;
    let folder = changed(
        &ground,
        &[
            ("\"sim-signicat-secret\"", "\"canary-signicat\""),
            ("\"sim-onekyc-passkey\"", "\"canary-onekyc\""),
            ("\"sim-frankieone-key\"", "\"canary-frankieone\""),
        ],
    );
    let (code, out, err) = doctor(folder.path(), &[]).await;
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(err.contains("checks failed"), "{err}");
    assert!(
        !out.contains("canary") && !err.contains("canary"),
        "{out}{err}"
    );
    for (connection, advice) in [
        ("phone", "secrets.client_secret"),
        ("identity", "secrets.pass_key"),
        ("frankieone", "secrets.api_key"),
    ] {
        let found = of_area(&out, &format!("connection {connection}")).join("\n");
        assert!(
            found.contains("failed: ") && found.contains(advice),
            "{found}"
        );
    }
    for connection in ["bankid", "company"] {
        let found = of_area(&out, &format!("connection {connection}")).join("\n");
        assert!(!found.contains("failed: "), "{found}");
    }
}

/// A service that refuses our signature, and one that is not there.
#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_told() {
    let ground = Ground::fresh().await;
    // Held but not listening: nobody else gets the port, and calls are refused.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = nobody.local_addr().unwrap();
    let folder = changed(
        &ground,
        &[(
            ground.simulator.signicat_url(),
            &format!("http://{address}"),
        )],
    );
    let (code, out, err) = doctor(folder.path(), &["phone"]).await;
    assert_eq!(code, Some(1), "{out}{err}");
    let found = of_area(&out, "connection phone").join("\n");
    assert!(
        found.contains("unavailable") && found.contains("egress.proxy"),
        "{found}"
    );
}

/// Answers like a token endpoint whose clock is wrong, and repeats the secret that it was sent.
async fn wrong_clock() -> String {
    let answer = any(|body: String| async move {
        let date = [(header::DATE, "Sun, 06 Nov 1994 08:49:37 GMT")];
        let token =
            json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 60, "echo": body });
        (date, Json(token))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    url
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_a_warning() {
    let ground = Ground::fresh().await;
    let url = wrong_clock().await;
    let folder = changed(&ground, &[(ground.simulator.signicat_url(), &url)]);
    let (code, out, err) = doctor(folder.path(), &["phone"]).await;
    assert_eq!(code, Some(0), "{out}{err}");
    let found = of_area(&out, "connection phone").join("\n");
    assert!(
        found.contains("warning: clock") && found.contains("behind ours"),
        "{found}"
    );
}

/// Nobody is asked for our address unless somebody is named, and then it is compared.
#[tokio::test]
async fn the_address_that_others_see_is_compared_with_what_the_provider_was_told() {
    let ground = Ground::fresh().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/ip", listener.local_addr().unwrap());
    let service = Router::new().fallback(any(|| async { "203.0.113.7\n" }));
    tokio::spawn(async move { axum::serve(listener, service).await });
    for (stated, code) in [("203.0.113.0/24", 0), ("198.51.100.0/24", 1)] {
        let text =
            format!("[connections.phone]\negress = {{ source_addresses = [\"{stated}\"] }}\n");
        let folder = changed(&ground, &[("[connections.phone]\n", &text)]);
        let (ended, out, err) = doctor(folder.path(), &["phone", "--egress-url", &url]).await;
        assert_eq!(ended, Some(code), "{out}{err}");
        let egress = of_area(&out, "egress").join("\n");
        assert!(egress.contains("seen as 203.0.113.7"), "{egress}");
    }
}

/// A configuration that cannot be read is a finding like any other.
#[tokio::test]
async fn a_configuration_that_is_wrong_is_told_line_by_line() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.toml"), "[server]\nbogus = 1\n").unwrap();
    let (code, out, _) = run(folder.path(), &["doctor", "--config", "a.toml"]).await;
    assert_eq!(code, Some(1));
    assert!(
        out.contains("failed   configuration: a.toml:2: server.bogus"),
        "{out}"
    );
    assert!(out.ends_with("0 ok, 0 warnings, 1 failed\n"), "{out}");
}

/// The sheet of every shipped connection, letter by letter what the provider has to have.
#[tokio::test]
async fn the_sheet_has_what_the_provider_has_to_have_and_no_secret() {
    let ground = Ground::fresh().await;
    let folder = changed(&ground, &[]);
    for (connection, values) in [
        (
            "phone",
            &["localhost:3000", "signicat-api", "Authentication REST API"][..],
        ),
        (
            "identity",
            &[
                "http://localhost:3000/providers/identity/callback",
                "FACE_VERIFICATION",
            ],
        ),
        (
            "selfie",
            &[
                "http://127.0.0.1:3000",
                "http://localhost:3000/providers/selfie/reference-image",
            ],
        ),
        (
            "bankid",
            &[
                "http://localhost:3000/return/bankid",
                "permissions/client",
                "permissions/iframe",
                "http://localhost:3000",
                "openid",
            ],
        ),
        (
            "frankieone",
            &[
                "http://127.0.0.1:3000/sdk/frankieone/return",
                "http://127.0.0.1:3000",
            ],
        ),
        (
            "company",
            &["http://localhost:3000/providers/company/callback"],
        ),
    ] {
        let sheet = ["provider", "sheet", "--config", "a.toml", connection];
        let (code, text, err) = run(folder.path(), &sheet).await;
        assert_eq!((code, err.as_str()), (Some(0), ""), "{text}");
        let (_, json, _) = run(folder.path(), &[&sheet[..], &["--json"]].concat()).await;
        let json: Value = serde_json::from_str(&json).unwrap();
        let told: Vec<&str> = json["entries"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|entry| entry["values"].as_array().unwrap())
            .map(|value| value.as_str().unwrap())
            .collect();
        for value in values {
            assert!(told.contains(value), "{connection}: {value}: {told:#?}");
            assert!(text.contains(&format!("  {value}\n")), "{text}");
        }
        for secret in SECRETS {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
