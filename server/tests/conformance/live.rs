//! `vestibule conformance live`, the program itself, against the simulator.

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use tempfile::TempDir;
use vestibule_simulator::Running;

use crate::bench::Ground;

/// Exit code, standard output, standard error.
pub type Said = (Option<i32>, String, String);

pub async fn run(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command
        .current_dir(folder)
        .env_remove("VESTIBULE_CONFIG")
        .args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn write(folder: &Path, simulator: &Running, environment: &str, secret: &str) {
    let text = format!(
        r#"
[connections.phone]
provider = "signicat"
environment = "{environment}"
display_name = "Signicat"
settings = {{ api = "{}", client_id = "sim-signicat" }}
secrets = {{ client_secret = "{secret}" }}

[connections.identity]
provider = "onekyc"
environment = "{environment}"
display_name = "OneKYC"
settings = {{ token_gateway = "{}", api_gateway = "{}", web_app_origins = ["{}"], client_id = "sim-onekyc", onboarding_partner = "SIM-WEB_SDK-KYC", partner_user_id_type = "ONBOARDING_ID", flow = "FACE_VERIFICATION" }}
secrets = {{ pass_key = "sim-onekyc-passkey" }}

[journeys.phone]
company = "Example Bank"
minutes = 2
contact = "help@bank.example"
needs = ["contact_control"]
title = {{ en = "Title", id = "Judul" }}
stored = {{ en = "Stored", id = "Disimpan" }}
steps = [
    {{ name = "confirm", title = {{ en = "Confirm", id = "Konfirmasi" }}, kind = {{ provider = {{ connection = "phone", purpose = "contact_verification" }} }} }},
]
"#,
        simulator.signicat_url(),
        simulator.onekyc_url(),
        simulator.onekyc_url(),
        simulator.onekyc_web_url(),
    );
    std::fs::write(folder.join("a.toml"), text).unwrap();
}

fn live(connection: &str) -> [&str; 6] {
    [
        "conformance",
        "live",
        "--config",
        "a.toml",
        "--connection",
        connection,
    ]
}

/// The one report in JSON, and that there is one for people beside it.
fn report(folder: &Path) -> Value {
    let folder = folder.join("conformance");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let [json, markdown] = files.as_slice() else {
        panic!("two files, not {files:?}");
    };
    assert_eq!(markdown.with_extension("json"), *json);
    assert!(
        std::fs::read_to_string(markdown)
            .unwrap()
            .starts_with("# Conformance of")
    );
    serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap()
}

/// The configuration of `cargo xtask serve`, with this simulator's ports.
pub fn development(folder: &Path, simulator: &Running) {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../config/vestibule.toml");
    let mut text = std::fs::read_to_string(shipped).unwrap();
    let servers = [
        ("4101", simulator.signicat_url()),
        ("4102", simulator.onekyc_url()),
        ("4103", simulator.onekyc_web_url()),
        ("4104", simulator.selfie_url()),
        ("4105", simulator.selfie_sdk_url()),
        ("4106", simulator.bankid_oidc_url()),
        ("4107", simulator.bankid_bis_url()),
        ("4108", simulator.frankieone_url()),
        ("4110", simulator.external_url()),
    ];
    // In two turns: a port that the system gave may begin as one of these does.
    for (port, _) in servers {
        text = text.replace(&format!("http://127.0.0.1:{port}"), &format!("<{port}>"));
    }
    for (port, url) in servers {
        text = text.replace(&format!("<{port}>"), url);
    }
    std::fs::write(folder.join("a.toml"), text).unwrap();
}

#[tokio::test]
async fn a_connection_that_works_passes_and_leaves_a_dated_report() {
    let ground = Ground::fresh().await;
    for (connection, provider) in [
        ("phone", "signicat"),
        ("identity", "onekyc"),
        ("selfie", "selfie_liveness"),
        ("bankid", "bankid"),
        ("frankieone", "frankieone"),
        ("company", "external"),
    ] {
        let folder = TempDir::new().unwrap();
        development(folder.path(), &ground.simulator);
        let (code, out, err) = run(folder.path(), &live(connection)).await;
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        let report = report(folder.path());
        assert_eq!(report["provider"], provider);
        assert_eq!(report["environment"], "simulator");
        assert_eq!(report["novelties"], json!([]), "{connection}");
        assert_eq!(report["contract_date"].as_str().unwrap().len(), 10);
        assert!(report["date"].as_str().unwrap().starts_with("20"));
        let probes = report["probes"].as_array().unwrap();
        assert!(probes.len() >= 8 && probes.iter().all(|probe| probe["verdict"] == "passed"));
        for secret in ["sim-signicat-secret", "sim-bankid-secret", "token=", "eyJ"] {
            assert!(!out.contains(secret), "{out}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_does_not_work_fails_and_says_what_to_do() {
    let ground = Ground::fresh().await;
    let folder = TempDir::new().unwrap();
    write(folder.path(), &ground.simulator, "simulator", "wrong");
    let (code, out, err) = run(folder.path(), &live("phone")).await;
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("secrets.client_secret"), "{out}");
    let report = report(folder.path());
    let verdicts: Vec<_> = report["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| probe["verdict"].as_str().unwrap())
        .collect();
    assert!(
        verdicts.contains(&"failed") && verdicts.contains(&"skipped"),
        "{verdicts:?}"
    );
}

#[tokio::test]
async fn a_field_that_the_contract_does_not_know_is_in_the_report() {
    let ground = Ground::fresh().await;
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        &ground.simulator,
        "simulator",
        "sim-signicat-secret",
    );
    let body =
        json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 60, "brand_new": 1 });
    let fault = json!({ "fault": "answer", "route": "token", "status": 200, "body": body });
    ground.control("/control/signicat/fault", fault).await;
    let (_, out, err) = run(folder.path(), &live("phone")).await;
    let novelty = &report(folder.path())["novelties"][0];
    assert_eq!(novelty["name"], "brand_new", "{out}{err}");
    assert_eq!(novelty["place"], "signicat.token");
}

#[tokio::test]
async fn a_live_connection_is_not_opened_without_yes() {
    let ground = Ground::fresh().await;
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("a.toml"),
        r#"
public_origins = ["https://id.example.com"]
[keys]
ring = [{ id = "one", secret = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=" }]
[connections.phone]
provider = "signicat"
environment = "live"
display_name = "Signicat"
settings = { api = "https://api.signicat.invalid", client_id = "prod-client" }
secrets = { client_secret = "0f2c5e9b8a" }
"#,
    )
    .unwrap();
    let (code, _, err) = run(folder.path(), &live("phone")).await;
    assert_eq!(code, Some(1));
    assert!(err.contains("may bill") && err.contains("--yes"), "{err}");
    assert!(!folder.path().join("conformance").exists());
    drop(ground);
}
