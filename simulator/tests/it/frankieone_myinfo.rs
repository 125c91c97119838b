//! MyInfo v3 as the BFF meets it: signed requests, tokens, sealed person data.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{RequestBuilder, StatusCode};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};
use serde_json::{Value, json};

use crate::frankieone_harness::{REDIRECT_URL, REFERENCE, session_id};
use crate::harness::{Answer, START_MS, Simulator, text};

const BFF_KEY: &str = include_str!("../../src/frankieone/keys/sim-bff.pem");
const OTHER_KEY: &str = include_str!("../../src/frankieone/keys/sim-oidc.pem");
const ATTRIBUTES: &str = "uinfin,name,aliasname,hanyupinyinname,hanyupinyinaliasname,residentialstatus,nationality,dob,regadd,\
                          email,mobileno,passportnumber,passportexpirydate,passtype,passstatus,passexpirydate";

/// What a `PKI_SIGN` header is made of, and what it is made for.
#[derive(Clone)]
struct Signing {
    key: &'static str,
    app_id: &'static str,
    nonce: String,
    timestamp: i64,
}

impl Signing {
    fn with_nonce(nonce: u32) -> Self {
        Self {
            key: BFF_KEY,
            app_id: "sim-singpass",
            nonce: nonce.to_string(),
            timestamp: START_MS,
        }
    }

    /// As the published specification says: sorted, unescaped (contract P2).
    fn header(&self, method: &str, url: &str, params: &[(&str, &str)]) -> String {
        let timestamp = self.timestamp.to_string();
        let mut all = params.to_vec();
        all.extend([
            ("app_id", self.app_id),
            ("nonce", &self.nonce),
            ("signature_method", "RS256"),
            ("timestamp", &timestamp),
        ]);
        all.sort_unstable();
        let all: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let key =
            SigningKey::<Sha256>::new(RsaPrivateKey::from_pkcs8_pem(self.key).expect("a key"));
        let signature = key.sign(format!("{method}&{url}&{}", all.join("&")).as_bytes());
        format!(
            "PKI_SIGN app_id=\"{}\",nonce=\"{}\",signature_method=\"RS256\",signature=\"{}\",timestamp=\"{timestamp}\"",
            self.app_id,
            self.nonce,
            STANDARD.encode(signature.to_bytes())
        )
    }
}

fn form<'a>(code: &'a str, state: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URL),
        ("client_id", "sim-singpass"),
        ("client_secret", "sim-singpass-secret"),
        ("state", state),
    ]
}

fn token_request(
    simulator: &Simulator,
    signing: &Signing,
    form: &[(&str, &str)],
) -> RequestBuilder {
    let url = simulator.idp("/com/v3/token");
    let header = signing.header("POST", &url, form);
    simulator
        .client
        .post(url)
        .form(form)
        .header("authorization", header)
}

/// FO-08
#[tokio::test]
async fn a_token_is_for_a_signed_request_with_a_fresh_nonce_in_time() {
    let simulator = Simulator::start().await;
    let session = simulator.session(REFERENCE).await;
    let code = simulator.code(&session, "kari").await;
    let state = session_id(&session);
    let form = form(&code, &state);
    let unsigned = simulator
        .client
        .post(simulator.idp("/com/v3/token"))
        .form(&form);
    assert_eq!(Answer::of(unsigned).await.status, StatusCode::UNAUTHORIZED);
    let good = Signing::with_nonce(1);
    for (bad, why) in [
        (
            Signing {
                key: OTHER_KEY,
                ..good.clone()
            },
            "another key",
        ),
        (
            Signing {
                app_id: "another",
                ..good.clone()
            },
            "another app",
        ),
        (
            Signing {
                nonce: "letters".to_owned(),
                ..good.clone()
            },
            "no nonce",
        ),
        (
            Signing {
                timestamp: START_MS - 300_001,
                ..good.clone()
            },
            "too old",
        ),
        (
            Signing {
                timestamp: START_MS + 300_001,
                ..good.clone()
            },
            "too new",
        ),
    ] {
        let answer = Answer::of(token_request(&simulator, &bad, &form)).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (StatusCode::UNAUTHORIZED, &json!("401")),
            "{why}"
        );
    }
    // The signature is over the form that is sent.
    let url = simulator.idp("/com/v3/token");
    let header = good.header("POST", &url, &form);
    let mut changed = form.clone();
    changed[2] = ("redirect_uri", "https://attacker.example/");
    let request = simulator
        .client
        .post(&url)
        .form(&changed)
        .header("authorization", header);
    assert_eq!(Answer::of(request).await.status, StatusCode::UNAUTHORIZED);

    let answer = Answer::of(token_request(&simulator, &good, &form)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(
        (&answer.body["token_type"], &answer.body["expires_in"]),
        (&json!("Bearer"), &json!(1_798))
    );
    let replayed = Answer::of(token_request(&simulator, &good, &form)).await;
    assert_eq!(
        replayed.status,
        StatusCode::UNAUTHORIZED,
        "the nonce was used"
    );
    let used = Answer::of(token_request(&simulator, &Signing::with_nonce(2), &form)).await;
    assert_eq!(used.status, StatusCode::BAD_REQUEST, "the code was used");
}

