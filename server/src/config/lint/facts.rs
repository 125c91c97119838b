//! What a journey needs can be had, and no way of a choice is an easier door than another.

use std::collections::BTreeSet;

use vestibule::{fact::FactKind, id::StepName, journey::Step};

use super::{
    rule::Rule,
    subject::{Found, Subject, names},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_whole() {
        return;
    }
    check_needs(subject, found);
    for name in subject.journey.choices.keys() {
        check_choice(subject, name, found);
    }
}

fn check_needs(subject: &Subject<'_>, found: &mut Found) {
    let all: BTreeSet<FactKind> = subject
        .steps()
        .flat_map(|(at, _)| subject.facts(at))
        .collect();
    for (place, need) in subject.journey.needs.iter().enumerate() {
        if !all.contains(need) && !subject.journey.steps.is_empty() {
            found.add(
                Rule::NeedUnmet,
                &format!("needs.{place}"),
                format!(
                    "no step can bring {}, so that nobody ever completes this journey; its steps bring {}. Add a step that \
                     brings it, or take it out of needs",
                    need.code(),
                    names(&all)
                ),
            );
        }
    }
}

fn check_choice(subject: &Subject<'_>, choice: &StepName, found: &mut Found) {
    let Some(ways) = subject
        .journey
        .choices
        .get(choice)
        .map(|choice| &choice.ways)
    else {
        return;
    };
    let has_steps = |way: &StepName| subject.journey.way(choice, way).next().is_some();
    let yields = |way: &StepName| {
        sure_facts(subject, |step| {
            step.way
                .as_ref()
                .is_none_or(|named| named.choice == *choice && named.way == *way)
        })
    };
    for way in ways
        .iter()
        .filter(|(way, details)| !details.reviewed && has_steps(way))
        .map(|(way, _)| way)
    {
        let own = yields(way);
        let better = ways
            .keys()
            .filter(|other| *other != way && has_steps(other))
            .find_map(|other| {
                let theirs = yields(other);
                let missing = missing(subject, &own, &theirs);
                (!missing.is_empty()).then_some((other, missing))
            });
        if let Some((other, missing)) = better {
            found.add(
                Rule::WayYieldsLess,
                &format!("choices.{choice}.ways.{way}"),
                format!(
                    "yields fewer facts than {choice}.{other}: without {}, whoever chooses it would get in more easily. Add \
                     a step that brings the same, or set reviewed = true so that a person looks at every case that went \
                     this way",
                    names(&missing),
                ),
            );
        }
    }
}

/// What whoever finishes these steps has shown: what may be left out shows nothing.
fn sure_facts(subject: &Subject<'_>, is_gone: impl Fn(&Step) -> bool) -> BTreeSet<FactKind> {
    subject
        .steps()
        .filter(|(_, step)| is_gone(step) && !step.optional && step.when.is_none())
        .flat_map(|(at, _)| subject.facts(at))
        .collect()
}

/// What the one way lacks: facts that the journey needs; and any, where it has nothing instead. What people merely say of
/// themselves counts only where the journey needs it.
fn missing(
    subject: &Subject<'_>,
    own: &BTreeSet<FactKind>,
    theirs: &BTreeSet<FactKind>,
) -> BTreeSet<FactKind> {
    let is_needed = |fact: &FactKind| subject.journey.needs.contains(fact);
    let counts = |fact: &&FactKind| **fact != FactKind::SelfAsserted || is_needed(fact);
    let lacks: BTreeSet<FactKind> = theirs.difference(own).filter(counts).copied().collect();
    let has_something_instead = own.difference(theirs).any(|fact| counts(&fact));
    if has_something_instead {
        lacks.into_iter().filter(is_needed).collect()
    } else {
        lacks
    }
}
