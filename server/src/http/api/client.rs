//! What a key is, and which journeys it may begin.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vestibule::locale::Locale;

use super::{auth::Authenticated, cursor::Page, problem::ApiResult};
use crate::{
    http::AppState,
    services::{
        clients::{Mode, Scope},
        journey_versions, onboardings,
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(journeys))
}

/// Whose key this is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
struct Me {
    /// The client's name.
    #[schema(example = "shop", pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    client: String,
    /// How applicants read it.
    #[schema(example = "Example Shop")]
    display_name: String,
    /// The key's mode. Test keys see test onboardings only, and begin only journeys without a live connection.
    mode: Mode,
    /// The part of the key that may be shown.
    #[schema(example = "vst_test_h3Kd81xQ")]
    key: String,
    /// What the key may do.
    scopes: Vec<Scope>,
    /// Where applicants may be sent back to.
    #[schema(example = json!(["https://shop.example.com/back"]))]
    return_urls: Vec<String>,
}

/// Who am I
///
/// The client, mode and scopes of the key that asks.
#[utoipa::path(get, path = "/client", tag = "client", responses((status = 200, body = Me)))]
async fn me(Authenticated(caller): Authenticated) -> Json<Me> {
    Json(Me {
        client: caller.client.to_string(),
        display_name: caller.display_name,
        mode: caller.mode,
        key: caller.prefix,
        scopes: caller.scopes.into_iter().collect(),
        return_urls: caller.return_urls,
    })
}

/// A journey that this key may begin.
#[derive(Debug, Serialize, ToSchema)]
struct JourneySummary {
    /// Its name.
    #[schema(example = "retail", pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    name: String,
    /// The version that begins now.
    version: String,
    /// What the applicant is asked to do, in English where it is written in English.
    #[schema(example = "Open an account")]
    title: String,
    /// About how long it takes, in minutes.
    #[schema(example = 5, minimum = 1)]
    minutes: u32,
    /// The kinds of facts without which it is not completed.
    #[schema(example = json!(["identity", "contact_control"]))]
    needs: Vec<String>,
}

/// List journeys
///
/// Those that this key may begin, by name. All of them fit on one page: `next_cursor` is null.
#[utoipa::path(get, path = "/journeys", tag = "client", responses((status = 200, body = Page<JourneySummary>)))]
async fn journeys(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Page<JourneySummary>>> {
    let core = &state.core;
    let versions = journey_versions::all_beginning(core).await?;
    let mine = versions.iter();
    let mine = mine.filter(|(_, version)| onboardings::may_begin(core, &caller, &version.journey));
    let data = mine.map(|(name, configured)| JourneySummary {
        name: name.to_string(),
        version: configured.hash.clone(),
        title: configured.journey.title.get(Locale::En).to_owned(),
        minutes: configured.journey.minutes,
        needs: configured
            .journey
            .needs
            .iter()
            .map(|kind| kind.code().to_owned())
            .collect(),
    });
    Ok(Json(Page {
        data: data.collect(),
        next_cursor: None,
    }))
}
