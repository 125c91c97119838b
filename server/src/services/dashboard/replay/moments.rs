//! Which pages the applicant had before them, as far as what was recorded says. Pure.
//!
//! Looking at a page is not recorded; what is sent from it is, and where our answer led. So a page is here because something
//! was done on it ([`How::Used`]), or because our answer led there and nothing says whether it was seen ([`How::LedTo`]).

mod chain;

use std::ops::Range;

use vestibule::{
    check::{Ending, State},
    id::StepName,
    journey::{Journey, StepKind},
    onboarding::{Closure, OnboardingStatus},
    reason::Reason,
};

use super::recorded::{Agreement, Event, Recorded, What};
use crate::db::checks::CheckRow;

/// Moments that are shown.
pub const MOST: usize = 500;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Where an onboarding is begun.
    Start,
    /// The task list.
    Tasks,
    /// A choice between ways.
    Choice(StepName),
    /// A text to agree to.
    Terms(StepName),
    /// Questions of ours.
    Questions(StepName),
    /// The answers once more.
    Check(StepName),
    /// Before a provider's screen.
    Intro(StepName),
    /// The provider's screen in a frame: of this session of this check.
    Frame(StepName, String, i64),
    /// The way to the provider's own page, and that page.
    Leave(StepName, String, i64),
    /// Waiting for the provider.
    Waiting(StepName),
    /// A check stopped or ended short of success.
    Ended(StepName, Reason),
    /// What was agreed to.
    Consents,
    /// How a step is done without this site.
    Instead(StepName),
    /// The way to a person.
    Help,
    /// What happens when somebody says that this is not theirs.
    NotMe,
    /// The end.
    Result(OnboardingStatus, Option<Closure>),
}

impl Seen {
    /// The step that it is about.
    #[must_use]
    pub fn step(&self) -> Option<&StepName> {
        match self {
            Self::Terms(step)
            | Self::Questions(step)
            | Self::Check(step)
            | Self::Intro(step)
            | Self::Frame(step, ..)
            | Self::Leave(step, ..)
            | Self::Waiting(step)
            | Self::Ended(step, _)
            | Self::Instead(step) => Some(step),
            _ => None,
        }
    }
}

/// How a page is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Something was done on it.
    Used,
    /// Our answer led there. Whether it was seen is not known.
    LedTo,
}

/// A page that the applicant had before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When: of the act on it, or of the answer that led there.
    pub at: i64,
    /// The page.
    pub page: Seen,
    /// How it is known.
    pub how: How,
    /// How many events had happened when it was drawn.
    pub after: usize,
    /// The events that belong to it.
    pub events: Range<usize>,
}

/// Steps through what was recorded.
struct Walk<'a> {
    journey: &'a Journey,
    checks: &'a [CheckRow],
    recorded: &'a Recorded,
    moments: Vec<Moment>,
    /// The newest state of each check.
    states: Vec<(&'a str, State)>,
    closure: Option<Closure>,
    /// Sessions of each check so far.
    sessions: Vec<(String, i64)>,
}

/// The pages, in their order, at most [`MOST`].
#[must_use]
pub fn of(journey: &Journey, checks: &[CheckRow], recorded: &Recorded) -> Vec<Moment> {
    let mut walk = Walk {
        journey,
        checks,
        recorded,
        moments: Vec::new(),
        states: Vec::new(),
        closure: None,
        sessions: Vec::new(),
    };
    for (index, event) in recorded.events.iter().enumerate() {
        walk.take(index, event);
    }
    let mut moments = walk.moments;
    moments.truncate(MOST);
    let ends: Vec<usize> = moments
        .iter()
        .skip(1)
        .map(|next| next.events.start)
        .chain([recorded.events.len()])
        .collect();
    for (moment, end) in moments.iter_mut().zip(ends) {
        moment.events.end = end.max(moment.events.start);
    }
    moments
}

