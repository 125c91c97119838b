//! Server functions: what islands call. POST and JSON only, under names that stay (`/fn/launch`), because the wasm of
//! an older version may still be open in a tab. No plain form posts to them.

#![expect(
    missing_docs,
    reason = "the server macro makes a struct of the arguments"
)]

use leptos::{
    prelude::*,
    server_fn::{
        codec::{Json, JsonEncoding},
        error::{FromServerFnError, ServerFnErrorErr},
    },
};

#[cfg(feature = "ssr")]
use crate::contract::{Backend, Caller};
use crate::contract::{
    LaunchView, MessageReport, RefusedReport, ReturnClaim, StepRef, StepStatusView, UiError,
};

impl FromServerFnError for UiError {
    type Encoder = JsonEncoding;

    #[cfg(feature = "ssr")]
    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            // A body that is not what the function takes.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::BadRequest,
            other => Self::Transport(other.to_string()),
        }
    }

    // No request, no answer, or an answer that is not what the function gives. The browser's own console says which;
    // the words would only make the wasm larger.
    #[cfg(not(feature = "ssr"))]
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Transport(String::new())
    }
}

#[cfg(feature = "ssr")]
fn context() -> Result<(std::sync::Arc<dyn Backend>, Caller), UiError> {
    use_context::<std::sync::Arc<dyn Backend>>()
        .zip(use_context::<Caller>())
        .ok_or(UiError::Internal {
            support_code: String::new(),
        })
}

/// See [`Backend::launch`](crate::contract::Backend::launch).
#[server(prefix = "/fn", endpoint = "launch", input = Json, output = Json)]
pub async fn launch(at: StepRef) -> Result<LaunchView, UiError> {
    let (backend, caller) = context()?;
    backend.launch(&caller, at).await
}

/// See [`Backend::report_message`](crate::contract::Backend::report_message).
#[server(prefix = "/fn", endpoint = "report_message", input = Json, output = Json)]
pub async fn report_message(report: MessageReport) -> Result<StepStatusView, UiError> {
    let (backend, caller) = context()?;
    backend.report_message(&caller, report).await
}

/// See [`Backend::report_refused`](crate::contract::Backend::report_refused).
#[server(prefix = "/fn", endpoint = "report_refused", input = Json, output = Json)]
pub async fn report_refused(report: RefusedReport) -> Result<(), UiError> {
    let (backend, caller) = context()?;
    backend.report_refused(&caller, report).await
}

/// See [`Backend::claim_return`](crate::contract::Backend::claim_return).
#[server(prefix = "/fn", endpoint = "claim_return", input = Json, output = Json)]
pub async fn claim_return(claim: ReturnClaim) -> Result<StepStatusView, UiError> {
    let (backend, caller) = context()?;
    backend.claim_return(&caller, claim).await
}

/// See [`Backend::status`](crate::contract::Backend::status).
#[server(prefix = "/fn", endpoint = "status", input = Json, output = Json)]
pub async fn status(at: StepRef) -> Result<StepStatusView, UiError> {
    let (backend, caller) = context()?;
    backend.status(&caller, at).await
}
