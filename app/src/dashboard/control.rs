//! Control: what is paused, and which versions journeys begin with.

mod pauses;
mod versions;

use i18n_embed_fl::fl;
use leptos::prelude::*;

pub use self::{
    pauses::{PauseProblem, PauseView, TypedPause, What},
    versions::{ActivationView, JourneyView, VersionView},
};
use super::{
    Drawn, Screen, ScreenTexts, piece,
    refusal::{self, Refusal},
};
use crate::parts::{self, Mistake};

/// The whole screen.
#[derive(Debug, Clone)]
pub struct ControlScreen {
    /// Whether the operator may pause.
    pub may_pause: bool,
    /// Whether the operator may propose and confirm versions.
    pub may_activate: bool,
    /// Pauses that go on.
    pub open: Vec<PauseView>,
    /// Pauses that are over, newest first.
    pub over: Vec<PauseView>,
    /// The connections there are.
    pub connections: Vec<String>,
    /// The journeys, with their versions.
    pub journeys: Vec<JourneyView>,
    /// What was typed.
    pub typed: TypedPause,
    /// Why a proposal was not taken.
    pub refused: Option<Refusal>,
}

impl Screen for ControlScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-control-title");
        let mistake = self.typed.problem.map(|problem| self.mistake(problem, t));
        let mistakes: Vec<Mistake> = mistake.into_iter().collect();
        let has_error = !mistakes.is_empty() || self.refused.is_some();
        let open = match self.open.is_empty() {
            true => piece::empty(
                fl!(t, "dash-control-none"),
                fl!(t, "dash-control-none", "more"),
            ),
            false => self
                .open
                .iter()
                .map(|pause| self.pause(pause, t))
                .collect_view()
                .into_any(),
        };
        let form = self.may_pause.then(|| self.form(t));
        let over = (!self.over.is_empty()).then(|| self.past(t));
        let journeys = self
            .journeys
            .iter()
            .map(|journey| self.journey(journey, t))
            .collect_view();
        let body = view! {
            {parts::error_summary(&mistakes, t)}
            {refusal::summary(self.refused, t)}
            <h1>{title.clone()}</h1>
            <h2>{fl!(t, "dash-control-paused")}</h2>
            {open}
            {form}
            {over}
            <h2>{fl!(t, "dash-control-versions")}</h2>
            <p>{fl!(t, "dash-control-versions-lead")}</p>
            {journeys}
        }
        .into_any();
        Drawn {
            has_error,
            ..Drawn::new(title, body)
        }
    }
}