impl<'a> Walk<'a> {
    fn take(&mut self, index: usize, event: &'a Event) {
        let at = (index, event.at);
        match &event.what {
            What::Begun | What::Claimed => {
                self.used(at, Seen::Start);
                self.led(at, Seen::Tasks);
            }
            What::Consented(Agreement { step, .. }) => {
                if !self.is_same_form(index, step) {
                    self.used(at, Seen::Terms(step.clone()));
                }
                self.led(at, Seen::Tasks);
            }
            What::Withdrew(_) => {
                self.used(at, Seen::Consents);
                self.led(at, Seen::Consents);
            }
            What::Drafted(step) => {
                self.used(at, Seen::Questions(step.clone()));
                self.led(at, Seen::Check(step.clone()));
            }
            What::Answered(step) => {
                self.used(at, self.answered_on(step));
                self.led(at, Seen::Tasks);
            }
            What::Chose { choice, .. } => {
                self.used(at, Seen::Choice(choice.clone()));
                self.led(at, Seen::Tasks);
            }
            What::Skipped(step) => {
                self.used(at, self.before(step));
                self.led(at, Seen::Tasks);
            }
            What::Unskipped(_) => {
                self.used(at, Seen::Tasks);
                self.led(at, Seen::Tasks);
            }
            What::CheckBegun(check) => {
                if let Some(step) = self.step_of(check) {
                    self.used(at, self.before(&step));
                }
                self.moved_to(check, State::Created);
            }
            What::Moved {
                check, signal, to, ..
            } => self.moved(at, (check, signal), *to),
            What::Returned(check) => self.returned(check),
            What::HandedOver(step) => {
                let page = match step {
                    Some(step) => Seen::Instead(step.clone()),
                    None => Seen::Help,
                };
                self.used(at, page);
            }
            What::Closed(closure) => {
                self.closure = Some(*closure);
                if *closure == Closure::Disowned {
                    self.used(at, Seen::NotMe);
                }
            }
            What::Stands(OnboardingStatus::InProgress) => self.led(at, Seen::Tasks),
            What::Stands(status) => {
                // Nobody stays on the task list then.
                if self.is_last(|moment| moment.how == How::LedTo && moment.page == Seen::Tasks) {
                    self.moments.pop();
                }
                self.led(at, Seen::Result(*status, self.closure));
            }
            What::CalledBack { .. } | What::ReturnRefused(_) | What::Deed => {}
        }
    }

    fn is_last(&self, is_it: impl Fn(&Moment) -> bool) -> bool {
        self.moments.last().is_some_and(is_it)
    }

    /// The page on which something was done: the one that the applicant was led to, or another that they went to.
    fn used(&mut self, (index, at): (usize, i64), page: Seen) {
        if let Some(last) = self.moments.last_mut()
            && last.page == page
            && last.how == How::LedTo
        {
            last.how = How::Used;
            return;
        }
        self.moments.push(Moment {
            at,
            page,
            how: How::Used,
            after: index,
            events: index..index,
        });
    }

    fn led(&mut self, (index, at): (usize, i64), page: Seen) {
        if self.is_last(|last| last.page == page && last.how == How::LedTo) {
            self.moments.pop();
        }
        self.moments.push(Moment {
            at,
            page,
            how: How::LedTo,
            after: index + 1,
            events: index + 1..index + 1,
        });
    }

    fn answered_on(&self, step: &StepName) -> Seen {
        match self.journey.step(step).map(|(_, step)| &step.kind) {
            Some(StepKind::Form(form)) if form.is_checked() => Seen::Check(step.clone()),
            _ => Seen::Questions(step.clone()),
        }
    }

    /// The page of a step before anything of it is done.
    fn before(&self, step: &StepName) -> Seen {
        match self.journey.step(step).map(|(_, step)| &step.kind) {
            Some(StepKind::Terms(_)) => Seen::Terms(step.clone()),
            Some(StepKind::Form(_)) => Seen::Questions(step.clone()),
            _ => match self.stopped_at(step) {
                Some(reason) => Seen::Ended(step.clone(), reason),
                None => Seen::Intro(step.clone()),
            },
        }
    }

