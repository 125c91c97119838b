//! Conditions ask about what is there by then, can hold, and tell the applicant nothing.

use std::collections::BTreeSet;

use vestibule::{
    fact::FactKind,
    id::StepName,
    journey::{Condition, FieldKind, StepKind, condition::Answered},
};

use super::{
    possible::{Possible, possible},
    rule::Rule,
    subject::{Found, Subject, key, names},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step) in subject.steps() {
        let Some(when) = &step.when else { continue };
        let key = format!("{}.when", key(at, step));
        let asks = Asks {
            subject,
            until: at,
            whose: "before this one",
        };
        asks.check(when, &key, found);
        for part in when.parts() {
            let reveals = match part {
                Condition::Matched(_) => "how a comparison came out",
                Condition::Signal(_) => "that there is a signal",
                _ => continue,
            };
            found.add(
                Rule::ConditionReveals,
                &key,
                format!(
                    "a step that comes or stays away would tell the applicant {reveals}, which only operators may know; ask \
                     it in decisions"
                ),
            );
        }
    }
}

/// A condition of a step, or of a line of the decision table.
pub(super) struct Asks<'a> {
    pub(super) subject: &'a Subject<'a>,
    /// The steps that it may ask about: those before this place.
    pub(super) until: usize,
    /// The same in words.
    pub(super) whose: &'static str,
}

impl Asks<'_> {
    /// What is wrong with it; and whether it can hold.
    pub(super) fn check(&self, when: &Condition, key: &str, found: &mut Found) -> Possible {
        let problems: BTreeSet<String> = when
            .parts()
            .into_iter()
            .filter_map(|part| self.problem(part))
            .collect();
        let is_good = problems.is_empty();
        for problem in problems {
            found.add(Rule::ConditionUnknown, key, problem);
        }
        let possible = possible(when);
        if possible == Possible::Never && is_good {
            found.add(
                Rule::ConditionNever,
                key,
                "contradicts itself: whatever happens, it does not hold. Correct it, or take out what hangs on it",
            );
        }
        possible
    }

    fn problem(&self, part: &Condition) -> Option<String> {
        match part {
            Condition::Has(kind) => self.fact(*kind),
            Condition::Assured(asked) => self.fact(asked.fact).or_else(|| {
                if asked.scheme.trim().is_empty() {
                    return Some("assured.scheme is empty; name the scale".to_owned());
                }
                asked
                    .is
                    .is_empty()
                    .then(|| "assured.is is empty; name a value".to_owned())
            }),
            Condition::Answered(asked) => self.answer(asked),
            Condition::Done(name) => self.done(name),
            Condition::Matched(asked) => {
                let rules = &self.subject.journey.matches;
                if !rules.iter().any(|rule| rule.name == asked.rule) {
                    return Some(format!("there is no match rule {}", asked.rule));
                }
                asked
                    .is
                    .is_empty()
                    .then(|| "matched.is is empty; name a verdict".to_owned())
            }
            Condition::Any(any) if any.is_empty() => {
                Some("any is empty, which never holds".to_owned())
            }
            Condition::All(all) if all.is_empty() => {
                Some("all is empty, which always holds; leave the condition out".to_owned())
            }
            Condition::Signal(_) | Condition::Not(_) | Condition::All(_) | Condition::Any(_) => {
                None
            }
        }
    }

    fn fact(&self, kind: FactKind) -> Option<String> {
        if !self.subject.is_whole() {
            return None;
        }
        let there: BTreeSet<FactKind> = (0..self.until)
            .flat_map(|at| self.subject.facts(at))
            .collect();
        (!there.contains(&kind)).then(|| {
            format!(
                "no step {} can bring {}; they bring {}",
                self.whose,
                kind.code(),
                names(&there)
            )
        })
    }

    fn answer(&self, asked: &Answered) -> Option<String> {
        let named = &asked.field;
        let step = self
            .subject
            .journey
            .step(&named.step)
            .filter(|(at, _)| *at < self.until);
        let field = step.and_then(|(_, step)| match &step.kind {
            StepKind::Form(form) => form.fields.iter().find(|field| field.name == named.field),
            _ => None,
        });
        let Some(field) = field else {
            return Some(format!("no form {} asks for {named}", self.whose));
        };
        if field.kind != FieldKind::Choice {
            return Some(format!(
                "{named} is not of the type \"choice\"; free answers are not asked about"
            ));
        }
        if asked.is.is_empty() {
            return Some("answered.is is empty; name a value".to_owned());
        }
        let unknown = asked
            .is
            .iter()
            .find(|value| !field.options.iter().any(|option| option.value == **value))?;
        let options: Vec<&str> = field
            .options
            .iter()
            .map(|option| option.value.as_str())
            .collect();
        Some(format!(
            "{unknown:?} is no option of {named}, which has {}",
            options.join(", ")
        ))
    }

    fn done(&self, name: &StepName) -> Option<String> {
        match self.subject.journey.step(name) {
            None => Some(format!("there is no step {name}")),
            Some((at, _)) if at >= self.until => {
                Some(format!("the step {name} does not come {}", self.whose))
            }
            Some(_) => None,
        }
    }
}
