//! The visitor: whose browser this is and which language it reads.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Method, header, request::Parts},
};
use tower_sessions::Session;
use vestibule::{id::OnboardingId, locale::Locale, time::Timestamp};
use vestibule_app::contract::Caller;

use super::{AppState, language, request_id::RequestId};
use crate::config::PublicOrigin;

/// The key under which a browser session keeps its applicant's key.
const APPLICANT: &str = "applicant";
/// The key under which it keeps when it got that.
const SINCE: &str = "since";
/// The key under which it keeps its language.
const LOCALE: &str = "locale";
/// The key under which it remembers that a frame failed here.
const PAGE_FIRST: &str = "page_first";
/// The key under which it keeps whose links it claimed, and how many of them.
const CLAIMED: &str = "claimed";
const MAX_CLAIMED: usize = 20;

/// Whose browser this is.
#[derive(Debug, Clone)]
pub struct Visitor {
    session: Session,
    /// The applicant's key; absent before the first onboarding.
    pub applicant: Option<String>,
    /// Since when it has that; its session is as old.
    pub since: Option<Timestamp>,
    /// The page's language.
    pub locale: Locale,
    /// What the page was asked for with, for the language links; empty for what a form sent.
    pub query: String,
    /// Finds this request in the log.
    pub support_code: String,
    /// Our public origin that this browser used.
    pub origin: String,
    /// Whether a page of its own should be offered first: a web view, or a frame failed here before.
    pub page_first: bool,
}

/// A browser session that cannot be read. The database is gone; the page says that something broke.
#[derive(Debug)]
pub struct NoSession;

impl Visitor {
    /// The caller as islands' functions know it.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller {
            browser_session: self.applicant.clone(),
            locale: self.locale,
        }
    }

    /// The applicant's key, made now if there is none. The session gets a new id then: whatever id the browser came with
    /// was not ours to trust (SEC-139).
    ///
    /// # Errors
    /// When the session cannot be stored.
    pub async fn become_applicant(
        &mut self,
        new_key: impl FnOnce() -> String,
        now: Timestamp,
    ) -> Result<String, tower_sessions::session::Error> {
        if let Some(key) = &self.applicant {
            return Ok(key.clone());
        }
        let key = new_key();
        self.session.cycle_id().await?;
        self.session.insert(APPLICANT, &key).await?;
        self.session.insert(SINCE, now).await?;
        self.since = Some(now);
        self.applicant = Some(key.clone());
        Ok(key)
    }

    /// Remembers that this browser claimed the link of an onboarding: should another one go on with a newer link, it is
    /// told so, and nobody else is. The newest are kept.
    ///
    /// # Errors
    /// When the session cannot be stored.
    pub async fn remember_claim(
        &self,
        id: &OnboardingId,
    ) -> Result<(), tower_sessions::session::Error> {
        let mut claimed: Vec<String> = self.session.get(CLAIMED).await?.unwrap_or_default();
        claimed.retain(|known| known != id.as_str());
        claimed.push(id.to_string());
        let surplus = claimed.len().saturating_sub(MAX_CLAIMED);
        claimed.drain(..surplus);
        self.session.insert(CLAIMED, claimed).await
    }

    /// Whether this browser claimed the link of that onboarding once.
    pub async fn had_claimed(&self, id: &OnboardingId) -> bool {
        let claimed: Option<Vec<String>> = self.session.get(CLAIMED).await.unwrap_or_default();
        claimed.is_some_and(|claimed| claimed.iter().any(|known| known == id.as_str()))
    }

    /// Remembers that a frame did not work in this browser.
    ///
    /// # Errors
    /// When the session cannot be stored.
    pub async fn prefer_page(&self) -> Result<(), tower_sessions::session::Error> {
        self.session.insert(PAGE_FIRST, true).await
    }
}

/// Remembers the language.
///
/// # Errors
/// When the session cannot be stored.
pub async fn choose_locale(
    session: &Session,
    locale: Locale,
) -> Result<(), tower_sessions::session::Error> {
    session.insert(LOCALE, locale).await
}

impl axum::response::IntoResponse for NoSession {
    fn into_response(self) -> axum::response::Response {
        axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// Android's web views name themselves so; they lack partitioned cookies.
fn is_web_view(parts: &Parts) -> bool {
    parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .is_some_and(|agent| agent.contains("; wv)"))
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = NoSession;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, NoSession> {
        let session = parts
            .extensions
            .get::<Session>()
            .cloned()
            .ok_or(NoSession)?;
        let applicant = session.get(APPLICANT).await.map_err(|_| NoSession)?;
        let since = session.get(SINCE).await.map_err(|_| NoSession)?;
        let chosen: Option<Locale> = session.get(LOCALE).await.map_err(|_| NoSession)?;
        let failed_before: Option<bool> = session.get(PAGE_FIRST).await.map_err(|_| NoSession)?;
        let accepted = || language::accepted(&parts.headers);
        let locale = chosen.or_else(accepted).unwrap_or_default();
        // Put there by the Host check.
        let origin = parts
            .extensions
            .get::<PublicOrigin>()
            .map(|origin| origin.as_str().to_owned())
            .or_else(|| state.core.origins.first().cloned())
            .unwrap_or_default();
        let support_code = parts
            .extensions
            .get::<RequestId>()
            .map(|id| id.as_str().to_owned())
            .unwrap_or_default();
        let query = match parts.method {
            Method::GET => parts.uri.query().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        let page_first = failed_before.unwrap_or(false) || is_web_view(parts);
        Ok(Self {
            session,
            applicant,
            since,
            locale,
            query,
            support_code,
            origin,
            page_first,
        })
    }
}

impl OptionalFromRequestParts<AppState> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, std::convert::Infallible> {
        Ok(
            <Self as FromRequestParts<AppState>>::from_request_parts(parts, state)
                .await
                .ok(),
        )
    }
}
