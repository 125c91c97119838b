//! Walks every path through a journey, with the domain's own rules, and looks for places where nothing can be done any more.
//!
//! Steps and choices are always taken from the first one on: settling one takes none away from another, so that the order in
//! which a person does them leads nowhere else. Paths that differ in nothing that later steps depend on count as one.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    check::{Ending, State},
    decision::decide,
    id::StepName,
    journey::{Conclusion, Condition, Journey, KnownFact},
    matching::Verdict,
    onboarding::{
        ChoiceStatus, OnboardingStatus, Progress, StepProgress, StepStatus, choice_status,
        is_all_settled, open_ways, status, step_statuses,
    },
    reason::Reason,
};

use super::{
    outcomes::{Outcome, Told, outcomes},
    rule::Rule,
    subject::{Found, Subject, key},
};

/// Most places that are looked at. The example journeys have fewer than a hundred.
const MOST_PLACES: usize = 10_000;

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    // What comes of a wrong condition is no news.
    let wrong = [
        Rule::ConditionUnknown,
        Rule::ConditionNever,
        Rule::ConditionReveals,
    ];
    if !subject.is_whole() || subject.journey.steps.is_empty() || found.has(&wrong) {
        return;
    }
    let mut walk = Walk::new(subject);
    if !walk.goes_everywhere() {
        found.add(
            Rule::TooManyPaths,
            "steps",
            format!(
                "more than {MOST_PLACES} different places: nobody can say that each of them leads on. Ask fewer conditions, or \
                 make two journeys of it"
            ),
        );
        return;
    }
    let first_dead_end = walk.dead_ends.first();
    if let Some((at, waits_for)) = first_dead_end
        && let Some(step) = subject.journey.steps.get(*at)
    {
        found.add(
            Rule::DeadEnd,
            &key(*at, step),
            format!("a dead end: {waits_for}, and nothing else can be done"),
        );
    }
    for (at, step) in subject.steps() {
        if !walk.reached.contains(&at) && first_dead_end.is_none() {
            found.add(
                Rule::StepUnreachable,
                &key(at, step),
                "is never come to, whatever a person does; correct its condition or its way, or take it out",
            );
        }
    }
    let is_told = found.has(&[Rule::NeedUnmet, Rule::DecisionUnreachable, Rule::Incomplete]);
    if !walk.is_approved
        && !is_told
        && walk.dead_ends.is_empty()
        && means_to_approve(subject.journey)
    {
        found.add(
            Rule::NeverApproved,
            "steps",
            "no path through the journey ends with an approval: on each of them a fact of `needs` is missing, or no line of \
             decisions that approves holds. Put the steps that bring the facts on one path, or write a table that only \
             reviews",
        );
    }
}

/// A table that only reviews is one that somebody wanted.
fn means_to_approve(journey: &Journey) -> bool {
    journey.decisions.is_empty()
        || journey
            .decisions
            .iter()
            .any(|line| line.then == Conclusion::Approve)
}

struct Walk<'a> {
    subject: &'a Subject<'a>,
    /// The journey as it would be decided if nobody had to look: who has to be reviewed may still be approved then.
    unreviewed: Journey,
    /// What the conditions of steps ask about.
    asked: Vec<&'a Condition>,
    seen: BTreeSet<Place>,
    open: Vec<Progress>,
    reached: BTreeSet<usize>,
    dead_ends: Vec<(usize, String)>,
    is_approved: bool,
}

/// What later steps depend on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    steps: Vec<Standing>,
    chosen: BTreeMap<StepName, StepName>,
    /// Each with the way of its step.
    facts: BTreeSet<(Told, Option<String>)>,
    answers: Vec<(String, String)>,
    done: BTreeSet<StepName>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Open,
    Settled,
    Lost,
}

impl<'a> Walk<'a> {
    fn new(subject: &'a Subject<'a>) -> Self {
        let mut unreviewed = subject.journey.clone();
        for way in unreviewed
            .choices
            .values_mut()
            .flat_map(|choice| choice.ways.values_mut())
        {
            way.reviewed = false;
        }
        let conditions = subject
            .journey
            .steps
            .iter()
            .filter_map(|step| step.when.as_ref());
        let mut start = Progress {
            steps: vec![StepProgress::default(); subject.journey.steps.len()],
            ..Progress::default()
        };
        for rule in &subject.journey.matches {
            start
                .known
                .matches
                .insert(rule.name.clone(), Verdict::Exact);
        }
        Self {
            subject,
            unreviewed,
            asked: conditions.flat_map(Condition::parts).collect(),
            seen: BTreeSet::new(),
            open: vec![start],
            reached: BTreeSet::new(),
            dead_ends: Vec::new(),
            is_approved: false,
        }
    }

    /// Whether it could.
    fn goes_everywhere(&mut self) -> bool {
        while let Some(progress) = self.open.pop() {
            let statuses = step_statuses(self.subject.journey, &progress);
            if !self.seen.insert(self.place(&progress, &statuses)) {
                continue;
            }
            if self.seen.len() > MOST_PLACES {
                return false;
            }
            self.go_on(&progress, &statuses);
        }
        true
    }

