//! A journey as the applicant sees it: what is needed, as far as that is known, with choices in the place of their ways.

use vestibule::{
    id::StepName,
    journey::{Choice, Journey, Step},
    onboarding::{ChoiceStatus, Progress, StepStatus, choice_status, step_statuses},
};
use vestibule_app::page::Place;

use crate::services::case::Case;

/// One line of it.
pub enum Line<'a> {
    /// A choice, at the place of the first step of any of its ways.
    Choice {
        /// Its name.
        name: &'a StepName,
        /// What is to be chosen.
        choice: &'a Choice,
        /// Where it stands.
        status: ChoiceStatus,
        /// The way that was chosen.
        chosen: Option<&'a StepName>,
        /// Whether it is needed for all that is known.
        needed: bool,
    },
    /// A step that is part of no way, or of the chosen one.
    Step {
        /// The step.
        step: &'a Step,
        /// Where it stands.
        status: StepStatus,
        /// Whether it is needed for all that is known; not before its condition was asked.
        needed: bool,
    },
}

impl Line<'_> {
    /// Whether it counts in "2 of 4": a choice does until its way's own steps do.
    pub fn counts(&self) -> bool {
        match self {
            Self::Choice { chosen, needed, .. } => *needed && chosen.is_none(),
            Self::Step { status, needed, .. } => *needed && *status != StepStatus::Skipped,
        }
    }

    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Step { status, .. } if *status == StepStatus::Done)
    }
}

/// The lines, in order. What is not needed is not among them.
pub fn outline(case: &Case) -> Vec<Line<'_>> {
    lines(&case.journey, &case.progress())
}

/// The same, of a journey that stands like this.
pub fn lines<'a>(journey: &'a Journey, progress: &Progress) -> Vec<Line<'a>> {
    let statuses = step_statuses(journey, progress);
    let chosen = |choice: &StepName| {
        let way = progress.chosen.get(choice)?;
        let (way, _) = journey.choices.get(choice)?.ways.get_key_value(way)?;
        Some(way)
    };
    let mut lines = Vec::with_capacity(journey.steps.len());
    let mut shown: Vec<&StepName> = Vec::new();
    for (step, status) in journey.steps.iter().zip(&statuses) {
        if let Some(way) = &step.way {
            if !shown.contains(&&way.choice) {
                shown.push(&way.choice);
                if let Some((name, choice)) = journey.choices.get_key_value(&way.choice) {
                    let status = choice_status(journey, progress, &statuses, name);
                    if status != ChoiceStatus::NotNeeded {
                        lines.push(Line::Choice {
                            name,
                            choice,
                            status,
                            chosen: chosen(name),
                            needed: status != ChoiceStatus::CannotStartYet
                                || !depends(journey, name),
                        });
                    }
                }
            }
            if chosen(&way.choice) != Some(&way.way) {
                continue;
            }
        }
        if *status != StepStatus::NotNeeded {
            lines.push(Line::Step {
                step,
                status: *status,
                needed: step.when.is_none() || *status != StepStatus::CannotStartYet,
            });
        }
    }
    lines
}

/// Whether all ways of a choice depend on conditions.
fn depends(journey: &Journey, choice: &StepName) -> bool {
    let of_choice = |step: &&Step| step.way.as_ref().is_some_and(|way| way.choice == *choice);
    let mut steps = journey.steps.iter().filter(of_choice);
    steps.all(|step| step.when.is_some())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How many lines that count there are, and how many of them are done.
pub fn totals(lines: &[Line<'_>]) -> (u32, u32) {
    let done = lines.iter().filter(|line| line.is_done()).count();
    let of = lines.iter().filter(|line| line.counts()).count();
    (count(done), count(of))
}

/// Where the first line is that is it.
pub fn place_of(lines: &[Line<'_>], is_it: impl Fn(&Line<'_>) -> bool) -> Place {
    let before = lines.iter().take_while(|line| !is_it(line));
    let number = count(before.filter(|line| line.counts()).count()) + 1;
    let (_, of) = totals(lines);
    Place {
        number: number.min(of),
        of,
    }
}

/// Where a step is.
pub fn place(case: &Case, name: &StepName) -> Place {
    place_of(
        &outline(case),
        |line| matches!(line, Line::Step { step, .. } if step.name == *name),
    )
}

/// Where a choice is.
pub fn place_of_choice(case: &Case, choice: &StepName) -> Place {
    place_of(
        &outline(case),
        |line| matches!(line, Line::Choice { name, .. } if *name == choice),
    )
}
