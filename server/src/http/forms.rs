//! Forms as browsers send them: in one piece or, when there is a file in them, in parts.

use axum::{
    Form,
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
};
use vestibule::journey::StepKind;
use vestibule_app::page::Problem;

use crate::services::{
    answers::{Answers, Pictures},
    reference_images::{MAX_BYTES, PictureProblem},
};

/// The largest form in parts, in bytes. More than one picture may have: one that is too large is answered with the page
/// on which the other answers still stand.
const MAX_IN_PARTS: usize = 4 * MAX_BYTES;
/// Most parts of a form: every question of the largest form, and some more.
const MAX_PARTS: usize = 40;
/// The longest answer in words that is read, in bytes. Shorter ones may still be refused with a reason.
const MAX_WORDS: usize = 16 * 1024;

/// What a form brought.
#[derive(Debug, Default)]
pub struct Sent {
    /// What was said in words, by field name.
    pub answers: Answers,
    /// The pictures, by field name.
    pub pictures: Pictures,
}

/// The names of a step's questions that are answered with a picture.
#[must_use]
pub fn picture_fields(step: &StepKind) -> Vec<String> {
    let StepKind::Form(form) = step else {
        return Vec::new();
    };
    form.fields
        .iter()
        .filter(|field| field.kind.is_picture())
        .map(|field| field.name.to_string())
        .collect()
}

/// Reads a form. Only one that asks for pictures may come in parts, and be as large as they need it.
///
/// # Errors
/// The problem whose page should be shown: no form, too large, or not readable.
pub async fn read(asked: &[String], request: Request) -> Result<Sent, Problem> {
    if !asked.is_empty() && is_in_parts(&request) {
        return read_parts(asked, request).await;
    }
    let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let Form(pairs) = form.map_err(|rejection| problem(rejection.status()))?;
    Ok(Sent {
        answers: pairs.into_iter().collect(),
        pictures: Pictures::new(),
    })
}

fn is_in_parts(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

fn problem(status: StatusCode) -> Problem {
    match status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::WrongContentType,
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::BadRequest,
    }
}

async fn read_parts(asked: &[String], mut request: Request) -> Result<Sent, Problem> {
    DefaultBodyLimit::max(MAX_IN_PARTS).apply(&mut request);
    let broken = |error: MultipartError| problem(error.status());
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| problem(rejection.status()))?;
    let mut sent = Sent::default();
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        count += 1;
        if count > MAX_PARTS {
            return Err(Problem::BadRequest);
        }
        let Some(name) = part.name().map(str::to_owned) else {
            return Err(Problem::BadRequest);
        };
        if asked.contains(&name) {
            match at_most(MAX_BYTES, part).await.map_err(broken)? {
                // No file was chosen.
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => drop(sent.pictures.insert(name, Ok(bytes))),
                None => drop(sent.pictures.insert(name, Err(PictureProblem::TooLarge))),
            }
        } else {
            let words = at_most(MAX_WORDS, part).await.map_err(broken)?;
            let words = words.ok_or(Problem::TooLarge)?;
            let words = String::from_utf8(words).map_err(|_| Problem::BadRequest)?;
            sent.answers.insert(name, words);
        }
    }
    Ok(sent)
}

/// A part's bytes; `None` when there are more, which are read and not kept, so that the parts after it are read, too.
async fn at_most(most: usize, mut part: Field<'_>) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut kept = Some(Vec::new());
    while let Some(chunk) = part.chunk().await? {
        kept = kept.filter(|bytes| bytes.len() + chunk.len() <= most);
        if let Some(bytes) = &mut kept {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(kept)
}
