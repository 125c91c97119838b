//! An applicant in a made-up journey: what may be done, and what follows, by the rules of the services.

use std::collections::{BTreeMap, BTreeSet};

use super::journeys::{Dice, World, name};
use crate::{
    check::{Ending, State},
    decision::{Decision, decide},
    id::StepName,
    journey::{ClaimSource, FieldRef, Known, StepKind},
    matching::Verdict,
    onboarding::{
        ChoiceStatus, OnboardingStatus, Progress, StepProgress, StepStatus, choice_status,
        is_all_settled, open_ways, status, step_statuses,
    },
    reason::Reason,
    time::Timestamp,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Agrees to terms, or answers a form.
    Answer(StepName, &'static str),
    Choose(StepName, StepName),
    Skip(StepName),
    Unskip(StepName),
    Begin(StepName),
    /// The live check of a step moves.
    Move(StepName, State),
    End(StepName, Ending),
    /// Takes an agreement back.
    Withdraw(StepName),
    HandOver,
}

const MOVES: [State; 4] = [
    State::Open {
        starts: 1,
        deadline: Timestamp(9),
    },
    State::Processing {
        starts: 1,
        deadline: Timestamp(9),
    },
    State::Stopped {
        starts: 1,
        deadline: Timestamp(9),
        reason: Reason::Left,
    },
    State::NeedsApproval {
        starts: 1,
        deadline: Timestamp(9),
    },
];

pub const ENDINGS: [Ending; 7] = [
    Ending::Succeeded,
    Ending::Refused(Reason::NotAccepted),
    Ending::Cancelled,
    Ending::Expired,
    Ending::Exhausted(Reason::AttemptsExhausted),
    Ending::Exhausted(Reason::TooManyStarts),
    Ending::Failed(Reason::Unavailable),
];

/// A case, as the database would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub progress: Progress,
    pub decision: Option<Decision>,
    pub handed_over: bool,
}

impl Case {
    pub fn begun(world: &World) -> Self {
        let mut case = Self {
            progress: Progress {
                steps: vec![StepProgress::default(); world.journey.steps.len()],
                known: Known {
                    signals: world.signals.clone(),
                    ..Known::default()
                },
                ..Progress::default()
            },
            decision: None,
            handed_over: false,
        };
        case.settles(world);
        case
    }

    pub fn statuses(&self, world: &World) -> Vec<StepStatus> {
        step_statuses(&world.journey, &self.progress)
    }

    pub fn status(&self, world: &World) -> OnboardingStatus {
        let conclusion = self.decision.as_ref().map(|decision| decision.conclusion);
        status(&world.journey, &self.progress, conclusion, self.handed_over)
    }

    pub fn choice(&self, world: &World, choice: &StepName) -> ChoiceStatus {
        choice_status(
            &world.journey,
            &self.progress,
            &self.statuses(world),
            choice,
        )
    }

    /// Everything that may be done now.
    pub fn acts(&self, world: &World, dice: &mut Dice) -> Vec<Act> {
        let mut acts = Vec::new();
        let is_going_on = self.status(world) == OnboardingStatus::InProgress;
        let steps = world.journey.steps.iter().enumerate();
        for ((at, step), status) in steps.zip(self.statuses(world)) {
            let own = self.progress.steps[at];
            let named = step.name.clone();
            // A live check goes on elsewhere, whatever becomes of its step here.
            if own
                .newest
                .is_some_and(|state| !matches!(state, State::Ended(_)))
            {
                // Success is likelier than each failure.
                let ending = match dice.one_in(2) {
                    true => dice.of(&ENDINGS),
                    false => Ending::Succeeded,
                };
                acts.push(Act::End(named.clone(), ending));
                acts.push(Act::Move(named.clone(), dice.of(&MOVES)));
            }
            if !is_going_on {
                continue;
            }
            let is_answerable = match status {
                StepStatus::Ready => true,
                StepStatus::Done => !self.has_begun_after(at),
                _ => false,
            };
            let answer = dice.of(&["yes", "no"]);
            match &step.kind {
                StepKind::Form(_) if is_answerable => acts.push(Act::Answer(named.clone(), answer)),
                StepKind::Terms(_) if status == StepStatus::Ready => {
                    acts.push(Act::Answer(named.clone(), answer));
                }
                StepKind::Terms(_) if own.answered && dice.one_in(8) => {
                    acts.push(Act::Withdraw(named.clone()));
                }
                StepKind::Provider(_) | StepKind::External(_)
                    if matches!(status, StepStatus::Ready | StepStatus::Problem) =>
                {
                    acts.push(Act::Begin(named.clone()));
                }
                _ => {}
            }
            match status {
                StepStatus::Ready | StepStatus::Problem | StepStatus::Exhausted
                    if step.optional =>
                {
                    acts.push(Act::Skip(named));
                }
                StepStatus::Skipped => acts.push(Act::Unskip(named)),
                _ => {}
            }
        }
        if is_going_on {
            acts.extend(self.choosable(world));
            if dice.one_in(24) {
                acts.push(Act::HandOver);
            }
        }
        acts
    }

