//! One client: its addresses and its keys.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{ClientView, PATH, state};
use crate::{
    dashboard::{
        Drawn, Screen, ScreenTexts,
        field::Field,
        moment::Moment,
        piece::{self, Confirmed},
        refusal::{self, Refusal},
    },
    parts,
    texts::Texts,
};

const SCOPES_ERROR: &str = "scopes-error";

/// How a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is accepted.
    Live,
    /// It ended by itself.
    Expired,
    /// Somebody ended it.
    Revoked,
}

/// A key, without what is secret.
#[derive(Debug, Clone)]
pub struct KeyView {
    /// The part that may be shown.
    pub prefix: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// From where it may be used.
    pub sources: Vec<String>,
    /// How it stands.
    pub state: KeyState,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// About when it was last used.
    pub used: Option<Moment>,
}

/// A key as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedKey {
    /// What it is for.
    pub label: String,
    /// `test` or `live`; empty for the one that is offered first.
    pub mode: String,
    /// What was ticked.
    pub scopes: Vec<&'static str>,
    /// From where it may be used.
    pub sources: String,
    /// After how many days it ends.
    pub days: String,
}

/// A client with its keys.
#[derive(Debug, Clone)]
pub struct ClientScreen {
    /// The client.
    pub client: ClientView,
    /// Its keys, newest first.
    pub keys: Vec<KeyView>,
    /// Every scope that a key may have.
    pub scopes: Vec<&'static str>,
    /// A key that was made just now. It is shown this once.
    pub new_key: Option<String>,
    /// What was done, and to what, with another name typed than that.
    pub typed_wrong: Option<(String, String)>,
    /// A return URL that was typed and not taken.
    pub typed_url: String,
    /// A key that was typed and not made.
    pub typed_key: TypedKey,
    /// Why something was not done.
    pub refused: Option<Refusal>,
}

