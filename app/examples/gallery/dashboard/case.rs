//! A case, its messages, and what an operator does to it.

mod inspector;
mod timeline;

use vestibule::{
    matching::Verdict,
    onboarding::{OnboardingStatus, StepStatus},
    reason::Reason,
    risk::RiskSignal,
};
use vestibule_app::dashboard::{
    Section,
    actions::{ActionScreen, ActionsView, Deed, DeedForm, LinkScreen, OfCase},
    case::{
        Advice, CaseScreen, EntryKind, FactBlock, Happened, Head, Hold, MatchLine, May, StepLine,
        Timeline, Tried, Value,
    },
};

use self::timeline::{ENDPOINT, entry, logged, timeline};
use super::{ID, Looks, REFERENCE, Sample, at, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = cases();
    all.extend(inspector::samples());
    all.extend(deeds());
    all
}

fn own(text: &str) -> String {
    text.to_owned()
}

fn value(field: &str, claim: &str, masked: &str) -> Value {
    Value {
        field: own(field),
        claim: own(claim),
        masked: own(masked),
        revealed: None,
    }
}

fn head(status: OnboardingStatus) -> Head {
    Head {
        status,
        client: Some(own("Example Bank (example-bank)")),
        mode: own("live"),
        journey: own("account"),
        version: own("9f2c41d07ab3e58866f1d2c3b4a5968778695a4b3c2d1e0f9f2c41d07ab3e588"),
        begun: moment("18:40:07"),
        changed: moment("19:04:44"),
        finished: Some(moment("19:04:44")),
        expires: None,
        erased: None,
        due: None,
        support_codes: vec![own("K7QM-2XPA"), own("8D4T-VW3H")],
    }
}

fn facts() -> Vec<FactBlock> {
    vec![
        FactBlock {
            step: own("identity"),
            kind: own("identity"),
            source: own("face"),
            assurance: Some(own("substantial")),
            verified: true,
            at: moment("19:04:41"),
            values: vec![
                Value {
                    revealed: Some((own("Jalan Contoh 12, Jakarta 10110"), moment("19:10:02"))),
                    ..value("identity/address", "address", "J•••")
                },
                value("identity/birthdate", "birthdate", "••••-••-••"),
                value("identity/name", "name", "N••• N•••"),
                value("identity/national_id", "national_id", "•••••••••••••123"),
            ],
        },
        FactBlock {
            step: own("about"),
            kind: own("answers"),
            source: own("applicant"),
            assurance: None,
            verified: false,
            at: moment("18:51:17"),
            values: vec![
                value("about/name", "name", "N••• N•••"),
                value("about/occupation", "occupation", "•••"),
            ],
        },
    ]
}

fn of_case() -> OfCase {
    OfCase {
        href: format!("/dashboard/onboardings/{ID}"),
        revision: own("9f2c41d0"),
        reference: own(REFERENCE),
    }
}

fn actions() -> ActionsView {
    let forms = Deed::ALL.map(|deed| match deed {
        Deed::AllowAttempt => DeedForm {
            steps: vec![(own("face"), own("Your document and your face"))],
            ..DeedForm::of(deed)
        },
        Deed::Approve | Deed::Reject => DeedForm {
            four_eyes: true,
            ..DeedForm::of(deed)
        },
        _ => DeedForm::of(deed),
    });
    ActionsView {
        case: of_case(),
        forms: forms.to_vec(),
    }
}

fn step(name: &str, status: StepStatus) -> StepLine {
    StepLine {
        name: own(name),
        status: Some(status),
    }
}

fn review() -> CaseScreen {
    let rule = |name: &str, one: &str, verdict| MatchLine {
        name: own(name),
        between: [own(one), own("identity/name")],
        verdict,
    };
    CaseScreen {
        id: own(ID),
        head: head(OnboardingStatus::NeedsReview),
        advice: Advice::Review(
            own("expected-name"),
            vec![own("not_matched: expected-name")],
        ),
        steps: vec![
            step("terms", StepStatus::Done),
            step("about", StepStatus::Done),
            step("face", StepStatus::Done),
            step("card", StepStatus::NotNeeded),
            step("picture", StepStatus::Skipped),
        ],
        facts: facts(),
        said: vec![
            value("expected/name", "expected/name", "N••• N•••"),
            value("client_reference", "client_reference", "•••"),
            value("account", "account", "•••@•••"),
        ],
        matches: vec![
            rule("expected-name", "expected/name", Verdict::Fuzzy),
            rule("name-as-typed", "about/name", Verdict::Normalised),
            rule(
                "expected-birth-date",
                "expected/birthdate",
                Verdict::Missing,
            ),
        ],
        signals: vec![
            (RiskSignal::DeviceVelocity, 3),
            (RiskSignal::PrefillEdited, 1),
        ],
        timeline: timeline(),
        may: May {
            reveal: true,
            note: true,
            evidence: true,
            hold: true,
        },
        hold: None,
        tried: Tried::default(),
        actions: Some(actions()),
    }
}

fn fresh() -> CaseScreen {
    CaseScreen {
        head: Head {
            finished: None,
            expires: Some(moment("23:40:07")),
            support_codes: Vec::new(),
            ..head(OnboardingStatus::InProgress)
        },
        advice: Advice::LinkUnopened,
        steps: vec![
            step("terms", StepStatus::Ready),
            step("face", StepStatus::CannotStartYet),
        ],
        facts: Vec::new(),
        said: Vec::new(),
        matches: Vec::new(),
        signals: Vec::new(),
        timeline: Timeline {
            kinds: vec![EntryKind::Messages],
            ..Timeline::default()
        },
        actions: Some(ActionsView {
            case: of_case(),
            forms: vec![DeedForm::of(Deed::MakeLink), DeedForm::of(Deed::Cancel)],
        }),
        ..review()
    }
}