    fn has_begun_after(&self, at: usize) -> bool {
        self.progress
            .steps
            .iter()
            .skip(at + 1)
            .any(|step| step.newest.is_some())
    }

    fn choosable(&self, world: &World) -> Vec<Act> {
        let may = |choice: &StepName| {
            matches!(
                self.choice(world, choice),
                ChoiceStatus::Ready | ChoiceStatus::Chosen | ChoiceStatus::Problem
            )
        };
        world
            .journey
            .choices
            .keys()
            .filter(|choice| may(choice))
            .flat_map(|choice| {
                open_ways(&world.journey, &self.progress, choice)
                    .into_iter()
                    .map(|way| Act::Choose(choice.clone(), way.clone()))
            })
            .collect()
    }

    pub fn does(&mut self, world: &World, act: &Act) {
        match act {
            Act::Answer(step, answer) => {
                self.of(world, step).answered = true;
                let (_, found) = world.journey.step(step).unwrap();
                if matches!(found.kind, StepKind::Form(_)) {
                    let field = FieldRef {
                        step: step.clone(),
                        field: name("answer"),
                    };
                    let answers = &mut self.progress.known.answers;
                    answers.insert(field, (*answer).to_owned());
                    self.learns(world, step);
                }
            }
            Act::Choose(choice, way) => {
                self.progress.chosen.insert(choice.clone(), way.clone());
            }
            Act::Skip(step) => self.of(world, step).skipped = true,
            Act::Unskip(step) => self.of(world, step).skipped = false,
            Act::Begin(step) => self.of(world, step).newest = Some(State::Created),
            Act::Move(step, state) => self.of(world, step).newest = Some(*state),
            Act::End(step, ending) => {
                let own = self.of(world, step);
                own.newest = Some(State::Ended(*ending));
                own.counted += u32::from(!ending.reason().is_some_and(Reason::is_our_fault));
                if *ending == Ending::Succeeded {
                    self.learns(world, step);
                }
            }
            Act::Withdraw(step) => self.of(world, step).answered = false,
            Act::HandOver => self.handed_over = true,
        }
        self.settles(world);
    }

    fn of(&mut self, world: &World, step: &StepName) -> &mut StepProgress {
        let (at, _) = world.journey.step(step).unwrap();
        &mut self.progress.steps[at]
    }

    fn learns(&mut self, world: &World, step: &StepName) {
        let known = &mut self.progress.known;
        known.facts.extend(world.brings[step].iter().cloned());
        if world.unverified.contains(step) {
            known.unverified.insert(step.clone());
        }
    }

    /// Decides when it is time, as the projection does.
    fn settles(&mut self, world: &World) {
        let statuses = self.statuses(world);
        if self.decision.is_none() && !self.handed_over && is_all_settled(&world.journey, &statuses)
        {
            self.progress.known.matches = self.verdicts(world);
            self.decision = Some(decide(&world.journey, &self.progress));
        }
    }

    /// How the rules come out with what there is, whether its step counts or not: the services compare all rows.
    pub fn verdicts(&self, world: &World) -> BTreeMap<StepName, Verdict> {
        let sources: BTreeSet<&StepName> = self
            .progress
            .known
            .facts
            .iter()
            .map(|fact| &fact.step)
            .collect();
        let rules = world.journey.matches.iter();
        rules
            .map(|rule| {
                let is_there = rule.between.iter().all(|side| match side {
                    ClaimSource::Client => true,
                    ClaimSource::Step(step) => sources.contains(step),
                });
                let verdict = match is_there {
                    true => world.verdicts[&rule.name],
                    false => Verdict::Missing,
                };
                (rule.name.clone(), verdict)
            })
            .collect()
    }

    /// Walks at random for as long as the dice say.
    pub fn wanders(
        &mut self,
        world: &World,
        dice: &mut Dice,
        mut seen: impl FnMut(&Self, &Act, &Self),
    ) {
        while !dice.are_spent() {
            let acts = self.acts(world, dice);
            if acts.is_empty() {
                return;
            }
            let act = dice.of(&acts);
            let before = self.clone();
            self.does(world, &act);
            seen(&before, &act, self);
        }
    }
}