impl Screen for ClientScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = self.client.display_name.clone();
        let path = format!("{PATH}/{}", self.client.name);
        let mistakes: Vec<_> = self
            .typed_wrong
            .iter()
            .map(|(deed, to)| piece::typed_wrong(format!("typed-{deed}-{to}"), t))
            .collect();
        let new_key = self.new_key.as_ref().map(|key| {
            view! {
                <div class="notice notice--good" role="status">
                    <h2>{fl!(t, "dash-clients-new-key")}</h2>
                    <p>{fl!(t, "dash-clients-new-key-once")}</p>
                    <p class="code">{key.clone()}</p>
                </div>
            }
        });
        let switch = match self.client.enabled {
            true => Confirmed {
                action: &path,
                deed: "disable",
                to: &self.client.name,
                text: fl!(t, "dash-clients-disable"),
                happens: fl!(t, "dash-clients-disable-happens"),
                wrong: self.is_wrong("disable", &self.client.name),
            }
            .draw(t),
            false => piece::button(
                &path,
                ("enable", &self.client.name),
                fl!(t, "dash-clients-enable"),
            ),
        };
        let body = view! {
            {parts::back(PATH, fl!(t, "dash-settings-clients"))}
            {parts::error_summary(&mistakes, t)}
            {refusal::summary(self.refused, t)}
            <div class="bar"><h1>{title.clone()}</h1> {state(self.client.enabled, t)}</div>
            {new_key}
            {self.urls(&path, t)}
            {self.keys(&path, t)}
            {self.key_form(&path, t)}
            <section class="block">
                <h2>{fl!(t, "dash-clients-switch")}</h2>
                {switch}
            </section>
        }
        .into_any();
        Drawn {
            has_error: !mistakes.is_empty() || self.refused.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl ClientScreen {
    fn is_wrong(&self, deed: &str, to: &str) -> bool {
        let wrong = self.typed_wrong.as_ref();
        wrong.is_some_and(|(done, about)| done == deed && about == to)
    }

    fn urls(&self, path: &str, t: Texts) -> AnyView {
        let items = self
            .client
            .return_urls
            .iter()
            .map(|url| {
                let remove =
                    piece::button(path, ("remove_url", url), fl!(t, "dash-clients-remove"));
                view! { <li><span class="mono">{url.clone()}</span> " " {remove}</li> }
            })
            .collect_view();
        let none = self
            .client
            .return_urls
            .is_empty()
            .then(|| view! { <p class="quiet">{fl!(t, "dash-clients-no-urls")}</p> });
        let field = Field {
            hint: Some(fl!(t, "dash-clients-url-hint")),
            wrong: refusal::wrong(self.refused, "to", t),
            value: Some(self.typed_url.clone()),
            keyboard: Some("url"),
            ..Field::text("to", fl!(t, "dash-clients-url"), "off")
        };
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-clients-urls")}</h2>
                <ul>{items}</ul>
                {none}
                <form method="post" action=path.to_owned()>
                    {field.draw(t)}
                    <button class="button button--second" type="submit" name="do" value="add_url">
                        {fl!(t, "dash-clients-add-url")}
                    </button>
                </form>
            </section>
        }
        .into_any()
    }

    fn keys(&self, path: &str, t: Texts) -> AnyView {
        if self.keys.is_empty() {
            return piece::empty(
                fl!(t, "dash-clients-no-keys"),
                fl!(t, "dash-clients-no-keys", "more"),
            );
        }
        let rows = self
            .keys
            .iter()
            .map(|key| self.key(key, path, t))
            .collect_view();
        view! {
            <section>
                <h2>{fl!(t, "dash-clients-keys")}</h2>
                <div class="scroll" tabindex="0" role="group" aria-label=fl!(t, "dash-clients-keys")>
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-clients-key")}</th>
                                <th scope="col">{fl!(t, "dash-clients-state")}</th>
                                <th scope="col">{fl!(t, "dash-clients-scopes")}</th>
                                <th scope="col">{fl!(t, "dash-clients-sources")}</th>
                                <th scope="col">{fl!(t, "dash-clients-used")}</th>
                                <th scope="col">{fl!(t, "dash-clients-ends")}</th>
                                <th scope="col"><span class="hidden">{fl!(t, "dash-clients-revoke")}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    }

    fn key(&self, key: &KeyView, path: &str, t: Texts) -> AnyView {
        let (class, state) = match key.state {
            KeyState::Live => ("badge badge--good", fl!(t, "dash-clients-key-live")),
            KeyState::Expired => ("badge badge--quiet", fl!(t, "dash-clients-key-expired")),
            KeyState::Revoked => ("badge badge--quiet", fl!(t, "dash-clients-key-revoked")),
        };
        let revoke = (key.state == KeyState::Live).then(|| {
            Confirmed {
                action: path,
                deed: "revoke",
                to: &key.prefix,
                text: fl!(t, "dash-clients-revoke"),
                happens: fl!(t, "dash-clients-revoke-happens"),
                wrong: self.is_wrong("revoke", &key.prefix),
            }
            .draw(t)
        });
        let sources = match key.sources.is_empty() {
            true => fl!(t, "dash-clients-anywhere"),
            false => key.sources.join(", "),
        };
        let used = match &key.used {
            Some(at) => at.draw(),
            None => fl!(t, "dash-clients-never").into_any(),
        };
        let ends = match &key.expires {
            Some(at) => at.draw(),
            None => fl!(t, "dash-clients-no-end").into_any(),
        };
        view! {
            <tr>
                <th scope="row">
                    <span class="mono">{key.prefix.clone()}</span>
                    <span class="table__more">{key.label.clone()} " · " {key.created.draw()}</span>
                </th>
                <td data-label=fl!(t, "dash-clients-state")><span class=class>{state}</span></td>
                <td data-label=fl!(t, "dash-clients-scopes")>{key.scopes.join(", ")}</td>
                <td data-label=fl!(t, "dash-clients-sources")>{sources}</td>
                <td data-label=fl!(t, "dash-clients-used")>{used}</td>
                <td data-label=fl!(t, "dash-clients-ends")>{ends}</td>
                <td>{revoke}</td>
            </tr>
        }
        .into_any()
    }

    fn key_form(&self, path: &str, t: Texts) -> AnyView {
        let mode = match self.typed_key.mode.as_str() {
            "" => "test",
            mode => mode,
        };
        let modes = vec![
            ("test".to_owned(), fl!(t, "dash-clients-test")),
            ("live".to_owned(), fl!(t, "dash-clients-live")),
        ];
        let typed = &self.typed_key;
        let wrong = |field| refusal::wrong(self.refused, field, t);
        let no_scope = wrong("scopes").map(|text| {
            // Not aria-invalid: a plain group may not be (WAI-ARIA 1.2, aria-invalid).
            parts::field_error(SCOPES_ERROR.to_owned(), text, t)
        });
        let (class, described) = match no_scope {
            Some(_) => ("field field--wrong", Some(SCOPES_ERROR)),
            None => ("field", None),
        };
        let scopes = self
            .scopes
            .iter()
            .map(|scope| {
                let id = format!("scope-{}", scope.replace(':', "-"));
                let is_ticked = typed.scopes.contains(scope);
                view! {
                    <div class="tick">
                        <input type="checkbox" id=id.clone() name=format!("scope:{scope}") value="yes" checked=is_ticked />
                        <label for=id>{*scope}</label>
                    </div>
                }
            })
            .collect_view();
        let label = Field {
            wrong: wrong("label"),
            value: Some(typed.label.clone()),
            ..Field::text("label", fl!(t, "dash-clients-label"), "off")
        };
        let sources = Field {
            hint: Some(fl!(t, "dash-clients-sources-hint")),
            wrong: wrong("sources"),
            value: Some(typed.sources.clone()),
            ..Field::text("sources", fl!(t, "dash-clients-sources"), "off")
        };
        let days = Field {
            hint: Some(fl!(t, "dash-clients-days-hint")),
            wrong: wrong("days"),
            value: Some(typed.days.clone()),
            keyboard: Some("numeric"),
            ..Field::text("days", fl!(t, "dash-clients-days"), "off")
        };
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-clients-make-key")}</h2>
                <form method="post" action=path.to_owned()>
                    {label.draw(t)}
                    {piece::select("mode", (fl!(t, "dash-clients-mode"), None), modes, mode, t)}
                    <fieldset class=class id="scopes" tabindex="-1" aria-describedby=described>
                        <legend>{fl!(t, "dash-clients-scopes")}</legend>
                        {no_scope}
                        <div>{scopes}</div>
                    </fieldset>
                    {sources.draw(t)}
                    {days.draw(t)}
                    <button class="button" type="submit" name="do" value="make_key">{fl!(t, "dash-clients-make-key")}</button>
                </form>
            </section>
        }
        .into_any()
    }
}
