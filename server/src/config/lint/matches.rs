//! Match rules compare two sides that can both say something.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    fact::FactKind,
    journey::{ClaimSource, Form, Step, StepKind},
    matching::{Compared, side_of},
};

use super::{
    rule::Rule,
    subject::{Found, Subject},
};
use crate::providers::external::External;

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let mut names = BTreeSet::new();
    for (place, rule) in subject.journey.matches.iter().enumerate() {
        let key = format!("matches.{place} ({})", rule.name);
        if !names.insert(&rule.name) {
            found.add(
                Rule::DuplicateName,
                &key,
                "has a name that another rule has; rename one",
            );
        }
        let key = format!("{key}.between");
        let [one, other] = &rule.between;
        if one == other {
            found.add(
                Rule::MatchSilent,
                &key,
                format!("compares {one} with itself, which always matches; name two sources"),
            );
            continue;
        }
        for side in [one, other] {
            let ClaimSource::Step(name) = side else {
                continue;
            };
            let Some((at, step)) = subject.journey.step(name) else {
                found.add(
                    Rule::MatchUnknown,
                    &key,
                    format!("there is no step {name}, and \"client\" is the only other source"),
                );
                continue;
            };
            if !can_say(subject, at, step, rule.compare) {
                found.add(
                    Rule::MatchSilent,
                    &key,
                    format!(
                        "{name} never states a {}; compare with a step that does (docs/matching.md says by which claims)",
                        rule.compare.code()
                    ),
                );
            }
        }
        if let (Some(one), Some(other)) = (way(subject, one), way(subject, other))
            && one.choice == other.choice
            && one.way != other.way
        {
            found.add(
                Rule::MatchSilent,
                &key,
                format!(
                    "its sides are on two ways of choices.{}, and nobody goes both",
                    one.choice
                ),
            );
        }
    }
}

fn way<'a>(subject: &Subject<'a>, side: &ClaimSource) -> Option<&'a vestibule::journey::WayRef> {
    match side {
        ClaimSource::Client => None,
        ClaimSource::Step(name) => subject.journey.step(name)?.1.way.as_ref(),
    }
}

/// As far as it can be known without asking anybody.
fn can_say(subject: &Subject<'_>, at: usize, step: &Step, what: Compared) -> bool {
    match &step.kind {
        StepKind::Terms(_) => false,
        StepKind::Form(form) => asks_for(form, what),
        StepKind::Provider(_) | StepKind::External(_) => subject.behind(at).is_none_or(|behind| {
            behind.connection.kind.as_str() == External::KIND
                || behind.facts.is_empty()
                || behind.facts.iter().any(|fact| states(*fact, what))
        }),
    }
}

fn asks_for(form: &Form, what: Compared) -> bool {
    let typed = form.fields.iter().filter(|field| !field.kind.is_picture());
    let answers: BTreeMap<String, String> = typed
        .map(|field| (field.claim().to_owned(), "1".to_owned()))
        .collect();
    !side_of(what, &answers).is_empty()
}

/// What facts state (docs/facts.md): a face and a payment say nothing about who somebody is.
fn states(fact: FactKind, what: Compared) -> bool {
    match fact {
        FactKind::Identity | FactKind::SelfAsserted => true,
        FactKind::DocumentGenuine => what != Compared::Phone,
        FactKind::ContactControl => what == Compared::Phone,
        FactKind::FaceLive | FactKind::FaceMatches | FactKind::PaymentApproved => false,
    }
}
