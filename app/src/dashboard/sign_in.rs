//! The way in: name and password, then the second factor.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, field::Field};
use crate::{parts, texts::Texts};

/// Why somebody is not in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotIn {
    /// What they typed is not right; which part of it is not said.
    Wrong,
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
    /// Why they are not in.
    pub problem: Option<NotIn>,
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
        NotIn::TooSoon { minutes } => fl!(t, "dash-sign-in-too-soon", minutes = minutes),
        NotIn::Over => fl!(t, "dash-sign-in-over"),
        NotIn::Busy => fl!(t, "dash-sign-in-busy"),
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
                field: "name".to_owned(),
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
        let next = self
            .next
            .clone()
            .map(|next| view! { <input type="hidden" name="next" value=next /> });
        let body = view! {
            <div class="narrow">
                {parts::error_summary(&mistakes, t)}
                <h1>{title.clone()}</h1>
                <form class="block" method="post" action="/dashboard/sign-in" novalidate>
                    {next}
                    {name.draw(t)}
                    {password.draw(t)}
                    {parts::submit(fl!(t, "dash-sign-in-go"))}
                </form>
                <p class="quiet">{fl!(t, "dash-sign-in-lost")}</p>
            </div>
        }
        .into_any();
        Drawn {
            has_error: !mistakes.is_empty(),
            ..Drawn::new(title, body)
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
