//! Connections to providers.

use vestibule_app::dashboard::connections::{
    ConnectionScreen, ConnectionView, ConnectionsScreen, HealthView, PermittedView,
};

use super::{own, set};
use crate::dashboard::Sample;

fn connection(name: &str, kind: &str, display_name: &str, health: HealthView) -> ConnectionView {
    ConnectionView {
        name: own(name),
        kind: own(kind),
        display_name: own(display_name),
        environment: "sandbox",
        health,
        journeys: vec![own("account"), own("age")],
        findings: 0,
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let face = ConnectionView {
        findings: 2,
        ..connection("face", "onekyc", "OneKYC", HealthView::Resting)
    };
    let list = vec![
        connection("address", "external", "Example Bank", HealthView::Trying),
        face.clone(),
        connection("phone", "signicat", "Signicat", HealthView::Good),
        connection("bankid", "bankid", "BankID", HealthView::Paused),
    ];
    let screen = ConnectionScreen {
        connection: face,
        region: Some(own("Indonesia")),
        trust_framework: None,
        flow_version: "web-sdk 2",
        contract_date: "2026-10-14",
        facts: vec![own("identity"), own("liveness"), own("document")],
        permitted: vec![
            PermittedView {
                purpose: "onboarding",
                source: own("https://provider.example.com/terms/section/that/says/so"),
                date: own("2026-09-30"),
                by_contract: false,
            },
            PermittedView {
                purpose: "age",
                source: own("the account's contract, annex 2"),
                date: own("2026-10-02"),
                by_contract: true,
            },
        ],
        biometric: true,
        not_for_everyone: false,
        sheet: vec![
            (
                "Return addresses",
                vec![
                    own("https://id.example.com/return/face"),
                    own(
                        "https://id.example.com/return/face/{attempt}/a/very/long/path/that/does/not/end/soon",
                    ),
                ],
                own("Every one of them, without a pattern."),
            ),
            (
                "Callback address",
                vec![own("https://id.example.com/callbacks/face")],
                String::new(),
            ),
        ],
        findings: vec![
            own("the callback is not signed: ask the provider for a secret"),
            own("the journey `age` uses it for a purpose that only its contract permits"),
        ],
    };
    vec![
        set("connections", ConnectionsScreen { connections: list }),
        set(
            "connections-empty",
            ConnectionsScreen {
                connections: Vec::new(),
            },
        ),
        set("connection", screen),
    ]
}
