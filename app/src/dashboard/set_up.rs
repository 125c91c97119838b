//! The one-time set-up link: a password, an authenticator app, recovery codes.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, field::Field};
use crate::{parts, texts::Texts};

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUpMistake {
    /// That is no name.
    Name,
    /// Somebody has the name.
    NameTaken,
    /// There is none, or it is too long.
    DisplayName,
    /// Fewer than 12 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// One that attackers try first.
    Common,
    /// The operator's name.
    LikeName,
    /// The second password is another.
    Again,
    /// That is no code of the app.
    Code,
    /// Too many people at once.
    Busy,
}

impl SetUpMistake {
    const fn field(self) -> &'static str {
        match self {
            Self::Name | Self::NameTaken => "name",
            Self::DisplayName => "display_name",
            Self::TooShort | Self::TooLong | Self::Common | Self::LikeName | Self::Busy => {
                "password"
            }
            Self::Again => "again",
            Self::Code => "code",
        }
    }

    fn said(self, t: Texts) -> String {
        match self {
            Self::Name => fl!(t, "dash-set-up-wrong-name"),
            Self::NameTaken => fl!(t, "dash-set-up-wrong-name-taken"),
            Self::DisplayName => fl!(t, "dash-set-up-wrong-display-name"),
            Self::TooShort => fl!(t, "dash-set-up-wrong-short"),
            Self::TooLong => fl!(t, "dash-set-up-wrong-long"),
            Self::Common => fl!(t, "dash-set-up-wrong-common"),
            Self::LikeName => fl!(t, "dash-set-up-wrong-like-name"),
            Self::Again => fl!(t, "dash-set-up-wrong-again"),
            Self::Code => fl!(t, "dash-set-up-wrong-code"),
            Self::Busy => fl!(t, "dash-sign-in-busy"),
        }
    }
}

/// The first page: a password, and for the first operator of all a name.
#[derive(Debug, Clone)]
pub struct ChooseScreen {
    /// The link's own path.
    pub action: String,
    /// The operator whose link it is; `None` for the first of all, who chooses a name.
    pub name: Option<String>,
    /// What was typed as the name and as how others read it.
    pub typed: (String, String),
    /// What is wrong.
    pub mistakes: Vec<SetUpMistake>,
}

/// The second page: the app.
#[derive(Debug, Clone)]
pub struct EnrolScreen {
    /// The link's own path.
    pub action: String,
    /// The secret in base32.
    pub secret: String,
    /// How many modules the QR code's side has.
    pub side: usize,
    /// Its dark modules, as the path of an SVG.
    pub path: String,
    /// What is wrong.
    pub mistake: Option<SetUpMistake>,
}

/// The last page: the recovery codes, this once.
#[derive(Debug, Clone)]
pub struct CodesScreen {
    /// The codes.
    pub codes: Vec<String>,
}

/// A link that is no good, or not any more.
#[derive(Debug, Clone, Copy)]
pub struct DeadSetUpScreen;

fn summary(mistakes: &[SetUpMistake], t: Texts) -> AnyView {
    let mistakes: Vec<_> = mistakes
        .iter()
        .map(|mistake| parts::Mistake {
            field: mistake.field().to_owned(),
            text: mistake.said(t),
        })
        .collect();
    parts::error_summary(&mistakes, t)
}

impl ChooseScreen {
    fn wrong(&self, field: &str, t: Texts) -> Option<String> {
        let mut mistakes = self.mistakes.iter();
        let found = mistakes.find(|mistake| mistake.field() == field)?;
        Some(found.said(t))
    }

    fn names(&self, t: Texts) -> AnyView {
        if let Some(name) = &self.name {
            // Password managers store it with the password.
            return view! {
                <p>{fl!(t, "dash-set-up-for")} " " <strong>{name.clone()}</strong></p>
                <input type="hidden" name="name" value=name.clone() autocomplete="username" />
            }
            .into_any();
        }
        let name = Field {
            hint: Some(fl!(t, "dash-set-up-name-hint")),
            wrong: self.wrong("name", t),
            value: Some(self.typed.0.clone()),
            ..Field::text("name", fl!(t, "dash-sign-in-name"), "username")
        };
        let display_name = Field {
            hint: Some(fl!(t, "dash-set-up-display-name-hint")),
            wrong: self.wrong("display_name", t),
            value: Some(self.typed.1.clone()),
            ..Field::text("display_name", fl!(t, "dash-set-up-display-name"), "name")
        };
        view! {
            <p>{fl!(t, "dash-set-up-first")}</p>
            {name.draw(t)}
            {display_name.draw(t)}
        }
        .into_any()
    }
}

