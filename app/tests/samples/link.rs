//! What surrounds a client's link.

use vestibule::onboarding::{Closure, OnboardingStatus};
use vestibule_app::page::{
    AskedPage, BackTo, Begun, Branding, Day, Dead, DeadLinkPage, Invitation, NotMePage, Page,
    ResultPage, Span, StartPage, TasksPage,
};

use super::{branding, flow, start};

const ASKS: &str = "Merdeka Shop";

/// Every one of them in every state: a name and the page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let back_to = |status| result(status, None, true);
    let closed = |closure: Closure| result(closure.status(), Some(closure), true);
    let disowned = ResultPage {
        back_to: None,
        done: Vec::new(),
        ..result(OnboardingStatus::Cancelled, Some(Closure::Disowned), false)
    };
    let mut all = vec![
        ("start-invited", Page::Start(invited(ASKS))),
        ("start-invited-same", Page::Start(invited("Sagara Bank"))),
        ("start-invited-nameless", Page::Start(nameless())),
        ("tasks-invited", Page::Tasks(tasks())),
        ("not-me", Page::NotMe(not_me(false))),
        ("not-me-inside", Page::NotMe(not_me(true))),
        ("link-asked", Page::Asked(asked())),
        (
            "result-completed-back",
            Page::Result(back_to(OnboardingStatus::Completed)),
        ),
        (
            "result-completed-back-again",
            Page::Result(result(OnboardingStatus::Completed, None, false)),
        ),
        (
            "result-needs_review-back",
            Page::Result(back_to(OnboardingStatus::NeedsReview)),
        ),
        (
            "result-stopped-back",
            Page::Result(ResultPage {
                help: Some("/o/1/help".to_owned()),
                ..back_to(OnboardingStatus::Stopped)
            }),
        ),
        (
            "result-rejected-back",
            Page::Result(back_to(OnboardingStatus::Rejected)),
        ),
        ("result-cancelled", Page::Result(closed(Closure::Cancelled))),
        ("result-expired", Page::Result(closed(Closure::Expired))),
        ("result-disowned", Page::Result(disowned)),
    ];
    let names = [
        "link-elsewhere",
        "link-moved",
        "link-expired",
        "link-over",
        "link-disowned",
    ];
    let dead = names.into_iter().zip(Dead::ALL);
    all.extend(dead.map(|(name, why)| (name, Page::DeadLink(dead_link(why)))));
    all
}

fn outside() -> Branding {
    Branding {
        out: None,
        ..branding()
    }
}

/// A start page behind a link of this client's.
pub fn invited(asks: &str) -> StartPage {
    StartPage {
        invitation: Some(Invitation {
            asks: asks.to_owned(),
            account: Some("s•••@e•••".to_owned()),
            begun: Begun {
                ago: Span::Minutes(12),
                day: Day {
                    year: 2026,
                    month: 11,
                    day: 22,
                },
                hour: 9,
                minute: 3,
            },
            not_me: "/l/token/not-me".to_owned(),
        }),
        action: "/l/token".to_owned(),
        ..start()
    }
}

fn nameless() -> StartPage {
    let mut page = invited(ASKS);
    if let Some(invitation) = &mut page.invitation {
        invitation.account = None;
        invitation.begun.ago = Span::Minutes(0);
    }
    page
}

fn tasks() -> TasksPage {
    let mut branding = branding();
    if let Some(out) = &mut branding.out {
        out.not_me = Some("/o/1/not-me".to_owned());
    }
    TasksPage {
        branding,
        ..flow::tasks()
    }
}

fn not_me(inside: bool) -> NotMePage {
    NotMePage {
        branding: if inside { tasks().branding } else { outside() },
        asks: ASKS.to_owned(),
        inside,
        action: "/l/token/not-me".to_owned(),
        back: "/l/token".to_owned(),
    }
}

fn dead_link(why: Dead) -> DeadLinkPage {
    DeadLinkPage {
        branding: outside(),
        asks: ASKS.to_owned(),
        why,
        ask: (why != Dead::Disowned).then(|| "/l/token/new".to_owned()),
    }
}

fn asked() -> AskedPage {
    AskedPage {
        branding: outside(),
        asks: ASKS.to_owned(),
    }
}

/// The end of a journey that a client began.
pub fn result(status: OnboardingStatus, closure: Option<Closure>, needed: bool) -> ResultPage {
    ResultPage {
        closure,
        back_to: Some(BackTo {
            company: ASKS.to_owned(),
            needed,
            action: "/o/1/return".to_owned(),
        }),
        ..flow::result(status)
    }
}
