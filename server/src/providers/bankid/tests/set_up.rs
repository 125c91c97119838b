use super::*;
use settings::Settings;

/// BI-01: the two configurations are named whole, and are two.
#[test]
fn bi_01_both_configurations_have_to_be_named() {
    assert_eq!(problem(json!({})), "");
    for (settings, told) in [
        (
            json!({ "oidc_discovery": "https://oidc.example" }),
            "settings.oidc_discovery: must be the whole URL",
        ),
        (
            json!({ "bis_discovery": "https://bis.example/" }),
            "settings.bis_discovery: must be the whole URL",
        ),
        (
            json!({ "bis_discovery": "https://oidc.example/auth/realms/current/.well-known/openid-configuration" }),
            "settings.bis_discovery: is the URL of BankID OIDC",
        ),
        (
            json!({ "bis_discovery": "http://bis.example/.well-known/openid-configuration" }),
            "settings.bis_discovery: must be an https URL",
        ),
    ] {
        let said = problem(settings.clone());
        assert!(said.starts_with(told), "{settings}: {said}");
    }
    let settings = Settings::read(&connection(json!({}))).unwrap();
    assert_eq!(
        settings.oidc_issuer(),
        "https://oidc.example/auth/realms/current"
    );
    assert_eq!(settings.bis_issuer(), ISSUER);
}

/// BI-06, BI-10, BI-22, BI-26, SEC-81, SEC-91; contract 1, Purpose: what needs BankID's word is off until the
/// connection says so.
#[test]
fn bi_26_what_bankid_has_to_agree_to_is_off_by_default() {
    for (key, settings) in [
        (
            "settings.scopes",
            json!({ "scopes": ["profile", "sub_nnin"] }),
        ),
        (
            "settings.permission_type",
            json!({ "permission_type": "authentication.v1" }),
        ),
        (
            "settings.identity",
            json!({ "permission_type": "authentication.v1", "allow_authentication": true }),
        ),
        (
            "settings.identity",
            json!({ "identity": true, "scopes": [] }),
        ),
        ("settings.acr_values", json!({ "acr_values": [] })),
        (
            "settings.clock_skew_seconds",
            json!({ "clock_skew_seconds": 300 }),
        ),
        (
            "settings.clock_skew_seconds",
            json!({ "clock_skew_seconds": 0 }),
        ),
        (
            "settings.permission_lifetime_seconds",
            json!({ "permission_lifetime_seconds": 7200 }),
        ),
        ("settings.client_id", json!({ "client_id": "a:b" })),
        (
            "settings.frame_origins",
            json!({ "frame_origins": ["https://bis.example/"] }),
        ),
        (
            "settings.frame_origins",
            json!({ "frame_origins": ["https://id.bank.example"] }),
        ),
        (
            "settings.analytics_origin",
            json!({ "analytics_origin": "https://other.example" }),
        ),
        ("settings", json!({ "id_token_algorithm": "HS256" })),
        ("settings", json!({ "id_token_algorithm": "none" })),
        ("settings", json!({ "code_challenge_method": "plain" })),
    ] {
        let told = problem(settings.clone());
        assert!(told.starts_with(&format!("{key}: ")), "{settings}: {told}");
    }
    for settings in [
        json!({ "scopes": ["profile", "sub_nnin", "sub_bankid"], "nnin_access": true }),
        json!({ "permission_type": "authentication.v1", "allow_authentication": true, "identity": true }),
        json!({ "acr_values": ["urn:bankid:bis"], "id_token_algorithm": "PS256" }),
        json!({ "frame_origins": ["https://a.example", "https://b.example"], "analytics_origin": "https://b.example" }),
    ] {
        assert_eq!(problem(settings.clone()), "", "{settings}");
    }
    let settings = Settings::read(&connection(json!({}))).unwrap();
    assert_eq!(settings.acr_values, [LOA3]);
    let scopes: Vec<_> = settings
        .scopes()
        .into_iter()
        .map(settings::Scope::name)
        .collect();
    assert_eq!(scopes, ["openid", "profile"]);
}

/// BI-12: the page that opens the frame tells where it is, and only that.
#[test]
fn bi_12_the_step_page_has_one_of_the_four_allowed_policies() {
    let provider = BankId::new().unwrap();
    let policy = provider.page_policy(&connection(json!({}))).unwrap();
    assert_eq!(policy.referrer_policy, "origin");
    assert_eq!(policy.frame_origins, [ISSUER]);
    assert!(policy.camera_origins.is_empty());
    for (how, told) in [
        ("origin", "https://id.bank.example:8443"),
        ("host", "id.bank.example:8443"),
    ] {
        let settings = Settings::read(&connection(json!({ "frame_ancestor": how }))).unwrap();
        let ancestor = settings.frame_ancestor("https://id.bank.example:8443");
        assert_eq!(ancestor.as_deref(), Some(told));
    }
}

/// BI-09: the vector of RFC 7636, appendix B.
#[test]
fn bi_09_the_challenge_is_the_digest_of_the_verifier() {
    assert_eq!(
        crate::code_flow::challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

#[test]
fn the_policy_is_what_the_adapter_does() {
    let provider = BankId::new().unwrap();
    let policy = provider.policy();
    assert!(!policy.repeatable_return && policy.frame && !policy.page && policy.needs_scripts);
    assert_eq!(
        policy.facts,
        [FactKind::PaymentApproved, FactKind::Identity]
    );
}
