//! Clients, their return URLs and keys.

mod one;

use i18n_embed_fl::fl;
use leptos::prelude::*;

pub use self::one::{ClientScreen, KeyState, KeyView, TypedKey};
use super::{
    Drawn, Screen, ScreenTexts,
    field::Field,
    piece::{self, Area},
    refusal::{self, Refusal},
};
use crate::{parts, texts::Texts};

/// A client.
#[derive(Debug, Clone)]
pub struct ClientView {
    /// Its name.
    pub name: String,
    /// How applicants read it.
    pub display_name: String,
    /// Whether its keys are accepted.
    pub enabled: bool,
    /// Where its applicants may be sent back to.
    pub return_urls: Vec<String>,
}

/// A client as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedClient {
    /// The name.
    pub name: String,
    /// How applicants read it.
    pub display_name: String,
    /// One URL on each line.
    pub return_urls: String,
}

/// Every client.
#[derive(Debug, Clone)]
pub struct ClientsScreen {
    /// By name.
    pub clients: Vec<ClientView>,
    /// Whether the operator may add one.
    pub may_add: bool,
    /// What was typed.
    pub typed: TypedClient,
    /// Why it was not taken.
    pub refused: Option<Refusal>,
}

const PATH: &str = "/dashboard/settings/clients";

fn state(enabled: bool, t: Texts) -> AnyView {
    match enabled {
        true => view! { <span class="badge badge--good">{fl!(t, "dash-clients-enabled")}</span> },
        false => view! { <span class="badge badge--bad">{fl!(t, "dash-clients-disabled")}</span> },
    }
    .into_any()
}

impl Screen for ClientsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-settings-clients");
        let list = match self.clients.is_empty() {
            true => piece::empty(
                fl!(t, "dash-clients-none"),
                fl!(t, "dash-clients-none", "more"),
            ),
            false => {
                let rows = self
                    .clients
                    .iter()
                    .map(|client| {
                        let href = format!("{PATH}/{}", client.name);
                        view! {
                            <tr>
                                <th scope="row"><a href=href>{client.name.clone()}</a></th>
                                <td data-label=fl!(t, "dash-clients-shown")>{client.display_name.clone()}</td>
                                <td data-label=fl!(t, "dash-clients-state")>{state(client.enabled, t)}</td>
                                <td data-label=fl!(t, "dash-clients-urls")>{client.return_urls.len().to_string()}</td>
                            </tr>
                        }
                    })
                    .collect_view();
                view! {
                    <div class="scroll">
                        <table class="table table--stack">
                            <thead>
                                <tr>
                                    <th scope="col">{fl!(t, "dash-clients-name")}</th>
                                    <th scope="col">{fl!(t, "dash-clients-shown")}</th>
                                    <th scope="col">{fl!(t, "dash-clients-state")}</th>
                                    <th scope="col">{fl!(t, "dash-clients-urls")}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }
        };
        let add = self.may_add.then(|| self.form(t));
        let body = view! {
            {parts::back("/dashboard/settings", fl!(t, "dashboard-settings"))}
            {refusal::summary(self.refused, t)}
            <h1>{title.clone()}</h1>
            {list}
            {add}
        }
        .into_any();
        Drawn {
            has_error: self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl ClientsScreen {
    fn form(&self, t: Texts) -> AnyView {
        let name = Field {
            hint: Some(fl!(t, "dash-clients-name-hint")),
            wrong: refusal::wrong(self.refused, "name", t),
            value: Some(self.typed.name.clone()),
            ..Field::text("name", fl!(t, "dash-clients-name"), "off")
        };
        let display_name = Field {
            wrong: refusal::wrong(self.refused, "display_name", t),
            value: Some(self.typed.display_name.clone()),
            ..Field::text("display_name", fl!(t, "dash-clients-shown"), "off")
        };
        let urls = Area {
            name: "return_urls".to_owned(),
            label: fl!(t, "dash-clients-urls"),
            hint: Some(fl!(t, "dash-clients-urls-hint")),
            wrong: refusal::wrong(self.refused, "return_urls", t),
            value: self.typed.return_urls.clone(),
            lang: None,
        };
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-clients-add")}</h2>
                <form method="post" action=PATH>
                    {name.draw(t)}
                    {display_name.draw(t)}
                    {urls.draw(t)}
                    <button class="button" type="submit">{fl!(t, "dash-clients-add")}</button>
                </form>
            </section>
        }
        .into_any()
    }
}
