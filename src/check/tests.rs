use proptest::prelude::*;

use super::*;

const AT: Timestamp = Timestamp(1_000);

fn states() -> Vec<State> {
    let mut all = vec![
        State::Created,
        State::Ended(Ending::Succeeded),
        State::Ended(Ending::Cancelled),
    ];
    all.push(State::Ended(Ending::Expired));
    for starts in [1, MAX_STARTS] {
        all.push(State::Open {
            starts,
            deadline: AT,
        });
        all.push(State::Processing {
            starts,
            deadline: AT,
        });
        all.push(State::NeedsApproval {
            starts,
            deadline: AT,
        });
        for reason in Reason::ALL {
            all.push(State::Stopped {
                starts,
                deadline: AT,
                reason,
            });
        }
    }
    for reason in Reason::ALL {
        all.push(State::Ended(Ending::Refused(reason)));
        all.push(State::Ended(Ending::Exhausted(reason)));
        all.push(State::Ended(Ending::Failed(reason)));
    }
    all
}

fn signals() -> Vec<Signal> {
    let mut all = vec![
        Signal::Started {
            deadline: AT.plus_seconds(60),
        },
        Signal::Waiting,
        Signal::Processing,
        Signal::NeedsApproval,
        Signal::Done,
        Signal::DeadlinePassed {
            now: Timestamp(AT.0 - 1),
        },
        Signal::DeadlinePassed { now: AT },
    ];
    for reason in Reason::ALL {
        all.push(Signal::Failed(reason));
        all.push(Signal::Stopped(reason));
    }
    all
}

#[test]
fn a_terminal_state_never_changes() {
    for state in states()
        .into_iter()
        .filter(|state| matches!(state, State::Ended(_)))
    {
        for signal in signals() {
            assert_eq!(
                apply(state, signal),
                (state, Effect::Nothing),
                "{state:?} {signal:?}"
            );
        }
    }
}

#[test]
fn every_signal_but_a_start_is_idempotent() {
    for state in states() {
        for signal in signals() {
            if matches!(signal, Signal::Started { .. }) {
                continue;
            }
            let (once, _) = apply(state, signal);
            assert_eq!(
                apply(once, signal),
                (once, Effect::Nothing),
                "{state:?} {signal:?}"
            );
        }
    }
}

#[test]
fn only_a_verified_outcome_succeeds() {
    for state in states() {
        for signal in signals() {
            let (next, _) = apply(state, signal);
            let became = next == State::Ended(Ending::Succeeded) && state != next;
            if became {
                assert_eq!(signal, Signal::Done);
                assert_ne!(
                    state,
                    State::Created,
                    "nothing was opened, so nothing can be done"
                );
            }
        }
    }
}

#[test]
fn a_hint_alone_never_ends_a_check() {
    for state in states() {
        for reason in Reason::ALL {
            let (next, effect) = apply(state, Signal::Stopped(reason));
            assert!(
                !matches!(effect, Effect::Settle(_)),
                "{state:?} {reason:?} -> {next:?}"
            );
        }
    }
}

#[test]
fn the_eleventh_start_exhausts_the_check() {
    let mut state = State::Created;
    for _ in 0..MAX_STARTS {
        assert!(may_start(state));
        state = apply(state, Signal::Started { deadline: AT }).0;
    }
    assert!(!may_start(state));
    let (state, _) = apply(state, Signal::Started { deadline: AT });
    assert_eq!(
        state,
        State::Ended(Ending::Exhausted(Reason::TooManyStarts))
    );
}

#[test]
fn ok_13_no_further_attempt_is_offered_after_exhaustion() {
    let stopped = State::Stopped {
        starts: 1,
        deadline: AT,
        reason: Reason::AttemptsExhausted,
    };
    assert!(!may_start(stopped));
    let late = Signal::DeadlinePassed { now: AT };
    assert_eq!(
        apply(stopped, late).0,
        State::Ended(Ending::Exhausted(Reason::AttemptsExhausted))
    );
    let camera = State::Stopped {
        starts: 1,
        deadline: AT,
        reason: Reason::CameraDenied,
    };
    assert!(may_start(camera));
}

#[test]
fn a_submitted_check_is_not_started_again() {
    let (state, _) = apply(
        State::Open {
            starts: 1,
            deadline: AT,
        },
        Signal::Processing,
    );
    assert!(!may_start(state));
    assert_eq!(apply(state, Signal::Stopped(Reason::Left)).0, state);
}

#[test]
fn the_deadline_ends_a_check_only_once_it_has_passed() {
    let open = State::Open {
        starts: 1,
        deadline: AT,
    };
    assert_eq!(
        apply(
            open,
            Signal::DeadlinePassed {
                now: Timestamp(999)
            }
        )
        .0,
        open
    );
    assert_eq!(
        apply(open, Signal::DeadlinePassed { now: AT }).0,
        State::Ended(Ending::Expired)
    );
    // A start after the job was written moved the deadline: the old job finds nothing to do.
    let (again, _) = apply(
        open,
        Signal::Started {
            deadline: AT.plus_seconds(60),
        },
    );
    assert_eq!(apply(again, Signal::DeadlinePassed { now: AT }).0, again);
}

fn any_signal() -> impl Strategy<Value = Signal> {
    proptest::sample::select(signals())
}

proptest! {
    /// Whatever arrives in whatever order: at most one settlement, starts only grow, and the first ending stays.
    #[test]
    fn any_order_of_signals_settles_at_most_once(signals in proptest::collection::vec(any_signal(), 0..40)) {
        let mut state = State::Created;
        let mut settled = 0;
        let mut starts = 0;
        for signal in signals {
            let (next, effect) = apply(state, signal);
            settled += u32::from(matches!(effect, Effect::Settle(_)));
            if let State::Open { starts: now, .. } = next {
                prop_assert!(now >= starts && now <= MAX_STARTS);
                starts = now;
            }
            state = next;
        }
        prop_assert!(settled <= 1);
        prop_assert_eq!(settled == 1, matches!(state, State::Ended(_)));
    }
}