    fn go_on(&mut self, progress: &Progress, statuses: &[StepStatus]) {
        let journey = self.subject.journey;
        if is_all_settled(journey, statuses) {
            self.is_approved = self.is_approved
                || decide(&self.unreviewed, progress).conclusion == Conclusion::Approve;
            return;
        }
        if status(journey, progress, None, false) != OnboardingStatus::InProgress {
            return;
        }
        // A way that was lost is left for another one; whatever else is open can wait.
        if let Some(next) = self
            .other_ways(progress, statuses)
            .or_else(|| self.first_step(progress, statuses))
        {
            self.open.extend(next);
            return;
        }
        let waiting = statuses
            .iter()
            .position(|status| *status == StepStatus::CannotStartYet)
            .unwrap_or_default();
        let before = journey
            .steps
            .iter()
            .zip(statuses)
            .take(waiting)
            .filter(|(_, status)| {
                !matches!(
                    status,
                    StepStatus::Done | StepStatus::Skipped | StepStatus::NotNeeded
                )
            })
            .map(|(step, _)| format!("{} is not settled", step.name))
            .next();
        let waits_for = before.unwrap_or_else(|| "its way cannot be chosen".to_owned());
        self.dead_ends.push((waiting, waits_for));
    }

    /// Where each way leads that can be chosen now.
    fn other_ways(&self, progress: &Progress, statuses: &[StepStatus]) -> Option<Vec<Progress>> {
        let journey = self.subject.journey;
        let choice = journey.choices.keys().find(|choice| {
            matches!(
                choice_status(journey, progress, statuses, choice),
                ChoiceStatus::Ready | ChoiceStatus::Problem
            )
        })?;
        let next: Vec<Progress> = open_ways(journey, progress, choice)
            .into_iter()
            .filter(|way| progress.chosen.get(choice) != Some(way))
            .map(|way| {
                let mut next = progress.clone();
                next.chosen.insert(choice.clone(), way.clone());
                next
            })
            .collect();
        (!next.is_empty()).then_some(next)
    }

    /// What may come of the first step that can be done now.
    fn first_step(
        &mut self,
        progress: &Progress,
        statuses: &[StepStatus],
    ) -> Option<Vec<Progress>> {
        let at = statuses
            .iter()
            .position(|status| *status == StepStatus::Ready)?;
        self.reached.insert(at);
        let journey = self.subject.journey;
        let step = journey.steps.get(at)?;
        let outcomes = outcomes(self.subject, at, &self.asked);
        let follow = |outcome: Outcome| {
            let mut next = progress.clone();
            let own = next.steps.get_mut(at)?;
            match outcome {
                Outcome::Skipped => own.skipped = true,
                Outcome::Lost => {
                    own.newest = Some(State::Ended(Ending::Exhausted(Reason::AttemptsExhausted)));
                }
                Outcome::Done { facts, answers } => {
                    own.answered = true;
                    own.newest = Some(State::Ended(Ending::Succeeded));
                    let of_step = |(kind, assurance)| KnownFact {
                        step: step.name.clone(),
                        kind,
                        assurance,
                    };
                    next.known.facts.extend(facts.into_iter().map(of_step));
                    next.known.answers.extend(answers);
                }
            }
            Some(next)
        };
        Some(outcomes.into_iter().filter_map(follow).collect())
    }

    fn place(&self, progress: &Progress, statuses: &[StepStatus]) -> Place {
        let journey = self.subject.journey;
        let standing = |(step, status): (&vestibule::journey::Step, &StepStatus)| match status {
            StepStatus::Done | StepStatus::Skipped | StepStatus::NotNeeded => Standing::Settled,
            StepStatus::Exhausted if step.optional => Standing::Settled,
            StepStatus::Exhausted => Standing::Lost,
            _ => Standing::Open,
        };
        let is_asked = |name: &StepName| {
            self.asked
                .iter()
                .any(|part| matches!(part, Condition::Done(step) if step == name))
        };
        let way_of = |name: &StepName| {
            journey
                .step(name)
                .and_then(|(_, step)| step.way.as_ref().map(ToString::to_string))
        };
        Place {
            steps: journey.steps.iter().zip(statuses).map(standing).collect(),
            chosen: progress.chosen.clone(),
            facts: progress
                .known
                .facts
                .iter()
                .map(|fact| ((fact.kind, fact.assurance.clone()), way_of(&fact.step)))
                .collect(),
            answers: progress
                .known
                .answers
                .iter()
                .map(|(field, answer)| (field.to_string(), answer.clone()))
                .collect(),
            done: journey
                .steps
                .iter()
                .zip(&progress.steps)
                .filter(|(step, own)| own.answered && is_asked(&step.name))
                .map(|(step, _)| step.name.clone())
                .collect(),
        }
    }
}
