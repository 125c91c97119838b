//! An operator's own page: what they may do, how they sign in, and where they are signed in.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::permission::Role;

use super::{
    Drawn, Screen, ScreenTexts, Script,
    field::Field,
    moment::Moment,
    passkeys::Passkeys,
    resets::{self, ResetView},
    sign_in::NotIn,
};
use crate::{parts, texts::Texts};

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// Password and authenticator app.
    App,
    /// A passkey.
    Passkey,
    /// Password and recovery code.
    Recovery,
    /// The single sign-on.
    SingleSignOn,
}

/// A session.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// Whether it is this one.
    pub is_this: bool,
    /// How it began.
    pub means: Means,
    /// When.
    pub since: Moment,
    /// When it was used last.
    pub seen: Moment,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct AccountScreen {
    /// The operator's name.
    pub name: String,
    /// How others read it.
    pub display_name: String,
    /// What they may do, and for whom; `None` for everybody.
    pub grants: Vec<(Role, Option<String>)>,
    /// The single sign-on, where it is the only way in.
    pub single_only: Option<String>,
    /// Whether a second factor was shown just now.
    pub is_fresh: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
    /// Their passkeys.
    pub passkeys: Passkeys,
    /// The sessions, newest first.
    pub sessions: Vec<SessionView>,
    /// Who replaced how they sign in, newest first.
    pub resets: Vec<ResetView>,
    /// Why a second factor was not taken.
    pub problem: Option<NotIn>,
}

const ACTION: &str = "/dashboard/account";

fn button(value: &'static str, text: String) -> AnyView {
    view! {
        <form method="post" action=ACTION>
            <button class="button button--second" type="submit" name="act" value=value>{text}</button>
        </form>
    }
    .into_any()
}

impl AccountScreen {
    fn granted(&self, t: Texts) -> AnyView {
        if self.grants.is_empty() {
            return view! { <p>{fl!(t, "dash-account-no-grants")}</p> }.into_any();
        }
        let grants = self
            .grants
            .iter()
            .map(|(role, client)| {
                let role = match role {
                    Role::Viewer => fl!(t, "dash-account-viewer"),
                    Role::Reviewer => fl!(t, "dash-account-reviewer"),
                    Role::Admin => fl!(t, "dash-account-admin"),
                };
                let whose = match client {
                    None => fl!(t, "dash-account-every"),
                    Some(client) => fl!(t, "dash-account-client", client = client.as_str()),
                };
                view! { <li>{role} ", " {whose}</li> }
            })
            .collect_view();
        view! { <ul>{grants}</ul> }.into_any()
    }

    /// How they sign in.
    fn ways_in(&self, wrong: Option<String>, t: Texts) -> AnyView {
        // What would let nobody in is not offered.
        if let Some(name) = &self.single_only {
            let text = fl!(t, "dash-account-single-only", name = name.as_str());
            return view! { <p>{text}</p> }.into_any();
        }
        view! {
            <p>{fl!(t, "dash-account-codes-left", count = self.codes_left)}</p>
            {self.anew(wrong, t)}
            {self.passkeys.draw(self.is_fresh, t)}
        }
        .into_any()
    }

    /// What changes how they sign in; behind a second factor that was shown just now.
    fn anew(&self, wrong: Option<String>, t: Texts) -> AnyView {
        if self.is_fresh {
            return view! {
                <p>{fl!(t, "dash-account-anew-lead")}</p>
                {button("anew", fl!(t, "dash-account-anew"))}
            }
            .into_any();
        }
        let code = Field {
            hint: Some(fl!(t, "dash-sign-in-code-hint")),
            ..Field::code(fl!(t, "dash-sign-in-code"), wrong)
        };
        view! {
            <p>{fl!(t, "dash-account-prove-lead")}</p>
            <form method="post" action=ACTION novalidate>
                <input type="hidden" name="act" value="prove" />
                {code.draw(t)}
                {parts::submit(fl!(t, "dash-account-prove"))}
            </form>
        }
        .into_any()
    }
}

fn session(session: &SessionView, t: Texts) -> AnyView {
    let means = match session.means {
        Means::App => fl!(t, "dash-account-by-app"),
        Means::Passkey => fl!(t, "dash-account-by-passkey"),
        Means::Recovery => fl!(t, "dash-account-by-recovery"),
        Means::SingleSignOn => fl!(t, "dash-account-by-single"),
    };
    let end = match session.is_this {
        true => view! { <strong>{fl!(t, "dash-account-this")}</strong> }.into_any(),
        false => view! {
            <form method="post" action=ACTION>
                <input type="hidden" name="session" value=session.id.clone() />
                <button class="link" type="submit" name="act" value="end">
                    {fl!(t, "dash-account-end")}
                    <span class="hidden">" " {session.address.clone()}</span>
                </button>
            </form>
        }
        .into_any(),
    };
    view! {
        <li class="session">
            <p>{session.address.clone()} ", " {means}</p>
            <p class="quiet">{session.agent.clone()}</p>
            <p>
                {fl!(t, "dash-account-since")} " " {session.since.draw()} ", "
                {fl!(t, "dash-account-seen")} " " {session.seen.draw()}
            </p>
            {end}
        </li>
    }
    .into_any()
}

impl Screen for AccountScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-account-title");
        let wrong = self.problem.map(|problem| match problem {
            NotIn::TooSoon { minutes } => fl!(t, "dash-sign-in-too-soon", minutes = minutes),
            _ => fl!(t, "dash-sign-in-second-wrong"),
        });
        let mistakes: Vec<_> = wrong
            .clone()
            .map(|text| parts::Mistake {
                field: "code".to_owned(),
                text,
            })
            .into_iter()
            .chain(self.passkeys.mistake(t))
            .collect();
        let sessions = self
            .sessions
            .iter()
            .map(|one| session(one, t))
            .collect_view();
        let body = view! {
            {parts::error_summary(&mistakes, t)}
            <h1>{title.clone()}</h1>
            {resets::notice(&self.resets, t)}
            <p>{self.display_name.clone()} " (" <code>{self.name.clone()}</code> ")"</p>
            <h2>{fl!(t, "dash-account-grants")}</h2>
            {self.granted(t)}
            <h2>{fl!(t, "dash-account-ways")}</h2>
            {self.ways_in(wrong, t)}
            <h2>{fl!(t, "dash-account-sessions")}</h2>
            <ul class="sessions">{sessions}</ul>
            {button("end_others", fl!(t, "dash-account-end-others"))}
            {button("end_all", fl!(t, "dash-account-end-all"))}
        }
        .into_any();
        Drawn {
            has_error: !mistakes.is_empty(),
            ..Drawn::new(title, body).with(Script::Passkeys)
        }
    }
}
