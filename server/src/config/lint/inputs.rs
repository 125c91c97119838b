//! Answers that a step hands over: there before it, and of the right kind.

use vestibule::journey::{FieldKind, REFERENCE_IMAGE, StepKind};

use super::{
    rule::Rule,
    subject::{Found, Subject, kind_key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step) in subject.steps() {
        let Some(elsewhere) = step.checked_elsewhere() else {
            continue;
        };
        for (name, named) in &elsewhere.inputs {
            let text = named.to_string();
            let earlier = subject
                .journey
                .step(&named.step)
                .filter(|(other, _)| *other < at);
            let field = earlier.and_then(|(_, step)| match &step.kind {
                StepKind::Form(form) => form.fields.iter().find(|field| field.name == named.field),
                _ => None,
            });
            let problem = match (earlier, field) {
                (Some((_, form)), Some(field)) => match field.kind {
                    FieldKind::Photo if name != REFERENCE_IMAGE => {
                        format!("{text} is a photo, which is only ever {REFERENCE_IMAGE}")
                    }
                    FieldKind::Upload => {
                        format!("{text} is an upload, which is kept for whoever reviews the case")
                    }
                    kind if name == REFERENCE_IMAGE && kind != FieldKind::Photo => {
                        format!("{text} is no photo")
                    }
                    _ if form.way.is_some() && form.way != step.way => {
                        format!(
                            "{text} is asked on another way than this step's, so that it may be missing"
                        )
                    }
                    _ => continue,
                },
                _ => format!("no form step before this one asks for {text}"),
            };
            found.add(
                Rule::Input,
                &format!("{}.inputs.{name}", kind_key(at, step)),
                problem,
            );
        }
    }
}
