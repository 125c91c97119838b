//! One sample of every page in every state, for the tests and for the gallery.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]

pub mod asked;
pub mod flow;
pub mod link;

use vestibule::{
    id::{OnboardingId, StepName},
    launch::Size,
    locale::Locale,
    reason::Reason,
};
use vestibule_app::{
    contract::StepRef,
    page::{
        Branding, CameraNotice, Chrome, DemoJourney, DemoPage, EndedPage, ErrorPage, FramePage,
        IntroPage, LeavePage, LeaveTo, Need, OtherWays, Page, Place, Problem, ProviderView,
        StartPage, WaitingPage, Ways, WaysOut,
    },
};

/// What surrounds every sample.
pub fn chrome(locale: Locale) -> Chrome {
    Chrome {
        locale,
        support_code: "K7QM-2XPA".to_owned(),
        path: "/o/0190f3a4-7c1e-7b2d-8000-0123456789ab".to_owned(),
        development: true,
        stylesheet: "/pkg/vestibule.css".to_owned(),
        output_name: "vestibule.test".to_owned(),
    }
}

/// Every page in every state: a name and the page.
pub fn pages() -> Vec<(String, Page)> {
    let mut all = vec![
        named("demo", Page::Demo(demo())),
        named(
            "demo-empty",
            Page::Demo(DemoPage {
                journeys: Vec::new(),
                own: Vec::new(),
                inbox: None,
            }),
        ),
        named("start", Page::Start(start())),
        named("intro", Page::Intro(intro(true, true, false))),
        named("intro-page-first", Page::Intro(intro(true, true, true))),
        named("intro-frame-only", Page::Intro(intro(true, false, false))),
        named("intro-page-only", Page::Intro(intro(false, true, false))),
        named("intro-none", Page::Intro(intro(false, false, false))),
        named(
            "intro-wait",
            Page::Intro(IntroPage {
                ways: WAIT,
                ..intro(false, false, false)
            }),
        ),
        named(
            "intro-camera",
            Page::Intro(IntroPage {
                needs: vec![Need::Camera],
                camera: Some(camera()),
                ..intro(true, true, false)
            }),
        ),
        named(
            "frame-camera",
            Page::Frame(FramePage {
                camera: Some(camera()),
                ..frame(true)
            }),
        ),
        named("frame", Page::Frame(frame(true))),
        named("frame-only", Page::Frame(frame(false))),
        named(
            "leave",
            Page::Leave(leave(Some(LeaveTo::Link(
                "https://provider.example/session/1".to_owned(),
            )))),
        ),
        named(
            "leave-sdk",
            Page::Leave(leave(Some(LeaveTo::Sdk {
                action: "https://sdk.example/sdk/person/open".to_owned(),
                code: "hand-over".to_owned(),
                back: "/o/1/steps/person/leave".to_owned(),
            }))),
        ),
        named("leave-expired", Page::Leave(leave(None))),
        named("waiting", Page::Waiting(waiting())),
    ];
    for reason in Reason::ALL {
        all.push((
            format!("ended-{}", reason.code()),
            Page::Ended(ended(reason)),
        ));
    }
    all.push(named(
        "ended-for-good",
        Page::Ended(EndedPage {
            again: None,
            tries_left: Some(0),
            ..ended(Reason::AttemptsExhausted)
        }),
    ));
    all.push(named(
        "ended-wait",
        Page::Ended(EndedPage {
            ways: WAIT,
            ..ended(Reason::NotAccepted)
        }),
    ));
    for problem in Problem::ALL {
        let name = format!("error-{problem:?}").to_lowercase();
        all.push((
            name,
            Page::Error(ErrorPage {
                problem,
                go_on: Some("/".to_owned()),
                wait: None,
                help: None,
            }),
        ));
    }
    let more = asked::pages()
        .into_iter()
        .chain(flow::pages())
        .chain(link::pages());
    all.extend(more.map(|(name, page)| (name.to_owned(), page)));
    all
}

fn named(name: &str, page: Page) -> (String, Page) {
    (name.to_owned(), page)
}

/// Whose journey it is.
pub fn branding() -> Branding {
    Branding {
        company: "Sagara Bank".to_owned(),
        journey: "Open an account".to_owned(),
        contact: "help@sagara.example".to_owned(),
        out: Some(WaysOut {
            help: "/o/1/help".to_owned(),
            later: Some("/o/1/later".to_owned()),
            consents: Some("/o/1/consents".to_owned()),
            not_me: None,
        }),
    }
}

