//! Presigned addresses: the selfie goes up by PUT, the partner reads it by GET (contract 1.3.4).

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::entropy::Entropy;
use crate::onekyc::gateway::Gateway;

/// `expiryInSeconds` of the documents.
pub(crate) const UPLOAD_LIFETIME_S: i64 = 600;

/// One place for an image.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) signature: String,
    pub(crate) read_signature: String,
    pub(crate) expires_ms: i64,
    pub(crate) image: Option<Image>,
}

#[derive(Debug, Clone)]
pub(crate) struct Image {
    kind: &'static str,
    bytes: Bytes,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Signed {
    #[serde(rename = "X-Signature", default)]
    signature: String,
}

pub(crate) async fn put(
    State(gateway): State<Gateway>,
    Path(key): Path<String>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let Some(upload) = world.uploads.get_mut(&key) else {
        return StatusCode::NOT_FOUND;
    };
    if upload.signature != signed.signature || now_ms >= upload.expires_ms {
        return StatusCode::FORBIDDEN;
    }
    // What is not an image is stored like the rest and refused at the confirmation, as object stores do.
    let kind = match headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(b"image/jpeg") => "image/jpeg",
        Some(b"image/png") => "image/png",
        _ => return StatusCode::UNSUPPORTED_MEDIA_TYPE,
    };
    upload.image = Some(Image { kind, bytes: body });
    StatusCode::OK
}

pub(crate) async fn get(
    State(gateway): State<Gateway>,
    Path(key): Path<String>,
    Query(signed): Query<Signed>,
) -> Response {
    let image = {
        let world = gateway.world();
        world
            .uploads
            .get(&key)
            .filter(|upload| upload.read_signature == signed.signature)
            .and_then(|upload| upload.image.clone())
    };
    match image {
        Some(image) => (
            [(CONTENT_TYPE, image.kind), (CACHE_CONTROL, "no-store")],
            image.bytes,
        )
            .into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

impl Upload {
    /// The beginning of a JPEG, as if it had been uploaded.
    pub(crate) fn drawn(entropy: &Entropy, now_ms: i64) -> Self {
        Self {
            signature: entropy.secret(),
            read_signature: entropy.secret(),
            expires_ms: now_ms,
            image: Some(Image {
                kind: "image/jpeg",
                bytes: Bytes::from_static(&[
                    0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0,
                ]),
            }),
        }
    }

    /// Whether something was uploaded that begins as a JPEG or PNG does.
    pub(crate) fn holds_an_image(&self) -> bool {
        self.image.as_ref().is_some_and(|image| match image.kind {
            "image/jpeg" => image.bytes.starts_with(&[0xff, 0xd8, 0xff]),
            _ => image.bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        })
    }
}
