//! The login and consent pages behind FrankieOne, and what they return.

use reqwest::StatusCode;
use serde_json::json;
use url::Url;

use crate::frankieone_harness::{REDIRECT_URL, REFERENCE, parameter, session_id};
use crate::harness::Simulator;

async fn page(
    simulator: &Simulator,
    url: &Url,
) -> (StatusCode, reqwest::header::HeaderMap, String) {
    let answer = simulator
        .client
        .get(url.clone())
        .send()
        .await
        .expect("an answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.text().await.expect("text"))
}

/// FO-03, FO-05: a wrong request is refused on the spot; nothing of it is redirected.
#[tokio::test]
async fn a_wrong_request_leads_nowhere() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let good = simulator.authorise_url(&token).await;
    let with = |name: &str, value: Option<&str>| {
        let mut url = good.clone();
        let kept: Vec<(String, String)> = good
            .query_pairs()
            .filter(|(known, _)| known != name)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
        url
    };
    for url in [
        with("client_id", None),
        with("client_id", Some("another")),
        with("state", None),
        with("purpose", Some("")),
        with("attributes", Some("uinfin,sex")),
        with("attributes", Some("")),
        with(
            "redirect_uri",
            Some("http://127.0.0.1:3000/sdk/frankieone/return/"),
        ),
        with(
            "redirect_uri",
            Some("http://127.0.0.1:3000/sdk/frankieone/return?a=b"),
        ),
        with("redirect_uri", Some("https://attacker.example/")),
    ] {
        let (status, headers, text) = page(&simulator, &url).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{url}");
        assert!(text.contains("This request cannot be answered"));
        assert!(headers.get("location").is_none());
    }
    let mut twice = good.clone();
    twice.query_pairs_mut().append_pair("state", "another");
    assert_eq!(page(&simulator, &twice).await.0, StatusCode::BAD_REQUEST);
}

/// FO-05, SEC-122: top-level pages, never framed.
#[tokio::test]
async fn the_pages_name_what_is_asked_for_and_refuse_to_be_framed() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let url = simulator.authorise_url(&token).await;
    let entered = simulator.client.get(url).send().await.expect("an answer");
    let visit = simulator.idp(entered.headers()["location"].to_str().expect("text"));
    let (_, headers, text) = page(&simulator, &Url::parse(&visit).expect("a URL")).await;
    assert_eq!(headers["x-frame-options"], "DENY");
    let policy = headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(policy.contains("form-action 'self' http://127.0.0.1:3000"));
    for persona in [
        "kari",
        "citizen",
        "foreigner",
        "unformatted",
        "one_word",
        "user_provided",
    ] {
        assert!(text.contains(&format!("value=\"{persona}\"")), "{persona}");
    }
    let post = async |step: &str, field: (&str, &str)| {
        let url = format!("{visit}/{step}");
        simulator
            .client
            .post(url)
            .form(&[field])
            .send()
            .await
            .expect("an answer")
    };
    assert_eq!(
        post("login", ("persona", "nobody")).await.status(),
        StatusCode::BAD_REQUEST
    );
    // Nobody agrees before they logged in.
    let early = post("consent", ("choice", "allow")).await;
    assert!(
        early.headers()["location"]
            .to_str()
            .expect("text")
            .starts_with("/idp/visits/")
    );
    post("login", ("persona", "citizen")).await;
    let (_, _, text) = page(&simulator, &Url::parse(&visit).expect("a URL")).await;
    for asked in [
        "NRIC or FIN",
        "Registered address",
        "Pass expiry date",
        "Purpose: Opening an account",
    ] {
        assert!(text.contains(asked), "{asked}");
    }
    assert!(
        post("consent", ("choice", "allow"))
            .await
            .headers()
            .contains_key("location")
    );
    let again = post("consent", ("choice", "allow")).await;
    assert_eq!(again.status(), StatusCode::GONE, "one visit is one answer");
    let unknown = simulator.idp("/idp/visits/unknown");
    assert_eq!(
        page(&simulator, &Url::parse(&unknown).expect("a URL"))
            .await
            .0,
        StatusCode::NOT_FOUND
    );
}

