//! The way in: name and password, then the second factor.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, Script, field::Field, passkeys::Asking};
use crate::{parts, texts::Texts};

/// Why somebody is not in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotIn {
    /// What they typed is not right; which part of it is not said.
    Wrong,
    /// Their passkey's answer was not accepted; why is not said.
    Passkey,
    /// They were at the single sign-on too long, or this browser was not sent there.
    AwayTooLong,
    /// They, or the single sign-on, stopped.
    Cancelled,
    /// Whom the single sign-on means is nobody here, or is not to be believed; it is not said which.
    NotKnown,
    /// The single sign-on cannot be reached, or is not set up as it should be.
    NoProvider,
    /// Too many failures: in so many minutes they may try again.
    TooSoon {
        /// Rounded up.
        minutes: u32,
    },
    /// The password was typed too long ago.
    Over,
    /// Too many people sign in at once.
    Busy,
}

/// Name and password.
#[derive(Debug, Clone, Default)]
pub struct SignInScreen {
    /// What was typed as the name.
    pub name: String,
    /// Where they wanted to go.
    pub next: Option<String>,
    /// Whether passkeys work here.
    pub passkeys: bool,
    /// Where they may sign in instead.
    pub single: Option<SingleSignOn>,
    /// Why they are not in.
    pub problem: Option<NotIn>,
}

/// The company's own way in.
#[derive(Debug, Clone)]
pub struct SingleSignOn {
    /// What it is called.
    pub name: String,
    /// Where it begins, and the page that is come back to.
    pub href: String,
    /// Whether there is no other.
    pub only: bool,
}

/// The second factor.
#[derive(Debug, Clone, Default)]
pub struct SecondScreen {
    /// Whether a recovery code is asked for, and no code of the app.
    pub recovery: bool,
    /// Why they are not in.
    pub problem: Option<NotIn>,
}

fn said(problem: NotIn, wrong: String, t: Texts) -> String {
    match problem {
        NotIn::Wrong => wrong,
        NotIn::Passkey => fl!(t, "dash-passkeys-not-in"),
        NotIn::AwayTooLong => fl!(t, "dash-single-away-too-long"),
        NotIn::Cancelled => fl!(t, "dash-single-cancelled"),
        NotIn::NotKnown => fl!(t, "dash-single-not-known"),
        NotIn::NoProvider => fl!(t, "dash-single-no-provider"),
        NotIn::TooSoon { minutes } => fl!(t, "dash-sign-in-too-soon", minutes = minutes),
        NotIn::Over => fl!(t, "dash-sign-in-over"),
        NotIn::Busy => fl!(t, "dash-sign-in-busy"),
    }
}

/// The id of the button that leads to the single sign-on.
const SINGLE: &str = "single";

impl SignInScreen {
    fn is_single_only(&self) -> bool {
        self.single.as_ref().is_some_and(|single| single.only)
    }

    /// What a problem is about.
    fn field(&self) -> &'static str {
        let is_about_single = matches!(
            self.problem,
            Some(NotIn::AwayTooLong | NotIn::Cancelled | NotIn::NotKnown | NotIn::NoProvider)
        );
        match self.single.is_some() && (is_about_single || self.is_single_only()) {
            true => SINGLE,
            false => "name",
        }
    }

    fn button(&self, t: Texts) -> Option<AnyView> {
        let single = self.single.as_ref()?;
        let class = match single.only {
            true => "button",
            false => "button button--second",
        };
        let text = fl!(t, "dash-single-go", name = single.name.clone());
        let button = view! {
            <p class="actions">
                <a id=SINGLE class=class href=single.href.clone()>{text}</a>
            </p>
        };
        Some(button.into_any())
    }
}

impl Screen for SignInScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-sign-in-title");
        let problem = self
            .problem
            .map(|problem| said(problem, fl!(t, "dash-sign-in-wrong"), t));
        let mistakes: Vec<_> = problem
            .map(|text| parts::Mistake {
                field: self.field().to_owned(),
                text,
            })
            .into_iter()
            .collect();
        let name = Field {
            value: Some(self.name.clone()),
            ..Field::text("name", fl!(t, "dash-sign-in-name"), "username")
        };
        let password = Field::password(
            "password",
            fl!(t, "dash-sign-in-password"),
            "current-password",
        );
        let next = || {
            let next = self.next.clone();
            next.map(|next| view! { <input type="hidden" name="next" value=next /> })
        };
        let passkey = self.passkeys.then(|| {
            let asking = Asking {
                what: "get",
                action: "/dashboard/sign-in/passkey",
                fields: next().into_any(),
                in_block: false,
                button: fl!(t, "dash-passkeys-go"),
            };
            asking.draw(t)
        });
        let form = || {
            view! {
                <form class="block" method="post" action="/dashboard/sign-in" novalidate>
                    {next()}
                    {name.draw(t)}
                    {password.draw(t)}
                    {parts::submit(fl!(t, "dash-sign-in-go"))}
                </form>
            }
        };
        let (own, lost) = match self.is_single_only() {
            true => (None, fl!(t, "dash-single-lost")),
            false => (Some(form()), fl!(t, "dash-sign-in-lost")),
        };
        let body = view! {
            <div class="narrow">
                {parts::error_summary(&mistakes, t)}
                <h1>{title.clone()}</h1>
                {own}
                {passkey}
                {self.button(t)}
                <p class="quiet">{lost}</p>
            </div>
        }
        .into_any();
        Drawn {
            has_error: !mistakes.is_empty(),
            ..Drawn::new(title, body).with(Script::Passkeys)
        }
    }
}

impl Screen for SecondScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = match self.recovery {
            true => fl!(t, "dash-sign-in-recovery-title"),
            false => fl!(t, "dash-sign-in-second-title"),
        };
        let wrong = self
            .problem
            .map(|problem| said(problem, fl!(t, "dash-sign-in-second-wrong"), t));
        let (field, other) = match self.recovery {
            true => (
                Field {
                    hint: Some(fl!(t, "dash-sign-in-recovery-hint")),
                    wrong,
                    ..Field::text("recovery", fl!(t, "dash-sign-in-recovery"), "off")
                },
                ("/dashboard/sign-in/second", fl!(t, "dash-sign-in-use-app")),
            ),
            false => (
                Field {
                    hint: Some(fl!(t, "dash-sign-in-code-hint")),
                    ..Field::code(fl!(t, "dash-sign-in-code"), wrong)
                },
                (
                    "/dashboard/sign-in/second?recovery=yes",
                    fl!(t, "dash-sign-in-use-recovery"),
                ),
            ),
        };
        let mistakes: Vec<_> = field.mistake().into_iter().collect();
        let (href, text) = other;
        let body = view! {
            <div class="narrow">
                {parts::error_summary(&mistakes, t)}
                <h1>{title.clone()}</h1>
                <form class="block" method="post" action="/dashboard/sign-in/second" novalidate>
                    {field.draw(t)}
                    {parts::submit(fl!(t, "dash-sign-in-go"))}
                </form>
                <p><a href=href>{text}</a></p>
                <p><a href="/dashboard/sign-in">{fl!(t, "dash-sign-in-again")}</a></p>
            </div>
        }
        .into_any();
        Drawn {
            has_error: !mistakes.is_empty(),
            ..Drawn::new(title, body)
        }
    }
}
