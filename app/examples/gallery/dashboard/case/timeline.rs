//! What happened to a case, entry by entry.

use vestibule_app::dashboard::case::{Entry, Happened, Timeline};

use super::own;
use crate::dashboard::moment;

pub(super) fn entry(time: &str, what: Happened) -> Entry {
    Entry {
        at: moment(time),
        what,
    }
}

pub(super) fn logged(kind: &str, actor: &str, detail: &[(&str, &str)]) -> Happened {
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

pub(super) const ENDPOINT: &str = "https://backend.example.com/hooks/vestibule";

pub(super) fn timeline() -> Timeline {
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
