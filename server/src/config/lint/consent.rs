//! Consent: explicit before a face or another part of the body is examined, and never on another basis.

use vestibule::{
    journey::{Step, StepKind, Terms},
    purpose::LegalBasis,
};

use super::{
    rule::Rule,
    subject::{Found, Subject, key, kind_key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step, behind) in subject.checked_elsewhere() {
        if behind.is_biometric()
            && !subject
                .steps()
                .take(at)
                .any(|(_, earlier)| agrees(earlier, step))
        {
            found.add(
                Rule::BiometricConsent,
                &key(at, step),
                format!(
                    "examines a face or another part of the body ({}), and nobody has explicitly consented before it (GDPR, \
                     article 9(2)(a)). Put a terms step before it, not optional and on the same way, whose legal_basis, or \
                     the legal_basis of one of its consents that is not optional, is explicit_consent",
                    behind.connection.kind
                ),
            );
        }
    }
    for (at, step) in subject.steps() {
        let StepKind::Terms(terms) = &step.kind else {
            continue;
        };
        for (place, consent) in terms.consents.iter().enumerate() {
            if matches!(
                consent.legal_basis,
                LegalBasis::Consent | LegalBasis::ExplicitConsent
            ) {
                continue;
            }
            found.add(
                Rule::ConsentBasis,
                &format!("{}.consents.{place} ({}).legal_basis", kind_key(at, step), consent.name),
                format!(
                    "is {}, but a box that may stay empty is consent or explicit_consent; what rests on something else \
                     belongs into the text",
                    consent.legal_basis.code()
                ),
            );
        }
    }
}

/// Whether whoever comes to `later` has explicitly consented in `step`.
fn agrees(step: &Step, later: &Step) -> bool {
    let StepKind::Terms(terms) = &step.kind else {
        return false;
    };
    let is_gone = step.way.is_none() || step.way == later.way;
    let is_asked = step.when.is_none() || step.when == later.when;
    is_gone && is_asked && !step.optional && is_explicit(terms)
}

fn is_explicit(terms: &Terms) -> bool {
    terms.legal_basis == LegalBasis::ExplicitConsent
        || terms
            .consents
            .iter()
            .any(|consent| !consent.optional && consent.legal_basis == LegalBasis::ExplicitConsent)
}
