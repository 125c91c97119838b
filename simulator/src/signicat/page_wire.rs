//! The OTP pages over HTTP: cookie, forms, headers.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::signicat::pages;
use crate::signicat::scenarios::Scenario;
use crate::signicat::steps::{Step, Visit};
use crate::simulator::Sim;

/// The provider's own name, so that cookies of other servers on this host are not mistaken for it.
const COOKIE_NAME: &str = "signicat_sim_browser";
/// While the switch `chips` is off: a partitioned cookie from before must not be found.
const UNPARTITIONED_COOKIE_NAME: &str = "signicat_sim_browser_plain";
const COOKIE_LENGTH: usize = 43;

#[derive(Debug, Deserialize)]
pub(crate) struct Address {
    #[serde(rename = "transactionId")]
    transaction_id: String,
    #[serde(rename = "messageId")]
    message_id: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Fields {
    #[serde(flatten)]
    address: Address,
    #[serde(rename = "formToken")]
    form_token: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
}

/// `authenticationUrl`: sets the cookie and goes on to the first page, which sees whether it came back.
pub(crate) async fn enter(
    State(sim): State<Sim>,
    Query(address): Query<Address>,
    headers: HeaderMap,
) -> Response {
    let visit = Visit {
        transaction_id: &address.transaction_id,
        message_id: &address.message_id,
        browser: None,
        now_ms: sim.clock.now_ms(),
    };
    let (found, partitioned) = {
        let mut world = sim.signicat();
        let partitioned = world.switches.chips;
        (
            world
                .visited(visit)
                .map(|session| (session.scenario, session.frame_ancestors())),
            partitioned,
        )
    };
    let Some((scenario, ancestors)) = found else {
        return pages::unknown_session(&sim);
    };
    if scenario == Scenario::FrameNeverLoads {
        sim.until_stopped().await;
    }
    let value = browser(&sim, &headers).unwrap_or_else(|| sim.entropy.secret());
    let partition = if partitioned { "; Partitioned" } else { "" };
    let name = cookie_name(partitioned);
    let query = [
        ("transactionId", address.transaction_id.as_str()),
        ("messageId", address.message_id.as_str()),
    ];
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    let headers = [
        (
            SET_COOKIE,
            format!("{name}={value}; Path=/idps; HttpOnly; Secure; SameSite=None{partition}"),
        ),
        (LOCATION, format!("/idps/otp/sms/start?{query}")),
        (CACHE_CONTROL, "no-store".to_owned()),
        (
            axum::http::header::CONTENT_SECURITY_POLICY,
            format!("frame-ancestors {ancestors}"),
        ),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The page that belongs to where the session is.
pub(crate) async fn start(
    State(sim): State<Sim>,
    Query(address): Query<Address>,
    headers: HeaderMap,
) -> Response {
    show(&sim, &address, &headers, None, Step::Start)
}

/// A form of the pages.
pub(crate) async fn step(
    State(sim): State<Sim>,
    Path(step): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let step = match step.as_str() {
        "provider" => Step::ChooseProvider,
        "phone" => Step::SendCode {
            phone: &fields.phone,
        },
        "code" => Step::CheckCode { code: &fields.code },
        "resend" => Step::Resend,
        "change" => Step::ChangeNumber,
        "cancel" => Step::Cancel,
        "look-again" => Step::LookAgain,
        _ => return pages::unknown_session(&sim),
    };
    show(
        &sim,
        &fields.address,
        &headers,
        Some(&fields.form_token),
        step,
    )
}

fn show(
    sim: &Sim,
    address: &Address,
    headers: &HeaderMap,
    form_token: Option<&str>,
    step: Step<'_>,
) -> Response {
    let browser = browser(sim, headers);
    let visit = Visit {
        transaction_id: &address.transaction_id,
        message_id: &address.message_id,
        browser: browser.as_deref(),
        now_ms: sim.clock.now_ms(),
    };
    let mut world = sim.signicat();
    let view = world.take_step(visit, form_token, step, &sim.entropy, &mut |message| {
        sim.inbox.deliver(message)
    });
    let session = world.visited(visit).cloned();
    drop(world);
    match session {
        Some(session) => pages::show(sim, &session, &view, visit.now_ms),
        None => pages::unknown_session(sim),
    }
}

/// The value of our cookie, when it is one of ours.
fn browser(sim: &Sim, headers: &HeaderMap) -> Option<String> {
    let wanted = cookie_name(sim.signicat().switches.chips);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && value.len() == COOKIE_LENGTH)
        .map(|(_, value)| value.to_owned())
}

fn cookie_name(is_partitioned: bool) -> &'static str {
    if is_partitioned {
        COOKIE_NAME
    } else {
        UNPARTITIONED_COOKIE_NAME
    }
}
