//! Nobody is forced: before a camera, or to have an account of a certain kind.

use vestibule::journey::Step;

use super::{
    rule::Rule,
    subject::{Found, Subject, key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step, behind) in subject.checked_elsewhere() {
        let may_be_left_out = step.optional || step.instead.is_some();
        let kind = &behind.connection.kind;
        if behind.is_biometric()
            && !may_be_left_out
            && !has_way_without(subject, step, is_biometric)
        {
            found.add(
                Rule::BiometricOnly,
                &key(at, step),
                format!(
                    "examines a face or another part of the body ({kind}), and there is no other way: consent that nobody \
                     can refuse is none (GDPR, articles 7(4) and 9). Add `instead` with what the person can do without it, \
                     e.g. visit a branch; or make it part of a choice that has a way without such a step; or make it optional"
                ),
            );
        }
        if behind.provider.policy().not_for_everyone
            && !may_be_left_out
            && !has_way_without(subject, step, is_not_for_everyone)
        {
            found.add(
                Rule::NotForEveryone,
                &key(at, step),
                format!(
                    "only people with an account of a certain kind can do it ({kind}), and there is no other way. Add \
                     `instead` with what others can do; or make it part of a choice that has a way without such a step; or \
                     make it optional"
                ),
            );
        }
    }
}

fn has_way_without(
    subject: &Subject<'_>,
    step: &Step,
    is_such: fn(&Subject<'_>, usize) -> bool,
) -> bool {
    subject.has_sibling_way(step, |at| !is_such(subject, at))
}

/// What nothing is known of is not counted on.
fn is_biometric(subject: &Subject<'_>, at: usize) -> bool {
    is_elsewhere(subject, at)
        && subject
            .behind(at)
            .is_none_or(super::subject::Behind::is_biometric)
}

fn is_not_for_everyone(subject: &Subject<'_>, at: usize) -> bool {
    is_elsewhere(subject, at)
        && subject
            .behind(at)
            .is_none_or(|behind| behind.provider.policy().not_for_everyone)
}

fn is_elsewhere(subject: &Subject<'_>, at: usize) -> bool {
    subject
        .journey
        .steps
        .get(at)
        .is_some_and(|step| step.checked_elsewhere().is_some())
}