fn long() -> CaseScreen {
    let name = "a-step-whose-name-is-as-long-as-a-name-may-be-in-this-version-12";
    CaseScreen {
        advice: Advice::Exhausted(own(name), Some(Reason::ContactMismatch)),
        steps: vec![step(name, StepStatus::Exhausted)],
        facts: vec![FactBlock {
            step: own(name),
            kind: own(name),
            source: own(name),
            assurance: Some(own(name)),
            values: vec![
                Value {
                    revealed: Some((
                        "W".repeat(300) + "\n\u{202b}שלום\u{202c} second line",
                        moment("19:10:02"),
                    )),
                    ..value("one", name, "•••")
                },
                value("two", name, &"•".repeat(200)),
            ],
            ..facts().remove(0)
        }],
        matches: vec![MatchLine {
            name: own(name),
            between: [own(name), own(name)],
            verdict: Verdict::Mismatch,
        }],
        timeline: Timeline {
            entries: vec![
                entry(
                    "19:04:46",
                    Happened::Written {
                        again: Some(own("1")),
                        kind: own("onboarding.needs_review"),
                        endpoint: own(ENDPOINT) + &"/a-path".repeat(30),
                        state: own("pending"),
                    },
                ),
                entry(
                    "19:04:40",
                    logged(
                        "return.refused",
                        "applicant",
                        &[
                            ("detail", &"without-a-space".repeat(20)),
                            ("reason", "state"),
                        ],
                    ),
                ),
                entry(
                    "19:04:39",
                    Happened::Noted {
                        operator: own(name),
                        text: Some("without-a-space".repeat(40)),
                    },
                ),
                entry(
                    "19:04:38",
                    Happened::Noted {
                        operator: own("support"),
                        text: None,
                    },
                ),
            ],
            ..timeline()
        },
        ..review()
    }
}

fn cases() -> Vec<Sample> {
    let wrong = CaseScreen {
        tried: Tried {
            field: own("identity/name"),
            reason: Some(own("short")),
            note: Some(own("")),
            hold: Some(own("why")),
        },
        ..review()
    };
    let held = CaseScreen {
        head: head(OnboardingStatus::Rejected),
        advice: Advice::Rejected(None),
        hold: Some(Hold {
            by: own("review-lead"),
            at: moment("19:30:00"),
            reason: own("Evidence in case 4711 of the district court, until the judgment."),
        }),
        ..review()
    };
    let due = CaseScreen {
        head: Head {
            due: Some((moment("20:00:00"), false)),
            ..head(OnboardingStatus::Completed)
        },
        advice: Advice::Approved(Some(own("everything-matches"))),
        ..review()
    };
    let viewer = CaseScreen {
        may: May::default(),
        actions: Some(ActionsView {
            case: of_case(),
            forms: Vec::new(),
        }),
        advice: Advice::Stopped(own("face"), Reason::CameraDenied),
        head: head(OnboardingStatus::InProgress),
        ..review()
    };
    let erased = CaseScreen {
        head: Head {
            client: None,
            mode: own("direct"),
            erased: Some(moment("20:00:00")),
            ..head(OnboardingStatus::Completed)
        },
        advice: Advice::Erased,
        steps: vec![StepLine {
            name: own("face"),
            status: None,
        }],
        facts: Vec::new(),
        said: Vec::new(),
        matches: Vec::new(),
        signals: Vec::new(),
        timeline: Timeline {
            entries: vec![entry(
                "20:00:00",
                logged(
                    "onboarding.erased",
                    "operator:head",
                    &[("reason", "asked for it")],
                ),
            )],
            ..Timeline::default()
        },
        may: May::default(),
        actions: None,
        ..review()
    };
    vec![
        at("case", Section::Onboardings, review()),
        at("case-unopened", Section::Onboardings, fresh()),
        at("case-wrong", Section::Onboardings, wrong),
        at("case-on-hold", Section::Onboardings, held),
        at("case-due", Section::Onboardings, due),
        at("case-erased", Section::Onboardings, erased),
        at("case-long", Section::Onboardings, long()),
        sample(
            "case-viewer",
            Looks::Viewer(Some(Section::Onboardings)),
            viewer,
        ),
    ]
}

fn deeds() -> Vec<Sample> {
    let action = |name, form| {
        let case = of_case();
        at(name, Section::Onboardings, ActionScreen { case, form })
    };
    let wrong = |deed| DeedForm {
        reason: own("no"),
        wrong_reason: true,
        wrong_reference: true,
        ..DeedForm::of(deed)
    };
    vec![
        action(
            "action-approve-wrong",
            DeedForm {
                wrong_reference: false,
                four_eyes: true,
                ..wrong(Deed::Approve)
            },
        ),
        action("action-erase-wrong", wrong(Deed::Erase)),
        at(
            "action-link",
            Section::Onboardings,
            LinkScreen {
                href: format!("/dashboard/onboardings/{ID}"),
                url: own("https://id.example.com/l/q7Jm3wT0aZ9kX2bV5nR8cY1dF4gH6jL0"),
                expires: moment("23:40:07"),
            },
        ),
    ]
}
