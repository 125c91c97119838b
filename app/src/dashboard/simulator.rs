//! The simulator, in Development: what it plays next, and what it has seen.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{
    Drawn, Screen, ScreenTexts,
    moment::Moment,
    piece,
    refusal::{self, Refusal},
};
use crate::texts::Texts;

const PATH: &str = "/dashboard/simulator";

/// A provider in the simulator's world.
#[derive(Debug, Clone)]
pub struct ProviderView {
    /// Its name.
    pub name: String,
    /// What it can play: name, and what that is.
    pub scenarios: Vec<(String, String)>,
    /// The scenarios that wait.
    pub next: Vec<String>,
    /// How many sessions there are.
    pub sessions: usize,
    /// The newest of them, as JSON.
    pub newest: Vec<String>,
    /// How many callbacks there are.
    pub callbacks: usize,
}

/// The simulator, if it is configured and answers.
#[derive(Debug, Clone)]
pub enum SimulatorView {
    /// `server.simulator_inbox` says nothing.
    NotConfigured,
    /// It does not answer.
    Silent,
    /// Its clock, and its providers.
    World(Moment, Vec<ProviderView>),
}

/// The panel.
#[derive(Debug, Clone)]
pub struct SimulatorScreen {
    /// What is known of it.
    pub simulator: SimulatorView,
    /// Why something was not done.
    pub refused: Option<Refusal>,
}

impl Screen for SimulatorScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dashboard-simulator");
        let content = match &self.simulator {
            SimulatorView::NotConfigured => piece::empty(
                fl!(t, "dash-simulator-none"),
                fl!(t, "dash-simulator-none", "more"),
            ),
            SimulatorView::Silent => view! {
                <div class="notice notice--bad" role="alert"><p>{fl!(t, "dash-simulator-silent")}</p></div>
            }
            .into_any(),
            SimulatorView::World(now, providers) => world(now, providers, t),
        };
        let body = view! {
            {refusal::summary(self.refused, t)}
            <h1>{title.clone()}</h1>
            <p>{fl!(t, "dash-simulator-lead")}</p>
            {content}
        }
        .into_any();
        Drawn {
            has_error: self.refused.is_some() || matches!(self.simulator, SimulatorView::Silent),
            ..Drawn::new(title, body)
        }
    }
}

fn world(now: &Moment, providers: &[ProviderView], t: Texts) -> AnyView {
    let providers = providers.iter().map(|one| provider(one, t)).collect_view();
    view! {
        <p>{fl!(t, "dash-simulator-clock")} " " {now.draw()}</p>
        <div class="actions">
            {piece::button(PATH, ("send", "callbacks"), fl!(t, "dash-simulator-send"))}
            {piece::button(PATH, ("again", "callbacks"), fl!(t, "dash-simulator-again"))}
            {piece::button(PATH, ("reset", "world"), fl!(t, "dash-simulator-reset"))}
        </div>
        {providers}
    }
    .into_any()
}

fn provider(one: &ProviderView, t: Texts) -> AnyView {
    let heading = format!("provider-{}", one.name);
    let scenario_id = format!("scenario-{}", one.name);
    let times_id = format!("times-{}", one.name);
    let options = one
        .scenarios
        .iter()
        .map(|(name, about)| {
            let text = format!("{name}: {about}");
            view! { <option value=name.clone()>{text}</option> }
        })
        .collect_view();
    let next = match one.next.is_empty() {
        true => fl!(t, "dash-simulator-nothing-next"),
        false => one.next.join(", "),
    };
    let newest = one
        .newest
        .iter()
        .map(|session| view! { <pre class="code">{session.clone()}</pre> })
        .collect_view();
    let sessions = (!one.newest.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{fl!(t, "dash-simulator-sessions")}</summary>
                {newest}
            </details>
        }
    });
    view! {
        <section class="block" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{one.name.clone()}</h2>
            <dl class="pairs">
                <dt>{fl!(t, "dash-simulator-next")}</dt>
                <dd>{next}</dd>
                <dt>{fl!(t, "dash-simulator-count")}</dt>
                <dd>{one.sessions.to_string()}</dd>
                <dt>{fl!(t, "dash-simulator-callbacks")}</dt>
                <dd>{one.callbacks.to_string()}</dd>
            </dl>
            <form method="post" action=PATH>
                <input type="hidden" name="provider" value=one.name.clone() />
                <div class="field">
                    <label for=scenario_id.clone()>{fl!(t, "dash-simulator-scenario")}</label>
                    <select id=scenario_id name="scenario" lang="en">{options}</select>
                </div>
                <div class="field">
                    <label for=times_id.clone()>{fl!(t, "dash-simulator-times")}</label>
                    <input type="text" id=times_id name="times" value="1" inputmode="numeric" autocomplete="off" />
                </div>
                <button class="button button--second" type="submit" name="do" value="next">
                    {fl!(t, "dash-simulator-play")}
                </button>
            </form>
            {sessions}
        </section>
    }
    .into_any()
}
