//! `GET /federation/v1/callback/{idp}?authCode=`: the BFF redeems the code, fetches the person, keeps the individual
//! (contract 2.3.5).

use axum::Json;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use crate::frankieone::bff::{fields, respond, session_of};
use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::idp::registry::{self, Idp, Kind};
use crate::frankieone::scenarios::Scenario;
use crate::frankieone::session::Session;
use crate::frankieone::{individual, vendor};
use crate::listen::Line;
use crate::simulator::Sim;

const LONGEST_CODE: usize = 512;
/// Text that must never become markup.
pub(crate) const MARKUP: &str = "<img src=x onerror=\"document.title='forged'\"><b>HTML</b>";

pub(crate) async fn receive(
    State(sim): State<Sim>,
    Path(idp): Path<String>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let session = match session_of(&sim, &headers) {
        Ok(session) => session,
        Err(failure) => return respond(&sim, None, Err(failure)),
    };
    let scenario = session.scenario;
    match scenario.name() {
        "callback_network_drop" => line.cut(),
        "results_never" => sim.until_stopped().await,
        _ => {}
    }
    let result = match (code(query.as_deref()), unlike_the_document(scenario)) {
        (Err(failure), _) => Err(failure),
        (Ok(_), Some(response)) => Ok(response),
        (Ok(code), None) => redeem(&sim, &session, &idp, &code)
            .await
            .map(|individual| Json(shown(&individual, scenario)).into_response()),
    };
    respond(&sim, Some(&session), result)
}

/// Failures that are not as the document has them; nothing is fetched.
fn unlike_the_document(scenario: Scenario) -> Option<Response> {
    let status = StatusCode::BAD_REQUEST;
    Some(match scenario.name() {
        "error_not_json" => {
            let page = Html("<!doctype html><title>Bad gateway</title>");
            (StatusCode::BAD_GATEWAY, page).into_response()
        }
        "error_without_code" => {
            (status, Json(json!({ "message": "Something happened" }))).into_response()
        }
        "vendor_unknown_issue" => {
            let body = json!({
                "message": format!("Could not transform profile from {}", registry::SINGPASS),
                "errorCode": "VENDOR_BAD_REQUEST",
                "issues": [{ "code": "MANDATORY_SHOE_SIZE" }],
            });
            (status, Json(body)).into_response()
        }
        _ => return None,
    })
}

/// The one parameter of the query. OneSDK does not encode it, so what a code with `&`, `+` or `%` becomes is refused here
/// (contract F7).
fn code(query: Option<&str>) -> Result<String, Failure> {
    let fields = fields(query)?;
    let [(name, code)] = fields.as_slice() else {
        return Err(Failure::incorrect_parameter());
    };
    let is_code = !code.is_empty()
        && code.len() <= LONGEST_CODE
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    if name == "authCode" && is_code {
        Ok(code.clone())
    } else {
        Err(Failure::incorrect_parameter())
    }
}

/// Everything between the code and the individual; the session can redeem once.
pub(crate) async fn redeem(
    sim: &Sim,
    session: &Session,
    idp: &str,
    code: &str,
) -> Result<Value, Failure> {
    let idp = registry::by_name(idp).ok_or_else(|| invalid_config(idp))?;
    sim.frankieone().begin_redeeming(&session.id, idp.name)?;
    let result = fetch(sim, session, idp, code).await;
    let now_ms = sim.clock.now_ms();
    sim.frankieone()
        .end_redeeming(&session.id, idp.name, result.as_ref().ok(), now_ms);
    result
}

async fn fetch(
    sim: &Sim,
    session: &Session,
    idp: &'static Idp,
    code: &str,
) -> Result<Value, Failure> {
    if let Some(failure) = scripted(session.scenario, idp.name) {
        return Err(failure);
    }
    let redirect_uri = sim.frankieone().redirect_url.clone();
    let redeem = vendor::Redeem {
        idp,
        code,
        session_id: &session.id,
        redirect_uri: &redirect_uri,
    };
    let person = vendor::person(sim, redeem).await?;
    let mut switches = sim.frankieone().switches;
    switches.sources &= !session.scenario.is("without_sources");
    let reference = session.subject.reference().unwrap_or_default();
    match idp.kind {
        Kind::MyInfo => individual::of_myinfo(&person, idp.name, reference, &switches),
        Kind::OpenId { claims, .. } => {
            individual::of_claims(&person, claims, idp.name, reference, &switches)
        }
    }
}

fn invalid_config(idp: &str) -> Failure {
    Failure::new(
        ErrorCode::InvalidConfig,
        format!("The auth config for {idp} is not valid"),
    )
}

/// Failures of the BFF itself, before any IdP is asked.
fn scripted(scenario: Scenario, idp: &str) -> Option<Failure> {
    Some(match scenario.name() {
        "session_expires" => Failure::unauthorised(),
        "invalid_config" => invalid_config(idp),
        "callback_data_expired" => Failure::data_expired(),
        "unknown_error_code" => Failure::new(ErrorCode::Unheard, "Something new"),
        "error_html" => Failure::new(ErrorCode::ServerError, MARKUP),
        _ => return None,
    })
}

/// What the browser is shown of the individual, which a scenario may falsify. What is kept for the import is the true one.
pub(crate) fn shown(individual: &Value, scenario: Scenario) -> Value {
    let mut body = json!({ "individual": individual, "status": "STATUS_OK" });
    match scenario.name() {
        "unknown_fields" => {
            body["individual"]["riskLevel"] = json!("UNHEARD_OF");
            body["individual"]["name"]["honorific"] = json!("Dr");
            body["more"] = json!([1, 2, 3]);
        }
        "unknown_result_status" => body["status"] = json!("STATUS_PENDING_REVIEW"),
        "individual_empty" => body["individual"] = json!({}),
        "individual_names_other" => {
            body["individual"]["customerReference"] = json!("another-reference");
        }
        "without_result_status" => remove(&mut body, "status"),
        "individual_missing" => remove(&mut body, "individual"),
        _ => {}
    }
    body
}

fn remove(body: &mut Value, name: &str) {
    if let Some(fields) = body.as_object_mut() {
        fields.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    /// FO-07
    #[test]
    fn a_query_is_exactly_one_code() {
        assert_eq!(code(Some("authCode=aB-._~9")).as_deref(), Ok("aB-._~9"));
        for query in [
            "",
            "authCode=",
            "authCode=a+b",
            "authCode=a%2Fb",
            "authCode=a&entityId=x",
            "authCode=a&authCode=b",
            "code=a",
        ] {
            assert!(code(Some(query)).is_err(), "{query}");
        }
        assert!(code(None).is_err());
    }
}
