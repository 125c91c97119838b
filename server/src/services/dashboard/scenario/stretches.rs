//! How a check moved, session by session, and which calls of its provider belong to which. Pure.
//!
//! The chain has one order; a call stands beside it, with the time at which it began. So nothing hangs on which of two times is
//! the later one, where both may be of one millisecond or where one call begins while another is on its way.

use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    db::{checks::CheckRow, dashboard::provider_calls::CallRow},
    services::{
        checks::calls::{ANSWERED, AT_WORK},
        dashboard::replay::recorded::{Event, Recorded, What},
    },
};

/// A move: the event, what moved the check, to where, and the rule by which the adapter refused what came back.
pub(super) type Move<'a> = (&'a Event, &'a str, State, Option<&'a str>);

/// How a check moved within one session.
pub(super) struct Stretch<'a> {
    /// From 1; 0 where no session could be opened.
    pub(super) number: i64,
    /// When it was opened, or refused.
    pub(super) at: i64,
    /// In their order.
    pub(super) moves: Vec<Move<'a>>,
    /// The calls about it, the one that opened it first.
    pub(super) calls: Vec<&'a CallRow>,
}

impl Stretch<'_> {
    /// Where the check stood when it was over, or stands now.
    pub(super) fn state(&self) -> State {
        self.moves
            .last()
            .map_or(State::Created, |(_, _, to, _)| *to)
    }

    /// When the applicant was known to be done.
    pub(super) fn submitted(&self) -> Option<i64> {
        let mut moves = self.moves.iter();
        let submitted = moves.find(|(_, _, to, _)| matches!(to, State::Processing { .. }));
        submitted.map(|(event, ..)| event.at)
    }

    /// Whether the provider was still at work when it was asked after the applicant's part. Whoever comes back has done it. A page
    /// or a callback that asks meanwhile may find what is being handed in this moment: that answer is the one that has the check
    /// move, and says nothing yet.
    pub(super) fn waited(&self) -> bool {
        let Some(submitted) = self.submitted() else {
            return false;
        };
        let late = || {
            let calls = self.calls.iter();
            calls.filter(|call| call.outcome == AT_WORK && call.at >= self.at)
        };
        let came_back = late().any(|call| call.call == "finish_return");
        let moved_it = late().any(|call| call.at <= submitted);
        came_back || late().count() > usize::from(moved_it)
    }
}

/// The moves of a check, a stretch for each session. What it moved before the first one is no session, but where it ended so,
/// none could be opened; and where a later start failed for good, no further one.
pub(super) fn of<'a>(recorded: &'a Recorded, check: &CheckRow) -> Vec<Stretch<'a>> {
    let calls: Vec<&CallRow> = recorded
        .calls
        .iter()
        .filter(|call| call.check_id == check.id)
        .collect();
    let mut all = moves(recorded, check);
    if let Some(refused) = refused_start(&mut all, &calls) {
        all.push(refused);
    }
    let begun: Vec<i64> = (0..all.len())
        .map(|index| begun(&all, index, &calls))
        .collect();
    for call in calls {
        let later = begun.iter().rposition(|begun| *begun <= call.at);
        if let Some(stretch) = all.get_mut(later.unwrap_or(0)) {
            stretch.calls.push(call);
        }
    }
    all
}

fn moves<'a>(recorded: &'a Recorded, check: &CheckRow) -> Vec<Stretch<'a>> {
    let mut all: Vec<Stretch<'a>> = Vec::new();
    for event in &recorded.events {
        let What::Moved {
            check: moved,
            signal,
            to,
            rule,
        } = &event.what
        else {
            continue;
        };
        if *moved != check.id {
            continue;
        }
        let opens = signal == "started" && matches!(to, State::Open { .. });
        if opens || all.is_empty() {
            let before = all.iter().filter(|stretch| stretch.number > 0).count();
            let number = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
            all.push(Stretch {
                number: if opens { number } else { 0 },
                at: event.at,
                moves: Vec::new(),
                calls: Vec::new(),
            });
        }
        if let Some(last) = all.last_mut() {
            last.moves
                .push((event, signal.as_str(), *to, rule.as_deref()));
        }
    }
    all
}

