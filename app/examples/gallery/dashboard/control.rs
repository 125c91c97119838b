//! Pauses and versions, and the simulator.

use vestibule::locale::Locale;
use vestibule_app::dashboard::{
    Section,
    control::{
        ActivationView, ControlScreen, JourneyView, PauseProblem, PauseView, TypedPause,
        VersionView, What,
    },
    refusal::Refusal,
    simulator::{ProviderView, SimulatorScreen, SimulatorView},
};

use super::{Looks, Sample, at, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = control();
    all.extend(simulator());
    all
}

fn own(text: &str) -> String {
    text.to_owned()
}

fn texts() -> Vec<(Locale, String)> {
    vec![
        (
            Locale::En,
            own("The check of your face is being repaired. Please come back after 21:00."),
        ),
        (
            Locale::Id,
            own("Pemeriksaan wajah sedang diperbaiki. Silakan kembali setelah pukul 21.00."),
        ),
    ]
}

fn pause(id: &str, what: What) -> PauseView {
    PauseView {
        id: own(id),
        what,
        reason: own("Incident 4711 at the provider"),
        texts: texts(),
        begun: (own("head"), moment("18:02:00")),
        ended: None,
    }
}

fn version(hash: &str, day: &str) -> VersionView {
    VersionView {
        hash: hash.repeat(8),
        seen: vestibule_app::dashboard::moment::Moment(format!("2026-11-{day}T09:00:00Z")),
        title: own("Open an account"),
        steps: 5,
        configured: false,
        active: false,
        findings: Vec::new(),
    }
}

fn screen() -> ControlScreen {
    let journey = JourneyView {
        name: own("account"),
        versions: vec![
            VersionView {
                configured: true,
                ..version("9f2c41d0", "22")
            },
            VersionView {
                active: true,
                ..version("1b7da3e4", "15")
            },
            VersionView {
                findings: vec![own(
                    "the step `address` uses the connection `address-old`, which is not configured any more",
                )],
                ..version("77c0ffee", "02")
            },
        ],
        activated: Some((own("head"), own("review-desk"), moment("09:12:00"))),
        waiting: vec![ActivationView {
            id: own("a"),
            version: "9f2c41d0".repeat(8),
            reason: own("The address is asked for after the face."),
            proposed: (own("review-desk"), moment("18:31:02")),
            until: moment("23:31:02"),
            overtaken: false,
            is_own: false,
        }],
    };
    let plain = JourneyView {
        name: own("age"),
        versions: vec![
            VersionView {
                configured: true,
                active: true,
                ..version("42aa00cc", "15")
            },
            version("13371337", "02"),
        ],
        activated: None,
        waiting: Vec::new(),
    };
    ControlScreen {
        may_pause: true,
        may_activate: true,
        open: vec![pause("one", What::Connection(own("face")))],
        over: vec![PauseView {
            ended: Some((own("head"), moment("06:20:00"))),
            ..pause("two", What::Journey(own("age")))
        }],
        connections: vec![own("address"), own("face"), own("phone")],
        journeys: vec![journey, plain],
        typed: TypedPause::default(),
        refused: None,
    }
}

fn control() -> Vec<Sample> {
    let wrong = ControlScreen {
        typed: TypedPause {
            what: own("journey:age"),
            reason: own("Maintenance"),
            texts: texts().into_iter().take(1).collect(),
            problem: Some(PauseProblem::Texts),
        },
        open: Vec::new(),
        ..screen()
    };
    let refused = ControlScreen {
        refused: Some(Refusal::OwnProposal),
        open: vec![pause("one", What::Starts)],
        ..screen()
    };
    let viewer = ControlScreen {
        may_pause: false,
        may_activate: false,
        ..screen()
    };
    vec![
        at("control", Section::Control, screen()),
        at("control-wrong", Section::Control, wrong),
        at("control-refused", Section::Control, refused),
        sample(
            "control-viewer",
            Looks::Viewer(Some(Section::Control)),
            viewer,
        ),
    ]
}

fn simulator() -> Vec<Sample> {
    let panel = |name, simulator| {
        let refused = None;
        at(
            name,
            Section::Simulator,
            SimulatorScreen { simulator, refused },
        )
    };
    let face = ProviderView {
        name: own("onekyc"),
        scenarios: vec![
            (
                own("permission_error"),
                own("The frame posts ERROR, PERMISSION_ERROR: the camera was denied."),
            ),
            (
                own("valid"),
                own("The capture is accepted: COMPLETED, VALID."),
            ),
        ],
        next: vec![own("permission_error"), own("valid")],
        sessions: 2,
        newest: vec![own(
            "{\n  \"id\": \"okyc-5d1c2a90-77b1-4a3e-9d5e-1c2a907b14a3\",\n  \"status\": \"OPEN\"\n}",
        )],
        callbacks: 1,
    };
    let phone = ProviderView {
        name: own("signicat"),
        scenarios: vec![(own("success"), own("the number is confirmed"))],
        next: Vec::new(),
        sessions: 0,
        newest: Vec::new(),
        callbacks: 0,
    };
    let refused = SimulatorScreen {
        simulator: SimulatorView::World(moment("19:04:44"), vec![phone.clone()]),
        refused: Some(Refusal::Scenario),
    };
    vec![
        panel(
            "simulator",
            SimulatorView::World(moment("19:04:44"), vec![face, phone]),
        ),
        panel("simulator-none", SimulatorView::NotConfigured),
        panel("simulator-silent", SimulatorView::Silent),
        at("simulator-refused", Section::Simulator, refused),
    ]
}
