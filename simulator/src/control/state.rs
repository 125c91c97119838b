//! The whole world as JSON, for assertions and for people who look.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::onekyc::session::Session as OneKycSession;
use crate::signicat::session::Session as SignicatSession;
use crate::simulator::Sim;

/// `GET /control/state`.
pub(crate) async fn show(State(sim): State<Sim>) -> Json<Value> {
    let signicat = {
        let world = sim.signicat();
        json!({
            "url": sim.addresses.signicat,
            "switches": world.switches,
            "next": world.waiting_scenarios(),
            "sessions": world.sessions.values().map(|session| signicat_session(&sim, session)).collect::<Vec<_>>(),
        })
    };
    let onekyc = {
        let world = sim.onekyc();
        json!({
            "url": sim.addresses.onekyc,
            "web_url": sim.addresses.onekyc_web,
            "switches": world.switches,
            "next": world.waiting_scenarios(),
            "partner_origins": world.partner_origins,
            "callback_url": world.callback.as_ref().map(|target| &target.url),
            "sessions": world.sessions.values().map(onekyc_session).collect::<Vec<_>>(),
            "callbacks": world.deliveries,
        })
    };
    let selfie_liveness = {
        let world = sim.selfie_liveness();
        json!({
            "url": sim.addresses.selfie,
            "sdk_url": sim.addresses.selfie_sdk,
            "switches": world.switches,
            "next": world.waiting_scenarios(),
            "partner_origins": world.partner_origins,
            "callback_url": world.callback.as_ref().map(|target| &target.url),
            "reference_image_url": world.reference_image.as_ref().map(|target| &target.url),
            "sessions": world.sessions.values().map(onekyc_session).collect::<Vec<_>>(),
            "callbacks": world.deliveries,
            "reference_images": world.reference_calls,
        })
    };
    Json(json!({
        "now_ms": sim.clock.now_ms(),
        "calls": sim.calls.all(),
        "faults": sim.faults.all(),
        "signicat": signicat,
        "onekyc": onekyc,
        "selfie_liveness": selfie_liveness,
        "frankieone": super::frankieone::state(&sim),
        "bankid": super::bankid::state(&sim),
        "external": super::external::state(&sim),
    }))
}

fn signicat_session(sim: &Sim, session: &SignicatSession) -> Value {
    let request = &session.request;
    json!({
        "id": session.id,
        "status": session.status,
        "scenario": session.scenario,
        "flow": request.flow.name(),
        "authentication_url": session.authentication_url(&sim.addresses.signicat),
        "return_url": request.return_url,
        "callback_urls": request.callback_urls.as_ref().map(|urls| [&urls.success, &urls.abort, &urls.error]),
        "embedded_parent_domains": request.parent_domains,
        "language": request.language,
        "prefilled_mobile": request.mobile,
        "sender": request.sender,
        "phone": session.phone,
        "code": session.code.as_ref().map(|code| &code.digits),
        "codes_sent": session.codes_sent,
        "wrong_codes": session.wrong_codes,
        "session_nonce": session.nonce,
        "expires_ms": session.expires_ms(),
    })
}

fn onekyc_session(session: &OneKycSession) -> Value {
    let request = &session.request;
    json!({
        "partner_session_id": request.partner_session_id,
        "client_id": session.client_id,
        "scenario": session.scenario,
        "onboarding_partner": request.onboarding_partner,
        "partner_user_id": request.user_id,
        "partner_user_id_type": request.user_id_type,
        "flow": request.flow.name(),
        "locale": request.locale,
        "theme": request.theme,
        "allow_qr": request.allow_qr,
        "force_qr": request.force_qr,
        "user_token": session.user_token,
        "created_ms": session.created_ms,
        "launch_expires_ms": session.launch_expires_ms,
        "attempts": session.attempts,
        "compared": session.submission.as_ref().map(|submission| submission.is_compared),
        "submission_id": session.submission.as_ref().map(|submission| &submission.id),
        "verdict": session.verdict(),
        "details_reads": session.details_reads,
        "messages": session.messages,
    })
}
