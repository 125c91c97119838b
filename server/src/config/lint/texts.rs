//! Every text that an applicant reads is there in every language: half a page in another language is a page not understood.

use vestibule::{
    journey::StepKind,
    locale::{LocalText, Locale},
};

use super::{
    rule::Rule,
    subject::{Found, Subject, key, kind_key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let journey = subject.journey;
    let mut text = |key: &str, text: &LocalText| {
        let missing: Vec<&str> = text.missing().into_iter().map(Locale::tag).collect();
        if !missing.is_empty() {
            found.add(
                Rule::TranslationMissing,
                key,
                format!("has no text in {}; add it", missing.join(", ")),
            );
        }
    };
    text("title", &journey.title);
    text("stored", &journey.stored);
    for (name, choice) in &journey.choices {
        let key = format!("choices.{name}");
        text(&format!("{key}.title"), &choice.title);
        for (name, way) in &choice.ways {
            let key = format!("{key}.ways.{name}");
            text(&format!("{key}.title"), &way.title);
            if let Some(hint) = &way.hint {
                text(&format!("{key}.hint"), hint);
            }
        }
    }
    for (at, step) in subject.steps() {
        text(&format!("{}.title", key(at, step)), &step.title);
        if let Some(instead) = &step.instead {
            text(&format!("{}.instead", key(at, step)), instead);
        }
        let key = kind_key(at, step);
        match &step.kind {
            StepKind::Terms(terms) => {
                text(&format!("{key}.body"), &terms.body);
                for (place, consent) in terms.consents.iter().enumerate() {
                    let key = format!("{key}.consents.{place} ({}).text", consent.name);
                    text(&key, &consent.text);
                }
            }
            StepKind::Form(form) => {
                for (place, field) in form.fields.iter().enumerate() {
                    let key = format!("{key}.fields.{place} ({})", field.name);
                    text(&format!("{key}.label"), &field.label);
                    if let Some(hint) = &field.hint {
                        text(&format!("{key}.hint"), hint);
                    }
                    for (place, option) in field.options.iter().enumerate() {
                        text(&format!("{key}.options.{place}.label"), &option.label);
                    }
                }
            }
            StepKind::Provider(_) | StepKind::External(_) => {}
        }
    }
}
