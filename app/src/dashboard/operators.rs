//! Operators, and what they may do.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::permission::Role;

use super::{
    Drawn, Screen, ScreenTexts,
    field::Field,
    piece::{self, Confirmed},
};
use crate::{parts, texts::Texts};

const PATH: &str = "/dashboard/settings/operators";

/// What somebody may do, and for whom: a client's name, or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantView {
    /// For whom.
    pub client: String,
    /// What.
    pub role: Role,
}

/// An operator.
#[derive(Debug, Clone)]
pub struct OperatorView {
    /// The name.
    pub name: String,
    /// How others read it.
    pub display_name: String,
    /// Whether they may do anything.
    pub enabled: bool,
    /// What they may do.
    pub grants: Vec<GrantView>,
    /// Whether it is who looks.
    pub is_own: bool,
}

/// Every operator.
#[derive(Debug, Clone)]
pub struct OperatorsScreen {
    /// By name.
    pub operators: Vec<OperatorView>,
    /// What was typed: name, and how others read it.
    pub typed: (String, String),
    /// Why it was not taken.
    pub refused: Option<String>,
}

fn role(role: Role, t: Texts) -> String {
    match role {
        Role::Viewer => fl!(t, "dash-operators-viewer"),
        Role::Reviewer => fl!(t, "dash-operators-reviewer"),
        Role::Admin => fl!(t, "dash-operators-admin"),
    }
}

fn grant(grant: &GrantView, t: Texts) -> String {
    let role = role(grant.role, t);
    match grant.client.as_str() {
        "*" => fl!(t, "dash-operators-everywhere", role = role),
        client => fl!(t, "dash-operators-for", role = role, client = client),
    }
}

fn state(enabled: bool, t: Texts) -> AnyView {
    match enabled {
        true => view! { <span class="badge badge--good">{fl!(t, "dash-operators-enabled")}</span> },
        false => {
            view! { <span class="badge badge--bad">{fl!(t, "dash-operators-disabled")}</span> }
        }
    }
    .into_any()
}

