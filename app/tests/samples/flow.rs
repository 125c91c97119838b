//! The pages between the steps.

use vestibule::{
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus},
    reason::Reason,
};
use vestibule_app::page::{
    ChoicePage, EndedPage, ErrorPage, HelpPage, InsteadPage, IntroPage, LaterPage, OtherWays,
    OwnOnboarding, Page, Problem, ResultPage, RootPage, Span, Task, TaskMore, TaskStatus,
    TasksPage, WayView,
};

use super::{PLACE, branding, ended, intro};

/// Every one of them in every state: a name and the page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let tasks = |go_on: Option<&str>| {
        Page::Tasks(TasksPage {
            go_on: go_on.map(str::to_owned),
            ..tasks()
        })
    };
    let other = OtherWays {
        skip: Some("/o/1/steps/phone/skip".to_owned()),
        choose: Some("/o/1/choices/identity".to_owned()),
        instead: Some("/o/1/steps/phone/instead".to_owned()),
    };
    let mut stopped = result(OnboardingStatus::Stopped);
    stopped.help = Some("/o/1/help".to_owned());
    stopped.instead = vec![(
        "Show your face".to_owned(),
        "/o/1/steps/face/instead".to_owned(),
    )];
    vec![
        ("root", Page::Root(RootPage::default())),
        ("root-own", Page::Root(RootPage { own: own() })),
        ("tasks", tasks(Some("/o/1/phone"))),
        ("tasks-idle", tasks(None)),
        ("choice", Page::Choice(choice())),
        (
            "choice-error",
            Page::Choice(ChoicePage {
                not_chosen: true,
                ..choice()
            }),
        ),
        ("choice-lost", Page::Choice(lost())),
        ("instead", Page::Instead(instead())),
        ("help", Page::Help(help())),
        (
            "help-handed-over",
            Page::Help(HelpPage {
                handed_over: true,
                hand_over: None,
                ..help()
            }),
        ),
        ("later", Page::Later(later(Span::Minutes(1)))),
        ("later-hours", Page::Later(later(Span::Hours(2)))),
        (
            "intro-other-ways",
            Page::Intro(IntroPage {
                other: other.clone(),
                ..intro(true, true, false)
            }),
        ),
        (
            "ended-too-soon",
            Page::Ended(EndedPage {
                again: None,
                cools_down: Some(Span::Minutes(12)),
                other,
                ..ended(Reason::NotAccepted)
            }),
        ),
        (
            "error-too-soon",
            Page::Error(ErrorPage {
                problem: Problem::TooSoon,
                go_on: Some("/o/1".to_owned()),
                wait: Some(Span::Hours(3)),
                help: Some("/o/1/help".to_owned()),
            }),
        ),
        (
            "result-completed",
            Page::Result(result(OnboardingStatus::Completed)),
        ),
        (
            "result-needs_review",
            Page::Result(result(OnboardingStatus::NeedsReview)),
        ),
        (
            "result-handed-over",
            Page::Result(ResultPage {
                handed_over: true,
                ..result(OnboardingStatus::NeedsReview)
            }),
        ),
        ("result-stopped", Page::Result(stopped)),
        (
            "result-rejected",
            Page::Result(result(OnboardingStatus::Rejected)),
        ),
    ]
}

/// What this browser began.
pub fn own() -> Vec<OwnOnboarding> {
    OnboardingStatus::ALL
        .into_iter()
        .map(|status| OwnOnboarding {
            title: "Open an account".to_owned(),
            company: "Sagara Bank".to_owned(),
            status,
            href: format!("/o/{}", status.code()),
        })
        .collect()
}

