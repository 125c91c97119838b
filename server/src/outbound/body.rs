//! Reads an answer's body, and stops where it becomes too large.

use reqwest::header::CONTENT_ENCODING;

use super::error::OutboundError;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum BrokenBody {
    TooLarge,
    Encoded,
    Transport(reqwest::Error),
}

impl BrokenBody {
    pub(super) fn into_error(self, route: &'static str, limit: usize) -> OutboundError {
        match self {
            Self::TooLarge => OutboundError::TooLarge { route, limit },
            Self::Encoded => OutboundError::Encoded { route },
            Self::Transport(error) => OutboundError::from_reqwest_body(route, error),
        }
    }
}

/// Reads at most `limit` bytes. Nothing is decompressed (we ask for nothing compressed), so no small answer becomes a
/// large one.
pub(super) async fn read(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Vec<u8>, BrokenBody> {
    if response
        .headers()
        .get_all(CONTENT_ENCODING)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(BrokenBody::Encoded);
    }
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(BrokenBody::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BrokenBody::Transport)? {
        if body.len() + chunk.len() > limit {
            return Err(BrokenBody::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
