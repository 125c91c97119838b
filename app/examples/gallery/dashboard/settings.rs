//! Settings: clients and keys, endpoints, operators, connections.

use vestibule::permission::Role;
use vestibule_app::dashboard::{
    Section,
    clients::{ClientScreen, ClientView, ClientsScreen, KeyState, KeyView, TypedClient},
    connections::{ConnectionScreen, ConnectionView, ConnectionsScreen, HealthView, PermittedView},
    endpoints::{
        AttemptView, DeliveryStateView, DeliveryView, EndpointScreen, EndpointState, EndpointView,
        EndpointsScreen,
    },
    operators::{CalledBy, GrantView, OperatorScreen, OperatorView, OperatorsScreen, SingleView},
    retention::{HeldView, PeriodsView, RetentionScreen, StoppedView, WhyStopped},
    settings::{KeptView, Part, SettingsScreen},
};

use super::{ID, Looks, Sample, at, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let kept = KeptView {
        lifetime_minutes: 10_080,
        link_minutes: 1_440,
        result_code_minutes: 10,
        deliveries_days: 30,
        signals_days: 90,
        is_retention_on: false,
    };
    let parts = vec![
        Part::Clients,
        Part::Endpoints,
        Part::Operators,
        Part::Connections,
        Part::Retention,
    ];
    let mut all = vec![
        at(
            "settings",
            Section::Settings,
            SettingsScreen { parts, kept },
        ),
        sample(
            "settings-viewer",
            Looks::Viewer(Some(Section::Settings)),
            SettingsScreen {
                parts: Vec::new(),
                kept,
            },
        ),
    ];
    for more in [
        clients(),
        endpoints(),
        operators(),
        connections(),
        retention(),
    ] {
        all.extend(more);
    }
    all
}

fn retention() -> Vec<Sample> {
    let off = RetentionScreen {
        is_on: false,
        stopped: None,
        typed_wrong: false,
        now: moment("20:15:00"),
        swept: None,
        due: 0,
        soon: 0,
        confirmed: None,
        periods: vec![PeriodsView {
            journey: None,
            days: [Some(0); 3],
        }],
        per_hour: 1_000,
        many: (100, 5),
        holds: 0,
        held: Vec::new(),
    };
    let on = RetentionScreen {
        is_on: true,
        swept: Some(moment("20:10:00")),
        due: 3,
        soon: 412,
        confirmed: Some((own("operator:review-lead"), moment("08:00:00"))),
        periods: vec![
            PeriodsView {
                journey: None,
                days: [Some(365), Some(90), Some(30)],
            },
            PeriodsView {
                journey: Some(own("account")),
                days: [Some(3_650), None, Some(0)],
            },
        ],
        holds: 214,
        held: vec![HeldView {
            onboarding: own(ID),
            by: own("review-lead"),
            at: moment("19:30:00"),
        }],
        ..off.clone()
    };
    let stopped = |why, typed_wrong| RetentionScreen {
        stopped: Some(StoppedView {
            why,
            since: moment("20:10:00"),
            count: 48_211,
        }),
        typed_wrong,
        ..on.clone()
    };
    vec![
        set("retention", on.clone()),
        set("retention-off", off),
        set("retention-stopped", stopped(WhyStopped::Clock, false)),
        set("retention-wrong", stopped(WhyStopped::Many, true)),
        set("retention-first", stopped(WhyStopped::First, false)),
        set("retention-periods", stopped(WhyStopped::Periods, false)),
    ]
}

fn own(text: &str) -> String {
    text.to_owned()
}

fn set(name: &str, screen: impl vestibule_app::dashboard::Screen) -> Sample {
    at(name, Section::Settings, screen)
}

const REFUSED: &str = "the name `example-bank` is taken";

fn client(name: &str, display_name: &str, enabled: bool) -> ClientView {
    ClientView {
        name: own(name),
        display_name: own(display_name),
        enabled,
        return_urls: vec![
            own("https://app.example.com/onboarding/done"),
            own("https://app.example.com/onboarding/done/with/a/path/that/is/longer/than/most"),
        ],
    }
}

fn key(prefix: &str, state: KeyState) -> KeyView {
    KeyView {
        prefix: own(prefix),
        label: own("backend, 2026"),
        scopes: vec![
            own("onboardings:write"),
            own("onboardings:read"),
            own("webhooks:write"),
        ],
        sources: vec![own("192.0.2.0/24"), own("2001:db8::/32")],
        state,
        created: moment("08:00:00"),
        expires: Some(moment("23:59:59")),
        used: Some(moment("19:01:00")),
    }
}

