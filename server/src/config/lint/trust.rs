//! An identity that is called verified names the framework under which it was (OpenID Identity Assurance 1.0, 5.4.1).

use vestibule::{fact::FactKind, purpose::Purpose};

use super::{
    rule::Rule,
    subject::{Found, Subject, kind_key, names},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step, behind) in subject.checked_elsewhere() {
        let proves = matches!(
            behind.step.purpose,
            Purpose::IdentityProofing | Purpose::IdentityProofingAml
        );
        let verified: Vec<&FactKind> = behind
            .facts
            .iter()
            .filter(|fact| matches!(fact, FactKind::Identity | FactKind::DocumentGenuine))
            .collect();
        let framework = behind
            .connection
            .trust_framework
            .as_deref()
            .unwrap_or_default();
        if proves && !verified.is_empty() && framework.trim().is_empty() {
            let name = &behind.connection.name;
            found.add(
                Rule::TrustFramework,
                &format!("{}.connection", kind_key(at, step)),
                format!(
                    "the step is for {} and brings {}, but connections.{name}.trust_framework is missing; without it no claim \
                     counts as verified. Name the framework, e.g. \"eidas\"",
                    behind.step.purpose.code(),
                    names(verified)
                ),
            );
        }
    }
}
