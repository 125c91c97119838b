//! A step is for what its provider permits, or for what a contract of the account permits. Nothing else is a purpose.

use time::{Date, macros::format_description};
use vestibule::purpose::Purpose;

use super::{
    rule::Rule,
    subject::{Behind, Found, Subject, kind_key},
};
use crate::connection::Connection;

/// A contract's permission says where it is written and since when: somebody has to be able to look it up.
pub(super) fn check_grants(connection: &Connection, found: &mut Found) {
    for (purpose, grant) in &connection.purposes {
        let key = format!("purposes.{}", purpose.code());
        if grant.source.trim().is_empty() {
            found.add(
                Rule::PurposeGrant,
                &format!("{key}.source"),
                "is empty; name the contract and its paragraph",
            );
        }
        if Date::parse(&grant.date, format_description!("[year]-[month]-[day]")).is_err() {
            found.add(
                Rule::PurposeGrant,
                &format!("{key}.date"),
                "is no date; write the day since when, or on which it was looked up, as YYYY-MM-DD",
            );
        }
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step, behind) in subject.checked_elsewhere() {
        let purpose = behind.step.purpose;
        let permitted = behind.provider.policy().purposes;
        if permitted.iter().any(|one| one.purpose == purpose)
            || behind.connection.purposes.contains_key(&purpose)
        {
            continue;
        }
        found.add(
            Rule::PurposeNotPermitted,
            &format!("{}.purpose", kind_key(at, step)),
            refusal(behind, purpose),
        );
    }
}

fn refusal(behind: &Behind<'_>, purpose: Purpose) -> String {
    let connection = &behind.connection.name;
    let permitted: Vec<String> = behind
        .provider
        .policy()
        .purposes
        .iter()
        .map(|one| {
            format!(
                "{} (\"{}\", looked up {})",
                one.purpose.code(),
                one.source,
                one.date
            )
        })
        .collect();
    let by_policy = if permitted.is_empty() {
        format!("{} permits nothing by itself", behind.connection.kind)
    } else {
        format!(
            "{} permits only {}",
            behind.connection.kind,
            permitted.join(", ")
        )
    };
    let granted: Vec<&str> = behind
        .connection
        .purposes
        .keys()
        .map(|one| one.code())
        .collect();
    let by_contract = if granted.is_empty() {
        "nothing".to_owned()
    } else {
        granted.join(", ")
    };
    let purpose = purpose.code();
    format!(
        "{purpose} is not permitted: {by_policy}, and connections.{connection}.purposes adds {by_contract}. Use the step for \
         what is permitted, or state in connections.{connection}.purposes.{purpose} which contract permits it, and since when"
    )
}
