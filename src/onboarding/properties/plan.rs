//! Somebody who knows what they will do, in whatever order it comes up.

use std::collections::BTreeMap;

use super::{
    applicant::{Act, Case},
    journeys::{Dice, World},
};
use crate::{
    check::Ending,
    id::StepName,
    journey::StepKind,
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus, open_ways},
    reason::Reason,
};

/// More than any journey of ours takes.
const MOST_ACTS: usize = 300;

/// What will be done at one step.
#[derive(Debug, Clone, Copy)]
pub struct Intent {
    pub answer: &'static str,
    /// If it may be skipped.
    pub skips: bool,
    /// How many checks end badly before one succeeds, and how.
    pub failures: u32,
    pub failure: Ending,
}

/// What will be done.
#[derive(Debug, Clone)]
pub struct Plan {
    pub intents: BTreeMap<StepName, Intent>,
    /// Prefers ways from the last one on.
    pub backwards: bool,
}

impl Plan {
    /// The same at every step.
    pub fn always(world: &World, intent: Intent) -> Self {
        let steps = world.journey.steps.iter();
        Self {
            intents: steps.map(|step| (step.name.clone(), intent)).collect(),
            backwards: false,
        }
    }

    pub fn drawn(world: &World, dice: &mut Dice) -> Self {
        let mut intents = BTreeMap::new();
        for step in &world.journey.steps {
            let failure = dice.of(&[
                Ending::Cancelled,
                Ending::Refused(Reason::NotAccepted),
                Ending::Exhausted(Reason::AttemptsExhausted),
            ]);
            let failures = match dice.one_in(3) {
                true => 1 + u32::try_from(dice.below(3)).unwrap(),
                false => 0,
            };
            let intent = Intent {
                answer: dice.of(&["yes", "no"]),
                skips: dice.one_in(3),
                failures,
                failure,
            };
            intents.insert(step.name.clone(), intent);
        }
        Self {
            intents,
            backwards: dice.one_in(2),
        }
    }

    /// What there is to do now, by this plan.
    fn acts(&self, world: &World, case: &Case) -> Vec<Act> {
        let mut acts = Vec::new();
        let steps = world.journey.steps.iter().enumerate();
        for ((at, step), status) in steps.zip(case.statuses(world)) {
            let (intent, named) = (self.intents[&step.name], step.name.clone());
            let own = case.progress.steps[at];
            let act = match (status, &step.kind) {
                (StepStatus::Ready | StepStatus::Problem, _) if step.optional && intent.skips => {
                    Act::Skip(named)
                }
                (StepStatus::Ready, StepKind::Terms(_) | StepKind::Form(_)) => {
                    Act::Answer(named, intent.answer)
                }
                (StepStatus::Ready | StepStatus::Problem, _) => Act::Begin(named),
                (StepStatus::InProgress, _) if own.counted < intent.failures => {
                    Act::End(named, intent.failure)
                }
                (StepStatus::InProgress, _) => Act::End(named, Ending::Succeeded),
                _ => continue,
            };
            acts.push(act);
        }
        for choice in world.journey.choices.keys() {
            let is_due = matches!(
                case.choice(world, choice),
                ChoiceStatus::Ready | ChoiceStatus::Problem
            );
            let mut ways = open_ways(&world.journey, &case.progress, choice);
            if self.backwards {
                ways.reverse();
            }
            if let Some(way) = ways.first().filter(|_| is_due) {
                acts.push(Act::Choose(choice.clone(), (*way).clone()));
            }
        }
        acts
    }

    /// Goes on until nothing is left to do, in an order that the dice say. False when that never comes.
    pub fn goes_on(&self, world: &World, case: &mut Case, dice: &mut Dice) -> bool {
        for _ in 0..MOST_ACTS {
            if case.status(world) != OnboardingStatus::InProgress {
                return true;
            }
            let acts = self.acts(world, case);
            if acts.is_empty() {
                return false;
            }
            case.does(world, &dice.of(&acts));
        }
        false
    }
}