/// FO-07, FO-08
#[tokio::test]
async fn a_code_is_bound_to_client_redirect_uri_and_state() {
    let simulator = Simulator::start().await;
    let session = simulator.session(REFERENCE).await;
    let code = simulator.code(&session, "kari").await;
    let state = session_id(&session);
    let good = form(&code, &state);
    for (nonce, (name, value, status)) in (10..).zip([
        ("grant_type", "client_credentials", StatusCode::BAD_REQUEST),
        ("code", "another", StatusCode::BAD_REQUEST),
        (
            "redirect_uri",
            "http://127.0.0.1:3000/",
            StatusCode::BAD_REQUEST,
        ),
        ("state", "another", StatusCode::BAD_REQUEST),
        ("client_secret", "another", StatusCode::UNAUTHORIZED),
        ("client_id", "another", StatusCode::UNAUTHORIZED),
        ("client_id", "sim-singpass-sandbox", StatusCode::BAD_REQUEST),
    ]) {
        let changed: Vec<(&str, &str)> = good
            .iter()
            .map(|(known, old)| (*known, if *known == name { value } else { *old }))
            .collect();
        let answer = Answer::of(token_request(
            &simulator,
            &Signing::with_nonce(nonce),
            &changed,
        ))
        .await;
        assert_eq!(answer.status, status, "{name}={value}: {}", answer.body);
    }
    let answer = Answer::of(token_request(&simulator, &Signing::with_nonce(30), &good)).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// FO-08
#[tokio::test]
async fn a_person_is_for_the_token_its_subject_and_the_attributes_consented_to() {
    let simulator = Simulator::start().await;
    let session = simulator.session(REFERENCE).await;
    let code = simulator.code(&session, "kari").await;
    let state = session_id(&session);
    let token = text(
        &Answer::of(token_request(
            &simulator,
            &Signing::with_nonce(1),
            &form(&code, &state),
        ))
        .await
        .body["access_token"],
    );
    let ask = async |nonce: u32, subject: &str, attributes: &str, bearer: Option<&str>| {
        let url = simulator.idp(&format!("/com/v3/person/{subject}/"));
        let params = [("client_id", "sim-singpass"), ("attributes", attributes)];
        let mut header = Signing::with_nonce(nonce).header("GET", &url, &params);
        if let Some(token) = bearer {
            header = format!("{header},Bearer {token}");
        }
        let request = simulator
            .client
            .get(url)
            .query(&params)
            .header("authorization", header);
        request.send().await.expect("an answer")
    };
    let good = ask(2, "S9000000X", ATTRIBUTES, Some(&token)).await;
    assert_eq!(good.status(), StatusCode::OK);
    let body = good.text().await.expect("text");
    assert_eq!(body.split('.').count(), 5, "a compact JWE");
    assert!(!body.contains("KARI"));
    for (nonce, subject, attributes, bearer) in [
        (3, "S0000001X", ATTRIBUTES, Some(token.as_str())),
        (4, "S9000000X", "uinfin,name", Some(token.as_str())),
        (5, "S9000000X", ATTRIBUTES, Some("another")),
        (6, "S9000000X", ATTRIBUTES, None),
    ] {
        let answer = ask(nonce, subject, attributes, bearer).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{nonce}");
    }
    // Contract P3: the slash at the end is part of the URL.
    let without = simulator
        .client
        .get(simulator.idp("/com/v3/person/S9000000X"));
    assert_eq!(
        without.send().await.expect("an answer").status(),
        StatusCode::NOT_FOUND
    );
    simulator.advance_s(1_798).await;
    let late = Signing {
        timestamp: START_MS + 1_798_000,
        ..Signing::with_nonce(7)
    };
    let url = simulator.idp("/com/v3/person/S9000000X/");
    let params = [("client_id", "sim-singpass"), ("attributes", ATTRIBUTES)];
    let header = format!("{},Bearer {token}", late.header("GET", &url, &params));
    let request = simulator
        .client
        .get(url)
        .query(&params)
        .header("authorization", header);
    assert_eq!(
        request.send().await.expect("an answer").status(),
        StatusCode::UNAUTHORIZED
    );
}

/// FO-08: the sandbox has no signatures, and gives the person as plain JSON.
#[tokio::test]
async fn the_sandbox_is_plain_and_a_bare_jws_is_read_too() {
    let simulator = Simulator::start().await;
    for (place, switches) in [
        json!({ "environment": "sandbox" }),
        json!({ "environment": "test", "quoted_person": false }),
    ]
    .into_iter()
    .enumerate()
    {
        simulator
            .control("/control/frankieone/switches", switches)
            .await;
        let token = simulator.session(&format!("case-{place}")).await;
        let results = simulator.results(&token, "kari").await;
        assert_eq!(results.status, StatusCode::OK, "{}", results.body);
    }
    simulator
        .control(
            "/control/frankieone/switches",
            json!({ "environment": "sandbox" }),
        )
        .await;
    let session = simulator.session("case-sandbox").await;
    let code = simulator.code(&session, "without_uinfin").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URL),
        ("client_id", "sim-singpass-sandbox"),
        ("client_secret", "sim-singpass-secret"),
    ];
    let request = simulator
        .client
        .post(simulator.idp("/com/v3/token"))
        .form(&form);
    let token = text(&Answer::of(request).await.body["access_token"]);
    let request = simulator
        .client
        .get(simulator.idp("/com/v3/person/sub-without_uinfin/"))
        .query(&[
            ("client_id", "sim-singpass-sandbox"),
            ("attributes", ATTRIBUTES),
        ])
        .bearer_auth(&token);
    let person = Answer::of(request).await.body;
    // What is not available is there, and empty (MyInfo contract, 3.1).
    assert_eq!(
        person["uinfin"],
        json!({ "value": "", "source": "3", "classification": "C", "lastupdated": "2026-01-15" })
    );
    assert_eq!(person["nationality"]["code"], "SG");
    assert_eq!(person["regadd"]["postal"]["value"], "000001");
    assert_eq!(person.as_object().map(serde_json::Map::len), Some(16));
    assert_eq!(person.get("sex"), None::<&Value>);
}
