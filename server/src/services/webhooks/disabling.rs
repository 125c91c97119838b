//! The end of an endpoint that cannot be delivered to.

use super::DisabledAs;
use crate::{
    db::{self, Tx, webhooks::EndpointRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        events::{self, EventKind},
    },
};

/// Has nothing sent to an endpoint any more, and tells its owner's other endpoints.
pub(super) async fn disable(
    core: &Core,
    tx: &mut Tx,
    mut endpoint: EndpointRow,
    reason: DisabledAs,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    endpoint.disabled_as = Some(reason.code().to_owned());
    endpoint.disabled_at = Some(now.0);
    db::webhooks::write_endpoint(&mut *tx, &endpoint).await?;
    let dropped = db::webhooks::deliveries::drop_pending(&mut *tx, &endpoint.id, now).await?;
    tracing::warn!(
        endpoint = endpoint.id,
        client = endpoint.client,
        reason = reason.code(),
        dropped,
        "a webhook endpoint was disabled"
    );
    let detail = serde_json::json!({
        "endpoint": endpoint.id, "client": endpoint.client, "mode": endpoint.mode, "reason": reason, "dropped": dropped,
    });
    let event = ("webhook_endpoint.disabled", Actor::System);
    audit::of_system(core, &mut *tx, event, &detail).await?;
    let kind = EventKind::EndpointDisabled;
    let data = serde_json::json!({ "endpoint": endpoint.id, "reason": reason });
    let others = db::webhooks::endpoints(&mut *tx, &endpoint.client, &endpoint.mode).await?;
    for other in others.iter().filter(|other| events::wants(other, kind)) {
        events::emit_to(core, &mut *tx, other, (kind, &data)).await?;
    }
    Ok(())
}
