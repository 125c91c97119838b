//! The overview.

use vestibule::onboarding::OnboardingStatus;
use vestibule_app::dashboard::{
    Section,
    overview::{
        Choice, Circuit, Count, Day, Dropout, Funnel, FunnelStep, Key, Notices, OverviewScreen,
        Provider, Recovery, Shown, Usage,
    },
    resets::ResetView,
};

use super::{Looks, Sample, at, moment, sample};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

pub(super) fn samples() -> Vec<Sample> {
    let empty = OverviewScreen {
        choice: Choice {
            days: 7,
            windows: vec![7, 30, 90],
            ..Choice::default()
        },
        ..OverviewScreen::default()
    };
    let quiet = OverviewScreen {
        choice: Choice {
            mode: "test",
            ..full().choice
        },
        providers: vec![
            provider("phone", 240, [90, 700], None, &[]),
            provider("face", 118, [340, 4_100], None, &[("unavailable", 1)]),
        ],
        keys: Vec::new(),
        usage: Vec::new(),
        billable: Vec::new(),
        over_budget: Vec::new(),
        ..full()
    };
    vec![
        at("overview", Section::Overview, full()),
        at("overview-empty", Section::Overview, empty),
        sample(
            "overview-viewer",
            Looks::Viewer(Some(Section::Overview)),
            quiet,
        ),
        at("overview-long", Section::Overview, long()),
    ]
}

fn provider(
    connection: &str,
    calls: i64,
    [half, most]: [i64; 2],
    circuit: Option<Circuit>,
    errors: &[(&str, i64)],
) -> Provider {
    Provider {
        connection: connection.to_owned(),
        calls,
        errors: errors
            .iter()
            .map(|(error, count)| ((*error).to_owned(), *count))
            .collect(),
        times: [Some(half), Some(most)],
        endings: vec![
            ("succeeded".to_owned(), calls * 7 / 10),
            ("cancelled".to_owned(), calls / 12),
            ("refused".to_owned(), calls / 20),
        ],
        circuit,
        novelties: Vec::new(),
    }
}

fn step(title: &str, counts: [i64; 3], times: [i64; 2]) -> FunnelStep {
    FunnelStep {
        title: title.to_owned(),
        counts,
        times: times.map(Some),
    }
}

fn count(connection: &str, word: &str, count: i64) -> Count {
    Count {
        connection: connection.to_owned(),
        word: word.to_owned(),
        count,
    }
}

fn dropout(step: &str, how: &str, reason: &str, count: i64) -> Dropout {
    Dropout {
        journey: "account".to_owned(),
        step: step.to_owned(),
        how: how.to_owned(),
        reason: reason.to_owned(),
        count,
    }
}

fn days() -> Vec<Day> {
    (1..=30)
        .map(|day| {
            let weekend = matches!(day % 7, 0 | 1);
            let begun = if weekend { 9 } else { 24 } + (day * 7 + day * day) % 9;
            Day {
                date: format!("2026-11-{day:02}"),
                begun,
                completed: begun * (58 + day % 11) / 100,
            }
        })
        .collect()
}

