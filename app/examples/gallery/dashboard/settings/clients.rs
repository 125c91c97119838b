//! Clients and their keys.

use vestibule_app::dashboard::{
    clients::{ClientScreen, ClientView, ClientsScreen, KeyState, KeyView, TypedClient, TypedKey},
    refusal::Refusal,
};

use super::{own, set};
use crate::dashboard::{Sample, moment};

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

pub(super) fn samples() -> Vec<Sample> {
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
        typed_url: String::new(),
        typed_key: TypedKey::default(),
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
                refused: Some(Refusal::ClientTaken),
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
            "client-key-refused",
            ClientScreen {
                typed_key: TypedKey {
                    label: own("backend, 2027"),
                    mode: own("live"),
                    scopes: Vec::new(),
                    sources: own("192.0.2.0/24"),
                    days: own("365"),
                },
                refused: Some(Refusal::NoScope),
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
                typed_url: own("http://shop.example.com/done"),
                refused: Some(Refusal::ReturnUrl),
                ..one
            },
        ),
    ]
}