fn provider() -> ProviderView {
    ProviderView {
        name: "Signum".to_owned(),
        site: "screen.signum.example".to_owned(),
        needs_scripts: false,
    }
}

/// Names the step.
pub fn at() -> StepRef {
    StepRef {
        onboarding: OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").unwrap(),
        step: StepName::new("phone").unwrap(),
    }
}

const PLACE: Place = Place { number: 2, of: 4 };

fn demo() -> DemoPage {
    DemoPage {
        journeys: vec![
            DemoJourney {
                title: "Confirm a phone number".to_owned(),
                company: "Sagara Bank".to_owned(),
                minutes: 2,
                steps: vec![
                    "Agree to the terms".to_owned(),
                    "Give your phone number".to_owned(),
                    "Confirm your phone number".to_owned(),
                ],
                href: "/start/phone".to_owned(),
            },
            DemoJourney {
                title: "Check an identity document".to_owned(),
                company: "Nusantara Pay".to_owned(),
                minutes: 5,
                steps: vec![
                    "Agree to the terms".to_owned(),
                    "Show your document and your face".to_owned(),
                ],
                href: "/start/document".to_owned(),
            },
        ],
        own: flow::own(),
        inbox: Some("http://127.0.0.1:4001/inbox".to_owned()),
    }
}

/// The start page that anybody may use.
pub fn start() -> StartPage {
    StartPage {
        branding: Branding {
            out: None,
            ..branding()
        },
        minutes: 4,
        steps: vec![
            "Agree to the terms".to_owned(),
            "Give your phone number".to_owned(),
            "Confirm your phone number".to_owned(),
            "Show your identity document".to_owned(),
        ],
        needs: vec![Need::Phone, Need::App, Need::Camera, Need::Document],
        stored: "Your phone number and the results of the checks, for 30 days.".to_owned(),
        invitation: None,
        paused: None,
        action: "/start/phone".to_owned(),
    }
}

/// The provider shows nothing.
const WAIT: Ways = Ways {
    frame: false,
    page: false,
    page_first: false,
    wait: true,
};

fn intro(frame: bool, page: bool, page_first: bool) -> IntroPage {
    IntroPage {
        branding: branding(),
        place: PLACE,
        title: "Confirm your phone number".to_owned(),
        provider: provider(),
        needs: vec![Need::Phone],
        camera: None,
        ways: Ways {
            frame,
            page,
            page_first,
            wait: false,
        },
        paused: None,
        other: OtherWays::default(),
        action: "/o/1/phone".to_owned(),
        back: "/o/1".to_owned(),
    }
}

fn camera() -> CameraNotice {
    CameraNotice {
        stored: "We store whether a live face was seen, and delete it after 90 days.".to_owned(),
    }
}

/// The frame page, with or without another way.
pub fn frame(other_way: bool) -> FramePage {
    FramePage {
        branding: branding(),
        place: PLACE,
        title: "Confirm your phone number".to_owned(),
        provider: provider(),
        at: at(),
        min_size: Size {
            width: 320,
            height: 520,
        },
        preferred_size: Size {
            width: 600,
            height: 640,
        },
        camera: None,
        page_action: other_way.then(|| "/o/1/phone".to_owned()),
        go_on: "/o/1/phone/waiting".to_owned(),
        back: "/o/1/phone".to_owned(),
    }
}

fn leave(to: Option<LeaveTo>) -> LeavePage {
    LeavePage {
        branding: branding(),
        place: PLACE,
        title: "Confirm your phone number".to_owned(),
        provider: provider(),
        to,
        action: "/o/1/phone".to_owned(),
        back: "/o/1/phone".to_owned(),
    }
}

/// The waiting page.
pub fn waiting() -> WaitingPage {
    WaitingPage {
        branding: branding(),
        place: PLACE,
        title: "Confirm your phone number".to_owned(),
        provider: provider(),
        at: at(),
        refresh_seconds: 10,
        action: "/o/1/phone/waiting".to_owned(),
    }
}

/// A check that ended for this reason.
pub fn ended(reason: Reason) -> EndedPage {
    EndedPage {
        branding: branding(),
        place: PLACE,
        title: "Confirm your phone number".to_owned(),
        provider: provider(),
        reason,
        again: Some("/o/1/phone".to_owned()),
        ways: Ways {
            frame: true,
            page: true,
            page_first: false,
            wait: false,
        },
        tries_left: Some(2),
        cools_down: None,
        paused: None,
        other: OtherWays::default(),
        keep_waiting: (reason == Reason::Left).then(|| "/o/1/phone/waiting".to_owned()),
        back: "/o/1".to_owned(),
    }
}
