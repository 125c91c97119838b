//! Whether a condition can hold at all, by trying everything that it asks about.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    id::StepName,
    journey::{Condition, FieldRef, Known, KnownFact},
    matching::Verdict,
    risk::RiskSignal,
};

/// More combinations than these are not tried; the condition is then taken to be one that can hold and can fail.
const MOST: usize = 1 << 14;

/// Whether a condition can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Possible {
    /// Whatever happens.
    Always,
    /// It depends.
    Sometimes,
    /// Whatever happens, not.
    Never,
}

/// Something that a condition asks about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Fact(KnownFact),
    Answer(FieldRef),
    Done(StepName),
    Match(StepName),
    Signal(RiskSignal),
}

/// What answers it.
#[derive(Debug, Clone)]
enum Reply {
    No,
    Yes,
    Value(String),
    Verdict(Verdict),
}

pub(super) fn possible(condition: &Condition) -> Possible {
    let questions = questions(condition);
    let combinations = questions
        .values()
        .try_fold(1_usize, |product, replies| {
            product.checked_mul(replies.len())
        })
        .filter(|product| *product <= MOST);
    let Some(combinations) = combinations else {
        return Possible::Sometimes;
    };
    let (mut holds, mut fails) = (false, false);
    for combination in 0..combinations {
        if condition.holds(&known(&questions, combination)) {
            holds = true;
        } else {
            fails = true;
        }
    }
    match (holds, fails) {
        (true, false) => Possible::Always,
        (false, _) => Possible::Never,
        (true, true) => Possible::Sometimes,
    }
}

/// What the condition asks about, each with everything that may come of it.
fn questions(condition: &Condition) -> BTreeMap<Question, Vec<Reply>> {
    let mut answers: BTreeMap<FieldRef, BTreeSet<String>> = BTreeMap::new();
    let mut questions = BTreeMap::new();
    let mut fact = |kind, assurance| {
        // One step for all facts: conditions do not ask whose they are.
        let Ok(step) = StepName::new("any") else {
            return;
        };
        let fact = KnownFact {
            step,
            kind,
            assurance,
        };
        questions.insert(Question::Fact(fact), vec![Reply::No, Reply::Yes]);
    };
    for part in condition.parts() {
        match part {
            Condition::Has(kind) => fact(*kind, None),
            Condition::Assured(asked) => {
                for value in &asked.is {
                    fact(asked.fact, Some((asked.scheme.clone(), value.clone())));
                }
            }
            _ => {}
        }
    }
    for part in condition.parts() {
        match part {
            Condition::Answered(asked) => {
                answers
                    .entry(asked.field.clone())
                    .or_default()
                    .extend(asked.is.iter().cloned());
            }
            Condition::Done(step) => {
                questions.insert(Question::Done(step.clone()), vec![Reply::No, Reply::Yes]);
            }
            Condition::Matched(asked) => {
                let verdicts = Verdict::ALL.map(Reply::Verdict).to_vec();
                questions.insert(Question::Match(asked.rule.clone()), verdicts);
            }
            Condition::Signal(signal) => {
                questions.insert(Question::Signal(*signal), vec![Reply::No, Reply::Yes]);
            }
            _ => {}
        }
    }
    for (field, values) in answers {
        // None of those that are asked about stands for all others.
        let replies = std::iter::once(Reply::No).chain(values.into_iter().map(Reply::Value));
        questions.insert(Question::Answer(field), replies.collect());
    }
    questions
}

fn known(questions: &BTreeMap<Question, Vec<Reply>>, combination: usize) -> Known {
    let mut known = Known::default();
    let mut rest = combination;
    for (question, replies) in questions {
        let reply = replies.get(rest % replies.len());
        rest /= replies.len();
        match (question, reply) {
            (Question::Fact(fact), Some(Reply::Yes)) => {
                known.facts.insert(fact.clone());
            }
            (Question::Answer(field), Some(Reply::Value(value))) => {
                known.answers.insert(field.clone(), value.clone());
            }
            (Question::Done(step), Some(Reply::Yes)) => {
                known.done.insert(step.clone());
            }
            (Question::Match(rule), Some(Reply::Verdict(verdict))) => {
                known.matches.insert(rule.clone(), *verdict);
            }
            (Question::Signal(signal), Some(Reply::Yes)) => {
                known.signals.insert(*signal);
            }
            _ => {}
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use vestibule::fact::FactKind;

    use super::*;

    fn read(text: &str) -> Condition {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn contradictions_never_hold_and_tautologies_always() {
        for (text, expected) in [
            (r#"{"has":"identity"}"#, Possible::Sometimes),
            (
                r#"{"all":[{"has":"identity"},{"not":{"has":"identity"}}]}"#,
                Possible::Never,
            ),
            (
                r#"{"any":[{"has":"identity"},{"not":{"has":"identity"}}]}"#,
                Possible::Always,
            ),
            (
                r#"{"all":[{"answered":{"field":"a.b","is":["x"]}},{"answered":{"field":"a.b","is":["y"]}}]}"#,
                Possible::Never,
            ),
            (
                r#"{"all":[{"assured":{"fact":"identity","scheme":"s","is":["high"]}},{"not":{"has":"identity"}}]}"#,
                Possible::Never,
            ),
            (
                r#"{"matched":{"rule":"name","is":["exact","normalised","fuzzy","mismatch","missing"]}}"#,
                Possible::Always,
            ),
            (r#"{"any":[]}"#, Possible::Never),
            (r#"{"all":[]}"#, Possible::Always),
        ] {
            assert_eq!(possible(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_asks_too_much_is_not_tried() {
        let asks =
            |number: usize| Condition::Done(StepName::new(format!("step-{number}")).unwrap());
        let all: Vec<Condition> = (0..30)
            .map(asks)
            .chain([Condition::Not(Box::new(Condition::Has(FactKind::Identity)))])
            .collect();
        assert_eq!(possible(&Condition::All(all)), Possible::Sometimes);
    }
}
