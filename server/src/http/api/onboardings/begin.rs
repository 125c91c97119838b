//! `POST /onboardings`.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vestibule::id::{JourneyName, OnboardingId};

use super::shapes::{Language, Shown, ShownLink, invalid, shown};
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::ApiJson,
            problem::{ApiResult, Code, Problem},
        },
    },
    services::onboardings::{self, Back, Invitation, InviteError},
};

/// What an onboarding begins with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOnboarding {
    /// One of `GET /journeys`.
    #[schema(value_type = String, example = "retail", pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    journey: JourneyName,
    /// Where the applicant goes in the end: one of your registered return URLs, to the letter.
    #[schema(example = "https://shop.example.com/back", max_length = 1000)]
    return_url: String,
    /// A secret of 16 to 128 printable ASCII characters without spaces that you keep beside the session of the user who begins
    /// this. The result is read only with it.
    #[schema(
        example = "b1Q0ZtqVv6o9rYH2uQb8Jg",
        min_length = 16,
        max_length = 128,
        pattern = "^[!-~]+$"
    )]
    session_binding: String,
    /// Your own name for it, to find it again. Stored sealed.
    #[serde(default)]
    #[schema(example = "customer-4711", min_length = 1, max_length = 200)]
    client_reference: Option<String>,
    /// Whom it is for, e.g. an e-mail address or a phone number. The start page shows it masked.
    #[serde(default)]
    #[schema(example = "siti@example.com", min_length = 1, max_length = 100)]
    account: Option<String>,
    /// What you know of the person, by claim. The journey's rules compare it with what was found out; forms whose journey says
    /// so begin with it. At most 40.
    #[serde(default)]
    #[schema(example = json!({"name": "Siti Rahayu", "birthdate": "1990-02-03"}))]
    expected: BTreeMap<String, String>,
    /// What forms begin with instead, by claim. Never compared. At most 40.
    #[serde(default)]
    #[schema(example = json!({"phone_number": "+6281234567890"}))]
    prefill: BTreeMap<String, String>,
    /// The language that it begins in; English if you do not say.
    #[serde(default)]
    #[schema(inline)]
    locale: Option<Language>,
    /// After how many minutes it expires if nobody finishes it.
    #[serde(default)]
    #[schema(example = 10080, minimum = 1, maximum = 527_040)]
    lifetime_minutes: Option<u32>,
    /// For how many minutes its link can be claimed.
    #[serde(default)]
    #[schema(example = 1440, minimum = 1, maximum = 527_040)]
    link_lifetime_minutes: Option<u32>,
    /// What you want to find again: at most 20 entries, keys of 40 and values of 500 characters.
    #[serde(default)]
    #[schema(example = json!({"branch": "north"}))]
    metadata: BTreeMap<String, String>,
    /// An onboarding of yours that is over, and that this one renews. Nothing is copied from it;
    /// that it was the same person is no signal.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    renews: Option<OnboardingId>,
}

/// A new onboarding, and the link to send.
#[derive(Debug, Serialize, ToSchema)]
pub struct Begun {
    /// The onboarding.
    onboarding: Shown,
    /// The link, this once.
    link: ShownLink,
}

impl From<NewOnboarding> for Invitation {
    fn from(new: NewOnboarding) -> Self {
        Self {
            journey: new.journey,
            back: Some(Back {
                return_url: new.return_url,
                session_binding: new.session_binding,
            }),
            client_reference: new.client_reference,
            account: new.account,
            expected: new.expected,
            prefill: new.prefill,
            locale: new.locale.unwrap_or_default().into(),
            lifetime_minutes: new.lifetime_minutes,
            link_lifetime_minutes: new.link_lifetime_minutes,
            metadata: new.metadata,
            renews: new.renews,
        }
    }
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Invalid(faults) => invalid(faults),
            InviteError::LiveConnection => Self::new(
                Code::LiveKeyRequired,
                "this journey has a connection that is live; begin it with a live key",
            ),
            InviteError::Service(error) => error.into(),
        }
    }
}

/// Begin an onboarding
///
/// The answer has the link to send to the person: it works for the first browser that claims it.
#[utoipa::path(post, path = "/onboardings", tag = "onboardings", request_body = NewOnboarding,
    responses((status = 201, body = Begun, headers(("Location" = String, description = "The onboarding.")))))]
pub async fn begin(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiJson(new): ApiJson<NewOnboarding>,
) -> ApiResult<impl IntoResponse> {
    let core = &state.core;
    let invited = onboardings::invite(core, &caller, &new.into()).await?;
    let begun = Begun {
        onboarding: shown(core, &caller, &invited.id).await?,
        link: ShownLink::of(core, &invited.link)?,
    };
    let location = format!("/api/v1/onboardings/{}", invited.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(begun),
    ))
}
