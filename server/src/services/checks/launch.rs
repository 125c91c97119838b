//! What an adapter's `start` is given, and what becomes of the launch that it answers.

use std::collections::BTreeMap;

use vestibule::{
    id::{CheckId, StepName},
    launch::{FrameSpec, Reply},
    locale::Locale,
};

use super::sdk;
use crate::{
    provider::{Applicant, Attempt, Launch, ProviderError, Started},
    services::{
        ServiceError, answers,
        case::Case,
        core::{Connected, Core},
        reference_images,
    },
};

/// What the step hands over about the applicant.
pub(super) fn person(case: &Case, step: &StepName) -> Result<Applicant, ServiceError> {
    let provider = case.checked_elsewhere(step)?;
    let mut inputs = BTreeMap::new();
    for (name, field) in &provider.inputs {
        if let Some(value) = answers::given(case, &field.step)?.remove(field.field.as_str()) {
            inputs.insert(name.clone(), value);
        }
    }
    Ok(Applicant {
        onboarding: case.id.clone(),
        phone: answers::phone(case)?,
        inputs,
        parameters: provider.parameters.clone(),
        has_reference_image: reference_images::of_step(case, provider).is_some(),
    })
}

/// A launch on an origin that the page's policy does not list is refused before it is shown (OK-16).
pub(super) fn permitted(
    core: &Core,
    connected: &Connected,
    started: Started,
) -> Result<Started, ProviderError> {
    let misconfigured = |detail: String| ProviderError::Misconfigured { detail };
    let to = match &started.launch {
        Launch::Frame(spec) => &spec.src,
        Launch::Redirect { to } => to,
        // On our own SDK origin, or nowhere.
        Launch::Sdk { .. } | Launch::Wait => return Ok(started),
    };
    let origin = url::Url::parse(to)
        .map_err(|_| ProviderError::Unexpected {
            detail: "the launch URL is not a URL".to_owned(),
        })?
        .origin()
        .ascii_serialization();
    let policy = core
        .page_policy(connected)
        .map_err(|error| misconfigured(error.to_string()))?;
    if policy.frame_origins.contains(&origin) {
        Ok(started)
    } else {
        Err(misconfigured(format!(
            "the launch URL is on {origin}, which the connection does not list"
        )))
    }
}

pub(super) fn new_attempt(
    core: &Core,
    connected: &Connected,
    case: &Case,
    check: &CheckId,
) -> Attempt {
    let handle = core.random.token();
    let return_url = format!("{}/return/{}", case.row.origin, connected.connection.name);
    Attempt {
        check: check.clone(),
        state: core.random.token(),
        nonce: core.random.token(),
        verifier: core.random.token(),
        correlation_id: core.random.uuid_v4().to_string(),
        return_url_with_handle: format!("{return_url}/{handle}"),
        return_url,
    }
}

/// The handle at the end of a return URL.
pub(super) fn handle(attempt: &Attempt) -> &str {
    attempt
        .return_url_with_handle
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

/// The frame around the SDK page. It says that it is ready, and is answered with its parameters at its exact origin.
pub(super) fn sdk_frame(
    core: &Core,
    connected: &Connected,
    case: &Case,
    parameters: serde_json::Value,
    locale: Locale,
) -> Result<FrameSpec, ServiceError> {
    let policy = core.page_policy(connected)?;
    let origin = core
        .sdk_origin
        .as_deref()
        .ok_or_else(|| ServiceError::Internal("there is no sdk_origin".into()))?;
    let parent: String = url::form_urlencoded::byte_serialize(case.row.origin.as_bytes()).collect();
    let name = &connected.connection.name;
    Ok(FrameSpec {
        src: format!("{origin}/sdk/{name}/frame?origin={parent}"),
        provider_origins: policy.frame_origins,
        sandbox: "allow-same-origin allow-scripts".to_owned(),
        allow: if policy.camera_origins.is_empty() {
            String::new()
        } else {
            format!("camera {}", policy.camera_origins.join(" "))
        },
        referrerpolicy: policy.referrer_policy.to_owned(),
        min_size: policy.min_size,
        preferred_size: policy.preferred_size,
        max_message_bytes: 8_192,
        expects_message: true,
        replies: vec![Reply {
            on_type: sdk::READY.to_owned(),
            with: serde_json::json!({
                "type": sdk::START,
                "parameters": parameters,
                "locale": locale.tag(),
            }),
        }],
        binding_message: None,
        lives_ms: None,
    })
}
