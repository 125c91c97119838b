//! Results: how a client gets to read what was found out, and nobody else.
//!
//! Whoever finished carries a one-time code back to the client. The client reads facts and evidence only after it showed that
//! code together with the binding that it keeps beside its own user's session. Who talks a victim into finishing a link of
//! theirs has the binding and never the code; the victim's browser carries the code to a session with another binding.

use url::Url;
use vestibule::{
    id::OnboardingId,
    onboarding::{Closure, OnboardingStatus},
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    clients::Caller,
    core::Core,
    onboardings::{self, Fact},
};
use crate::{
    crypto::{constant_time_eq, sha256_hex},
    db,
};

/// Makes a one-time result code, in the place of the one before, and gives the address that carries it to the client.
/// `None` where there is no way back.
///
/// # Errors
/// [`ServiceError::NotFound`] when the onboarding is unknown or another's, [`ServiceError::OutOfOrder`] while it is in
/// progress, and when whoever had it said that it is not theirs.
pub async fn mint(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<Option<String>, ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let is_disowned = case.row.closure()? == Some(Closure::Disowned);
    if case.status()? == OnboardingStatus::InProgress || is_disowned {
        return Err(ServiceError::OutOfOrder);
    }
    let Some(to) = onboardings::said(&case)?.return_url else {
        return Ok(None);
    };
    let mut to = Url::parse(&to).map_err(|error| ServiceError::Internal(Box::new(error)))?;
    let code = core.random.token();
    let hash = sha256_hex(code.as_bytes());
    let end = core
        .clock
        .now()
        .plus_millis(core.onboardings.result_code_ms());
    db::onboardings::set_result_code(&mut tx, id.as_str(), &hash, end).await?;
    let event = ("result.offered", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &serde_json::json!({})).await?;
    tx.commit().await?;
    to.query_pairs_mut()
        .append_pair("onboarding", id.as_str())
        .append_pair("result_code", &code);
    Ok(Some(to.into()))
}

/// What redeeming led to.
#[derive(Debug)]
pub enum Redeemed {
    /// Facts and evidence are readable from now on.
    Bound(Vec<Fact>),
    /// The code or the binding was wrong, or the code's time was over; which of them is in the audit log.
    Refused,
}

/// Redeems a result code. A code that is shown with a wrong binding is used up.
///
/// # Errors
/// [`ServiceError::NotFound`] when the client has no such onboarding, [`ServiceError::OutOfOrder`] when it was erased.
pub async fn redeem(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
    code: &str,
    binding: &str,
) -> Result<Redeemed, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let row = onboardings::theirs(&mut tx, caller, id, Some(core.db.dialect()))
        .await?
        .row;
    if row.erased_at.is_some() {
        return Err(ServiceError::OutOfOrder);
    }
    let case = Case::load(core, &mut tx, id, None).await?;
    let now = core.clock.now();
    let is = |shown: &str, kept: Option<&str>| {
        let shown = sha256_hex(shown.as_bytes());
        kept.is_some_and(|kept| constant_time_eq(shown.as_bytes(), kept.as_bytes()))
    };
    // Both are looked at, whatever the first says.
    let is_code = is(code, row.result_code_hash.as_deref());
    let is_binding = is(binding, row.binding_hash.as_deref());
    let is_late = row.result_code_expires_at.is_none_or(|end| end <= now.0);
    if let Some(hash) = row.result_code_hash.as_deref().filter(|_| is_code) {
        db::onboardings::use_result_code(&mut tx, id.as_str(), hash).await?;
    }
    let reason = match (is_code, is_late, is_binding) {
        (true, false, true) => None,
        (false, _, _) => Some("code"),
        (true, true, _) => Some("late"),
        (true, false, false) => Some("binding"),
    };
    if let Some(reason) = reason {
        let detail = serde_json::json!({ "reason": reason });
        let event = ("result.refused", caller.actor());
        audit::of_case(core, &mut tx, &case, event, &detail).await?;
        tx.commit().await?;
        return Ok(Redeemed::Refused);
    }
    db::onboardings::bind_result(&mut tx, id.as_str(), now).await?;
    let event = ("result.redeemed", caller.actor());
    audit::of_case(core, &mut tx, &case, event, &serde_json::json!({})).await?;
    let facts = onboardings::of_case(&case)?;
    tx.commit().await?;
    Ok(Redeemed::Bound(facts))
}