/// The end of a check by a start that failed for good: there were more starts than sessions, and the last one began after the
/// last session was opened. One that failed for the moment ends nothing.
fn refused_start<'a>(all: &mut [Stretch<'a>], calls: &[&CallRow]) -> Option<Stretch<'a>> {
    let opened = all.iter().filter(|stretch| stretch.number > 0).count();
    let mut starts = calls
        .iter()
        .filter(|call| call.call == "start" && call.outcome != "unavailable");
    let newest = starts.clone().map(|call| call.at).max()?;
    if starts.by_ref().count() <= opened {
        return None;
    }
    let last = all.last_mut().filter(|last| last.number > 0)?;
    let (event, signal, to, _) = *last.moves.last()?;
    let before = last.moves.iter().rev().nth(1).map(|(_, _, to, _)| *to);
    let may_start = matches!(before, Some(State::Open { .. } | State::Stopped { .. }));
    let refused = matches!(
        to,
        State::Ended(Ending::Failed(
            Reason::Misconfigured | Reason::ProviderError
        ))
    );
    if !may_start || !refused || signal != "failed" || newest < last.at {
        return None;
    }
    let moved = last.moves.pop()?;
    Some(Stretch {
        number: 0,
        at: event.at,
        moves: vec![moved],
        calls: Vec::new(),
    })
}

