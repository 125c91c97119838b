//! What is kept, and for how long.

use vestibule_app::dashboard::retention::{
    HeldView, PeriodsView, RetentionScreen, StoppedView, WhyStopped,
};

use super::{own, set};
use crate::dashboard::{ID, Sample, moment};

pub(super) fn samples() -> Vec<Sample> {
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
