//! Answers as placeholders: what kind of answer there was, never which. Only of a choice that the journey itself asks about an
//! option is named: the first one that the journey cannot tell from the answer that was given. The steps that followed say as
//! much.

use serde::Serialize;
use vestibule::{
    id::StepName,
    journey::{Condition, Field, FieldKind, FieldRef, Form, Journey},
};

use crate::services::{ServiceError, answers, case::Case};

/// A question.
#[derive(Debug, Serialize)]
pub struct FieldPlayed {
    /// Its name.
    pub name: StepName,
    /// How its answer is read.
    pub kind: FieldKind,
    /// What is to be entered.
    pub enter: Entered,
    /// The option to choose, of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
}

/// What is to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entered {
    /// Something that a player makes up.
    MadeUp,
    /// Nothing.
    Nothing,
}

/// The questions of a step, with what was entered in the end.
pub(super) fn of(
    case: &Case,
    step: &StepName,
    form: &Form,
) -> Result<Vec<FieldPlayed>, ServiceError> {
    let given = answers::given(case, step)?;
    let fields = form.fields.iter().map(|field| {
        let name = field.name.as_str();
        let answer = given.get(name).filter(|answer| !answer.is_empty());
        let is_there = match field.kind {
            FieldKind::Photo => !field.optional,
            FieldKind::Upload => {
                let is_it = |found: &crate::db::uploads::UploadRow| {
                    found.step == step.as_str() && found.field == name
                };
                !field.optional || case.uploads.iter().any(is_it)
            }
            _ => answer.is_some(),
        };
        let at = FieldRef {
            step: step.clone(),
            field: field.name.clone(),
        };
        FieldPlayed {
            name: field.name.clone(),
            kind: field.kind,
            enter: match is_there {
                true => Entered::MadeUp,
                false => Entered::Nothing,
            },
            option: match field.kind {
                FieldKind::Choice => {
                    answer.and_then(|answer| like(&case.journey, &at, field, answer))
                }
                _ => None,
            },
        }
    });
    Ok(fields.collect())
}

/// The first option that every condition of the journey takes for the answer.
fn like(journey: &Journey, at: &FieldRef, field: &Field, answer: &str) -> Option<String> {
    let of_steps = journey.steps.iter().filter_map(|step| step.when.as_ref());
    let of_rules = journey
        .decisions
        .iter()
        .filter_map(|rule| rule.when.as_ref());
    let asked: Vec<&Vec<String>> = of_steps
        .chain(of_rules)
        .flat_map(Condition::parts)
        .filter_map(|part| match part {
            Condition::Answered(asked) if asked.field == *at => Some(&asked.is),
            _ => None,
        })
        .collect();
    let is_alike = |value: &str| {
        let has = |list: &Vec<String>, value: &str| list.iter().any(|one| one == value);
        asked
            .iter()
            .all(|list| has(list, value) == has(list, answer))
    };
    let mut options = field.options.iter();
    let found = options.find(|option| is_alike(&option.value))?;
    Some(found.value.clone())
}

#[cfg(test)]
mod tests {
    use vestibule::{
        journey::{Answered, FieldOption, Order},
        locale::LocalText,
    };

    use super::*;

    fn name(text: &str) -> StepName {
        StepName::new(text).unwrap()
    }

    fn text() -> LocalText {
        serde_json::from_value(serde_json::json!({ "en": "x", "id": "x" })).unwrap()
    }

    fn field() -> Field {
        let option = |value: &str| FieldOption {
            value: value.to_owned(),
            label: text(),
        };
        Field {
            name: name("job"),
            label: text(),
            hint: None,
            kind: FieldKind::Choice,
            optional: false,
            claim: None,
            prefill: Vec::new(),
            options: ["baker", "judge", "cook", "minister"].map(option).into(),
        }
    }

    fn journey(conditions: &[&[&str]]) -> Journey {
        let asked = |is: &&[&str]| {
            Condition::Answered(Answered {
                field: FieldRef {
                    step: name("about"),
                    field: name("job"),
                },
                is: is.iter().map(|one| (*one).to_owned()).collect(),
            })
        };
        let steps = conditions.iter().map(|is| {
            serde_json::json!({
                "name": "more", "title": { "en": "x", "id": "x" }, "when": asked(is),
                "kind": { "form": { "fields": [] } },
            })
        });
        serde_json::from_value(serde_json::json!({
            "title": { "en": "x", "id": "x" }, "company": "x", "minutes": 1, "stored": { "en": "x", "id": "x" },
            "contact": "x", "needs": [], "order": Order::Sequence, "steps": steps.collect::<Vec<_>>(),
        }))
        .unwrap()
    }

    #[test]
    fn an_answer_is_told_as_far_as_the_steps_after_it_tell_it() {
        let at = FieldRef {
            step: name("about"),
            field: name("job"),
        };
        for (conditions, answer, told) in [
            (&[][..], "minister", "baker"),
            (&[&["judge", "minister"][..]][..], "minister", "judge"),
            (&[&["judge", "minister"][..]][..], "cook", "baker"),
            (
                &[&["judge", "minister"][..], &["minister"][..]][..],
                "minister",
                "minister",
            ),
        ] {
            let option = like(&journey(conditions), &at, &field(), answer);
            assert_eq!(option.as_deref(), Some(told), "{answer}");
        }
    }
}