/// FO-05, FO-15: who does not agree comes back with the provider's spelling of the reason.
#[tokio::test]
async fn a_refusal_comes_back_in_either_spelling() {
    let simulator = Simulator::start().await;
    for (spelling, name) in [
        ("hyphen", "error-description"),
        ("underscore", "error_description"),
    ] {
        simulator
            .control(
                "/control/frankieone/switches",
                json!({ "error_description": spelling }),
            )
            .await;
        let token = simulator.session(REFERENCE).await;
        let url = simulator.authorise_url(&token).await;
        let back = simulator
            .visit(url, "kari", "deny")
            .await
            .expect("a return");
        assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
        assert_eq!(
            parameter(&back, name).as_deref(),
            Some("Resource Owner did not authorize the request")
        );
        assert_eq!(parameter(&back, "state"), Some(session_id(&token)));
        assert_eq!(parameter(&back, "code"), None);
    }
}

/// FO-05, FO-06, FO-07
#[tokio::test]
async fn the_return_can_be_told_to_be_wrong() {
    let simulator = Simulator::start().await;
    let back = async |scenario: &str| {
        let token = simulator.session(&format!("case~{scenario}")).await;
        let url = simulator.authorise_url(&token).await;
        (
            simulator.visit(url, "kari", "allow").await,
            session_id(&token),
        )
    };
    let parameters = async |scenario: &str| {
        let (url, state) = back(scenario).await;
        let url = url.expect("a return");
        (
            parameter(&url, "code"),
            parameter(&url, "error"),
            parameter(&url, "state").map(|given| given == state),
        )
    };
    for (scenario, error) in [
        ("idp_500", "500"),
        ("idp_503", "503"),
        ("idp_denied", "access_denied"),
        ("idp_error_html", "500"),
    ] {
        assert_eq!(
            parameters(scenario).await,
            (None, Some(error.to_owned()), Some(true)),
            "{scenario}"
        );
    }
    assert_eq!(back("idp_never_returns").await.0, None);
    assert_eq!(
        back("return_without_anything").await.0,
        Some(Url::parse(REDIRECT_URL).expect("a URL"))
    );
    assert!(matches!(
        parameters("return_without_state").await,
        (Some(_), None, None)
    ));
    assert!(matches!(
        parameters("return_with_other_state").await,
        (Some(_), None, Some(false))
    ));
    assert!(matches!(
        parameters("return_error_other_state").await,
        (None, Some(_), Some(false))
    ));
    assert!(matches!(
        parameters("return_code_and_error").await,
        (Some(_), Some(_), Some(true))
    ));
    let (html, _) = back("idp_error_html").await;
    assert!(
        parameter(&html.expect("a return"), "error_description")
            .is_some_and(|text| text.starts_with("<img"))
    );
    for (scenario, part) in [
        ("code_plus", "+"),
        ("code_percent", "%2F"),
        ("code_ampersand", "&entityId=x"),
    ] {
        let code = parameters(scenario).await.0.expect("a code");
        assert!(code.contains(part), "{code}");
    }
    simulator
        .control(
            "/control/frankieone/switches",
            json!({ "return_with_more": true }),
        )
        .await;
    let more = back("happy").await.0.expect("a return");
    assert_eq!(
        parameter(&more, "client_id").as_deref(),
        Some("sim-singpass")
    );
}

/// FO-07: what OneSDK makes of a code that it does not encode is refused by the BFF.
#[tokio::test]
async fn a_code_that_was_not_encoded_is_refused() {
    let simulator = Simulator::start().await;
    for scenario in ["code_plus", "code_percent", "code_ampersand"] {
        let token = simulator.session(&format!("case~{scenario}")).await;
        let answer = simulator.results(&token, "kari").await;
        assert_eq!(
            (answer.status, &answer.body["message"]),
            (StatusCode::BAD_REQUEST, &json!("Incorrect parameter")),
            "{scenario}"
        );
    }
}