fn full() -> OverviewScreen {
    let days = days();
    let begun: i64 = days.iter().map(|day| day.begun).sum();
    let completed: i64 = days.iter().map(|day| day.completed).sum();
    let rest = begun - completed;
    let parts = [6, 4, 3, 1, 2, 1].map(|part| rest * part / 20);
    let standing = OnboardingStatus::ALL
        .into_iter()
        .filter(|status| *status != OnboardingStatus::Completed)
        .zip(parts)
        .chain([(OnboardingStatus::Completed, completed)]);
    OverviewScreen {
        choice: Choice {
            days: 30,
            windows: vec![7, 30, 90],
            client: None,
            clients: vec!["example-bank".to_owned(), "example-shop".to_owned()],
            mode: "",
            journey: None,
            journeys: vec!["account".to_owned(), "age".to_owned()],
        },
        standing: standing.collect(),
        days,
        funnels: vec![Funnel {
            journey: "account".to_owned(),
            title: "Open an account".to_owned(),
            begun,
            opened: begun - 23,
            steps: vec![
                step(
                    "Agree to the terms",
                    [begun - 23, begun - 41, 0],
                    [21 * SECOND, 95 * SECOND],
                ),
                step(
                    "Your phone",
                    [begun - 41, begun - 88, 0],
                    [48 * SECOND, 4 * MINUTE],
                ),
                step(
                    "Your document and your face",
                    [begun - 88, completed + 31, 0],
                    [150 * SECOND, 14 * MINUTE],
                ),
                step(
                    "Your address",
                    [completed + 31, completed, 18],
                    [62 * SECOND, 9 * MINUTE],
                ),
            ],
            completed,
        }],
        devices: vec![
            ("phone".to_owned(), begun * 6 / 10),
            ("desktop".to_owned(), begun * 3 / 10),
            ("tablet".to_owned(), begun / 12),
        ],
        shown: vec![
            shown("frame", "desktop", 164, 131),
            shown("frame", "phone", 88, 52),
            shown("page", "phone", 231, 201),
        ],
        dropouts: vec![
            dropout("face", "expired", "camera_denied", 31),
            dropout("face", "stopped", "attempts_exhausted", 19),
            dropout("phone", "expired", "none", 14),
            dropout("face", "handed_over", "not_accepted", 11),
            dropout("phone", "cancelled", "cancelled", 6),
            dropout("terms", "disowned", "none", 2),
        ],
        recoveries: vec![
            recovery("camera_denied", 74, 43),
            recovery("not_accepted", 41, 27),
            recovery("cancelled", 38, 33),
            recovery("session_expired", 12, 10),
        ],
        providers: vec![
            Provider {
                novelties: vec![(
                    "session.get".to_owned(),
                    "assuranceLevel=verylow".to_owned(),
                    3,
                )],
                ..provider(
                    "phone",
                    1_840,
                    [92, 640],
                    Some(Circuit::Closed),
                    &[("unavailable", 4)],
                )
            },
            provider(
                "face",
                1_102,
                [338, 4_100],
                Some(Circuit::Open),
                &[("unavailable", 57), ("unexpected", 2)],
            ),
            provider("address", 410, [120, 880], Some(Circuit::HalfOpen), &[]),
        ],
        messages: vec![
            count("phone", "accepted", 2_431),
            count("phone", "origin", 3),
            count("face", "accepted", 1_988),
            count("face", "unexpected", 41),
            count("face", "late", 12),
        ],
        frame_events: vec![
            count("face", "ready", 512),
            count("face", "document_seen", 431),
            count("face", "face_seen", 402),
        ],
        webhooks: 14,
        webhooks_waiting_ms: Some(12 * MINUTE),
        keys: vec![Key {
            prefix: "vst_live_8Qm2".to_owned(),
            client: "example-bank".to_owned(),
            ends: "2026-12-01".to_owned(),
        }],
        usage: vec![
            usage("example-bank", 431, 500),
            usage("example-shop", 38, 500),
        ],
        billable: vec![("face".to_owned(), 1_004), ("phone".to_owned(), 1_240)],
        over_budget: vec![count("face", "client", 2)],
        notices: Notices::default(),
    }
}

fn shown(shown_as: &str, device: &str, ended: i64, succeeded: i64) -> Shown {
    Shown {
        connection: "face".to_owned(),
        shown_as: shown_as.to_owned(),
        device: device.to_owned(),
        ended,
        succeeded,
    }
}

fn recovery(reason: &str, failed: i64, recovered: i64) -> Recovery {
    Recovery {
        reason: reason.to_owned(),
        failed,
        recovered,
    }
}

fn usage(client: &str, today: i64, budget: i64) -> Usage {
    Usage {
        client: client.to_owned(),
        today,
        budget,
    }
}

/// Names as long as they may be.
fn long() -> OverviewScreen {
    let name = "a-client-whose-name-is-as-long-as-a-name-may-be-in-this-version1";
    let title = "Open a current account for a company that has more than one owner, each of whom proves who they are";
    let whole = full();
    OverviewScreen {
        choice: Choice {
            client: Some(name.to_owned()),
            clients: vec![name.to_owned()],
            mode: "all",
            journeys: vec![name.to_owned()],
            ..whole.choice.clone()
        },
        funnels: vec![Funnel {
            title: title.to_owned(),
            steps: vec![
                step(title, [120, 80, 1], [400, 200_000_000]),
                step(name, [80, 2, 0], [1, 2]),
            ],
            ..whole.funnels[0].clone()
        }],
        notices: Notices {
            retention_stopped: Some(moment("06:10:00")),
            resets: vec![ResetView {
                by: Some(name.to_owned()),
                at: moment("07:12:40"),
            }],
        },
        devices: vec![(name.to_owned(), 9)],
        dropouts: vec![Dropout {
            journey: name.to_owned(),
            step: name.to_owned(),
            how: "expired".to_owned(),
            reason: "contact_mismatch".to_owned(),
            count: 123_456,
        }],
        providers: vec![provider(
            name,
            1_234_567,
            [92, 640],
            Some(Circuit::Open),
            &[("unavailable", 123_456), ("misconfigured", 12)],
        )],
        messages: vec![count(name, "unexpected", 1_234_567)],
        webhooks: 10_000,
        usage: vec![usage(name, 1_234_567, 1_500_000)],
        keys: vec![Key {
            prefix: "vst_live_8Qm2".to_owned(),
            client: name.to_owned(),
            ends: "2026-12-01".to_owned(),
        }],
        ..whole
    }
}
