//! The SDK page, and the settings behind it.

use std::collections::BTreeMap;

use super::*;

fn page(settings: Value) -> SdkPage {
    adapter().sdk_page(&connection(settings)).unwrap().unwrap()
}

/// SL-05, SL-08
#[test]
fn sl_08_the_page_loads_the_one_script_and_lets_it_use_camera_and_gateway() {
    let shown = page(json!({}));
    assert_eq!(shown.scripts, ["https://sdk.example.com/v1.2/sdk.js"]);
    assert_eq!(shown.connect, ["https://onekyc.ky.id.sandbox.gopayapi.com"]);
    assert!(shown.camera);
    let uploads = json!({ "upload_origins": [
        "https://storage.example.com", "https://onekyc.ky.id.sandbox.gopayapi.com"] });
    assert_eq!(
        page(uploads).connect,
        [
            "https://onekyc.ky.id.sandbox.gopayapi.com",
            "https://storage.example.com"
        ]
    );
}

/// SL-06, SL-07: `https://<domain>` without a slash, and no theme unless there is one.
#[test]
fn sl_06_the_sdk_is_launched_with_base_url_correlation_id_token_and_theme() {
    let token = SecretString::from("user-token");
    let given = |settings: Value| {
        let settings = Settings::read(&connection(settings)).unwrap();
        parameters(&token, "7f3c1c8e", &settings)
    };
    assert_eq!(
        given(json!({})),
        json!({
            "token": "user-token",
            "correlationId": "7f3c1c8e",
            "baseUrl": "https://onekyc.ky.id.sandbox.gopayapi.com",
            "theme": null,
        })
    );
    let theme = json!({ "colors": { "primary": "#004488" }, "radius": "4px" });
    assert_eq!(given(json!({ "sdk_theme": theme }))["theme"], theme);
}

/// SL-17
#[test]
fn sl_17_the_policy_states_the_flow_version() {
    let adapter = adapter();
    assert_eq!(adapter.policy().flow_version, "v1.2");
    assert_eq!(adapter.policy().contract_date, "2026-11-22");
    assert_eq!(adapter.kind().as_str(), "selfie_liveness");
    assert!(adapter.policy().sdk && adapter.policy().needs_camera);
}

#[test]
fn what_cannot_work_is_refused_by_its_key() {
    let adapter = adapter();
    let ours = [OURS.to_owned()];
    assert_eq!(
        adapter.check_settings(&connection(json!({})), &ours),
        Ok(())
    );
    for (settings, key) in [
        (
            json!({ "api_gateway": "http://example.com" }),
            "settings.api_gateway",
        ),
        (
            json!({ "api_gateway": "https://example.com/onekyc" }),
            "settings.api_gateway",
        ),
        (
            json!({ "sdk_script": "http://sdk.example.com/sdk.js" }),
            "settings.sdk_script",
        ),
        (
            json!({ "sdk_script": format!("{OURS}/sdk.js") }),
            "settings.sdk_script",
        ),
        (json!({ "sdk_script": "sdk.js" }), "settings"),
        (
            json!({ "upload_origins": ["https://storage.example.com/"] }),
            "settings.upload_origins",
        ),
        (
            json!({ "upload_origins": ["*"] }),
            "settings.upload_origins",
        ),
        (
            json!({ "upload_origins": vec!["https://storage.example.com"; 11] }),
            "settings.upload_origins",
        ),
        (json!({ "flow": "KTP_SCAN" }), "settings.flow"),
        (json!({ "flow": "FACE" }), "settings"),
        (json!({ "sdk_theme": "DARK_MODE" }), "settings"),
        (
            json!({ "sdk_theme": { "colors": { "primary": "x".repeat(5_000) } } }),
            "settings.sdk_theme",
        ),
        (
            json!({ "reference_image_client_id": "" }),
            "settings.reference_image_client_id",
        ),
        (
            json!({ "reference_image_client_id": null }),
            "settings.reference_image_client_id",
        ),
        (
            json!({ "session_lifetime_seconds": 5 }),
            "settings.session_lifetime_seconds",
        ),
        (json!({ "web_app_origins": [] }), "settings"),
        (json!({ "pass_key": "in the wrong table" }), "settings"),
    ] {
        let error = adapter
            .check_settings(&connection(settings.clone()), &ours)
            .unwrap_err();
        assert_eq!(error.key, key, "{settings}: {error}");
    }
    for name in ["pass_key", "reference_image_pass_key"] {
        let mut without = connection(json!({}));
        without.secrets.remove(name);
        let error = adapter.check_settings(&without, &ours).unwrap_err();
        assert_eq!(error.key, format!("secrets.{name}"));
    }
}

/// SL-11: the credentials in the provider's documents are everybody's.
#[test]
fn sl_11_a_live_connection_has_credentials_of_its_own() {
    let mut live = connection(json!({}));
    live.environment = Environment::Live;
    live.secrets.insert(
        "reference_image_pass_key".to_owned(),
        "IAB_PASS_KEY".to_owned().into(),
    );
    let error = adapter().check_settings(&live, &[]).unwrap_err();
    assert_eq!(error.key, "secrets.reference_image_pass_key");
}

fn step(inputs: &[(&str, &str)], parameters: Value) -> ProviderStep {
    let inputs: BTreeMap<_, _> = inputs.iter().copied().collect();
    serde_json::from_value(
        json!({ "connection": "selfie", "purpose": "presence", "inputs": inputs, "parameters": parameters }),
    )
    .unwrap()
}

/// SL-11
#[test]
fn sl_11_a_step_may_name_a_picture_when_the_provider_can_ask_for_it() {
    let adapter = adapter();
    let with = step(&[("reference_image", "photo.picture")], json!({}));
    assert_eq!(adapter.check_step(&connection(json!({})), &with), Ok(()));
    let plain = step(&[], json!({}));
    assert_eq!(adapter.check_step(&connection(json!({})), &plain), Ok(()));
    let unable = connection(json!({ "reference_image_client_id": null }));
    assert_eq!(adapter.check_step(&unable, &plain), Ok(()));
    for (connection, step, key) in [
        (unable, with, "inputs.reference_image"),
        (
            connection(json!({})),
            step(&[("name", "who.name")], json!({})),
            "inputs.name",
        ),
        (
            connection(json!({})),
            step(&[], json!({ "more": 1 })),
            "parameters",
        ),
    ] {
        let error = adapter.check_step(&connection, &step).unwrap_err();
        assert_eq!(error.key, key);
    }
}
