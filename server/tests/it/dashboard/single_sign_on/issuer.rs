//! A small OpenID Connect provider, which says whatever a test wants it to say.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

pub const CLIENT: &str = "vestibule test";

/// What the provider says of one code.
#[derive(Clone)]
struct Granted {
    challenge: String,
    redirect_uri: String,
    id_token: String,
    userinfo: Value,
}

#[derive(Default)]
struct Kept {
    codes: BTreeMap<String, Granted>,
    /// By access token.
    known: BTreeMap<String, Value>,
    exchanges: usize,
    broken: bool,
}

/// The provider.
#[derive(Clone)]
pub struct Issuer {
    pub url: String,
    key: Arc<KeyPair>,
    stranger: Arc<KeyPair>,
    kept: Arc<Mutex<Kept>>,
}

/// Whom it signs in, and what it says that is not so.
#[derive(Clone, Default)]
pub struct Says {
    /// Members of the ID token in place of the right ones; null takes one away.
    pub claims: Value,
    /// What the UserInfo endpoint says beside the subject.
    pub userinfo: Value,
    /// `none`, or a key that it does not publish.
    pub signed: Signed,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Signed {
    #[default]
    Well,
    Not,
    ByAnother,
}

impl Says {
    pub fn of(claims: Value) -> Self {
        Self {
            claims,
            ..Self::default()
        }
    }
}

fn pair() -> Arc<KeyPair> {
    Arc::new(KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap())
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            key: pair(),
            stranger: pair(),
            kept: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        issuer
    }

    /// What a server has to be configured with.
    pub fn settings(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("DASHBOARD__SINGLE_SIGN_ON__ISSUER", self.url.as_str()),
            ("DASHBOARD__SINGLE_SIGN_ON__CLIENT_ID", "\"vestibule test\""),
            (
                "DASHBOARD__SINGLE_SIGN_ON__CLIENT_SECRET",
                "\"a secret: with signs%\"",
            ),
            (
                "DASHBOARD__SINGLE_SIGN_ON__DISPLAY_NAME",
                "\"Example Login\"",
            ),
            ("DASHBOARD__SINGLE_SIGN_ON__ID_TOKEN_ALGORITHM", "ES256"),
            ("DASHBOARD__SINGLE_SIGN_ON__CLAIM", "preferred_username"),
        ]
    }

    /// From now on it answers nothing but 503.
    pub fn breaks(&self) {
        self.kept.lock().unwrap().broken = true;
    }

    /// How often a code was brought.
    pub fn exchanges(&self) -> usize {
        self.kept.lock().unwrap().exchanges
    }

    /// Somebody signs in at the page to which a browser was sent; where it is sent back to, below our origin.
    pub fn signs_in(&self, sent: &str, now: i64, sub: &str, says: &Says) -> String {
        let asked = Asked::read(sent);
        assert!(
            sent.starts_with(&format!("{}/authorize?", self.url)),
            "{sent}"
        );
        assert_eq!(asked.get("response_type"), "code");
        assert_eq!(asked.get("client_id"), CLIENT);
        assert_eq!(asked.get("code_challenge_method"), "S256");
        let now = now / 1000;
        let mut claims = json!({
            "iss": self.url, "aud": CLIENT, "sub": sub, "nonce": asked.get("nonce"), "iat": now, "exp": now + 300,
            "auth_time": now, "preferred_username": sub,
        });
        for (name, value) in says.claims.as_object().cloned().unwrap_or_default() {
            claims[name.as_str()] = value;
        }
        let claims: Map<String, Value> = claims
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect();
        let mut userinfo = json!({ "sub": sub });
        for (name, value) in says.userinfo.as_object().cloned().unwrap_or_default() {
            userinfo[name.as_str()] = value;
        }
        let granted = Granted {
            challenge: asked.get("code_challenge"),
            redirect_uri: asked.get("redirect_uri"),
            id_token: self.sign(&claims, says.signed),
            userinfo,
        };
        let mut kept = self.kept.lock().unwrap();
        let code = format!("code-{}-{sub}", kept.codes.len());
        kept.codes.insert(code.clone(), granted);
        asked.comes_back(&[
            ("code", &code),
            ("state", &asked.get("state")),
            ("iss", &self.url),
        ])
    }

    fn sign(&self, claims: &Map<String, Value>, signed: Signed) -> String {
        let encoded = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        if signed == Signed::Not {
            let header = encoded(&json!({ "alg": "none", "typ": "JWT" }));
            return format!("{header}.{}.", encoded(&json!(claims)));
        }
        let key = match signed {
            Signed::ByAnother => &self.stranger,
            _ => &self.key,
        };
        let header = Header {
            kid: Some("one".to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        let key = EncodingKey::from_ec_der(&key.serialize_der());
        encode(&header, claims, &key).unwrap()
    }
}

/// The query with which a browser was sent.
pub struct Asked(Vec<(String, String)>);

impl Asked {
    pub fn read(sent: &str) -> Self {
        let url = Url::parse(sent).unwrap();
        Self(url.query_pairs().into_owned().collect())
    }

    pub fn get(&self, name: &str) -> String {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        let (_, value) = found.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(found.next().is_none(), "{name} twice");
        value.clone()
    }

    /// Where the browser comes back with these.
    pub fn comes_back(&self, pairs: &[(&str, &str)]) -> String {
        let redirect = Url::parse(&self.get("redirect_uri")).unwrap();
        assert_eq!(
            redirect.origin().ascii_serialization(),
            "http://localhost:3000"
        );
        let query = serde_urlencoded::to_string(pairs).unwrap();
        format!("{}?{query}", redirect.path())
    }
}

async fn configuration(State(issuer): State<Issuer>) -> Response {
    let at = |path: &str| format!("{}{path}", issuer.url);
    if issuer.kept.lock().unwrap().broken {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    Json(json!({
        "issuer": issuer.url,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"),
        "userinfo_endpoint": at("/userinfo"),
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn keys(State(issuer): State<Issuer>) -> Json<Value> {
    let point = issuer.key.public_key_raw();
    let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "alg": "ES256",
        "x": encoded(&point[1..33]), "y": encoded(&point[33..]),
    }] }))
}

/// As strict as a real one: the client's secret, the verifier, the address, and each code once.
async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let refused =
        |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let mut kept = issuer.kept.lock().unwrap();
    kept.exchanges += 1;
    let expected = BASE64_STANDARD.encode("vestibule+test:a+secret%3A+with+signs%25");
    let given = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap());
    if given != Some(&format!("Basic {expected}")) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let Some(granted) = form.get("code").and_then(|code| kept.codes.remove(code)) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let fits = challenge == granted.challenge
        && form.get("redirect_uri") == Some(&granted.redirect_uri)
        && form.get("grant_type").map(String::as_str) == Some("authorization_code");
    if !fits {
        return refused(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let access_token = format!("access-{}", kept.exchanges);
    kept.known.insert(access_token.clone(), granted.userinfo);
    Json(json!({ "id_token": granted.id_token, "access_token": access_token, "token_type": "Bearer", "expires_in": 60 }))
        .into_response()
}

async fn userinfo(State(issuer): State<Issuer>, headers: HeaderMap) -> Response {
    let given = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap());
    let kept = issuer.kept.lock().unwrap();
    let found = given.and_then(|given| kept.known.get(given.strip_prefix("Bearer ")?));
    match found {
        Some(claims) => Json(claims.clone()).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}
