//! Initiate Flow, as it is written and answered.

use secrecy::ExposeSecret;

use super::*;
use wire::{AdditionalDetails, InitiateFlow, Initiated, Source};

fn body(source: Source<'_>) -> Value {
    let body = InitiateFlow {
        flow: Flow::StandaloneLiveness,
        source,
        theme: super::super::account::Theme::NoPreference,
        additional_details: AdditionalDetails {
            user_locale: super::super::account::UserLocale::Indonesian,
            allow_qr: false,
            force_qr: false,
            portrait_only: true,
        },
    };
    serde_json::to_value(body).unwrap()
}

/// OK-01, SL-03: contract 1.3.2
#[test]
fn the_two_sources_differ_in_the_redirection_urls_only() {
    let details =
        json!({ "userLocale": "id_ID", "allowQr": false, "forceQr": false, "portraitOnly": true });
    assert_eq!(
        body(Source::Sdk),
        json!({
            "flow": "STANDALONE_LIVENESS", "source": "SDK", "theme": "NO_PREFERENCE",
            "additionalDetails": details,
        })
    );
    assert_eq!(
        body(Source::WebSdk {
            success_redirection_url: "https://a.example/1",
            failure_redirection_url: "https://a.example/2",
        }),
        json!({
            "flow": "STANDALONE_LIVENESS", "source": "WEB_SDK", "theme": "NO_PREFERENCE",
            "successRedirectionUrl": "https://a.example/1",
            "failureRedirectionUrl": "https://a.example/2",
            "additionalDetails": details,
        })
    );
}

/// OK-01, SL-03
#[test]
fn an_answer_has_a_launch_url_or_a_token() {
    let web: Envelope<Initiated> =
        serde_json::from_str(include_str!("../fixtures/initiated.json")).unwrap();
    let web = web.data.unwrap();
    assert!(web.token.is_none());
    assert!(
        web.launch_url
            .unwrap()
            .0
            .expose_secret()
            .starts_with("https://")
    );
    let sdk: Envelope<Initiated> =
        serde_json::from_str(include_str!("../fixtures/user_token.json")).unwrap();
    let sdk = sdk.data.unwrap();
    assert!(sdk.launch_url.is_none());
    assert_eq!(sdk.token.unwrap().0.expose_secret(), "eyJraWQ");
    assert_eq!(wire::number(sdk.expiry_seconds.as_ref()), Some(5_184_000));
}
