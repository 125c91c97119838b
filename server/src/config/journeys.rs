//! `[journeys.<name>]`: what makes a journey usable, and the name of its version.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vestibule::{
    id::{ConnectionName, JourneyName, StepName},
    journey::{Field, FieldKind, Journey, ProviderStep, REFERENCE_IMAGE, Step, StepKind},
    locale::{LocalText, Locale},
};

use super::error::Finding;
use crate::{connection::Connection, crypto::sha256_hex};

/// Most steps of a journey.
pub const MAX_STEPS: usize = 40;
/// Most questions of one form.
pub const MAX_FIELDS: usize = 20;

/// Names the journey's content: SHA-256, in hexadecimal, of its JSON with sorted keys and without spaces. The same
/// content has the same name on every server, whatever order the file gives it in.
#[must_use]
pub fn journey_version(journey: &Journey) -> String {
    let mut canonical = String::new();
    // A journey holds texts, numbers and lists only: turning it into JSON cannot fail.
    write_canonical(
        &serde_json::to_value(journey).unwrap_or(Value::Null),
        &mut canonical,
    );
    sha256_hex(canonical.as_bytes())
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            // serde_json's map keeps the order of insertion when any crate of the build asks for that.
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            out.push('{');
            for (place, (key, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (place, value) in list.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_canonical(value, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// What keeps the journey from being used.
pub(super) fn findings(
    name: &JourneyName,
    journey: &Journey,
    connections: &BTreeMap<ConnectionName, Connection>,
) -> Vec<Finding> {
    let mut check = Check {
        key: format!("journeys.{name}"),
        findings: Vec::new(),
    };
    check.journey(journey);
    let mut asked = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (place, step) in journey.steps.iter().enumerate() {
        let key = format!("steps.{place} ({})", step.name);
        if !names.insert(&step.name) {
            check.add(&key, "has a name that another step has; rename one");
        }
        check.step(&key, step, connections, &asked);
        if let StepKind::Form(form) = &step.kind {
            let fields = form.fields.iter();
            asked.extend(fields.map(|field| ((&step.name, &field.name), field.kind)));
        }
    }
    check.pictures(journey);
    check.findings
}

struct Check {
    key: String,
    findings: Vec<Finding>,
}

impl Check {
    fn add(&mut self, key: &str, problem: impl Into<String>) {
        self.findings
            .push(Finding::new(format!("{}.{key}", self.key), problem));
    }

    fn text(&mut self, key: &str, text: &LocalText) {
        let missing: Vec<&str> = text.missing().into_iter().map(Locale::tag).collect();
        if !missing.is_empty() {
            self.add(key, format!("has no text in {}", missing.join(", ")));
        }
    }

    fn filled(&mut self, key: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(key, "is empty");
        }
    }

    fn journey(&mut self, journey: &Journey) {
        self.text("title", &journey.title);
        self.text("stored", &journey.stored);
        self.filled("company", &journey.company);
        self.filled("contact", &journey.contact);
        if journey.minutes == 0 {
            self.add("minutes", "is 0; say how long an applicant needs");
        }
        if journey.needs.is_empty() {
            self.add(
                "needs",
                "is empty; name at least one fact without which the journey is not completed",
            );
        }
        if journey.steps.is_empty() {
            self.add("steps", "is empty; a journey needs a step");
        }
        if journey.steps.len() > MAX_STEPS {
            self.add("steps", format!("has more than {MAX_STEPS} steps"));
        }
    }

    fn step(
        &mut self,
        key: &str,
        step: &Step,
        connections: &BTreeMap<ConnectionName, Connection>,
        asked: &BTreeMap<(&StepName, &StepName), FieldKind>,
    ) {
        self.text(&format!("{key}.title"), &step.title);
        match &step.kind {
            StepKind::Terms(terms) => {
                self.text(&format!("{key}.kind.terms.body"), &terms.body);
                for (field, text) in [
                    ("text_id", &terms.text_id),
                    ("version", &terms.version),
                    ("purpose", &terms.purpose),
                ] {
                    self.filled(&format!("{key}.kind.terms.{field}"), text);
                }
            }
            StepKind::Form(form) => {
                let key = format!("{key}.kind.form.fields");
                if form.fields.is_empty() || form.fields.len() > MAX_FIELDS {
                    self.add(&key, format!("must be 1 to {MAX_FIELDS} questions"));
                }
                let mut names = BTreeSet::new();
                for field in &form.fields {
                    let key = format!("{key}.{}", field.name);
                    if !names.insert(&field.name) {
                        self.add(&key, "is asked twice; rename one");
                    }
                    self.text(&format!("{key}.label"), &field.label);
                    if let Some(hint) = &field.hint {
                        self.text(&format!("{key}.hint"), hint);
                    }
                }
            }
            StepKind::Provider(provider) | StepKind::External(provider) => {
                let key = format!("{key}.kind.provider");
                if !connections.contains_key(&provider.connection) {
                    self.add(
                        &format!("{key}.connection"),
                        format!("there is no connections.{}", provider.connection),
                    );
                }
                if !(1..=20).contains(&provider.max_checks) {
                    self.add(&format!("{key}.max_checks"), "must be 1 to 20");
                }
                for (name, field) in &provider.inputs {
                    let text = String::from(field.clone());
                    let problem = match asked.get(&(&field.step, &field.field)) {
                        None => format!("no form step before this one asks for {text}"),
                        Some(FieldKind::Photo) if name != REFERENCE_IMAGE => {
                            format!("{text} is a photo, which is only ever {REFERENCE_IMAGE}")
                        }
                        Some(kind) if name == REFERENCE_IMAGE && *kind != FieldKind::Photo => {
                            format!("{text} is no photo")
                        }
                        Some(_) => continue,
                    };
                    self.add(&format!("{key}.inputs.{name}"), problem);
                }
            }
        }
    }

    /// A picture that no step compares with would be deleted as soon as it was taken.
    fn pictures(&mut self, journey: &Journey) {
        let is_compared = |step: &Step, field: &Field| {
            journey.steps.iter().any(|other| {
                other
                    .checked_elsewhere()
                    .and_then(ProviderStep::reference_image)
                    .is_some_and(|named| named.step == step.name && named.field == field.name)
            })
        };
        for (place, step) in journey.steps.iter().enumerate() {
            let StepKind::Form(form) = &step.kind else {
                continue;
            };
            for field in &form.fields {
                if field.kind == FieldKind::Photo && !is_compared(step, field) {
                    self.add(
                        &format!(
                            "steps.{place} ({}).kind.form.fields.{}",
                            step.name, field.name
                        ),
                        format!("no provider step names it as inputs.{REFERENCE_IMAGE}"),
                    );
                }
            }
        }
    }
}