/// When the call began that opened a stretch, or was to.
fn begun(all: &[Stretch<'_>], index: usize, calls: &[&CallRow]) -> i64 {
    let (Some(stretch), Some(before)) = (all.get(index), index.checked_sub(1)) else {
        return i64::MIN;
    };
    let after = all.get(before).map_or(i64::MIN, |before| before.at);
    let opened = stretch.number > 0;
    let starts = calls.iter().filter(|call| {
        let fits = !opened || call.outcome == ANSWERED;
        call.call == "start" && fits && (after..=stretch.at).contains(&call.at)
    });
    starts.map(|call| call.at).max().unwrap_or(stretch.at)
}

#[cfg(test)]
mod tests {
    use vestibule::time::Timestamp;

    use super::*;

    const OPEN: State = State::Open {
        starts: 1,
        deadline: Timestamp(0),
    };
    const AT_IT: State = State::Processing {
        starts: 1,
        deadline: Timestamp(0),
    };
    const DONE: State = State::Ended(Ending::Succeeded);
    const STOPPED: State = State::Stopped {
        starts: 1,
        deadline: Timestamp(0),
        reason: Reason::Left,
    };

    fn check() -> CheckRow {
        CheckRow {
            id: "check".to_owned(),
            onboarding_id: "o".to_owned(),
            step: "confirm".to_owned(),
            number: 1,
            connection: "phone".to_owned(),
            state: DONE,
            counted: true,
            polled_at: None,
            ended_at: None,
        }
    }

    /// Moves (when, signal, to) and calls (when, verb, outcome). Calls have the order of their ids, which says nothing within a
    /// millisecond: each test is to hold for both.
    fn recorded(moves: &[(i64, &str, State)], calls: &[(i64, &str, &str)]) -> [Recorded; 2] {
        let moved = |(at, signal, to): &(i64, &str, State)| Event {
            at: *at,
            kind: "check.moved".to_owned(),
            actor: "system".to_owned(),
            what: What::Moved {
                check: "check".to_owned(),
                signal: (*signal).to_owned(),
                to: *to,
                rule: None,
            },
        };
        let called = |(at, call, outcome): &(i64, &str, &str)| CallRow {
            id: String::new(),
            onboarding_id: "o".to_owned(),
            check_id: "check".to_owned(),
            connection: "phone".to_owned(),
            call: (*call).to_owned(),
            at: *at,
            duration_ms: 1,
            outcome: (*outcome).to_owned(),
            status: None,
        };
        [false, true].map(|reversed| {
            let mut rows: Vec<CallRow> = calls.iter().map(called).collect();
            if reversed {
                rows.reverse();
            }
            rows.sort_by_key(|row| row.at);
            Recorded {
                events: moves.iter().map(moved).collect(),
                consents: Vec::new(),
                sessions: Vec::new(),
                messages: Vec::new(),
                calls: rows,
                cut: false,
            }
        })
    }

    /// Whether the last session was waited for, however calls of one millisecond are ordered.
    fn waited(moves: &[(i64, &str, State)], calls: &[(i64, &str, &str)]) -> bool {
        let both =
            recorded(moves, calls).map(|recorded| of(&recorded, &check()).last().unwrap().waited());
        assert_eq!(both[0], both[1]);
        both[0]
    }

    const MOVES: [(i64, &str, State); 3] = [
        (10, "started", OPEN),
        (20, "processing", AT_IT),
        (40, "done", DONE),
    ];

    #[test]
    fn a_page_that_asks_while_the_answer_is_on_its_way_makes_nobody_late() {
        for beside in [19, 20, 21, 30] {
            let calls = [
                (9, "start", ANSWERED),
                (20, "finish_return", ANSWERED),
                (beside, "fetch", ANSWERED),
            ];
            assert!(!waited(&MOVES, &calls), "{beside}");
        }
    }

    #[test]
    fn whoever_comes_back_to_a_provider_at_work_waits_whenever_that_call_began() {
        // A return that may be followed up again is asked about first, and then the check moves; of any other it is the other
        // way round.
        for asked in [15, 20, 21] {
            let calls = [
                (9, "start", ANSWERED),
                (asked, "finish_return", AT_WORK),
                (30, "fetch", ANSWERED),
            ];
            assert!(waited(&MOVES, &calls), "{asked}");
        }
    }

    #[test]
    fn a_page_that_asks_in_the_moment_of_handing_in_makes_nobody_late() {
        for asked in [15, 20] {
            let calls = [
                (9, "start", ANSWERED),
                (asked, "fetch", AT_WORK),
                (30, "fetch", ANSWERED),
            ];
            assert!(!waited(&MOVES, &calls), "{asked}");
            let again = [
                (9, "start", ANSWERED),
                (asked, "fetch", AT_WORK),
                (30, "fetch", AT_WORK),
                (35, "fetch", ANSWERED),
            ];
            assert!(waited(&MOVES, &again), "{asked}");
        }
        // What the check moved by was no such answer.
        let after = [(9, "start", ANSWERED), (30, "fetch", AT_WORK)];
        assert!(waited(&MOVES, &after));
    }

    #[test]
    fn what_was_asked_about_the_session_before_is_not_of_this_one() {
        let moves = [
            (10, "started", OPEN),
            (50, "started", OPEN),
            (60, "processing", AT_IT),
            (70, "done", DONE),
        ];
        // Another tab took over while the provider was asked.
        let calls = [
            (9, "start", ANSWERED),
            (45, "start", ANSWERED),
            (47, "fetch", AT_WORK),
            (48, "finish_return", AT_WORK),
            (60, "finish_return", ANSWERED),
        ];
        assert!(!waited(&moves, &calls));
        for recorded in recorded(&moves, &calls) {
            let all = of(&recorded, &check());
            let told: Vec<Vec<i64>> = all
                .iter()
                .map(|stretch| stretch.calls.iter().map(|call| call.at).collect())
                .collect();
            // The call that opened a session began before it was open, and is its own.
            assert_eq!(told, [vec![9], vec![45, 47, 48, 60]]);
        }
    }

    #[test]
    fn sessions_of_one_millisecond_are_told_apart_by_the_chain() {
        let moves = [
            (10, "started", OPEN),
            (10, "started", OPEN),
            (10, "processing", AT_IT),
            (10, "done", DONE),
        ];
        let calls = [
            (10, "start", ANSWERED),
            (10, "fetch", ANSWERED),
            (10, "start", ANSWERED),
            (10, "finish_return", ANSWERED),
        ];
        assert!(!waited(&moves, &calls));
        for recorded in recorded(&moves, &calls) {
            let numbers: Vec<i64> = of(&recorded, &check())
                .iter()
                .map(|stretch| stretch.number)
                .collect();
            assert_eq!(numbers, [1, 2]);
        }
    }

    #[test]
    fn a_start_that_fails_for_good_is_no_end_of_the_session_before() {
        let failed = State::Ended(Ending::Failed(Reason::Misconfigured));
        let moves = [
            (10, "started", OPEN),
            (20, "stopped", STOPPED),
            (30, "failed", failed),
        ];
        let calls = [
            (9, "start", ANSWERED),
            (20, "fetch", ANSWERED),
            (25, "start", "unavailable"),
            (29, "fetch", ANSWERED),
            (29, "start", "misconfigured"),
        ];
        for recorded in recorded(&moves, &calls) {
            let all = of(&recorded, &check());
            let told: Vec<(i64, State)> = all
                .iter()
                .map(|stretch| (stretch.number, stretch.state()))
                .collect();
            assert_eq!(told, [(1, STOPPED), (0, failed)]);
            let refused = all.last().unwrap().calls.iter();
            let start = refused.rev().find(|call| call.call == "start").unwrap();
            assert_eq!(start.outcome, "misconfigured");
        }
        // What the provider said of the session is its end.
        let calls = [
            (9, "start", ANSWERED),
            (25, "start", "unavailable"),
            (29, "fetch", ANSWERED),
        ];
        for recorded in recorded(&moves, &calls) {
            let all = of(&recorded, &check());
            assert_eq!((all.len(), all[0].state()), (1, failed));
        }
    }
}
