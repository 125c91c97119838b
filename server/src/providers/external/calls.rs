//! What is asked of the service, signed; and its answers, believed only when they are signed, of now, and answers to
//! exactly this question.

use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{
    outbound::{OutboundRequest, OutboundResponse, StatusCode},
    provider::{Call, ProviderError},
};

use super::{
    settings::{OURS, THEIRS, secrets},
    signature::{ID, Mistrust, SIGNATURE, Signed, TIMESTAMP},
    wire::{Kept, MOST_BYTES},
};

/// Whether asking once more, with the same words, does no more than asking once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// The service answers the same again.
    Same,
    /// The service refuses a message that it has seen.
    Refused,
}

/// An answer that is the service's own.
pub(super) struct Genuine {
    response: OutboundResponse,
    documented: &'static [&'static str],
}

/// Sends a message and verifies the answer.
///
/// A bad signature changes nothing: whoever can disturb one answer, and whoever mistypes a secret, must not be able to end
/// anybody's check.
pub(super) async fn ask<T: Serialize + Sync>(
    call: Call<'_>,
    route: &'static str,
    url: Url,
    message: &T,
    repeat: Repeat,
    documented: &'static [&'static str],
) -> Result<Genuine, ProviderError> {
    let id = call.random.uuid_v4().to_string();
    let request = request(call, route, url, message, &id)?;
    let request = match repeat {
        Repeat::Same => request.idempotent(),
        Repeat::Refused => request,
    };
    let response = call.http.send(request).await?.accept()?;
    match response.status() {
        StatusCode::OK | StatusCode::CREATED => {}
        status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            return Err(refused(status));
        }
        // Nobody signs a 404. What is not signed says nothing about a check.
        _ => return Err(response.unexpected("a status that is no answer")),
    }
    if response.body().len() > MOST_BYTES {
        return Err(response.unexpected("more than 65536 bytes"));
    }
    verify(call, &response, &id)?;
    Ok(Genuine {
        response,
        documented,
    })
}

/// Whether the service takes our signature, by a question about a check that it cannot know.
pub(super) async fn try_signature<T: Serialize + Sync>(
    call: Call<'_>,
    url: Url,
    message: &T,
) -> Result<(), ProviderError> {
    let id = call.random.uuid_v4().to_string();
    let request = request(call, "external.check.status", url, message, &id)?;
    let response = call.http.send(request).await?.accept()?;
    match response.status() {
        StatusCode::NOT_FOUND => Ok(()),
        status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(refused(status)),
        _ => Err(response.unexpected("a status that is no answer to a question about no check")),
    }
}

fn refused(status: StatusCode) -> ProviderError {
    misconfigured(&format!(
        "refuses our signature ({}): check secrets.{OURS}, and both clocks",
        status.as_u16()
    ))
}

fn request<T: Serialize>(
    call: Call<'_>,
    route: &'static str,
    url: Url,
    message: &T,
    id: &str,
) -> Result<OutboundRequest, ProviderError> {
    let body = serde_json::to_vec(message).map_err(|_| ProviderError::Unexpected {
        detail: "our own message".to_owned(),
    })?;
    let seconds = call.clock.now().0.div_euclid(1_000);
    let signature = secrets(call.connection, OURS)?.sign(id, seconds, &body);
    Ok(OutboundRequest::post(route, url)
        .accept_json()
        .json_text(body)
        .header(ID, id)
        .header(TIMESTAMP, &seconds.to_string())
        .secret_header(SIGNATURE, &signature.into()))
}

fn verify(call: Call<'_>, response: &OutboundResponse, id: &str) -> Result<(), ProviderError> {
    let signed = signed(response).ok_or_else(|| {
        misconfigured("does not sign its answers: check that this is the service")
    })?;
    secrets(call.connection, THEIRS)?
        .verify(signed, response.body(), call.clock.now())
        .map_err(|mistrust| match mistrust {
            Mistrust::Unsigned => response.unexpected("malformed webhook-* headers"),
            Mistrust::Forged => misconfigured(&format!(
                "signs with a secret that secrets.{THEIRS} does not list"
            )),
            Mistrust::Untimely => {
                misconfigured("signs with a time that is more than 300 s from ours")
            }
        })?;
    if signed.id == id {
        Ok(())
    } else {
        // Genuine once, and an answer to something else.
        Err(response.unexpected("the webhook-id of another message"))
    }
}

fn signed(response: &OutboundResponse) -> Option<Signed<'_>> {
    Some(Signed {
        id: response.header(ID)?,
        timestamp: response.header(TIMESTAMP)?,
        signature: response.header(SIGNATURE)?,
    })
}

impl Genuine {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        self.response.json_beside(self.documented)
    }

    pub(super) fn unexpected(&self, what: &str) -> ProviderError {
        self.response.unexpected(what)
    }

    pub(super) fn novel_value(&self, field: &str, value: &str) {
        self.response.novel_value(field, value);
    }

    /// The whole answer with its signature.
    pub(super) fn kept(&self) -> Result<String, ProviderError> {
        let signed = signed(&self.response).ok_or_else(|| self.unexpected("no signature"))?;
        let kept = Kept {
            id: signed.id,
            timestamp: signed.timestamp,
            signature: signed.signature,
            body: self.response.text()?,
        };
        serde_json::to_string(&kept).map_err(|_| self.unexpected("what cannot be kept"))
    }
}

fn misconfigured(what: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("the service {what}"),
    }
}
