//! Cool-downs.

use super::*;
use crate::purpose::Purpose;

const THEN: Timestamp = Timestamp(1_000_000);

fn until(minutes: u32, newest: Option<State>) -> Option<Timestamp> {
    let step = ProviderStep {
        connection: crate::id::ConnectionName::new("c").unwrap(),
        purpose: Purpose::Presence,
        max_checks: 3,
        cool_down_minutes: minutes,
        inputs: BTreeMap::new(),
        parameters: BTreeMap::new(),
    };
    let progress = StepProgress {
        newest,
        ended_at: Some(THEN),
        counted: 1,
        ..StepProgress::default()
    };
    cools_down_until(&step, progress)
}

#[test]
fn a_check_that_ended_badly_has_to_cool_down() {
    for ending in [
        Ending::Refused(Reason::NotAccepted),
        Ending::Cancelled,
        Ending::Expired,
        Ending::Failed(Reason::ProviderError),
    ] {
        let until = until(15, Some(State::Ended(ending)));
        assert_eq!(until, Some(Timestamp(1_900_000)), "{ending:?}");
    }
}

#[test]
fn nobody_waits_after_success_or_for_our_fault_or_without_a_cool_down() {
    let open = State::Open {
        starts: 1,
        deadline: THEN,
    };
    for state in [
        None,
        Some(open),
        Some(State::Ended(Ending::Succeeded)),
        Some(State::Ended(Ending::Failed(Reason::Unavailable))),
        Some(State::Ended(Ending::Failed(Reason::Interrupted))),
    ] {
        assert_eq!(until(15, state), None, "{state:?}");
    }
    assert_eq!(until(0, Some(State::Ended(Ending::Cancelled))), None);
}

#[test]
fn the_longest_cool_down_does_not_overflow() {
    let until = until(u32::MAX, Some(State::Ended(Ending::Cancelled)));
    assert!(until.is_some_and(|until| until > THEN));
}
