//! The list of onboardings, what waits for a second operator, and the audit log.

use vestibule::onboarding::OnboardingStatus;
use vestibule_app::dashboard::{
    Section,
    actions::Deed,
    audit::{AuditFilter, AuditScreen, EventView, VerdictView, WrongFilter},
    onboardings::{BadDay, Chosen, InVain, Line, OnboardingsScreen},
    proposals::{ChangedView, ProposalView, ProposalsScreen},
};

use super::{ID, Looks, REFERENCE, Sample, at, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = onboardings();
    all.extend(proposals());
    all.extend(audit());
    all
}

fn line(number: usize, status: OnboardingStatus) -> Line {
    let (client, mode, journey) = match number % 4 {
        0 => ("example-shop", "live", "age"),
        1 => ("direct", "direct", "account"),
        _ => ("example-bank", "live", "account"),
    };
    let step = match status {
        OnboardingStatus::InProgress | OnboardingStatus::Stopped => Some("face"),
        _ => None,
    };
    Line {
        id: format!("0190f3a4-7c1e-7b2d-8000-01234567{:04x}", 0x89ab + number),
        reference: format!("01234567{:04X}", 0x89ab + number),
        may_open: true,
        client: client.to_owned(),
        mode,
        journey: journey.to_owned(),
        status,
        step: step.map(str::to_owned),
        begun: moment(&format!("19:{:02}:07", 40 - number)),
        updated: moment(&format!("19:{:02}:44", 58 - number)),
    }
}

fn onboardings() -> Vec<Sample> {
    let choices = OnboardingsScreen {
        clients: vec![
            "example-bank".to_owned(),
            "example-shop".to_owned(),
            "direct".to_owned(),
        ],
        journeys: vec!["account".to_owned(), "age".to_owned()],
        may_export: true,
        live: Some("/dashboard/onboardings/rows".to_owned()),
        ..OnboardingsScreen::default()
    };
    let lines = || {
        let statuses = OnboardingStatus::ALL.into_iter().cycle().take(12);
        statuses
            .enumerate()
            .map(|(number, status)| line(number, status))
            .collect::<Vec<_>>()
    };
    let filled = OnboardingsScreen {
        lines: lines(),
        newer: Some("/dashboard/onboardings?cursor=a".to_owned()),
        older: Some("/dashboard/onboardings?cursor=b".to_owned()),
        ..choices.clone()
    };
    let chosen = Chosen {
        status: "stopped".to_owned(),
        hold: "on".to_owned(),
        client: "example-bank".to_owned(),
        from: "2026-11-01".to_owned(),
        ..Chosen::default()
    };
    let name = "a-client-whose-name-is-as-long-as-a-name-may-be-in-this-version1";
    let long = Line {
        client: name.to_owned(),
        journey: name.to_owned(),
        step: Some(name.to_owned()),
        ..line(2, OnboardingStatus::NeedsReview)
    };
    let seen = Line {
        may_open: false,
        ..line(2, OnboardingStatus::NeedsReview)
    };
    let list = |name, screen| at(name, Section::Onboardings, screen);
    vec![
        list("onboardings", filled.clone()),
        list("onboardings-empty", choices.clone()),
        list(
            "onboardings-no-match",
            OnboardingsScreen {
                chosen: chosen.clone(),
                ..choices.clone()
            },
        ),
        list(
            "onboardings-found",
            OnboardingsScreen {
                chosen: Chosen {
                    ids: ID.to_owned(),
                    ..Chosen::default()
                },
                lines: vec![line(0, OnboardingStatus::NeedsReview)],
                ..choices.clone()
            },
        ),
        list(
            "onboardings-in-vain",
            OnboardingsScreen {
                in_vain: Some(("client-17".to_owned(), InVain::NothingFound)),
                lines: lines().into_iter().take(2).collect(),
                ..choices.clone()
            },
        ),
        list(
            "onboardings-bad-days",
            OnboardingsScreen {
                chosen: Chosen {
                    from: "x".to_owned(),
                    to: "y".to_owned(),
                    ..chosen
                },
                bad: vec![BadDay::From, BadDay::To],
                ..choices.clone()
            },
        ),
        list(
            "onboardings-long",
            OnboardingsScreen {
                lines: vec![long],
                clients: vec![name.to_owned()],
                ..choices
            },
        ),
        sample(
            "onboardings-viewer",
            Looks::Viewer(Some(Section::Onboardings)),
            OnboardingsScreen {
                lines: vec![seen],
                may_export: false,
                clients: Vec::new(),
                ..filled
            },
        ),
    ]
}

