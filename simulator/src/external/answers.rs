//! Answers and their signatures, true and bent.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::external::fact_plays;
use crate::external::messages::VERSION;
use crate::external::scenarios::Scenario;
use crate::external::session::{Session, Standing};
use crate::external::signature::{self, Signed};

/// A secret of nobody's.
pub(crate) const NOBODYS: &str = "whsec_bm9ib2R5cy1zZWNyZXQtbm9ib2R5cy1zZWNyZXQ=";

/// How the signature of an answer is bent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bend {
    Nothing,
    Unsigned,
    Forged,
    /// With the secret by which the client signs.
    RequestSecret,
    /// With the service's second secret.
    SecondSecret,
    /// A foreign signature before the true one.
    TwoSignatures,
    /// This text instead.
    Signature(&'static str),
    /// The true signature, as of another scheme.
    OtherScheme,
    /// The body changes after it was signed.
    Altered,
    /// Signed so many seconds from now.
    Seconds(i64),
    /// The time changes after it was signed.
    TimeMoved,
    /// Signed under a webhook-id of its own.
    OtherMessage,
}

/// The secrets of both sides.
#[derive(Debug, Clone)]
pub(crate) struct Secrets {
    pub(crate) requests: String,
    pub(crate) answers: String,
    pub(crate) second: String,
}

/// A signed answer, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) signed: Option<Signed>,
    pub(crate) body: String,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, Body::from(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(signed) = self.signed {
            for (name, value) in [
                (signature::ID, signed.id),
                (signature::TIMESTAMP, signed.timestamp),
                (signature::SIGNATURE, signed.signature),
            ] {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    headers.insert(name, value);
                }
            }
        }
        response
    }
}

/// Answers a message: signed under its id.
pub(crate) fn answer(
    secrets: &Secrets,
    status: StatusCode,
    body: &Value,
    message: &str,
    now_ms: i64,
    bend: Bend,
) -> Answer {
    let text = body.to_string();
    let by = |secret: &str, text: &str, at_ms: i64| {
        signature::headers(secret, message, at_ms, text.as_bytes())
    };
    let genuine = || by(&secrets.answers, &text, now_ms);
    let signed = match bend {
        Bend::Nothing => genuine(),
        Bend::Unsigned => {
            return Answer {
                status,
                signed: None,
                body: text,
            };
        }
        Bend::Forged => by(NOBODYS, &text, now_ms),
        Bend::RequestSecret => by(&secrets.requests, &text, now_ms),
        Bend::SecondSecret => by(&secrets.second, &text, now_ms),
        Bend::TwoSignatures => Signed {
            signature: format!(
                "{} {}",
                by(NOBODYS, &text, now_ms).signature,
                genuine().signature
            ),
            ..genuine()
        },
        Bend::Signature(other) => Signed {
            signature: other.to_owned(),
            ..genuine()
        },
        Bend::OtherScheme => Signed {
            signature: genuine().signature.replacen("v1,", "v1a,", 1),
            ..genuine()
        },
        Bend::Altered => by(&secrets.answers, &text.replace("done", "failed"), now_ms),
        Bend::Seconds(seconds) => by(&secrets.answers, &text, now_ms + seconds * 1_000),
        Bend::TimeMoved => Signed {
            timestamp: genuine().timestamp,
            ..by(&secrets.answers, &text, now_ms - 600_000)
        },
        Bend::OtherMessage => signature::headers(
            &secrets.answers,
            &format!("{message}-other"),
            now_ms,
            text.as_bytes(),
        ),
    };
    Answer {
        status,
        signed: Some(signed),
        body: text,
    }
}

/// The body of the answer to "begin a check".
pub(crate) fn begun(session: &Session, origin: &str) -> Value {
    let mut body = json!({
        "version": VERSION,
        "type": "check.begun",
        "id": session.id,
        "check": session.begin.check,
        "attempt": session.begin.attempt,
    });
    if session.has_page {
        body["page"] = json!(format!("{origin}/pages/{}", session.handle));
    }
    body
}

/// The body of the answer to "where does it stand?".
pub(crate) fn state(session: &Session, standing: Standing) -> Value {
    let mut body = json!({
        "version": VERSION,
        "type": "check.state",
        "id": session.id,
        "check": session.begin.check,
        "status": standing.name(),
    });
    if let Standing::Failed(Some(reason)) = standing {
        body["reason"] = json!(reason);
    }
    let all_the_same =
        matches!(session.scenario, Scenario::Work(play) if play.shows_facts_all_the_same());
    if standing == Standing::Done || all_the_same {
        body["facts"] = json!(fact_plays::facts(session));
    }
    if let Scenario::Facts(play) = session.scenario {
        play.change(&mut body);
    }
    body
}
