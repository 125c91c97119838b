//! What every journey has: its own texts, a few steps with names of their own, numbers within bounds.

use std::collections::BTreeSet;

use vestibule::journey::{CLIENT, StepKind};

use super::{
    rule::Rule,
    subject::{Found, Subject, key, kind_key},
};

/// Most steps of a journey.
const MAX_STEPS: usize = 40;
/// Most questions of one form.
const MAX_FIELDS: usize = 20;
/// Most checks of one step.
const MAX_CHECKS: u32 = 20;
/// Most consents of one text.
const MAX_CONSENTS: usize = 10;
/// Most choices, and most ways of one.
const MAX_CHOICES: usize = 10;
/// Most options of a question: there are fewer countries.
const MAX_OPTIONS: usize = 300;
/// Most match rules, and most lines of the decision table.
const MAX_RULES: usize = 50;
/// Longest wait after a check, in minutes: a month.
const MAX_COOL_DOWN: u32 = 31 * 24 * 60;

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let journey = subject.journey;
    for (key, text) in [("company", &journey.company), ("contact", &journey.contact)] {
        filled(found, key, text);
    }
    if journey.minutes == 0 {
        found.add(
            Rule::Bounds,
            "minutes",
            "is 0; say how long an applicant needs",
        );
    }
    if journey.needs.is_empty() {
        found.add(
            Rule::Incomplete,
            "needs",
            "is empty; name at least one fact without which the journey is not completed",
        );
    }
    if journey.steps.is_empty() {
        found.add(
            Rule::Incomplete,
            "steps",
            "is empty; a journey needs a step",
        );
    }
    if journey.steps.len() > MAX_STEPS {
        found.add(
            Rule::Bounds,
            "steps",
            format!("has more than {MAX_STEPS} steps"),
        );
    }
    for (key, number, most) in [
        ("choices", journey.choices.len(), MAX_CHOICES),
        ("matches", journey.matches.len(), MAX_RULES),
        ("decisions", journey.decisions.len(), MAX_RULES),
    ] {
        at_most(found, key, number, most);
    }
    for (name, choice) in &journey.choices {
        at_most(
            found,
            &format!("choices.{name}.ways"),
            choice.ways.len(),
            MAX_CHOICES,
        );
    }
    let mut names = BTreeSet::new();
    for (at, step) in subject.steps() {
        if !names.insert(&step.name) {
            found.add(
                Rule::DuplicateName,
                &key(at, step),
                "has a name that another step has; rename one",
            );
        }
        if step.name.as_str() == CLIENT {
            found.add(
                Rule::ReservedName,
                &format!("{}.name", key(at, step)),
                format!("{CLIENT} stands for what the client said; rename the step"),
            );
        }
        let key = kind_key(at, step);
        match &step.kind {
            StepKind::Terms(terms) => {
                for (name, text) in [
                    ("text_id", &terms.text_id),
                    ("version", &terms.version),
                    ("purpose", &terms.purpose),
                ] {
                    filled(found, &format!("{key}.{name}"), text);
                }
                at_most(
                    found,
                    &format!("{key}.consents"),
                    terms.consents.len(),
                    MAX_CONSENTS,
                );
                let mut names = BTreeSet::new();
                for (place, consent) in terms.consents.iter().enumerate() {
                    let key = format!("{key}.consents.{place} ({})", consent.name);
                    if !names.insert(&consent.name) {
                        found.add(Rule::DuplicateName, &key, "is asked twice; rename one");
                    }
                    filled(found, &format!("{key}.purpose"), &consent.purpose);
                }
            }
            StepKind::Form(form) => {
                let key = format!("{key}.fields");
                if form.fields.is_empty() || form.fields.len() > MAX_FIELDS {
                    found.add(
                        Rule::Bounds,
                        &key,
                        format!("must be 1 to {MAX_FIELDS} questions"),
                    );
                }
                let mut names = BTreeSet::new();
                for (place, field) in form.fields.iter().enumerate() {
                    let options = format!("{key}.{place} ({}).options", field.name);
                    at_most(found, &options, field.options.len(), MAX_OPTIONS);
                    if !names.insert(&field.name) {
                        found.add(
                            Rule::DuplicateName,
                            &format!("{key}.{place} ({})", field.name),
                            "is asked twice; rename one",
                        );
                    }
                }
            }
            StepKind::Provider(provider) | StepKind::External(provider) => {
                if !(1..=MAX_CHECKS).contains(&provider.max_checks) {
                    found.add(
                        Rule::Bounds,
                        &format!("{key}.max_checks"),
                        format!("must be 1 to {MAX_CHECKS}"),
                    );
                }
                if provider.cool_down_minutes > MAX_COOL_DOWN {
                    found.add(
                        Rule::Bounds,
                        &format!("{key}.cool_down_minutes"),
                        format!("must be at most {MAX_COOL_DOWN}"),
                    );
                }
            }
        }
    }
}

fn at_most(found: &mut Found, key: &str, number: usize, most: usize) {
    if number > most {
        found.add(
            Rule::Bounds,
            key,
            format!("has {number} entries; {most} are the most"),
        );
    }
}

fn filled(found: &mut Found, key: &str, text: &str) {
    if text.trim().is_empty() {
        found.add(Rule::Incomplete, key, "is empty");
    }
}
