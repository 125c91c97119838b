use super::*;

fn check(settings: Value, origins: &[&str]) -> Result<(), String> {
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    Signicat::new()
        .unwrap()
        .check_settings(&connection(settings), &origins)
        .map_err(|error| error.to_string())
}

const OURS: &[&str] = &["https://id.example.com"];

#[test]
fn plain_settings_are_enough() {
    assert_eq!(check(json!({}), OURS), Ok(()));
    let page = Signicat::new()
        .unwrap()
        .page_policy(&connection(json!({})))
        .unwrap();
    assert_eq!(page.frame_origins, ["https://api.signicat.com"]);
    assert!(page.camera_origins.is_empty());
    assert_eq!(page.referrer_policy, "strict-origin");
    assert_eq!(page.min_size, MIN_SIZE);
}

/// SG-02, SEC-108: an empty list would let any site frame the pages.
#[test]
fn sg_02_parent_domains_are_never_empty() {
    let settings = Settings::read(&connection(
        json!({ "parent_domains": ["shop.example.com"] }),
    ))
    .unwrap();
    assert_eq!(
        settings.parent_domains("https://id.example.com").unwrap(),
        ["id.example.com", "shop.example.com"]
    );
    assert_eq!(
        settings.parent_domains("http://localhost:3000").unwrap()[0],
        "localhost:3000"
    );
    assert_eq!(
        settings
            .parent_domains("https://id.example.com:443")
            .unwrap()[0],
        "id.example.com"
    );
    assert_eq!(settings.parent_domains(""), None);
    assert_eq!(settings.parent_domains("data:text/html,x"), None);
    assert!(
        check(json!({}), &[])
            .unwrap_err()
            .contains("embeddedParentDomains")
    );
    assert!(
        check(json!({}), &["nonsense"])
            .unwrap_err()
            .contains("embeddedParentDomains")
    );
}

#[test]
fn what_cannot_work_is_refused_by_its_key() {
    for (settings, key) in [
        (json!({ "api": "http://api.signicat.com" }), "settings.api"),
        (
            json!({ "api": "https://u:p@api.signicat.com" }),
            "settings.api",
        ),
        (
            json!({ "api": "https://api.signicat.com/?a=b" }),
            "settings.api",
        ),
        (json!({ "client_id": "" }), "settings.client_id"),
        (json!({ "otp_sms_sender": "" }), "settings.otp_sms_sender"),
        (
            json!({ "session_lifetime_seconds": 299 }),
            "settings.session_lifetime_seconds",
        ),
        (json!({ "languages": { "id": "id" } }), "settings.languages"),
        (
            json!({ "frame_origins": ["https://api.signicat.com/"] }),
            "settings.frame_origins",
        ),
        (
            json!({ "frame_origins": ["https://API.signicat.com"] }),
            "settings.frame_origins",
        ),
        (
            json!({ "frame_origins": ["https://api.signicat.com:443"] }),
            "settings.frame_origins",
        ),
        (json!({ "frame_origins": ["*"] }), "settings.frame_origins"),
        (
            json!({ "frame_origins": ["null"] }),
            "settings.frame_origins",
        ),
        (
            json!({ "frame_origins": ["http://pages.example.com"] }),
            "settings.frame_origins",
        ),
        (
            json!({ "frame_origins": ["https://id.example.com"] }),
            "settings.frame_origins",
        ),
        (
            json!({ "parent_domains": ["https://a.example.com"] }),
            "settings.parent_domains",
        ),
        (
            json!({ "parent_domains": ["*"] }),
            "settings.parent_domains",
        ),
        (
            json!({ "parent_domains": ["*.example.com"] }),
            "settings.parent_domains",
        ),
        (json!({ "parent_domains": [""] }), "settings.parent_domains"),
        (json!({ "requested_loa": "highest" }), "settings"),
        (json!({ "unknown": 1 }), "settings"),
    ] {
        let error = check(settings.clone(), OURS).unwrap_err();
        assert!(
            error.starts_with(&format!("connections.phone.{key}:")),
            "{settings}: {error}"
        );
    }
}

#[test]
fn a_missing_secret_is_named_and_a_live_connection_stays_away_from_this_machine() {
    let adapter = Signicat::new().unwrap();
    let ours = [String::from("https://id.example.com")];
    let mut without = connection(json!({}));
    without.secrets.clear();
    let error = adapter.check_settings(&without, &ours).unwrap_err();
    assert_eq!(error.key, "secrets.client_secret");
    let mut live = connection(json!({ "api": "http://127.0.0.1:9801" }));
    assert!(adapter.check_settings(&live, &ours).is_ok());
    live.environment = Environment::Live;
    assert_eq!(
        adapter.check_settings(&live, &ours).unwrap_err().key,
        "settings.api"
    );
}
