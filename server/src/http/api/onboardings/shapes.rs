//! What onboardings look like from outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;
use vestibule::{id::OnboardingId, locale::Locale, onboarding::OnboardingStatus, time::Timestamp};

use crate::{
    http::{
        api::problem::{Code, FieldCode, FieldProblem, Problem},
        routes,
    },
    services::{
        ServiceError,
        core::Core,
        events::rfc3339,
        onboardings::{self, Fault, NewLink, Seen},
    },
};

/// Where an onboarding stands. New ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OnboardingStatus)]
pub enum Status {
    /// The applicant has something to do or to wait for.
    InProgress,
    /// Every step is settled and the decision is to approve.
    Completed,
    /// A person has to look at it.
    NeedsReview,
    /// A step cannot be completed any more.
    Stopped,
    /// The decision is no.
    Rejected,
    /// You took it back, or whoever opened it said that it is not theirs.
    Cancelled,
    /// Nobody finished it in the time there was.
    Expired,
}

impl From<OnboardingStatus> for Status {
    fn from(status: OnboardingStatus) -> Self {
        match status {
            OnboardingStatus::InProgress => Self::InProgress,
            OnboardingStatus::Completed => Self::Completed,
            OnboardingStatus::NeedsReview => Self::NeedsReview,
            OnboardingStatus::Stopped => Self::Stopped,
            OnboardingStatus::Rejected => Self::Rejected,
            OnboardingStatus::Cancelled => Self::Cancelled,
            OnboardingStatus::Expired => Self::Expired,
        }
    }
}

impl From<Status> for OnboardingStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::InProgress => Self::InProgress,
            Status::Completed => Self::Completed,
            Status::NeedsReview => Self::NeedsReview,
            Status::Stopped => Self::Stopped,
            Status::Rejected => Self::Rejected,
            Status::Cancelled => Self::Cancelled,
            Status::Expired => Self::Expired,
        }
    }
}

/// Why an onboarding was closed before anything was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OnboardingClosure)]
pub enum ClosedAs {
    /// You took it back.
    Cancelled,
    /// Whoever opened it said: this wasn't me.
    Disowned,
    /// Its time ran out.
    Expired,
}

impl From<vestibule::onboarding::Closure> for ClosedAs {
    fn from(closure: vestibule::onboarding::Closure) -> Self {
        use vestibule::onboarding::Closure;
        match closure {
            Closure::Cancelled => Self::Cancelled,
            Closure::Disowned => Self::Disowned,
            Closure::Expired => Self::Expired,
        }
    }
}

/// Whether it is about real people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OnboardingMode)]
pub enum ShownMode {
    /// Begun with a test key.
    Test,
    /// Begun with a live key.
    Live,
}

/// One person's case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Onboarding)]
pub struct Shown {
    /// Its id.
    #[schema(example = "0190f3a4-7c1e-7b2d-8000-0123456789ab", format = "uuid")]
    pub id: String,
    /// As the key was that began it.
    pub mode: ShownMode,
    /// The journey's name.
    #[schema(example = "retail")]
    pub journey: String,
    /// The version of the journey that it began with, which does not change any more.
    pub journey_version: String,
    /// Where it stands.
    pub status: Status,
    /// Why it was closed before a decision; null if it was not.
    pub closed_as: Option<ClosedAs>,
    /// Your own name for it.
    #[schema(example = "customer-4711")]
    pub client_reference: Option<String>,
    /// What you wanted to find again.
    #[schema(example = json!({"branch": "north"}))]
    pub metadata: BTreeMap<String, String>,
    /// The language that it began in.
    #[schema(example = "en")]
    pub locale: String,
    /// The onboarding that it renews.
    #[schema(format = "uuid")]
    pub renews: Option<String>,
    /// Where the applicant goes in the end; null once it was erased.
    #[schema(example = "https://shop.example.com/back")]
    pub return_url: Option<String>,
    /// Whether facts and evidence can be read: a result code was shown with the session binding.
    pub result_available: bool,
    /// When you began it (RFC 3339).
    #[schema(example = "2026-11-22T19:00:00Z", format = "date-time")]
    pub created_at: String,
    /// When something of it last changed.
    #[schema(format = "date-time")]
    pub updated_at: String,
    /// When a browser claimed its link for the first time.
    #[schema(format = "date-time")]
    pub started_at: Option<String>,
    /// When it was not in progress any more for the first time.
    #[schema(format = "date-time")]
    pub finished_at: Option<String>,
    /// When it expires if nobody finishes it.
    #[schema(format = "date-time")]
    pub expires_at: Option<String>,
    /// When it was erased. Its id, times and events stay.
    #[schema(format = "date-time")]
    pub erased_at: Option<String>,
}