impl Screen for ChooseScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-set-up-title");
        let password = Field {
            hint: Some(fl!(t, "dash-set-up-password-hint")),
            wrong: self.wrong("password", t),
            ..Field::password("password", fl!(t, "dash-sign-in-password"), "new-password")
        };
        let again = Field {
            wrong: self.wrong("again", t),
            ..Field::password("again", fl!(t, "dash-set-up-again"), "new-password")
        };
        let body = view! {
            <div class="narrow">
                {summary(&self.mistakes, t)}
                <h1>{title.clone()}</h1>
                <form class="block" method="post" action=self.action.clone() novalidate>
                    {self.names(t)}
                    {password.draw(t)}
                    {again.draw(t)}
                    {parts::submit(fl!(t, "dash-set-up-next"))}
                </form>
            </div>
        }
        .into_any();
        Drawn {
            has_error: !self.mistakes.is_empty(),
            ..Drawn::new(title, body)
        }
    }
}

impl Screen for EnrolScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-set-up-app-title");
        let wrong = self.mistake.map(|mistake| mistake.said(t));
        let code = Field::code(fl!(t, "dash-sign-in-code"), wrong);
        let mistakes: Vec<_> = self.mistake.into_iter().collect();
        let side = self.side;
        let view_box = format!("0 0 {side} {side}");
        // Scanners want it dark on light, whatever the screen's colours are.
        let picture = view! {
            <svg
                class="code-picture"
                viewBox=view_box
                width="232"
                height="232"
                role="img"
                aria-label=fl!(t, "dash-set-up-app-picture")
                shape-rendering="crispEdges"
            >
                <rect width=side height=side fill="#fff"></rect>
                <path d=self.path.clone() fill="#000"></path>
            </svg>
        };
        let action = self.action.clone();
        let body = view! {
            <div class="narrow">
                {summary(&mistakes, t)}
                <h1>{title.clone()}</h1>
                <p>{fl!(t, "dash-set-up-app-lead")}</p>
                {picture}
                <p>{fl!(t, "dash-set-up-app-typed")} " " <code>{in_groups(&self.secret)}</code></p>
                <form class="block" method="post" action=action.clone() novalidate>
                    {code.draw(t)}
                    {parts::submit(fl!(t, "dash-set-up-finish"))}
                </form>
                <form method="post" action=action>
                    <button class="link" type="submit" name="back" value="yes">
                        {fl!(t, "dash-set-up-back")}
                    </button>
                </form>
            </div>
        }
        .into_any();
        Drawn {
            has_error: self.mistake.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

/// In groups of four letters, as apps take it as well.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

impl Screen for CodesScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-set-up-codes-title");
        let codes = self
            .codes
            .iter()
            .map(|code| view! { <li><code>{code.clone()}</code></li> })
            .collect_view();
        let body = view! {
            <div class="narrow">
                <h1>{title.clone()}</h1>
                <p>{fl!(t, "dash-set-up-codes-lead")}</p>
                <ul class="codes block">{codes}</ul>
                <p>{fl!(t, "dash-set-up-codes-once")}</p>
                <p class="actions">{parts::go_on("/dashboard", fl!(t, "dash-set-up-codes-kept"))}</p>
            </div>
        }
        .into_any();
        Drawn::new(title, body)
    }
}

impl Screen for DeadSetUpScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-set-up-dead-title");
        let body = view! {
            <h1>{title.clone()}</h1>
            <p class="lead">{fl!(t, "dash-set-up-dead")}</p>
            <p class="actions">
                <a class="button button--second" href="/dashboard/sign-in">
                    {fl!(t, "dash-sign-in-title")}
                </a>
            </p>
        }
        .into_any();
        Drawn {
            has_error: true,
            ..Drawn::new(title, body)
        }
    }
}
