//! Operators, and what they may do.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::permission::Role;

use super::{
    Drawn, Screen, ScreenTexts,
    field::Field,
    piece::{self, Confirmed},
    refusal::{self, Refusal},
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
    /// Whether the single sign-on is the only way in.
    pub single_only: bool,
    /// What was typed: name, and how others read it.
    pub typed: (String, String),
    /// Why it was not taken.
    pub refused: Option<Refusal>,
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
            wrong: refusal::wrong(self.refused, "name", t),
            value: Some(self.typed.0.clone()),
            ..Field::text("name", fl!(t, "dash-operators-name"), "off")
        };
        let display_name = Field {
            wrong: refusal::wrong(self.refused, "display_name", t),
            value: Some(self.typed.1.clone()),
            ..Field::text("display_name", fl!(t, "dash-operators-shown"), "off")
        };
        let lead = match self.single_only {
            true => fl!(t, "dash-operators-add-lead-single"),
            false => fl!(t, "dash-operators-add-lead"),
        };
        let body = view! {
            {parts::back("/dashboard/settings", fl!(t, "dashboard-settings"))}
            {refusal::summary(self.refused, t)}
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
                <p>{lead}</p>
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

/// By what the single sign-on tells somebody apart at their first sign-in there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalledBy {
    /// A verified e-mail address.
    Email,
    /// A user name.
    UserName,
    /// The subject.
    Subject,
}

/// How an operator signs in at the single sign-on.
#[derive(Debug, Clone)]
pub struct SingleView {
    /// What operators call it.
    pub provider: String,
    /// What is written down for the first sign-in.
    pub called_by: CalledBy,
    /// Whether it is the only way in.
    pub only: bool,
    /// Whether an account there is bound.
    pub is_bound: bool,
    /// What is written down; empty where the name counts.
    pub claimed_as: String,
    /// What was typed and not taken.
    pub typed: Option<String>,
}

/// An operator.
#[derive(Debug, Clone)]
pub struct OperatorScreen {
    /// Who.
    pub operator: OperatorView,
    /// The clients that a grant may be for.
    pub clients: Vec<String>,
    /// How they sign in at the single sign-on, where there is one.
    pub single: Option<SingleView>,
    /// A link with which they set up their sign-in. It is shown this once.
    pub set_up: Option<String>,
    /// What was to be done when something else than the name was typed.
    pub typed_wrong: Option<&'static str>,
    /// A grant that was chosen and not given.
    pub chosen: Option<GrantView>,
    /// Why something was not done.
    pub refused: Option<Refusal>,
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
            wrong: self.typed_wrong == Some("disable"),
        };
        let mistakes: Vec<_> = self
            .typed_wrong
            .map(|deed| piece::typed_wrong(Confirmed::id_of(deed, &one.name), t))
            .into_iter()
            .collect();
        let switch = match (one.is_own, one.enabled) {
            (true, _) => view! { <p>{fl!(t, "dash-operators-own")}</p> }.into_any(),
            (false, true) => view! {
                {self.link(&path, t)}
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
            {refusal::summary(self.refused, t)}
            <div class="bar"><h1>{title.clone()}</h1> {state(one.enabled, t)}</div>
            <p class="mono">{one.name.clone()}</p>
            {set_up}
            {self.grants(&path, t)}
            <section class="block">
                <h2>{fl!(t, "dash-operators-sign-in")}</h2>
                {switch}
            </section>
            {self.single.as_ref().map(|single| self.single(single, &path, t))}
        }
        .into_any();
        Drawn {
            has_error: self.typed_wrong.is_some() || self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl OperatorScreen {
    /// What makes a set-up link, or why there are none.
    fn link(&self, path: &str, t: Texts) -> AnyView {
        match self.single.as_ref().filter(|single| single.only) {
            Some(single) => {
                let name = single.provider.as_str();
                view! { <p>{fl!(t, "dash-operators-no-links", name = name)}</p> }.into_any()
            }
            None => {
                let to = ("set_up", self.operator.name.as_str());
                piece::button(path, to, fl!(t, "dash-operators-make-link"))
            }
        }
    }

    /// Whom the single sign-on means.
    fn single(&self, single: &SingleView, path: &str, t: Texts) -> AnyView {
        let one = &self.operator;
        let label = match single.called_by {
            CalledBy::Email => fl!(t, "dash-operators-single-email"),
            CalledBy::UserName => fl!(t, "dash-operators-single-user-name"),
            CalledBy::Subject => fl!(t, "dash-operators-single-subject"),
        };
        let called = match single.claimed_as.as_str() {
            "" => one.name.clone(),
            text => text.to_owned(),
        };
        let state = match single.is_bound {
            true => fl!(t, "dash-operators-single-bound"),
            false => fl!(t, "dash-operators-single-unbound", called = called),
        };
        let field = Field {
            hint: Some(fl!(
                t,
                "dash-operators-single-hint",
                name = one.name.as_str()
            )),
            wrong: refusal::wrong(self.refused, "claimed_as", t),
            value: Some(single.typed.as_ref().unwrap_or(&single.claimed_as).clone()),
            ..Field::text("claimed_as", label, "off")
        };
        let form = match (one.is_own, single.is_bound) {
            (true, _) => ().into_any(),
            (false, true) => Confirmed {
                action: path,
                deed: "claimed_as",
                to: &one.name,
                text: fl!(t, "dash-operators-single-anew"),
                happens: fl!(t, "dash-operators-single-happens"),
                wrong: self.typed_wrong == Some("claimed_as"),
            }
            .draw_with((field.draw(t), single.typed.is_some()), t),
            (false, false) => view! {
                <form method="post" action=path.to_owned()>
                    {field.draw(t)}
                    <button class="button button--second" type="submit" name="do" value="claimed_as">
                        {fl!(t, "dash-operators-single-save")}
                    </button>
                </form>
            }
            .into_any(),
        };
        let title = fl!(t, "dash-operators-single", name = single.provider.as_str());
        view! {
            <section class="block">
                <h2>{title}</h2>
                <p>{state}</p>
                {form}
            </section>
        }
        .into_any()
    }

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
        let (role, to) = match &self.chosen {
            Some(chosen) => (chosen.role.code(), chosen.client.as_str()),
            None => ("viewer", "*"),
        };
        // Never another one in its place: the first is every client.
        if clients.iter().all(|(name, _)| name != to) {
            clients.push((to.to_owned(), to.to_owned()));
        }
        let form = (!one.is_own).then(|| {
            let wrong = refusal::wrong(self.refused, "client", t);
            let client = (fl!(t, "dash-operators-client"), wrong);
            view! {
                <form method="post" action=path.to_owned()>
                    {piece::select("role", (fl!(t, "dash-operators-role"), None), roles, role, t)}
                    {piece::select("client", client, clients, to, t)}
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
