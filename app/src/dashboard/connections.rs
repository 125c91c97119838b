//! Connections, what their providers permit, and what the linter says.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, piece};
use crate::{parts, texts::Texts};

const PATH: &str = "/dashboard/settings/connections";

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HealthView {
    /// Calls are made.
    Good,
    /// After failures, calls are tried.
    Trying,
    /// After failures, none are made for a while.
    Resting,
    /// An operator paused it.
    Paused,
}

impl HealthView {
    fn draw(self, t: Texts) -> AnyView {
        let (class, text) = match self {
            Self::Good => ("badge badge--good", fl!(t, "dash-connections-good")),
            Self::Trying => ("badge badge--note", fl!(t, "dash-connections-trying")),
            Self::Resting => ("badge badge--bad", fl!(t, "dash-connections-resting")),
            Self::Paused => ("badge badge--note", fl!(t, "dash-connections-paused")),
        };
        view! { <span class=class>{text}</span> }.into_any()
    }
}

/// A connection in the list.
#[derive(Debug, Clone)]
pub struct ConnectionView {
    /// Its name.
    pub name: String,
    /// The adapter.
    pub kind: String,
    /// How applicants read it.
    pub display_name: String,
    /// `simulator`, `sandbox` or `live`.
    pub environment: &'static str,
    /// How it stands.
    pub health: HealthView,
    /// The journeys that use it.
    pub journeys: Vec<String>,
    /// How many things the linter found.
    pub findings: usize,
}

/// Every connection.
#[derive(Debug, Clone)]
pub struct ConnectionsScreen {
    /// By name.
    pub connections: Vec<ConnectionView>,
}

fn findings(count: usize, t: Texts) -> String {
    match count {
        0 => fl!(t, "dash-connections-no-findings"),
        count => fl!(t, "dash-connections-findings-count", count = count),
    }
}

