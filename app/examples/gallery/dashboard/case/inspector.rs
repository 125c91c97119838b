//! What frames said, message by message.

use vestibule_app::dashboard::{
    Section,
    messages::{CheckTab, Judged, Message, MessagesScreen},
};

use super::own;
use crate::dashboard::{ID, Sample, at, moment};

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

pub(super) fn samples() -> Vec<Sample> {
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
