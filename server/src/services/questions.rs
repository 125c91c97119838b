//! Questions of providers: they want to know something from us. Authenticated by the adapter before anything is looked
//! up, and answered in its words.

use vestibule::id::ConnectionName;

use super::{
    ServiceError,
    audit::{self, Actor},
    core::Core,
    reference_images::{self, LINK_LIVES_SECONDS},
};
use crate::provider::{Answer, Question, RawAnswer, RawWebhook};

/// Answers a question.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such connection.
pub async fn answer(
    core: &Core,
    connection: &ConnectionName,
    raw: RawWebhook<'_>,
) -> Result<RawAnswer, ServiceError> {
    let connected = core
        .connections
        .get(connection)
        .ok_or(ServiceError::NotFound)?;
    let provider = &connected.provider;
    let question = match provider.read_question(&connected.connection, raw) {
        Ok(question) => question,
        Err(error) => {
            let event = ("question.refused", Actor::Provider);
            audit::refusal(core, event, &error.to_string()).await?;
            return Ok(provider.write_answer(&Err(error)));
        }
    };
    let answer = match question {
        Question::ReferenceImage { user } => {
            match reference_images::offer(core, connection, &user).await? {
                Some(url) => Answer::ReferenceImage {
                    url,
                    lifetime_seconds: LINK_LIVES_SECONDS,
                },
                None => Answer::Nothing,
            }
        }
    };
    Ok(provider.write_answer(&Ok(answer)))
}
