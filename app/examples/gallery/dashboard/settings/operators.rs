//! Operators, and what they may do.

use vestibule::permission::Role;
use vestibule_app::dashboard::{
    operators::{CalledBy, GrantView, OperatorScreen, OperatorView, OperatorsScreen, SingleView},
    refusal::Refusal,
};

use super::{own, set};
use crate::dashboard::Sample;

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

pub(super) fn samples() -> Vec<Sample> {
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
        typed: None,
    };
    let one = OperatorScreen {
        operator: desk.clone(),
        clients: vec![own("example-bank"), own("example-shop")],
        single: None,
        set_up: None,
        typed_wrong: None,
        chosen: None,
        refused: None,
    };
    vec![
        set("operators", all.clone()),
        set(
            "operators-refused",
            OperatorsScreen {
                typed: (own("head"), own("Another head")),
                refused: Some(Refusal::OperatorTaken),
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
                    ..single.clone()
                }),
                typed_wrong: Some("claimed_as"),
                ..one.clone()
            },
        ),
        set(
            "operator-single-sign-on-refused",
            OperatorScreen {
                single: Some(SingleView {
                    typed: Some(own("head@bank.example")),
                    ..single
                }),
                refused: Some(Refusal::ClaimedTaken),
                ..one.clone()
            },
        ),
        set(
            "operator-grant-refused",
            OperatorScreen {
                chosen: Some(GrantView {
                    client: own("example-store"),
                    role: Role::Admin,
                }),
                refused: Some(Refusal::NoClient),
                ..one.clone()
            },
        ),
        set(
            "operator-not-fresh",
            OperatorScreen {
                refused: Some(Refusal::NotFresh),
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
