//! A case, its messages, and what an operator does to it.

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
        Advice, CaseScreen, Entry, EntryKind, FactBlock, Happened, Head, Hold, MatchLine, May,
        StepLine, Timeline, Tried, Value,
    },
    messages::{CheckTab, Judged, Message, MessagesScreen},
};

use super::{ID, Looks, REFERENCE, Sample, at, moment, sample};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = cases();
    all.extend(inspector());
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

fn entry(time: &str, what: Happened) -> Entry {
    Entry {
        at: moment(time),
        what,
    }
}

fn logged(kind: &str, actor: &str, detail: &[(&str, &str)]) -> Happened {
    Happened::Logged {
        kind: own(kind),
        actor: own(actor),
        detail: detail
            .iter()
            .map(|(name, value)| (own(name), own(value)))
            .collect(),
    }
}

fn moved(number: i64, signal: &str, from: &str, to: &str, reason: Option<&str>) -> Happened {
    Happened::Moved {
        step: own("face"),
        number,
        signal: own(signal),
        from: own(from),
        to: own(to),
        reason: reason.map(own),
        rule: None,
    }
}

fn called(call: &str, took: i64, outcome: &str, status: i64) -> Happened {
    Happened::Called {
        connection: own("face"),
        step: own("face"),
        call: own(call),
        took,
        outcome: own(outcome),
        status: Some(status),
    }
}

fn said(verdict: &str, event: Option<&str>) -> Happened {
    Happened::Said {
        check: own("0190f3a4-9000-7b2d-8000-000000000001"),
        step: own("face"),
        origin: own("https://onekyc.example"),
        verdict: own(verdict),
        count: 1,
        event: event.map(own),
    }
}

const ENDPOINT: &str = "https://backend.example.com/hooks/vestibule";

fn timeline() -> Timeline {
    let entries = vec![
        entry(
            "19:06:10",
            Happened::Noted {
                operator: own("support"),
                text: Some(own(
                    "The applicant called: the camera was blocked on the first phone.\nIt worked on another one.",
                )),
            },
        ),
        entry(
            "19:05:02",
            logged(
                "value.revealed",
                "operator:review-desk",
                &[
                    ("field", "identity/address"),
                    ("reason", "Compared with the letter"),
                ],
            ),
        ),
        entry(
            "19:04:46",
            Happened::Sent {
                kind: own("onboarding.needs_review"),
                endpoint: own(ENDPOINT),
                number: 1,
                took: 10_000,
                status: None,
                problem: Some(own("timed_out")),
            },
        ),
        entry(
            "19:04:44",
            Happened::Written {
                again: Some(own("0190f3a4-a000-7b2d-8000-000000000001")),
                kind: own("onboarding.needs_review"),
                endpoint: own(ENDPOINT),
                state: own("pending"),
            },
        ),
        entry(
            "19:04:44",
            Happened::Decided {
                conclusion: own("review"),
                rule: own("expected-name"),
                actor: own("system"),
            },
        ),
        entry(
            "19:04:41",
            moved(2, "result", "processing", "succeeded", None),
        ),
        entry("19:04:41", called("result", 338, "ok", 200)),
        entry("19:03:58", said("accepted", Some("face_seen"))),
        entry("19:02:30", said("origin", None)),
        entry(
            "19:01:12",
            Happened::SessionOpened {
                connection: own("face"),
                step: own("face"),
                number: 1,
                presentation: own("page"),
                reference: own("okyc-5d1c2a90-77b1-4a3e-9d5e-1c2a907b14a3"),
            },
        ),
        entry("19:01:11", called("start", 412, "unavailable", 503)),
        entry(
            "18:58:20",
            moved(1, "message", "open", "stopped", Some("camera_denied")),
        ),
        entry(
            "18:51:17",
            logged("answers.given", "applicant", &[("step", "about")]),
        ),
        entry("18:40:07", logged("link.claimed", "applicant", &[])),
    ];
    Timeline {
        kinds: Vec::new(),
        entries,
        is_later_page: true,
        next: Some(own("0190f3a4")),
    }
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
        advice: Advice::Rejected(own("face-does-not-match")),
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
        advice: Advice::Approved(own("everything-matches")),
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

fn message(time: &str, judged: Judged, shape: Option<&str>, payload: Option<&str>) -> Message {
    Message {
        at: moment(time),
        attempt: 1,
        origin: own("https://onekyc.example"),
        from_our_frame: true,
        bytes: 148,
        count: 1,
        judged,
        event: None,
        shape: shape.map(own),
        payload: payload.map(own),
    }
}

fn inspector() -> Vec<Sample> {
    let tab = |id: &str, number, rows| CheckTab {
        id: own(id),
        step: own("face"),
        number,
        rows,
    };
    let screen = MessagesScreen {
        id: own(ID),
        erased: false,
        checks: vec![tab("one", 1, 3), tab("two", 2, 4)],
        at: Some(own("two")),
        messages: vec![
            Message {
                event: Some(own("ready")),
                ..message(
                    "19:01:20",
                    Judged::Accepted,
                    Some("sdk.ready"),
                    Some("{\n  \"type\": \"sdk.ready\",\n  \"version\": \"•••\"\n}"),
                )
            },
            Message {
                origin: own("https://elsewhere.example"),
                from_our_frame: false,
                count: 7,
                ..message("19:02:30", Judged::Refused(own("origin")), None, None)
            },
            message(
                "19:03:11",
                Judged::Unheeded(own("late")),
                Some("flow.finished"),
                Some("{\n  \"type\": \"flow.finished\",\n  \"status\": \"•••\"\n}"),
            ),
            Message {
                bytes: 52_400,
                ..message("19:03:12", Judged::Refused(own("size")), None, None)
            },
        ],
        next: Some(own("4")),
    };
    let list = |name, screen| at(name, Section::Onboardings, screen);
    vec![
        list("messages", screen.clone()),
        list(
            "messages-empty",
            MessagesScreen {
                checks: Vec::new(),
                at: None,
                messages: Vec::new(),
                next: None,
                ..screen.clone()
            },
        ),
        list(
            "messages-erased",
            MessagesScreen {
                erased: true,
                messages: screen.messages.iter().skip(1).take(1).cloned().collect(),
                next: None,
                ..screen
            },
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