fn clients() -> Vec<Sample> {
    let all = ClientsScreen {
        clients: vec![
            client("example-bank", "Example Bank", true),
            client("example-shop", "Example Shop", false),
        ],
        may_add: true,
        typed: TypedClient::default(),
        refused: None,
    };
    let one = ClientScreen {
        client: client("example-bank", "Example Bank", true),
        keys: vec![
            key("vst_live_8Qm2", KeyState::Live),
            KeyView {
                sources: Vec::new(),
                used: None,
                expires: None,
                ..key("vst_test_K7qM", KeyState::Revoked)
            },
        ],
        scopes: vec![
            "onboardings:write",
            "onboardings:read",
            "personal:read",
            "webhooks:write",
        ],
        new_key: None,
        typed_wrong: None,
        refused: None,
    };
    vec![
        set("clients", all.clone()),
        set(
            "clients-empty",
            ClientsScreen {
                clients: Vec::new(),
                ..all.clone()
            },
        ),
        set(
            "clients-refused",
            ClientsScreen {
                typed: TypedClient {
                    name: own("example-bank"),
                    display_name: own("Example Bank"),
                    return_urls: own("https://app.example.com/done"),
                },
                refused: Some(own(REFUSED)),
                ..all
            },
        ),
        set("client", one.clone()),
        set(
            "client-new-key",
            ClientScreen {
                new_key: Some(own(
                    "vst_live_8Qm2q7Jm3wT0aZ9kX2bV5nR8cY1dF4gH6jL0pS3tU6vW9xZ2",
                )),
                ..one.clone()
            },
        ),
        set(
            "client-wrong",
            ClientScreen {
                typed_wrong: Some((own("disable"), own("example-bank"))),
                ..one.clone()
            },
        ),
        set(
            "client-disabled",
            ClientScreen {
                client: ClientView {
                    return_urls: Vec::new(),
                    ..client("example-shop", "Example Shop", false)
                },
                keys: Vec::new(),
                refused: Some(own("a return URL must be https, except on loopback")),
                ..one
            },
        ),
    ]
}

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

fn endpoints() -> Vec<Sample> {
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
                ..screen
            },
        ),
    ]
}

fn operator(name: &str, display_name: &str, grants: &[(&str, Role)]) -> OperatorView {
    OperatorView {
        name: own(name),
        display_name: own(display_name),
        enabled: true,
        grants: grants
            .iter()
            .map(|(client, role)| GrantView {
                client: own(client),
                role: *role,
            })
            .collect(),
        is_own: false,
    }
}

fn operators() -> Vec<Sample> {
    let desk = operator(
        "review-desk",
        "Review desk",
        &[
            ("example-bank", Role::Reviewer),
            ("example-shop", Role::Viewer),
        ],
    );
    let all = OperatorsScreen {
        operators: vec![
            operator("head", "Head of onboarding", &[("*", Role::Admin)]),
            desk.clone(),
            OperatorView {
                enabled: false,
                ..operator("support", "Support desk", &[])
            },
        ],
        single_only: false,
        typed: (String::new(), String::new()),
        refused: None,
    };
    let single = SingleView {
        provider: own("Example Login"),
        called_by: CalledBy::Email,
        only: false,
        is_bound: false,
        claimed_as: own("desk@bank.example"),
    };
    let one = OperatorScreen {
        operator: desk.clone(),
        clients: vec![own("example-bank"), own("example-shop")],
        single: None,
        set_up: None,
        typed_wrong: None,
        refused: None,
    };
    vec![
        set("operators", all.clone()),
        set(
            "operators-refused",
            OperatorsScreen {
                typed: (own("head"), own("Another head")),
                refused: Some(own("the name `head` is taken")),
                ..all
            },
        ),
        set("operator", one.clone()),
        set(
            "operator-link",
            OperatorScreen {
                set_up: Some(own(
                    "https://id.example.com/dashboard/set-up/q7Jm3wT0aZ9kX2bV5nR8cY1dF4gH6jL0",
                )),
                ..one.clone()
            },
        ),
        set(
            "operator-wrong",
            OperatorScreen {
                typed_wrong: Some("disable"),
                ..one.clone()
            },
        ),
        set(
            "operator-single-sign-on",
            OperatorScreen {
                single: Some(single.clone()),
                ..one.clone()
            },
        ),
        set(
            "operator-single-sign-on-wrong",
            OperatorScreen {
                single: Some(SingleView {
                    only: true,
                    is_bound: true,
                    ..single
                }),
                typed_wrong: Some("claimed_as"),
                ..one.clone()
            },
        ),
        set(
            "operator-own",
            OperatorScreen {
                operator: OperatorView {
                    is_own: true,
                    ..operator("head", "Head of onboarding", &[("*", Role::Admin)])
                },
                ..one
            },
        ),
    ]
}

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

fn connections() -> Vec<Sample> {
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
