//! Choices: at least two ways, each with steps, and every step on a way that exists.

use vestibule::id::StepName;

use super::{
    rule::Rule,
    subject::{Found, Subject, key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let journey = subject.journey;
    for (at, step) in subject.steps() {
        let Some(named) = &step.way else { continue };
        let key = format!("{}.way", key(at, step));
        match journey.choices.get(&named.choice) {
            None => found.add(
                Rule::WayUnknown,
                &key,
                format!(
                    "there is no choices.{}; add it, or correct the name",
                    named.choice
                ),
            ),
            Some(choice) if !choice.ways.contains_key(&named.way) => {
                let ways: Vec<&str> = choice.ways.keys().map(StepName::as_str).collect();
                found.add(
                    Rule::WayUnknown,
                    &key,
                    format!(
                        "choices.{} has no way {}, only {}",
                        named.choice,
                        named.way,
                        ways.join(", ")
                    ),
                );
            }
            Some(_) => {}
        }
    }
    for (name, choice) in &journey.choices {
        let key = format!("choices.{name}");
        if choice.ways.len() < 2 {
            found.add(
                Rule::ChoiceWays,
                &key,
                "has fewer than two ways, which is no choice",
            );
        }
        for way in choice.ways.keys() {
            if journey.way(name, way).next().is_none() {
                found.add(
                    Rule::ChoiceWays,
                    &format!("{key}.ways.{way}"),
                    format!("no step has way = \"{name}.{way}\": whoever chooses it would be through with nothing"),
                );
            }
        }
        check_order(subject, name, found);
    }
}

/// Ways are chosen before the first step of any; a step between them that belongs to none would stand in everybody's way
/// and look like part of one.
fn check_order(subject: &Subject<'_>, choice: &StepName, found: &mut Found) {
    let is_of = |at: usize| {
        subject
            .journey
            .steps
            .get(at)
            .and_then(|step| step.way.as_ref())
            .is_some_and(|way| way.choice == *choice)
    };
    let places: Vec<usize> = subject
        .steps()
        .map(|(at, _)| at)
        .filter(|at| is_of(*at))
        .collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return;
    };
    for (at, step) in subject.steps().skip(*first).take(last - first) {
        if !is_of(at) {
            found.add(
                Rule::ChoiceWays,
                &key(at, step),
                format!("stands between steps of choices.{choice} and is part of none; put it before or behind them"),
            );
        }
    }
}
