//! `[dashboard.single_sign_on]`.

use super::*;

const SECTION: &str = r#"
[dashboard.single_sign_on]
issuer = "https://login.example.com"
client_id = "vestibule"
client_secret = "canary-secret"
display_name = "Example Login"
"#;

fn with(from: &str, to: &str) -> String {
    let changed = SECTION.replace(from, to);
    assert_ne!(changed, SECTION);
    format!("{BASE}{changed}")
}

#[test]
fn a_single_sign_on_that_cannot_work_keeps_the_server_from_starting() {
    for (from, to, key) in [
        ("https://", "ftp://", "issuer: must be the https URL"),
        ("https://", "http://", "issuer: must be https"),
        (
            "https://login",
            "https://user@login",
            "issuer: must be the https URL",
        ),
        ("\"vestibule\"", "\"\"", "client_id: must be"),
        ("\"canary-secret\"", "\"\"", "client_secret: is empty"),
        ("Example Login", "  ", "display_name: must have"),
    ] {
        let said = refusal(&with(from, to), &[]);
        assert!(
            said.contains(&format!("dashboard.single_sign_on.{key}")),
            "{said}"
        );
        assert!(!said.contains("canary"), "{said}");
    }
    for (more, said) in [
        (
            "scopes = [\"a b\"]",
            "dashboard.single_sign_on.scopes: must be at most 10",
        ),
        (
            "claim = \"name\"",
            "dashboard.single_sign_on.claim: is none of email, preferred_username, sub",
        ),
        (
            "id_token_algorithm = \"none\"",
            "is none of ES256, RS256, PS256, EdDSA",
        ),
        (
            "id_token_algorithm = \"HS256\"",
            "is none of ES256, RS256, PS256, EdDSA",
        ),
    ] {
        let found = refusal(&format!("{BASE}{SECTION}{more}\n"), &[]);
        assert!(found.contains(said), "{found}");
    }
}
