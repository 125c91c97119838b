//! Passkeys: the form with which a browser is asked for one, and the list on an operator's own page.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::moment::Moment;
use crate::{parts, texts::Texts};

/// Where they are added, renamed and removed.
const ACTION: &str = "/dashboard/account/passkeys";
/// Longest name of one, in characters.
const MAX_LABEL: &str = "60";

/// A passkey.
#[derive(Debug, Clone)]
pub struct PasskeyView {
    /// Its id.
    pub id: String,
    /// What its operator calls it.
    pub label: String,
    /// When it was added.
    pub since: Moment,
    /// When they last signed in with it.
    pub used: Option<Moment>,
}

/// What is wrong with a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyTrouble {
    /// What the browser made was not accepted.
    Refused,
    /// The name is none.
    Label,
}

/// The passkeys of whoever looks.
#[derive(Debug, Clone, Default)]
pub struct Passkeys {
    /// Theirs, oldest first.
    pub all: Vec<PasskeyView>,
    /// Whether one more may be added here.
    pub one_more: bool,
    /// What is wrong.
    pub trouble: Option<PasskeyTrouble>,
}

/// What a browser is asked for.
pub(super) struct Asking {
    /// `get` or `create`.
    pub(super) what: &'static str,
    /// Where the answer goes. What is asked is got below it.
    pub(super) action: &'static str,
    /// The fields above the button.
    pub(super) fields: AnyView,
    /// Whether it stands in a block of its own, like other forms with fields.
    pub(super) in_block: bool,
    /// The button.
    pub(super) button: String,
}

impl Asking {
    /// Draws the form. It is hidden until the script says that this browser can be asked.
    pub(super) fn draw(self, t: Texts) -> AnyView {
        view! {
            <form
                class=self.in_block.then_some("block")
                method="post"
                action=self.action
                data-passkey=self.what
                data-challenge=format!("{}/challenge", self.action)
                data-stopped=fl!(t, "dash-passkeys-stopped")
                data-known=fl!(t, "dash-passkeys-known")
                hidden
            >
                {self.fields}
                <input type="hidden" name="credential" />
                <p class="actions">
                    <button class="button button--second" type="submit">{self.button}</button>
                </p>
                <p role="status"></p>
            </form>
        }
        .into_any()
    }
}

fn name_field(id: String, value: Option<String>, label: String) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input id=id name="label" type="text" value=value maxlength=MAX_LABEL autocomplete="off" required />
        </div>
    }
    .into_any()
}

impl Passkeys {
    /// What an error summary says.
    pub(super) fn mistake(&self, t: Texts) -> Option<parts::Mistake> {
        let text = match self.trouble? {
            PasskeyTrouble::Refused => fl!(t, "dash-passkeys-refused"),
            PasskeyTrouble::Label => fl!(t, "dash-passkeys-no-label"),
        };
        let field = "passkeys".to_owned();
        Some(parts::Mistake { field, text })
    }

    /// Draws the list. What changes who can sign in is there only while a second factor was shown just now.
    pub(super) fn draw(&self, is_fresh: bool, t: Texts) -> AnyView {
        let list = self
            .all
            .iter()
            .enumerate()
            .map(|(at, one)| passkey(one, at, is_fresh, t))
            .collect_view();
        let list = match self.all.is_empty() {
            true => view! { <p>{fl!(t, "dash-passkeys-none")}</p> }.into_any(),
            false => view! { <ul class="sessions">{list}</ul> }.into_any(),
        };
        let add = (is_fresh && self.one_more).then(|| {
            let act = view! { <input type="hidden" name="act" value="add" /> };
            let label = name_field(
                "passkey-label".to_owned(),
                None,
                fl!(t, "dash-passkeys-label"),
            );
            let asking = Asking {
                what: "create",
                action: ACTION,
                fields: view! { {act} {label} }.into_any(),
                in_block: true,
                button: fl!(t, "dash-passkeys-add"),
            };
            asking.draw(t)
        });
        let first = (!is_fresh).then(|| view! { <p>{fl!(t, "dash-passkeys-first")}</p> });
        view! {
            <h2 id="passkeys" tabindex="-1">{fl!(t, "dash-passkeys-title")}</h2>
            <p>{fl!(t, "dash-passkeys-lead")}</p>
            {list}
            {first}
            {add}
        }
        .into_any()
    }
}

fn passkey(one: &PasskeyView, at: usize, is_fresh: bool, t: Texts) -> AnyView {
    let used = match &one.used {
        Some(used) => view! { {fl!(t, "dash-passkeys-used")} " " {used.draw()} }.into_any(),
        None => fl!(t, "dash-passkeys-unused").into_any(),
    };
    let remove = is_fresh.then(|| {
        view! {
            <form method="post" action=ACTION>
                <input type="hidden" name="id" value=one.id.clone() />
                <button class="link" type="submit" name="act" value="remove">
                    {fl!(t, "dash-passkeys-remove")}
                    <span class="hidden">" " {one.label.clone()}</span>
                </button>
            </form>
        }
    });
    let label = name_field(
        format!("passkey-label-{at}"),
        Some(one.label.clone()),
        fl!(t, "dash-passkeys-label"),
    );
    view! {
        <li class="session">
            <p><strong>{one.label.clone()}</strong></p>
            <p>{fl!(t, "dash-passkeys-since")} " " {one.since.draw()} ", " {used}</p>
            <details class="more">
                <summary>
                    {fl!(t, "dash-passkeys-rename")}
                    <span class="hidden">" " {one.label.clone()}</span>
                </summary>
                <form method="post" action=ACTION>
                    <input type="hidden" name="id" value=one.id.clone() />
                    {label}
                    <button class="button button--second button--small" type="submit" name="act" value="rename">
                        {fl!(t, "dash-passkeys-save")}
                    </button>
                </form>
            </details>
            {remove}
        </li>
    }
    .into_any()
}
