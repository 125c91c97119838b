//! Signing in, setting up, and the operator's own page.

use vestibule::permission::Role;
use vestibule_app::dashboard::{
    account::{AccountScreen, Means, SessionView},
    passkeys::{PasskeyTrouble, PasskeyView, Passkeys},
    resets::ResetView,
    set_up::{ChooseScreen, CodesScreen, DeadSetUpScreen, EnrolScreen, SetUpMistake},
    sign_in::{NotIn, SecondScreen, SignInScreen, SingleSignOn},
};

use super::{Looks, Sample, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = signing_in();
    all.extend(setting_up());
    all.extend(own_page());
    all
}

fn signing_in() -> Vec<Sample> {
    let first = |problem| SignInScreen {
        name: "review-desk".to_owned(),
        next: Some("/dashboard/onboardings".to_owned()),
        problem,
        ..SignInScreen::default()
    };
    let second = |recovery, problem| SecondScreen { recovery, problem };
    let single = |only| {
        Some(SingleSignOn {
            name: "Example Bank".to_owned(),
            href: "/dashboard/sign-in/single".to_owned(),
            only,
        })
    };
    vec![
        sample(
            "sign-in",
            Looks::Nobody,
            SignInScreen {
                passkeys: true,
                single: single(false),
                ..SignInScreen::default()
            },
        ),
        sample(
            "sign-in-single",
            Looks::Nobody,
            SignInScreen {
                single: single(true),
                ..first(Some(NotIn::NotKnown))
            },
        ),
        sample("sign-in-wrong", Looks::Nobody, first(Some(NotIn::Wrong))),
        sample(
            "sign-in-too-soon",
            Looks::Nobody,
            first(Some(NotIn::TooSoon { minutes: 4 })),
        ),
        sample("sign-in-second", Looks::Nobody, second(false, None)),
        sample(
            "sign-in-second-wrong",
            Looks::Nobody,
            second(false, Some(NotIn::Wrong)),
        ),
        sample("sign-in-recovery", Looks::Nobody, second(true, None)),
        sample(
            "sign-in-recovery-over",
            Looks::Nobody,
            second(true, Some(NotIn::Over)),
        ),
    ]
}

fn setting_up() -> Vec<Sample> {
    let action = || "/dashboard/set-up/q7Jm3wT0".to_owned();
    let first = |mistakes: Vec<SetUpMistake>| ChooseScreen {
        action: action(),
        name: None,
        typed: ("head".to_owned(), "Head of onboarding".to_owned()),
        mistakes,
    };
    let enrol = |mistake| EnrolScreen {
        action: action(),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
        side: 29,
        path: modules(29),
        mistake,
    };
    let codes = (0..10).map(|number| format!("{:04}-k7qm-2xpa", 1207 * (number + 1) % 9_973));
    vec![
        sample("set-up-first", Looks::Nobody, first(Vec::new())),
        sample(
            "set-up-first-wrong",
            Looks::Nobody,
            first(vec![
                SetUpMistake::NameTaken,
                SetUpMistake::TooShort,
                SetUpMistake::Again,
            ]),
        ),
        sample(
            "set-up",
            Looks::Nobody,
            ChooseScreen {
                name: Some("review-desk".to_owned()),
                ..first(Vec::new())
            },
        ),
        sample("set-up-app", Looks::Nobody, enrol(None)),
        sample(
            "set-up-app-wrong",
            Looks::Nobody,
            enrol(Some(SetUpMistake::Code)),
        ),
        sample(
            "set-up-codes",
            Looks::Admin(None),
            CodesScreen {
                codes: codes.collect(),
            },
        ),
        sample("set-up-dead", Looks::Nobody, DeadSetUpScreen),
    ]
}

/// Modules that look like those of a code; no scanner reads them.
fn modules(side: usize) -> String {
    let finder = |x: usize, y: usize| {
        let near = |at: usize| at.min(side - 1 - at);
        let far = |at: usize| at >= side - 8;
        let corner = (x < 8 && (y < 8 || far(y))) || (far(x) && y < 8);
        let ring = near(x).min(6).max(near(y).min(6));
        let from_edge = near(x).min(near(y));
        corner.then_some(
            ring < 7
                && (from_edge == 0 || near(x) == 6 || near(y) == 6 || from_edge >= 2 && ring <= 4),
        )
    };
    let mut path = String::new();
    for y in 0..side {
        for x in 0..side {
            let noise = (x * 7 + y * 13 + x * y * 5 + (x ^ y)) % 5 < 2;
            if finder(x, y).unwrap_or(noise) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    path
}

fn passkey(id: &str, label: &str, used: Option<&str>) -> PasskeyView {
    PasskeyView {
        id: id.to_owned(),
        label: label.to_owned(),
        since: moment("06:00:00"),
        used: used.map(moment),
    }
}

fn own_page() -> Vec<Sample> {
    let session = |id: &str, is_this, means, (address, agent): (&str, &str)| SessionView {
        id: id.to_owned(),
        is_this,
        means,
        since: moment("07:58:11"),
        seen: moment("19:04:40"),
        address: address.to_owned(),
        agent: agent.to_owned(),
    };
    let desk = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.6 Mobile/15E148 Safari/604.1";
    let screen = AccountScreen {
        name: "head".to_owned(),
        display_name: "Head of onboarding".to_owned(),
        grants: vec![
            (Role::Admin, None),
            (Role::Reviewer, Some("example-bank".to_owned())),
        ],
        single_only: None,
        is_fresh: true,
        passkeys: Passkeys {
            all: vec![
                passkey("1", "Laptop at the office", Some("07:58:11")),
                passkey("2", &"a-name-without-a-space".repeat(2), None),
            ],
            one_more: true,
            trouble: None,
        },
        codes_left: 8,
        sessions: vec![
            session("1", true, Means::App, ("203.0.113.9", desk)),
            session("2", false, Means::Passkey, ("198.51.100.24", phone)),
            session(
                "3",
                false,
                Means::SingleSignOn,
                ("2001:db8:85a3:8d3:1319:8a2e:370:7348", desk),
            ),
        ],
        resets: vec![
            ResetView {
                by: Some("review-desk".to_owned()),
                at: moment("07:12:40"),
            },
            ResetView {
                by: None,
                at: moment("06:58:02"),
            },
        ],
        problem: None,
    };
    vec![
        sample("account", Looks::Admin(None), screen.clone()),
        sample(
            "account-single-only",
            Looks::Admin(None),
            AccountScreen {
                single_only: Some("Example Login".to_owned()),
                ..screen.clone()
            },
        ),
        sample(
            "account-to-prove",
            Looks::Viewer(None),
            AccountScreen {
                name: "support".to_owned(),
                display_name: "Support desk".to_owned(),
                grants: Vec::new(),
                single_only: None,
                is_fresh: false,
                passkeys: Passkeys {
                    trouble: Some(PasskeyTrouble::Refused),
                    ..Passkeys::default()
                },
                codes_left: 1,
                resets: Vec::new(),
                problem: Some(NotIn::Wrong),
                sessions: screen.sessions.iter().take(1).cloned().collect(),
            },
        ),
    ]
}
