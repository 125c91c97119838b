//! What the browser is told, and the settings behind it.

use super::*;

const OURS: &str = "https://id.example.com";

fn frame(settings: Value) -> FrameSpec {
    let settings = Settings::read(&connection(settings)).unwrap();
    let url = SecretString::from(format!(
        "{WEB_APP}/kyc/v2/index.html#/launch-v1?token=canary"
    ));
    match launch(&url, &settings, Presentation::Frame) {
        Launch::Frame(frame) => frame,
        other => panic!("no frame: {other:?}"),
    }
}

/// OK-02, SEC-131
#[test]
fn ok_02_the_frame_is_sandboxed_and_gets_the_camera_for_its_exact_origins() {
    let two = json!({ "web_app_origins": [WEB_APP, "https://web-app.goidentitas.id"] });
    let frame = frame(two);
    assert_eq!(frame.sandbox, "allow-same-origin allow-scripts");
    assert_eq!(
        frame.allow,
        format!("camera {WEB_APP} https://web-app.goidentitas.id")
    );
    assert_eq!(
        frame.provider_origins,
        [WEB_APP, "https://web-app.goidentitas.id"]
    );
    assert!(frame.expects_message);
    assert!(!format!("{frame:?}").contains("canary"));
}

/// OK-03
#[test]
fn ok_03_with_force_qr_the_camera_stays_here() {
    let settings = json!({ "force_qr": true, "allow_qr": true });
    assert_eq!(frame(settings.clone()).allow, "");
    let adapter = OneKyc::new().unwrap();
    assert!(
        adapter
            .page_policy(&connection(settings))
            .unwrap()
            .camera_origins
            .is_empty()
    );
    assert_eq!(
        adapter
            .page_policy(&connection(json!({})))
            .unwrap()
            .camera_origins,
        [WEB_APP]
    );
}

/// OK-04
#[test]
fn ok_04_the_island_answers_the_handshake_by_itself() {
    let frame = frame(json!({}));
    let [reply] = frame.replies.as_slice() else {
        panic!("one reply");
    };
    assert_eq!(reply.on_type, "GET_ORIGIN_FROM_ONEKYC");
    assert_eq!(reply.with, json!({ "type": "SEND_ORIGIN_TO_ONEKYC" }));
}

/// OK-16, SEC-103
#[test]
fn ok_16_a_launch_url_on_any_other_origin_is_not_shown() {
    let origins = vec!["https://web-app.goidentitas.id".to_owned()];
    let check = |url: &str| check_launch(&SecretString::from(url.to_owned()), &origins);
    assert_eq!(
        check("https://web-app.goidentitas.id/kyc/v2/index.html#/launch-v1?token=x"),
        Ok(())
    );
    for elsewhere in [
        "https://web-app.goidentitas.id.evil.test/",
        "https://evil-web-app.goidentitas.id/",
        "https://web-app.goidentitas.id:8443/",
        "https://web-app.goidentitas.id./",
        "https://web-app.goidentitas.id@evil.test/",
        "https://wéb-app.goidentitas.id/",
        "http://127.0.0.1:9802/",
    ] {
        let Err(ProviderError::Misconfigured { detail }) = check(elsewhere) else {
            panic!("{elsewhere}");
        };
        assert!(detail.contains("settings.web_app_origins"), "{detail}");
    }
    for broken in [
        "",
        "javascript:alert(1)",
        "http://web-app.goidentitas.id/",
        "//web-app.goidentitas.id/",
        "about:blank",
    ] {
        assert!(
            matches!(check(broken), Err(ProviderError::Unexpected { .. })),
            "{broken}"
        );
    }
}

/// OK-17
#[test]
fn ok_17_the_policy_states_the_flow_version() {
    let adapter = OneKyc::new().unwrap();
    assert_eq!(adapter.policy().flow_version, "iframe v1.2 or earlier");
    assert_eq!(adapter.policy().contract_date, "2026-11-22");
    assert_eq!(adapter.kind().as_str(), "onekyc");
}

#[test]
fn on_a_page_of_its_own_the_launch_url_is_used_as_it_came() {
    let settings = Settings::read(&connection(json!({}))).unwrap();
    let text = format!("{WEB_APP}/kyc/v2/index.html#/launch-v1?token=x");
    let url = SecretString::from(text.clone());
    assert!(
        matches!(launch(&url, &settings, Presentation::Page), Launch::Redirect { to } if to == text)
    );
}

#[test]
fn the_user_s_language_becomes_one_of_the_two_locales() {
    use vestibule::locale::Locale;
    let name = |settings: Value, locale| {
        serde_json::to_value(
            Settings::read(&connection(settings))
                .unwrap()
                .account
                .user_locale(locale),
        )
        .unwrap()
    };
    assert_eq!(name(json!({}), Locale::En), "en_ID");
    assert_eq!(name(json!({}), Locale::Id), "id_ID");
    assert_eq!(
        name(json!({ "locales": { "en": "id_ID" } }), Locale::En),
        "id_ID"
    );
}

/// OK-16
#[test]
fn what_cannot_work_is_refused_by_its_key() {
    let adapter = OneKyc::new().unwrap();
    let ours = [OURS.to_owned()];
    assert_eq!(
        adapter.check_settings(&connection(json!({})), &ours),
        Ok(())
    );
    for (settings, key) in [
        (
            json!({ "token_gateway": "http://example.com" }),
            "settings.token_gateway",
        ),
        (
            json!({ "api_gateway": "ftp://example.com" }),
            "settings.api_gateway",
        ),
        (json!({ "web_app_origins": [] }), "settings.web_app_origins"),
        (
            json!({ "web_app_origins": ["https://web-app.goidentitas.id/"] }),
            "settings.web_app_origins",
        ),
        (
            json!({ "web_app_origins": ["*"] }),
            "settings.web_app_origins",
        ),
        (
            json!({ "web_app_origins": [OURS] }),
            "settings.web_app_origins",
        ),
        (
            json!({ "onboarding_partner": "a\nb" }),
            "settings.onboarding_partner",
        ),
        (
            json!({ "partner_user_id_type": "" }),
            "settings.partner_user_id_type",
        ),
        (
            json!({ "session_lifetime_seconds": 5 }),
            "settings.session_lifetime_seconds",
        ),
        (json!({ "flow": "FACE" }), "settings"),
        (json!({ "details_path": "/x" }), "settings"),
        (json!({ "theme": "PINK" }), "settings"),
        (json!({ "pass_key": "in the wrong table" }), "settings"),
    ] {
        let error = adapter
            .check_settings(&connection(settings.clone()), &ours)
            .unwrap_err();
        assert_eq!(error.key, key, "{settings}: {error}");
    }
    let mut without = connection(json!({}));
    without.secrets.remove("pass_key");
    assert_eq!(
        adapter.check_settings(&without, &ours).unwrap_err().key,
        "secrets.pass_key"
    );
    let mut empty = connection(json!({}));
    empty
        .secrets
        .insert("callback_authorization".to_owned(), String::new().into());
    assert_eq!(
        adapter.check_settings(&empty, &ours).unwrap_err().key,
        "secrets.callback_authorization"
    );
}

#[test]
fn a_refused_setting_s_error_holds_no_secret() {
    let mut connection = connection(json!({ "client_id": "" }));
    connection
        .secrets
        .insert("pass_key".to_owned(), "canary".to_owned().into());
    let error = OneKyc::new()
        .unwrap()
        .check_settings(&connection, &[OURS.to_owned()])
        .unwrap_err();
    assert!(!format!("{error} {error:?} {connection:?}").contains("canary"));
}
