//! The decision table: every line can decide, and none rejects people whom nobody looked at unless the journey says so.

use std::collections::BTreeSet;

use vestibule::{
    decision::{NO_RULE_HOLDS, NOTHING_FALLS_SHORT},
    journey::Conclusion,
};

use super::{
    conditions::Asks,
    possible::Possible,
    rule::Rule,
    subject::{Found, Subject},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let journey = subject.journey;
    let mut names = BTreeSet::new();
    let mut last: Option<String> = None;
    for (place, line) in journey.decisions.iter().enumerate() {
        let key = format!("decisions.{place} ({})", line.name);
        if !names.insert(&line.name) {
            found.add(
                Rule::DuplicateName,
                &key,
                "has a name that another line has; rename one, because a decision keeps it",
            );
        }
        if [NOTHING_FALLS_SHORT, NO_RULE_HOLDS].contains(&line.name.as_str()) {
            found.add(
                Rule::ReservedName,
                &key,
                "has a name that stands for a decision without a line; rename it",
            );
        }
        if line.then == Conclusion::Reject && !journey.automatic_reject {
            found.add(
                Rule::AutomaticReject,
                &format!("{key}.then"),
                "rejects without a person having looked (GDPR, article 22), which automatic_reject does not allow; write \
                 \"review\", or set automatic_reject = true if the law and the journey's texts allow it",
            );
        }
        let possible = match &line.when {
            None => Possible::Always,
            Some(when) => {
                let asks = Asks {
                    subject,
                    until: journey.steps.len(),
                    whose: "of the journey",
                };
                asks.check(when, &format!("{key}.when"), found)
            }
        };
        let same = journey
            .decisions
            .iter()
            .take(place)
            .find(|earlier| earlier.when == line.when);
        let before = last
            .clone()
            .or_else(|| same.map(|earlier| earlier.name.to_string()));
        if let Some(before) = before {
            found.add(
                Rule::DecisionUnreachable,
                &key,
                format!("never decides: {before} before it holds whenever it does. Move it up, or take it out"),
            );
        }
        if possible == Possible::Always && last.is_none() {
            last = Some(line.name.to_string());
        }
    }
}
