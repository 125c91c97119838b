//! Answers that are pictures: of a face, to compare with; or of a document, for whoever reviews the case.

use vestibule::{
    id::StepName,
    journey::{Field, FieldKind, FieldRef},
};

use super::AnswerProblem;
use crate::{
    db::{self, Tx, uploads::UploadRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        core::Core,
        reference_images::{self, Picture, PictureProblem, Source, picture::CONTENT_TYPE},
    },
};

/// Column of a sealed upload.
pub const UPLOAD: (&str, &str) = ("uploads", "body");

fn source(step: &StepName, field: &Field) -> Source {
    Source::Field(FieldRef {
        step: step.clone(),
        field: field.name.clone(),
    })
}

/// The upload that answers a question, if it is there.
#[must_use]
pub fn upload<'a>(case: &'a Case, step: &StepName, field: &Field) -> Option<&'a UploadRow> {
    case.uploads
        .iter()
        .find(|row| row.step == step.as_str() && row.field == field.name.as_str())
}

/// When the picture was sent that answers this question, in milliseconds UTC.
#[must_use]
pub fn sent_at(case: &Case, step: &StepName, field: &Field) -> Option<i64> {
    match field.kind {
        FieldKind::Photo => reference_images::of_source(case, &source(step, field))
            .map(|picture| picture.created_at),
        FieldKind::Upload => upload(case, step, field).map(|upload| upload.created_at),
        _ => None,
    }
}

/// Keeps the picture that answers a question, or says what is wrong. The one from before stands when none came.
pub(super) async fn take(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, field): (&StepName, &Field),
    picture: Option<Result<Picture, PictureProblem>>,
) -> Result<Option<AnswerProblem>, ServiceError> {
    match picture {
        Some(Ok(picture)) => {
            if field.kind == FieldKind::Upload {
                keep_upload(core, tx, case, (step, field), &picture).await?;
            } else {
                reference_images::keep(core, tx, case, &source(step, field), &picture).await?;
            }
            Ok(None)
        }
        Some(Err(problem)) => Ok(Some(AnswerProblem::Picture(problem))),
        None if field.optional || sent_at(case, step, field).is_some() => Ok(None),
        None => Ok(Some(AnswerProblem::Missing)),
    }
}

async fn keep_upload(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, field): (&StepName, &Field),
    picture: &Picture,
) -> Result<(), ServiceError> {
    let row = UploadRow {
        id: core.new_id(),
        step: step.to_string(),
        field: field.name.to_string(),
        created_at: core.clock.now().0,
    };
    let sealed = case.seal_bytes(core, UPLOAD, picture.bytes())?;
    db::uploads::put(tx, case.id.as_str(), &row, CONTENT_TYPE, sealed).await?;
    let detail = serde_json::json!({
        "upload": row.id, "step": step, "field": field.name,
        "replaces": upload(case, step, field).map(|before| &before.id),
    });
    let event = ("upload.stored", Actor::Applicant);
    audit::of_case(core, tx, case, event, &detail).await
}
