//! Something is wrong with the request, with the operator's rights, or with us.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// 404: unknown, or of a client that is not theirs: not told apart.
    NotFound,
    /// 403: they may not be here.
    NotAllowed,
    /// 400: the request makes no sense.
    BadRequest,
    /// 409: somebody else was quicker.
    Conflict,
    /// 409: a legal hold keeps it from being erased.
    OnHold,
    /// 429.
    TooMany,
    /// 503: a provider, or we, cannot be reached.
    Unavailable,
    /// 500.
    Internal,
}

impl Trouble {
    /// All there is; tests go through it.
    pub const ALL: [Self; 8] = [
        Self::NotFound,
        Self::NotAllowed,
        Self::BadRequest,
        Self::Conflict,
        Self::OnHold,
        Self::TooMany,
        Self::Unavailable,
        Self::Internal,
    ];
}

/// A problem, and where to go on.
#[derive(Debug, Clone)]
pub struct ProblemScreen {
    /// What.
    pub trouble: Trouble,
    /// Where to go on.
    pub go_on: String,
}

impl Screen for ProblemScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        macro_rules! message {
            ($id:literal) => {
                (fl!(t, $id), fl!(t, $id, "next"))
            };
        }
        let (title, next) = match self.trouble {
            Trouble::NotFound => message!("dashboard-not-found"),
            Trouble::NotAllowed => message!("dashboard-not-allowed"),
            Trouble::BadRequest => message!("dashboard-bad-request"),
            Trouble::Conflict => message!("dashboard-conflict"),
            Trouble::OnHold => message!("dash-holds-in-the-way"),
            Trouble::TooMany => message!("dashboard-too-many"),
            Trouble::Unavailable => message!("dashboard-unavailable"),
            Trouble::Internal => message!("dashboard-internal"),
        };
        let body = view! {
            <h1>{title.clone()}</h1>
            <p class="lead">{next}</p>
            <p class="actions">
                <a class="button button--second" href=self.go_on.clone()>{fl!(t, "dashboard-go-on")}</a>
            </p>
        }
        .into_any();
        Drawn {
            has_error: true,
            ..Drawn::new(title, body)
        }
    }
}