impl Screen for OperatorsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-settings-operators");
        let rows = self
            .operators
            .iter()
            .map(|one| {
                let href = format!("{PATH}/{}", one.name);
                let grants = one
                    .grants
                    .iter()
                    .map(|one| view! { <li>{grant(one, t)}</li> })
                    .collect_view();
                let none = one
                    .grants
                    .is_empty()
                    .then(|| view! { <p class="quiet">{fl!(t, "dash-operators-nothing")}</p> });
                view! {
                    <tr>
                        <th scope="row">
                            <a href=href>{one.name.clone()}</a>
                            <span class="table__more">{one.display_name.clone()}</span>
                        </th>
                        <td data-label=fl!(t, "dash-operators-state")>{state(one.enabled, t)}</td>
                        <td data-label=fl!(t, "dash-operators-may")><ul>{grants}</ul> {none}</td>
                    </tr>
                }
            })
            .collect_view();
        let name = Field {
            hint: Some(fl!(t, "dash-operators-name-hint")),
            value: Some(self.typed.0.clone()),
            ..Field::text("name", fl!(t, "dash-operators-name"), "off")
        };
        let display_name = Field {
            value: Some(self.typed.1.clone()),
            ..Field::text("display_name", fl!(t, "dash-operators-shown"), "off")
        };
        let body = view! {
            {parts::back("/dashboard/settings", fl!(t, "dashboard-settings"))}
            {piece::refused(self.refused.as_ref(), t)}
            <h1>{title.clone()}</h1>
            <div class="scroll">
                <table class="table table--stack">
                    <thead>
                        <tr>
                            <th scope="col">{fl!(t, "dash-operators-name")}</th>
                            <th scope="col">{fl!(t, "dash-operators-state")}</th>
                            <th scope="col">{fl!(t, "dash-operators-may")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <section class="block">
                <h2>{fl!(t, "dash-operators-add")}</h2>
                <p>{fl!(t, "dash-operators-add-lead")}</p>
                <form method="post" action=PATH>
                    {name.draw(t)}
                    {display_name.draw(t)}
                    <button class="button" type="submit">{fl!(t, "dash-operators-add")}</button>
                </form>
            </section>
        }
        .into_any();
        Drawn {
            has_error: self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

/// An operator.
#[derive(Debug, Clone)]
pub struct OperatorScreen {
    /// Who.
    pub operator: OperatorView,
    /// The clients that a grant may be for.
    pub clients: Vec<String>,
    /// A link with which they set up their sign-in. It is shown this once.
    pub set_up: Option<String>,
    /// Whether something else than the name was typed.
    pub typed_wrong: bool,
    /// Why something was not done.
    pub refused: Option<String>,
}

impl Screen for OperatorScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let one = &self.operator;
        let title = one.display_name.clone();
        let path = format!("{PATH}/{}", one.name);
        let set_up = self.set_up.as_ref().map(|link| {
            view! {
                <div class="notice notice--good" role="status">
                    <h2>{fl!(t, "dash-operators-link")}</h2>
                    <p>{fl!(t, "dash-operators-link-once")}</p>
                    <p class="code">{link.clone()}</p>
                </div>
            }
        });
        let disable = Confirmed {
            action: &path,
            deed: "disable",
            to: &one.name,
            text: fl!(t, "dash-operators-disable"),
            happens: fl!(t, "dash-operators-disable-happens"),
            wrong: self.typed_wrong,
        };
        let mistakes: Vec<_> = self
            .typed_wrong
            .then(|| piece::typed_wrong(disable.id(), t))
            .into_iter()
            .collect();
        let switch = match (one.is_own, one.enabled) {
            (true, _) => view! { <p>{fl!(t, "dash-operators-own")}</p> }.into_any(),
            (false, true) => view! {
                {piece::button(&path, ("set_up", &one.name), fl!(t, "dash-operators-make-link"))}
                {disable.draw(t)}
            }
            .into_any(),
            (false, false) => piece::button(
                &path,
                ("enable", &one.name),
                fl!(t, "dash-operators-enable"),
            ),
        };
        let body = view! {
            {parts::back(PATH, fl!(t, "dash-settings-operators"))}
            {parts::error_summary(&mistakes, t)}
            {piece::refused(self.refused.as_ref(), t)}
            <div class="bar"><h1>{title.clone()}</h1> {state(one.enabled, t)}</div>
            <p class="mono">{one.name.clone()}</p>
            {set_up}
            {self.grants(&path, t)}
            <section class="block">
                <h2>{fl!(t, "dash-operators-sign-in")}</h2>
                {switch}
            </section>
        }
        .into_any();
        Drawn {
            has_error: self.typed_wrong || self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl OperatorScreen {
    fn grants(&self, path: &str, t: Texts) -> AnyView {
        let one = &self.operator;
        let items = one
            .grants
            .iter()
            .map(|held| {
                let to = format!("{}:{}", held.role.code(), held.client);
                let revoke = (!one.is_own)
                    .then(|| piece::button(path, ("revoke", &to), fl!(t, "dash-operators-revoke")));
                view! { <li>{grant(held, t)} " " {revoke}</li> }
            })
            .collect_view();
        let none = one
            .grants
            .is_empty()
            .then(|| view! { <p class="quiet">{fl!(t, "dash-operators-nothing")}</p> });
        let roles = Role::ALL
            .iter()
            .map(|one| (one.code().to_owned(), role(*one, t)))
            .collect();
        let mut clients = vec![("*".to_owned(), fl!(t, "dash-operators-every"))];
        clients.extend(self.clients.iter().map(|name| (name.clone(), name.clone())));
        let form = (!one.is_own).then(|| {
            view! {
                <form method="post" action=path.to_owned()>
                    {piece::select("role", fl!(t, "dash-operators-role"), roles, "viewer")}
                    {piece::select("client", fl!(t, "dash-operators-client"), clients, "*")}
                    <button class="button button--second" type="submit" name="do" value="grant">
                        {fl!(t, "dash-operators-grant")}
                    </button>
                </form>
            }
        });
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-operators-may")}</h2>
                <ul>{items}</ul>
                {none}
                {form}
            </section>
        }
        .into_any()
    }
}
