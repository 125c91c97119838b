//! A replay at some of its pages.

use vestibule::locale::Locale;
use vestibule_app::{
    dashboard::{
        Section,
        replay::{Beside, Kind, ReplayScreen, Seen, Show},
    },
    page::Page,
};

use super::{ID, Sample, at, moment};
use crate::samples;

pub(super) fn samples() -> Vec<Sample> {
    let replay = |name, show| {
        let id = ID.to_owned();
        at(name, Section::Onboardings, ReplayScreen { id, show })
    };
    vec![
        replay("replay", Show::At(Box::new(intro()))),
        replay(
            "replay-frame",
            Show::At(Box::new(Seen {
                number: 6,
                kind: Kind::Frame,
                page: None,
                used: false,
                more: 3,
                cut: true,
                locale: Locale::Id,
                ..intro()
            })),
        ),
        replay("replay-unopened", Show::Unopened),
        replay("replay-erased", Show::Erased),
    ]
}

/// The applicant's page with this name in the gallery.
fn page(name: &str) -> Option<Box<Page>> {
    let mut all = samples::pages().into_iter();
    let found = all.find(|(known, _)| known == name);
    found.map(|(_, page)| Box::new(page))
}

fn intro() -> Seen {
    let moved = Beside::Moved {
        to: "stopped".to_owned(),
        reason: Some("left".to_owned()),
        rule: None,
    };
    let called = Beside::Called {
        connection: "phone".to_owned(),
        call: "start".to_owned(),
        outcome: "ok".to_owned(),
        took: 412,
    };
    let said = Beside::Said {
        verdict: "accepted".to_owned(),
        event: Some("ready".to_owned()),
        count: 1,
    };
    let logged = Beside::Logged {
        kind: "presentation.chosen".to_owned(),
        actor: "applicant".to_owned(),
    };
    Seen {
        number: 4,
        of: 6,
        at: moment("18:57:02"),
        since: 1_015_000,
        kind: Kind::Intro,
        title: Some("Confirm your phone number".to_owned()),
        used: true,
        page: page("intro"),
        locale: Locale::En,
        beside: vec![
            (moment("18:57:30"), logged),
            (moment("18:57:31"), called),
            (moment("18:57:40"), said),
            (moment("18:58:20"), moved),
        ],
        more: 0,
        cut: false,
    }
}