    /// Why the newest check of a step stopped, or ended short of success.
    fn stopped_at(&self, step: &StepName) -> Option<Reason> {
        let of_step = |check: &str| {
            let mut checks = self.checks.iter();
            checks.any(|row| row.id == check && row.step == step.as_str())
        };
        let mut states = self.states.iter().rev();
        let (_, state) = states.find(|(check, _)| of_step(check))?;
        match state {
            State::Stopped { reason, .. } => Some(*reason),
            State::Ended(ending) => ending.reason(),
            _ => None,
        }
    }

    fn step_of(&self, check: &str) -> Option<StepName> {
        let row = self.checks.iter().find(|row| row.id == check)?;
        StepName::new(row.step.clone()).ok()
    }

    fn state_of(&self, check: &str) -> Option<State> {
        let mut states = self.states.iter();
        states.find_map(|(id, state)| (*id == check).then_some(*state))
    }

    /// The newest comes last.
    fn moved_to(&mut self, check: &'a str, to: State) {
        self.states.retain(|(id, _)| *id != check);
        self.states.push((check, to));
    }

    fn moved(&mut self, at: (usize, i64), (check, signal): (&'a str, &str), to: State) {
        let Some(step) = self.step_of(check) else {
            return;
        };
        let before = self.state_of(check);
        self.moved_to(check, to);
        if self.is_given_up(at.0, to) {
            return;
        }
        if signal == "started" && matches!(to, State::Open { .. }) {
            if let Some(State::Stopped { reason, .. }) = before {
                self.used(at, Seen::Ended(step.clone(), reason));
            }
            self.opened(at, step, check);
            return;
        }
        // A return is answered when its outcome is known: nobody waited on a page.
        let is_over = matches!(to, State::Ended(_) | State::Stopped { .. });
        if is_over && self.is_last(|last| self.nobody_waited(last, (&step, check), to)) {
            self.moments.pop();
        }
        // Started and at work in one transaction: the provider shows nothing.
        let shows_nothing =
            |last: &Moment| matches!(last.page, Seen::Leave(..)) && last.after == at.0;
        match to {
            State::Processing { .. } | State::NeedsApproval { .. } => {
                if self.is_last(shows_nothing) {
                    self.moments.pop();
                }
                self.led(at, Seen::Waiting(step));
            }
            State::Stopped { reason, .. } => self.led(at, Seen::Ended(step, reason)),
            State::Ended(Ending::Succeeded) => self.led(at, Seen::Tasks),
            State::Ended(ending) => {
                if let Some(reason) = ending.reason() {
                    self.led(at, Seen::Ended(step, reason));
                }
            }
            State::Created | State::Open { .. } => {}
        }
    }

    fn opened(&mut self, (index, at): (usize, i64), step: StepName, check: &str) {
        let before = self.sessions.iter().filter(|(id, _)| id == check).count();
        let number = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
        self.sessions.push((check.to_owned(), number));
        let session = self.recorded.session(check, number);
        let is_frame = session.is_none_or(|session| session.presentation == "frame");
        let (page, how) = match is_frame {
            // Its own script asked for the session.
            true => (Seen::Frame(step, check.to_owned(), number), How::Used),
            false => (Seen::Leave(step, check.to_owned(), number), How::LedTo),
        };
        self.moments.push(Moment {
            at,
            page,
            how,
            after: index + 1,
            events: index + 1..index + 1,
        });
    }

    /// Whoever comes back was there.
    fn returned(&mut self, check: &str) {
        let is_it =
            |moment: &&mut Moment| matches!(&moment.page, Seen::Leave(_, of, _) if of == check);
        if let Some(moment) = self.moments.iter_mut().rev().find(is_it) {
            moment.how = How::Used;
        }
    }
}
