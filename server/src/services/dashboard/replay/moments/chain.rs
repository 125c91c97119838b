//! What the chain says about pages beside its events themselves: what is written side by side was done in one transaction. Times
//! are told, and nothing hangs on which of two is the later one.

use vestibule::{
    check::{Ending, State},
    id::StepName,
    reason::Reason,
};

use super::{Moment, Seen, Walk};
use crate::services::{
    checks::calls::{ANSWERED, AT_WORK},
    dashboard::replay::recorded::{Event, What},
};

impl<'a> Walk<'a> {
    fn event(&self, index: Option<usize>) -> Option<&'a Event> {
        self.recorded.events.get(index?)
    }

    /// Whether another box of the form is meant that was just sent. What one form says is written in one transaction, side by
    /// side in the chain; its times may differ.
    pub(super) fn is_same_form(&self, index: usize, step: &StepName) -> bool {
        let before = self.event(index.checked_sub(1)).map(|event| &event.what);
        matches!(before, Some(What::Consented(before)) if before.step == *step)
    }

    /// Whether a check was ended in one transaction with something else that was done: that led to the page, if there was one.
    pub(super) fn is_given_up(&self, index: usize, to: State) -> bool {
        let before = self.recorded.events.get(..index).unwrap_or_default();
        let mut causes = before.iter().rev();
        let cause = causes.find(|event| !matches!(event.what, What::Moved { .. }));
        to == State::Ended(Ending::Cancelled)
            && cause.is_some_and(|cause| match cause.what {
                What::Withdrew(_) | What::Closed(_) => true,
                What::Deed => cause.kind == "decision.made",
                _ => false,
            })
    }

    /// Whether the waiting page was over before it began: a return that may be followed up once only has the check at work as
    /// soon as it is claimed, and is answered when that call has said how it came out. What a page asks beside it, and which of
    /// two times is the later one, says nothing.
    pub(super) fn nobody_waited(
        &self,
        last: &Moment,
        (step, check): (&StepName, &str),
        to: State,
    ) -> bool {
        // The return, and the move beside it.
        let claim = self.event(last.after.checked_sub(2));
        let claimed = claim.filter(|event| event.what == What::Returned(check.to_owned()));
        let Some(claim) = claimed.filter(|_| last.page == Seen::Waiting(step.clone())) else {
            return false;
        };
        let calls = self.recorded.calls.iter();
        let mut followed = calls.filter(|call| {
            call.check_id == check && call.call == "finish_return" && call.at >= claim.at
        });
        let (Some(call), None) = (followed.next(), followed.next()) else {
            return false;
        };
        match call.outcome.as_str() {
            AT_WORK => false,
            ANSWERED | "not_ours" | "not_verified" => true,
            // What failed for good, and not what an operator or time ended afterwards.
            _ => matches!(
                to,
                State::Ended(Ending::Failed(
                    Reason::Misconfigured | Reason::Interrupted | Reason::NotVerified
                ))
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vestibule::{journey::Journey, time::Timestamp};

    use super::*;
    use crate::{
        db::{checks::CheckRow, dashboard::provider_calls::CallRow},
        services::dashboard::replay::{
            moments::{How, of},
            recorded::{Agreement, Recorded},
        },
    };

    const OPEN: State = State::Open {
        starts: 1,
        deadline: Timestamp(0),
    };
    const AT_IT: State = State::Processing {
        starts: 1,
        deadline: Timestamp(0),
    };
    const DONE: State = State::Ended(Ending::Succeeded);

    fn journey() -> Journey {
        let text = json!({ "en": "x", "id": "x" });
        serde_json::from_value(json!({
            "title": text, "company": "x", "minutes": 1, "stored": text, "contact": "x", "needs": [],
            "order": "sequence", "steps": [],
        }))
        .unwrap()
    }

    fn check(state: State) -> CheckRow {
        CheckRow {
            id: "check".to_owned(),
            onboarding_id: "o".to_owned(),
            step: "confirm".to_owned(),
            number: 1,
            connection: "phone".to_owned(),
            state,
            counted: true,
            polled_at: None,
            ended_at: None,
        }
    }

    fn event(at: i64, what: What) -> Event {
        Event {
            at,
            kind: "x".to_owned(),
            actor: "x".to_owned(),
            what,
        }
    }

    fn moved(at: i64, signal: &str, to: State) -> Event {
        let what = What::Moved {
            check: "check".to_owned(),
            signal: signal.to_owned(),
            to,
            rule: None,
        };
        event(at, what)
    }

    fn begun() -> Event {
        event(10, What::CheckBegun("check".to_owned()))
    }

    fn returned(at: i64) -> Event {
        event(at, What::Returned("check".to_owned()))
    }

    fn agreement(name: &str) -> Agreement {
        Agreement {
            step: StepName::new("terms").unwrap(),
            name: name.to_owned(),
            id: name.to_owned(),
        }
    }

    fn called((at, call, outcome): &(i64, &str, &str)) -> CallRow {
        CallRow {
            id: at.to_string(),
            onboarding_id: "o".to_owned(),
            check_id: "check".to_owned(),
            connection: "phone".to_owned(),
            call: (*call).to_owned(),
            at: *at,
            duration_ms: 1,
            outcome: (*outcome).to_owned(),
            status: None,
        }
    }

    fn pages(events: Vec<Event>, calls: &[(i64, &str, &str)]) -> Vec<(Seen, How)> {
        let state = events.iter().rev().find_map(|event| match event.what {
            What::Moved { to, .. } => Some(to),
            _ => None,
        });
        let recorded = Recorded {
            events,
            consents: Vec::new(),
            sessions: Vec::new(),
            messages: Vec::new(),
            calls: calls.iter().map(called).collect(),
            cut: false,
        };
        let checks = [check(state.unwrap_or(State::Created))];
        let moments = of(&journey(), &checks, &recorded);
        moments
            .into_iter()
            .map(|moment| (moment.page, moment.how))
            .collect()
    }

    fn waits(events: Vec<Event>, calls: &[(i64, &str, &str)]) -> bool {
        let waiting = Seen::Waiting(StepName::new("confirm").unwrap());
        pages(events, calls)
            .iter()
            .any(|(page, _)| *page == waiting)
    }

    #[test]
    fn a_return_that_is_answered_has_nobody_wait_whatever_else_asks() {
        for (at, outcome, to) in [
            (20, "ok", DONE),
            (21, "ok", DONE),
            (
                21,
                "not_verified",
                State::Ended(Ending::Failed(Reason::NotVerified)),
            ),
            (
                21,
                "unavailable",
                State::Ended(Ending::Failed(Reason::Interrupted)),
            ),
        ] {
            for beside in [20, 21, 25] {
                let events = vec![
                    begun(),
                    moved(11, "started", OPEN),
                    returned(20),
                    moved(20, "processing", AT_IT),
                    moved(30, "done", to),
                ];
                let calls = [(at, "finish_return", outcome), (beside, "fetch", "ok")];
                assert!(!waits(events, &calls), "{outcome} at {at}, {beside}");
            }
        }
    }

    #[test]
    fn whoever_was_told_to_wait_waited() {
        let told = |to: State| {
            vec![
                begun(),
                moved(11, "started", OPEN),
                returned(20),
                moved(22, "processing", AT_IT),
                moved(30, "done", to),
            ]
        };
        let cancelled = State::Ended(Ending::Cancelled);
        for (calls, to) in [
            // The provider was at work when the browser came back: asked before the check moved, or after.
            (
                &[(21, "finish_return", "processing"), (29, "fetch", "ok")][..],
                DONE,
            ),
            (
                &[(22, "finish_return", "processing"), (29, "fetch", "ok")][..],
                DONE,
            ),
            // It could not be asked at first.
            (
                &[
                    (21, "finish_return", "unavailable"),
                    (29, "finish_return", "ok"),
                ][..],
                DONE,
            ),
            // And then somebody else ended it.
            (&[(21, "finish_return", "unavailable")][..], cancelled),
            // The process died before it was asked.
            (&[(29, "fetch", "ok")][..], DONE),
        ] {
            assert!(waits(told(to), calls), "{calls:?}");
        }
        // A frame said that they are done: nobody came back.
        let heard = vec![
            begun(),
            moved(11, "started", OPEN),
            moved(22, "processing", AT_IT),
            moved(30, "failed", cancelled),
        ];
        assert!(waits(heard, &[(21, "fetch", "processing")]));
    }

    #[test]
    fn boxes_of_one_form_are_on_one_page_whenever_they_were_written() {
        for (first, second) in [(9, 9), (9, 10)] {
            let events = vec![
                event(1, What::Begun),
                event(first, What::Consented(agreement(""))),
                event(second, What::Consented(agreement("face"))),
            ];
            let terms = Seen::Terms(StepName::new("terms").unwrap());
            assert_eq!(
                pages(events, &[]),
                [
                    (Seen::Start, How::Used),
                    (Seen::Tasks, How::LedTo),
                    (terms, How::Used),
                    (Seen::Tasks, How::LedTo),
                ]
            );
        }
    }

    #[test]
    fn what_ends_with_something_else_has_no_page_of_its_own() {
        let cancelled = State::Ended(Ending::Cancelled);
        let events = vec![
            begun(),
            moved(11, "started", OPEN),
            event(20, What::Withdrew(agreement(""))),
            moved(21, "failed", cancelled),
        ];
        let last = pages(events, &[]).pop();
        assert_eq!(last, Some((Seen::Consents, How::LedTo)));
        // The applicant's own doing at the provider has.
        let events = vec![
            begun(),
            moved(11, "started", OPEN),
            returned(20),
            moved(21, "failed", cancelled),
        ];
        let ended = Seen::Ended(StepName::new("confirm").unwrap(), Reason::Cancelled);
        assert_eq!(pages(events, &[]).pop(), Some((ended, How::LedTo)));
    }
}