impl Screen for ConnectionsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-settings-connections");
        let rows = self
            .connections
            .iter()
            .map(|one| {
                let href = format!("{PATH}/{}", one.name);
                view! {
                    <tr>
                        <th scope="row">
                            <a href=href>{one.name.clone()}</a>
                            <span class="table__more">{one.display_name.clone()} " · " {one.kind.clone()}</span>
                        </th>
                        <td data-label=fl!(t, "dash-connections-environment")>{one.environment}</td>
                        <td data-label=fl!(t, "dash-connections-state")>{one.health.draw(t)}</td>
                        <td data-label=fl!(t, "dash-connections-journeys")>{one.journeys.join(", ")}</td>
                        <td data-label=fl!(t, "dash-connections-findings")>{findings(one.findings, t)}</td>
                    </tr>
                }
            })
            .collect_view();
        let list = match self.connections.is_empty() {
            true => piece::empty(
                fl!(t, "dash-connections-none"),
                fl!(t, "dash-connections-none", "more"),
            ),
            false => view! {
                <div class="scroll">
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-connections-name")}</th>
                                <th scope="col">{fl!(t, "dash-connections-environment")}</th>
                                <th scope="col">{fl!(t, "dash-connections-state")}</th>
                                <th scope="col">{fl!(t, "dash-connections-journeys")}</th>
                                <th scope="col">{fl!(t, "dash-connections-findings")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any(),
        };
        let body = view! {
            {parts::back("/dashboard/settings", fl!(t, "dashboard-settings"))}
            <h1>{title.clone()}</h1>
            <p>{fl!(t, "dash-connections-lead")}</p>
            {list}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

/// A purpose, and why it is permitted.
#[derive(Debug, Clone)]
pub struct PermittedView {
    /// The purpose.
    pub purpose: &'static str,
    /// What says so.
    pub source: String,
    /// When that was looked up.
    pub date: String,
    /// Whether the account's own contract says so.
    pub by_contract: bool,
}

/// A connection with its provider's policy.
#[derive(Debug, Clone)]
pub struct ConnectionScreen {
    /// As in the list.
    pub connection: ConnectionView,
    /// Where the provider keeps the data.
    pub region: Option<String>,
    /// The trust framework.
    pub trust_framework: Option<String>,
    /// The provider's version of the flow.
    pub flow_version: &'static str,
    /// When the adapter was last compared with the provider's documents.
    pub contract_date: &'static str,
    /// The facts that it can assert.
    pub facts: Vec<String>,
    /// What it may be used for.
    pub permitted: Vec<PermittedView>,
    /// Whether it examines a face or another part of the body.
    pub biometric: bool,
    /// Whether not everybody can do it.
    pub not_for_everyone: bool,
    /// What the provider has to be told: heading, values, note.
    pub sheet: Vec<(&'static str, Vec<String>, String)>,
    /// What the linter says, in its own words.
    pub findings: Vec<String>,
}

impl Screen for ConnectionScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let one = &self.connection;
        let title = one.display_name.clone();
        let row = |name: String, value: String| view! { <dt>{name}</dt><dd>{value}</dd> };
        let not_said = || fl!(t, "dash-connections-not-said");
        let yes_no = |is: bool| match is {
            true => fl!(t, "dash-connections-yes"),
            false => fl!(t, "dash-connections-no"),
        };
        let body = view! {
            {parts::back(PATH, fl!(t, "dash-settings-connections"))}
            <div class="bar"><h1>{title.clone()}</h1> {one.health.draw(t)}</div>
            <section class="block">
                <dl class="pairs">
                    {row(fl!(t, "dash-connections-name"), one.name.clone())}
                    {row(fl!(t, "dash-connections-kind"), one.kind.clone())}
                    {row(fl!(t, "dash-connections-environment"), one.environment.to_owned())}
                    {row(fl!(t, "dash-connections-region"), self.region.clone().unwrap_or_else(not_said))}
                    {row(
                        fl!(t, "dash-connections-framework"),
                        self.trust_framework.clone().unwrap_or_else(not_said),
                    )}
                    {row(fl!(t, "dash-connections-flow"), self.flow_version.to_owned())}
                    {row(fl!(t, "dash-connections-compared"), self.contract_date.to_owned())}
                    {row(fl!(t, "dash-connections-facts"), self.facts.join(", "))}
                    {row(fl!(t, "dash-connections-biometric"), yes_no(self.biometric))}
                    {row(fl!(t, "dash-connections-not-everyone"), yes_no(self.not_for_everyone))}
                    {row(fl!(t, "dash-connections-journeys"), one.journeys.join(", "))}
                </dl>
            </section>
            <section class="block">
                <h2>{fl!(t, "dash-connections-findings")}</h2>
                <div lang="en">{piece::list(&self.findings, fl!(t, "dash-connections-no-findings"))}</div>
            </section>
            {self.permitted(t)}
            {self.sheet(t)}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

impl ConnectionScreen {
    fn permitted(&self, t: Texts) -> AnyView {
        let rows = self
            .permitted
            .iter()
            .map(|one| {
                let by = match one.by_contract {
                    true => fl!(t, "dash-connections-by-contract"),
                    false => fl!(t, "dash-connections-by-provider"),
                };
                view! {
                    <tr>
                        <th scope="row">{one.purpose}</th>
                        <td data-label=fl!(t, "dash-connections-by")>{by}</td>
                        <td data-label=fl!(t, "dash-connections-source")>{one.source.clone()}</td>
                        <td data-label=fl!(t, "dash-connections-date")><time>{one.date.clone()}</time></td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <h2>{fl!(t, "dash-connections-permitted")}</h2>
            <div class="scroll" tabindex="0" role="group" aria-label=fl!(t, "dash-connections-permitted")>
                <table class="table table--stack">
                    <thead>
                        <tr>
                            <th scope="col">{fl!(t, "dash-connections-purpose")}</th>
                            <th scope="col">{fl!(t, "dash-connections-by")}</th>
                            <th scope="col">{fl!(t, "dash-connections-source")}</th>
                            <th scope="col">{fl!(t, "dash-connections-date")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn sheet(&self, t: Texts) -> AnyView {
        let rows = self
            .sheet
            .iter()
            .map(|(topic, values, note)| {
                let values = values
                    .iter()
                    .map(|value| view! { <li class="mono">{value.clone()}</li> })
                    .collect_view();
                let note =
                    (!note.is_empty()).then(|| view! { <p class="quiet">{note.clone()}</p> });
                view! { <dt>{*topic}</dt><dd><ul>{values}</ul> {note}</dd> }
            })
            .collect_view();
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-connections-sheet")}</h2>
                <p>{fl!(t, "dash-connections-sheet-lead")}</p>
                <dl class="pairs" lang="en">{rows}</dl>
            </section>
        }
        .into_any()
    }
}