/// A task list with one line of every kind.
pub fn tasks() -> TasksPage {
    let task = |title: &str, status, href: Option<&str>| Task {
        title: title.to_owned(),
        status: TaskStatus::Step(status),
        href: href.map(str::to_owned),
        chosen: None,
        more: None,
    };
    let chosen = Task {
        status: TaskStatus::Choice(ChoiceStatus::Chosen),
        chosen: Some("With my identity card".to_owned()),
        more: Some(TaskMore::AnotherWay("/o/1/choices/identity".to_owned())),
        ..task(
            "How do you want to show who you are?",
            StepStatus::Done,
            None,
        )
    };
    let skipped = Task {
        more: Some(TaskMore::AfterAll("/o/1/steps/email/skip".to_owned())),
        ..task(
            "Give your e-mail address (optional)",
            StepStatus::Skipped,
            None,
        )
    };
    let lost = Task {
        more: Some(TaskMore::Instead("/o/1/steps/face/instead".to_owned())),
        ..task("Show your face", StepStatus::Exhausted, None)
    };
    let choice = |title: &str, status, href: Option<&str>| Task {
        status: TaskStatus::Choice(status),
        ..task(title, StepStatus::Ready, href)
    };
    let if_needed = Task {
        status: TaskStatus::IfNeeded,
        ..task("Name your parents", StepStatus::CannotStartYet, None)
    };
    TasksPage {
        branding: branding(),
        tasks: vec![
            task("Agree to the terms", StepStatus::Done, None),
            skipped,
            chosen,
            lost,
            task(
                "Confirm your phone number",
                StepStatus::InProgress,
                Some("/o/1/phone"),
            ),
            task("Show your document", StepStatus::Problem, Some("/o/1/doc")),
            task("Take a selfie", StepStatus::Ready, Some("/o/1/selfie")),
            choice(
                "Which account do you want?",
                ChoiceStatus::Ready,
                Some("/o/1/choices/account"),
            ),
            choice(
                "How shall we pay you?",
                ChoiceStatus::Problem,
                Some("/o/1/choices/pay"),
            ),
            choice("Where do you live?", ChoiceStatus::Exhausted, None),
            task("Sign the contract", StepStatus::CannotStartYet, None),
            if_needed,
        ],
        done: 1,
        of: 9,
        go_on: None,
    }
}

/// A choice of three ways, all of them open.
pub fn choice() -> ChoicePage {
    let way = |name: &str, title: &str, hint: Option<&str>| WayView {
        name: name.to_owned(),
        title: title.to_owned(),
        hint: hint.map(str::to_owned),
        chosen: false,
        open: true,
    };
    ChoicePage {
        branding: branding(),
        place: PLACE,
        title: "How do you want to show who you are?".to_owned(),
        ways: vec![
            way(
                "singpass",
                "With Singpass",
                Some("Takes about two minutes. You need the Singpass app."),
            ),
            way(
                "form",
                "With a form and a picture of my passport",
                Some("A person looks at it. This takes two working days."),
            ),
            way("branch", "At a branch", None),
        ],
        lost: false,
        not_chosen: false,
        action: "/o/1/choices/identity".to_owned(),
        back: "/o/1".to_owned(),
    }
}

/// The same, after the way that was chosen was lost.
pub fn lost() -> ChoicePage {
    let mut page = choice();
    page.lost = true;
    page.ways[0].open = false;
    page.ways[0].chosen = true;
    page
}

fn instead() -> InsteadPage {
    InsteadPage {
        branding: branding(),
        title: "Show your face".to_owned(),
        text: "Come to any of our branches with your identity card.\n\nThey are open from 9 to 5."
            .to_owned(),
        reference: "0123456789AB".to_owned(),
        action: "/o/1/steps/face/instead".to_owned(),
        back: "/o/1/steps/face".to_owned(),
    }
}

fn help() -> HelpPage {
    HelpPage {
        branding: branding(),
        reference: "0123456789AB".to_owned(),
        handed_over: false,
        hand_over: Some("/o/1/help".to_owned()),
        back: "/o/1".to_owned(),
    }
}

fn later(lasts: Span) -> LaterPage {
    LaterPage {
        branding: branding(),
        lasts,
        address: "https://id.example.com/o/0190f3a4-7c1e-7b2d-8000-0123456789ab".to_owned(),
        reference: "0123456789AB".to_owned(),
        back: "/o/0190f3a4-7c1e-7b2d-8000-0123456789ab".to_owned(),
    }
}

/// The end of a journey.
pub fn result(status: OnboardingStatus) -> ResultPage {
    ResultPage {
        branding: branding(),
        status,
        closure: None,
        handed_over: false,
        back_to: None,
        reference: "SB-4821-7730".to_owned(),
        done: vec![
            "Agreed to the terms".to_owned(),
            "Confirmed the phone number".to_owned(),
        ],
        instead: Vec::new(),
        help: None,
    }
}