fn proposal(id: &str, deed: Deed) -> ProposalView {
    ProposalView {
        id: id.to_owned(),
        case: format!("/dashboard/onboardings/{ID}"),
        reference: REFERENCE.to_owned(),
        client: "example-bank".to_owned(),
        deed,
        step: None,
        reason: "The document was seen at the branch, and the names are those of the same person."
            .to_owned(),
        by: "review-desk".to_owned(),
        at: moment("18:31:02"),
        until: moment("23:31:02"),
        changed: Vec::new(),
        is_own: false,
        may_answer: true,
        may_be_one: false,
        wrong_reference: false,
    }
}

fn proposals() -> Vec<Sample> {
    let all = vec![
        proposal("one", Deed::Approve),
        ProposalView {
            wrong_reference: false,
            ..proposal("two", Deed::Reject)
        },
        ProposalView {
            changed: vec![
                ChangedView::Status(OnboardingStatus::NeedsReview, OnboardingStatus::Stopped),
                ChangedView::Facts,
                ChangedView::Attempts,
            ],
            ..proposal("three", Deed::Approve)
        },
        ProposalView {
            step: Some("face".to_owned()),
            is_own: true,
            ..proposal("four", Deed::AllowAttempt)
        },
    ];
    let wrong = ProposalView {
        wrong_reference: true,
        reason: "https://example.com/".to_owned() + &"a-reason-without-a-space".repeat(20),
        ..proposal("two", Deed::Erase)
    };
    let theirs = ProposalView {
        may_answer: false,
        ..proposal("one", Deed::Cancel)
    };
    let list = |name, proposals| at(name, Section::Proposals, ProposalsScreen { proposals });
    vec![
        list("proposals", all),
        list("proposals-empty", Vec::new()),
        list("proposals-wrong", vec![wrong]),
        list(
            "proposals-one-person",
            vec![ProposalView {
                may_be_one: true,
                ..proposal("one", Deed::Cancel)
            }],
        ),
        sample(
            "proposals-viewer",
            Looks::Viewer(Some(Section::Proposals)),
            ProposalsScreen {
                proposals: vec![theirs],
            },
        ),
    ]
}

fn event(sequence: i64, kind: &str, actor: &str, detail: Option<&str>) -> EventView {
    EventView {
        sequence,
        at: moment(&format!("19:{:02}:21", sequence % 60)),
        kind: kind.to_owned(),
        actor: actor.to_owned(),
        detail: detail.map(str::to_owned),
        hash: format!("{:016x}", sequence * 0x1234_5678_9abc),
    }
}

fn audit() -> Vec<Sample> {
    let screen = AuditScreen {
        filter: AuditFilter::default(),
        events: vec![
            event(
                64,
                "pause.begun",
                "operator:head",
                Some(r#"{"kind":"connection","name":"face"}"#),
            ),
            event(63, "value.revealed", "operator:review-desk", None),
            event(
                62,
                "operator.signed_in",
                "operator:review-desk",
                Some(r#"{"address":"203.0.113.9","factor":"totp"}"#),
            ),
            event(
                61,
                "client.key_created",
                "operator:head",
                Some(
                    r#"{"client":"example-bank","mode":"live","prefix":"vst_live_8Qm2","scopes":["onboardings:write","onboardings:read","webhooks:write"]}"#,
                ),
            ),
            event(
                60,
                "return.refused",
                "applicant",
                Some(r#"{"reason":"state"}"#),
            ),
        ],
        older: Some("/dashboard/audit?before=60".to_owned()),
        verdict: None,
    };
    let log = |name, screen| at(name, Section::Audit, screen);
    vec![
        log("audit", screen.clone()),
        log(
            "audit-whole",
            AuditScreen {
                verdict: Some(VerdictView::Whole(12_408)),
                ..screen.clone()
            },
        ),
        log(
            "audit-broken",
            AuditScreen {
                verdict: Some(VerdictView::Broken(format!(
                    "chain {ID}: row 17 is not what its hash says"
                ))),
                ..screen.clone()
            },
        ),
        log(
            "audit-wrong",
            AuditScreen {
                filter: AuditFilter {
                    since: "yesterday".to_owned(),
                    wrong: Some(WrongFilter::Since),
                    ..AuditFilter::default()
                },
                events: Vec::new(),
                older: None,
                ..screen
            },
        ),
    ]
}
