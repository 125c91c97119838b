//! Endpoints of webhooks, and what was delivered to them.

use vestibule_app::dashboard::{
    endpoints::{
        AttemptView, DeliveryStateView, DeliveryView, EndpointScreen, EndpointState, EndpointView,
        EndpointsScreen,
    },
    refusal::Refusal,
};

use super::{own, set};
use crate::dashboard::{ID, Sample, moment};

fn endpoint(id: &str, state: EndpointState) -> EndpointView {
    EndpointView {
        id: own(id),
        client: own("example-bank"),
        mode: "live",
        url: own("https://backend.example.com/hooks/vestibule"),
        description: own("the onboarding service"),
        events: Vec::new(),
        state,
        created: moment("08:00:00"),
    }
}

fn delivery(
    id: &str,
    state: DeliveryStateView,
    answers: &[(Option<i64>, Option<&str>)],
) -> DeliveryView {
    let attempts = answers
        .iter()
        .zip(1..)
        .map(|((status, problem), number)| AttemptView {
            number,
            at: moment("19:05:00"),
            took_ms: 318,
            status: *status,
            problem: problem.map(own),
        });
    DeliveryView {
        id: own(id),
        event: format!("evt_{id}_0190f3a4b2c17d2e"),
        kind: own("onboarding.needs_review"),
        onboarding: Some(own(ID)),
        state,
        created: moment("19:04:44"),
        next: (state == DeliveryStateView::Pending).then(|| moment("19:20:00")),
        attempts: attempts.collect(),
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let list = vec![
        endpoint("one", EndpointState::Failing(moment("18:20:00"))),
        EndpointView {
            url: own("https://shop.example.com/") + &"a-long-path/".repeat(12),
            client: own("example-shop"),
            mode: "test",
            ..endpoint("two", EndpointState::DisabledAsFailing)
        },
        endpoint("three", EndpointState::Good),
    ];
    let screen = EndpointScreen {
        endpoint: endpoint("one", EndpointState::Failing(moment("18:20:00"))),
        schemes: vec![own("standard"), own("ed25519")],
        deliveries: vec![
            delivery(
                "4",
                DeliveryStateView::Pending,
                &[(Some(500), Some("status")), (None, Some("timed_out"))],
            ),
            delivery("3", DeliveryStateView::Delivered, &[(Some(204), None)]),
            delivery(
                "2",
                DeliveryStateView::Failed,
                &[(None, Some("refused_address"))],
            ),
        ],
        older: Some(own("/dashboard/settings/webhooks/one?before=2")),
        typed_wrong: false,
        refused: None,
    };
    vec![
        set("endpoints", EndpointsScreen { endpoints: list }),
        set(
            "endpoints-empty",
            EndpointsScreen {
                endpoints: Vec::new(),
            },
        ),
        set("endpoint", screen.clone()),
        set(
            "endpoint-wrong",
            EndpointScreen {
                typed_wrong: true,
                deliveries: Vec::new(),
                older: None,
                ..screen.clone()
            },
        ),
        set(
            "endpoint-refused",
            EndpointScreen {
                deliveries: Vec::new(),
                older: None,
                refused: Some(Refusal::EndpointDisabled),
                ..screen
            },
        ),
    ]
}
