//! What may come of one step, as far as anything later asks.

use std::collections::BTreeSet;

use vestibule::{
    fact::FactKind,
    journey::{Condition, FieldRef, Form, StepKind},
};

use super::subject::Subject;

/// A kind of fact with what its source says about how sure it is: scheme and value.
pub(super) type Told = (FactKind, Option<(String, String)>);

/// What may come of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was done.
    Done {
        facts: Vec<Told>,
        answers: Vec<(FieldRef, String)>,
    },
    /// It was left out.
    Skipped,
    /// No check of it may be begun any more.
    Lost,
}

/// Everything that may come of the step at this place. `asked`: what conditions of steps ask about.
pub(super) fn outcomes(subject: &Subject<'_>, at: usize, asked: &[&Condition]) -> Vec<Outcome> {
    let Some(step) = subject.journey.steps.get(at) else {
        return Vec::new();
    };
    let mut outcomes = match &step.kind {
        StepKind::Terms(_) => vec![done(Vec::new(), Vec::new())],
        StepKind::Form(form) => {
            let facts = vec![(FactKind::SelfAsserted, None)];
            answers(&step.name, form, asked)
                .into_iter()
                .map(|answers| done(facts.clone(), answers))
                .collect()
        }
        StepKind::Provider(_) | StepKind::External(_) => {
            let told = told(&subject.facts(at), asked);
            let mut outcomes: Vec<Outcome> = told
                .into_iter()
                .map(|facts| done(facts, Vec::new()))
                .collect();
            outcomes.push(Outcome::Lost);
            outcomes
        }
    };
    if step.optional {
        outcomes.push(Outcome::Skipped);
    }
    outcomes
}

fn done(facts: Vec<Told>, answers: Vec<(FieldRef, String)>) -> Outcome {
    Outcome::Done { facts, answers }
}

/// The answers that somebody asks about, each in every combination with the others; the rest makes no difference.
fn answers(
    step: &vestibule::id::StepName,
    form: &Form,
    asked: &[&Condition],
) -> Vec<Vec<(FieldRef, String)>> {
    let mut combinations = vec![Vec::new()];
    for field in &form.fields {
        let named = FieldRef {
            step: step.clone(),
            field: field.name.clone(),
        };
        let is_asked =
            |part: &&Condition| matches!(part, Condition::Answered(asked) if asked.field == named);
        if !asked.iter().any(is_asked) {
            continue;
        }
        let mut more = Vec::new();
        for known in combinations {
            for option in &field.options {
                let mut known: Vec<(FieldRef, String)> = known.clone();
                known.push((named.clone(), option.value.clone()));
                more.push(known);
            }
            if field.optional {
                more.push(known);
            }
        }
        combinations = more;
    }
    combinations
}

/// The facts that a successful check may bring: all of them; and without those that a condition asks about, because an
/// adapter's list says what can come and not what does. Each fact comes with each assurance that a condition asks about.
fn told(facts: &BTreeSet<FactKind>, asked: &[&Condition]) -> Vec<Vec<Told>> {
    let mut combinations: Vec<Vec<Told>> = vec![Vec::new()];
    for fact in facts {
        let mut replies: Vec<Option<Told>> = vec![Some((*fact, None))];
        for part in asked {
            match part {
                Condition::Has(kind) if kind == fact => replies.push(None),
                Condition::Assured(asked) if asked.fact == *fact => {
                    let told =
                        |value: &String| Some((*fact, Some((asked.scheme.clone(), value.clone()))));
                    replies.extend(asked.is.iter().map(told));
                }
                _ => {}
            }
        }
        replies.sort();
        replies.dedup();
        combinations = combinations
            .into_iter()
            .flat_map(|known| {
                replies.iter().map(move |reply| {
                    let mut known = known.clone();
                    known.extend(reply.clone());
                    known
                })
            })
            .collect();
    }
    combinations
}