/// A time as it is shown.
pub fn shown_at(millis: i64) -> Result<String, ServiceError> {
    rfc3339(Timestamp(millis))
}

impl TryFrom<Seen> for Shown {
    type Error = ServiceError;

    fn try_from(seen: Seen) -> Result<Self, ServiceError> {
        let Seen {
            row,
            said,
            started_at,
        } = seen;
        let time = |millis: Option<i64>| millis.map(shown_at).transpose();
        Ok(Self {
            status: row.status()?.into(),
            closed_as: row.closure()?.map(ClosedAs::from),
            mode: match row.mode.as_str() {
                "live" => ShownMode::Live,
                _ => ShownMode::Test,
            },
            result_available: row.bound_at.is_some() && row.erased_at.is_none(),
            created_at: shown_at(row.created_at)?,
            updated_at: shown_at(row.updated_at)?,
            started_at: time(started_at)?,
            finished_at: time(row.finished_at)?,
            expires_at: time(row.expires_at)?,
            erased_at: time(row.erased_at)?,
            id: row.id,
            journey: row.journey,
            journey_version: row.journey_version,
            client_reference: said.client_reference,
            metadata: said.metadata,
            locale: row.locale,
            renews: row.renews,
            return_url: said.return_url,
        })
    }
}

/// Reads an onboarding once more, to show what became of it.
pub async fn shown(
    core: &Core,
    caller: &crate::services::clients::Caller,
    id: &OnboardingId,
) -> Result<Shown, ServiceError> {
    onboardings::find(core, caller, id).await?.try_into()
}

/// A link to send.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub struct ShownLink {
    /// The address. Whoever has it can begin: send it to that person only. It is not to be had again.
    #[schema(
        example = "https://id.example.com/l/6ZdcmPcQDrQWnl7QnRDhHRBaYwCpGmC0PWy0Ab7l4XU",
        format = "uri"
    )]
    pub url: String,
    /// Until when it can be claimed.
    #[schema(format = "date-time")]
    pub expires_at: String,
}

impl ShownLink {
    /// The address of a link.
    ///
    /// # Errors
    /// Only beyond the year 9999.
    pub fn of(core: &Core, link: &NewLink) -> Result<Self, ServiceError> {
        let origin = core.origins.first().map_or("", String::as_str);
        Ok(Self {
            url: format!("{origin}{}", routes::link(&link.token)),
            expires_at: rfc3339(link.expires_at)?,
        })
    }
}

/// The language that an onboarding begins in.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Locale)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Indonesian.
    Id,
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Id => Self::Id,
        }
    }
}

/// The problem of asking an erased onboarding for what was erased.
pub fn erased() -> Problem {
    Problem::new(
        Code::Conflict,
        "the onboarding was erased: nothing about the person is left",
    )
}

/// The problem of a request that a service found faults with.
pub fn invalid(faults: Vec<Fault>) -> Problem {
    let errors = faults.into_iter().map(|fault| {
        let pointer = format!("#{}", fault.pointer);
        FieldProblem::at(pointer, FieldCode::InvalidValue, fault.detail)
    });
    Problem::invalid(errors.collect())
}

/// Reads a time of a query.
pub fn time_in(parameter: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let millis = OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .and_then(|at| i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok());
    match millis {
        Some(millis) => Ok(Some(Timestamp(millis))),
        None => Err(Problem::invalid(vec![FieldProblem::in_parameter(
            parameter,
            FieldCode::InvalidValue,
            "a time by RFC 3339, e.g. 2026-11-22T19:00:00Z",
        )])),
    }
}
