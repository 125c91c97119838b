//! Webhook endpoints and what was delivered to them.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{
    Drawn, Screen, ScreenTexts,
    moment::Moment,
    piece::{self, Confirmed},
    refusal::{self, Refusal},
};
use crate::{parts, texts::Texts};

const PATH: &str = "/dashboard/settings/webhooks";

/// How an endpoint stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointState {
    /// It takes what is sent.
    Good,
    /// Nothing was delivered since then.
    Failing(Moment),
    /// Its owner, or an operator, said so.
    DisabledByOwner,
    /// It said that it is gone.
    DisabledAsGone,
    /// Nothing was delivered for too long.
    DisabledAsFailing,
}

impl EndpointState {
    fn is_enabled(&self) -> bool {
        matches!(self, Self::Good | Self::Failing(_))
    }

    fn draw(&self, t: Texts) -> AnyView {
        let (class, text) = match self {
            Self::Good => ("badge badge--good", fl!(t, "dash-endpoints-good")),
            Self::Failing(_) => ("badge badge--note", fl!(t, "dash-endpoints-failing")),
            Self::DisabledByOwner => ("badge badge--quiet", fl!(t, "dash-endpoints-off")),
            Self::DisabledAsGone => ("badge badge--bad", fl!(t, "dash-endpoints-off-gone")),
            Self::DisabledAsFailing => ("badge badge--bad", fl!(t, "dash-endpoints-off-failing")),
        };
        let since = match self {
            Self::Failing(since) => view! { " " {since.draw()} }.into_any(),
            _ => ().into_any(),
        };
        view! { <span class=class>{text}</span> {since} }.into_any()
    }
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct EndpointView {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub client: String,
    /// `test` or `live`.
    pub mode: &'static str,
    /// Where to.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// What is sent; empty for everything.
    pub events: Vec<String>,
    /// How it stands.
    pub state: EndpointState,
    /// Since when there is one.
    pub created: Moment,
}

/// Every endpoint.
#[derive(Debug, Clone)]
pub struct EndpointsScreen {
    /// By client.
    pub endpoints: Vec<EndpointView>,
}

impl Screen for EndpointsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-settings-endpoints");
        let list = match self.endpoints.is_empty() {
            true => piece::empty(
                fl!(t, "dash-endpoints-none"),
                fl!(t, "dash-endpoints-none", "more"),
            ),
            false => table(&self.endpoints, t),
        };
        let body = view! {
            {parts::back("/dashboard/settings", fl!(t, "dashboard-settings"))}
            <h1>{title.clone()}</h1>
            {list}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

fn table(endpoints: &[EndpointView], t: Texts) -> AnyView {
    let rows = endpoints
        .iter()
        .map(|one| {
            let href = format!("{PATH}/{}", one.id);
            view! {
                <tr>
                    <th scope="row">
                        <a href=href class="mono">{one.url.clone()}</a>
                        <span class="table__more">{one.description.clone()}</span>
                    </th>
                    <td data-label=fl!(t, "dash-endpoints-client")>{one.client.clone()}</td>
                    <td data-label=fl!(t, "dash-endpoints-mode")>{one.mode}</td>
                    <td data-label=fl!(t, "dash-endpoints-state")>{one.state.draw(t)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll">
            <table class="table table--stack">
                <thead>
                    <tr>
                        <th scope="col">{fl!(t, "dash-endpoints-url")}</th>
                        <th scope="col">{fl!(t, "dash-endpoints-client")}</th>
                        <th scope="col">{fl!(t, "dash-endpoints-mode")}</th>
                        <th scope="col">{fl!(t, "dash-endpoints-state")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStateView {
    /// It will be tried, again.
    Pending,
    /// It arrived.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// The endpoint was disabled before.
    Dropped,
}

/// An attempt to deliver.
#[derive(Debug, Clone)]
pub struct AttemptView {
    /// From 1.
    pub number: i64,
    /// When it began.
    pub at: Moment,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The answer's status.
    pub status: Option<i64>,
    /// What went wrong, as the log names it.
    pub problem: Option<String>,
}

/// A delivery.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// Its id.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// What happened.
    pub kind: String,
    /// About which onboarding.
    pub onboarding: Option<String>,
    /// How it stands.
    pub state: DeliveryStateView,
    /// When it was written.
    pub created: Moment,
    /// When it is tried next.
    pub next: Option<Moment>,
    /// The newest attempts, oldest of them first.
    pub attempts: Vec<AttemptView>,
}

/// An endpoint with its deliveries.
#[derive(Debug, Clone)]
pub struct EndpointScreen {
    /// The endpoint.
    pub endpoint: EndpointView,
    /// How it signs.
    pub schemes: Vec<String>,
    /// Its deliveries, newest first.
    pub deliveries: Vec<DeliveryView>,
    /// Where older ones are.
    pub older: Option<String>,
    /// Whether something else than the client's name was typed.
    pub typed_wrong: bool,
    /// Why something was not done.
    pub refused: Option<Refusal>,
}

impl Screen for EndpointScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = self.endpoint.url.clone();
        let path = format!("{PATH}/{}", self.endpoint.id);
        let disable = Confirmed {
            action: &path,
            deed: "disable",
            to: &self.endpoint.client,
            text: fl!(t, "dash-endpoints-disable"),
            happens: fl!(t, "dash-endpoints-disable-happens"),
            wrong: self.typed_wrong,
        };
        let mistakes: Vec<_> = self
            .typed_wrong
            .then(|| piece::typed_wrong(disable.id(), t))
            .into_iter()
            .collect();
        let actions = match self.endpoint.state.is_enabled() {
            true => view! {
                {piece::button(&path, ("test", &self.endpoint.id), fl!(t, "dash-endpoints-test"))}
                {disable.draw(t)}
            }
            .into_any(),
            false => piece::button(
                &path,
                ("enable", &self.endpoint.id),
                fl!(t, "dash-endpoints-enable"),
            ),
        };
        let deliveries = match self.deliveries.is_empty() {
            true => piece::empty(
                fl!(t, "dash-endpoints-nothing"),
                fl!(t, "dash-endpoints-nothing", "more"),
            ),
            false => self.deliveries(&path, t),
        };
        let older = self.older.clone().map(|href| {
            view! { <p class="pages"><a href=href rel="next">{fl!(t, "dash-endpoints-older")}</a></p> }
        });
        let events = match self.endpoint.events.is_empty() {
            true => fl!(t, "dash-endpoints-everything"),
            false => self.endpoint.events.join(", "),
        };
        let body = view! {
            {parts::back(PATH, fl!(t, "dash-settings-endpoints"))}
            {parts::error_summary(&mistakes, t)}
            {refusal::summary(self.refused, t)}
            <h1 class="mono">{title.clone()}</h1>
            <section class="block">
                <dl class="pairs">
                    <dt>{fl!(t, "dash-endpoints-state")}</dt>
                    <dd>{self.endpoint.state.draw(t)}</dd>
                    <dt>{fl!(t, "dash-endpoints-client")}</dt>
                    <dd>{self.endpoint.client.clone()} " · " {self.endpoint.mode}</dd>
                    <dt>{fl!(t, "dash-endpoints-about")}</dt>
                    <dd>{self.endpoint.description.clone()}</dd>
                    <dt>{fl!(t, "dash-endpoints-events")}</dt>
                    <dd>{events}</dd>
                    <dt>{fl!(t, "dash-endpoints-signed")}</dt>
                    <dd>{self.schemes.join(", ")}</dd>
                    <dt>{fl!(t, "dash-endpoints-since")}</dt>
                    <dd>{self.endpoint.created.draw()}</dd>
                </dl>
                {actions}
            </section>
            <h2>{fl!(t, "dash-endpoints-deliveries")}</h2>
            {deliveries}
            {older}
        }
        .into_any();
        Drawn {
            has_error: self.typed_wrong || self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl EndpointScreen {
    fn deliveries(&self, path: &str, t: Texts) -> AnyView {
        let may_send = self.endpoint.state.is_enabled();
        let rows = self
            .deliveries
            .iter()
            .map(|one| delivery(one, may_send.then_some(path), t))
            .collect_view();
        view! {
            <div class="scroll">
                <table class="table table--stack">
                    <thead>
                        <tr>
                            <th scope="col">{fl!(t, "dash-endpoints-event")}</th>
                            <th scope="col">{fl!(t, "dash-endpoints-state")}</th>
                            <th scope="col">{fl!(t, "dash-endpoints-attempts")}</th>
                            <th scope="col"><span class="hidden">{fl!(t, "dash-endpoints-again")}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn delivery(one: &DeliveryView, path: Option<&str>, t: Texts) -> AnyView {
    let (class, state) = match one.state {
        DeliveryStateView::Pending => ("badge badge--note", fl!(t, "dash-endpoints-pending")),
        DeliveryStateView::Delivered => ("badge badge--good", fl!(t, "dash-endpoints-delivered")),
        DeliveryStateView::Failed => ("badge badge--bad", fl!(t, "dash-endpoints-failed")),
        DeliveryStateView::Dropped => ("badge badge--quiet", fl!(t, "dash-endpoints-dropped")),
    };
    let attempts = one
        .attempts
        .iter()
        .map(|attempt| {
            let answer = match (attempt.status, &attempt.problem) {
                (Some(status), Some(problem)) => format!("{status} {problem}"),
                (Some(status), None) => status.to_string(),
                (None, Some(problem)) => problem.clone(),
                (None, None) => String::new(),
            };
            let took = fl!(t, "dash-endpoints-took", ms = attempt.took_ms);
            view! { <li value=attempt.number.to_string()>{attempt.at.draw()} " · " {answer} " · " {took}</li> }
        })
        .collect_view();
    let next = one.next.as_ref().map(|at| {
        view! { <span class="table__more">{fl!(t, "dash-endpoints-next")} " " {at.draw()}</span> }
    });
    let again = path
        .map(|path| piece::button(path, ("redeliver", &one.id), fl!(t, "dash-endpoints-again")));
    let onboarding = one.onboarding.as_ref().map(|id| {
        let href = format!("/dashboard/onboardings/{id}");
        view! { <span class="table__more"><a href=href>{id.clone()}</a></span> }
    });
    view! {
        <tr>
            <th scope="row">
                {one.kind.clone()}
                <span class="table__more mono">{one.event.clone()}</span>
                <span class="table__more">{one.created.draw()}</span>
                {onboarding}
            </th>
            <td data-label=fl!(t, "dash-endpoints-state")><span class=class>{state}</span> {next}</td>
            <td data-label=fl!(t, "dash-endpoints-attempts")><ol>{attempts}</ol></td>
            <td>{again}</td>
        </tr>
    }
    .into_any()
}
