//! The search: an onboarding by what somebody can say of it. An id, the reference or the support code of a page, the client's
//! reference, or what a check established about the person: those are looked up by keyed hashes, and that somebody looked is in
//! the audit log.

use std::collections::BTreeSet;

use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, permission::Action};

use super::listing::{self, MOST_IDS, Wanted};
use crate::{
    db::{
        self,
        dashboard::{listing::Edge, search},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        onboardings::reference_hashes,
        operators::sessions::SignedIn,
        signals, support_codes,
    },
};

/// The audit log's word for somebody who looked for a person.
pub const SEARCHED: &str = "dashboard.searched";
/// Longest text that is looked for, in characters.
pub const MAX_TEXT: usize = 200;
/// Characters of the reference on applicants' pages.
const REFERENCE: usize = 12;
/// Characters of a support code.
const SUPPORT_CODE: usize = 8;
/// Clients whose hashes are looked up in one query.
const AT_ONCE: usize = 100;
/// Most that one way of looking finds: as many as can be listed by id.
const MOST: i64 = 50;

/// The onboardings of this operator's clients that what was typed can mean, newest first, at most [`MOST_IDS`].
///
/// # Errors
/// [`ServiceError::BadRequest`] for nothing, or more than [`MAX_TEXT`] characters.
pub async fn find(
    core: &Core,
    operator: &SignedIn,
    typed: &str,
) -> Result<Vec<OnboardingId>, ServiceError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > MAX_TEXT {
        return Err(ServiceError::BadRequest("1 to 200 characters"));
    }
    // A page of a moment ago.
    support_codes::flush(core).await?;
    let mut connection = core.db.read().await?;
    let coded = by_code(&mut connection, typed).await?;
    let found = theirs(&mut connection, operator, coded).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let named = by_hash(core, operator, &mut connection, typed).await?;
    let found = theirs(&mut connection, operator, named).await?;
    drop(connection);
    let detail = serde_json::json!({ "found": found.len() });
    let actor = Actor::Operator(operator.name.as_str());
    let mut tx = core.db.begin_write().await?;
    audit::of_system(core, &mut tx, (SEARCHED, actor), &detail).await?;
    tx.commit().await?;
    Ok(found)
}

/// Of these, the ones that the operator may list.
async fn theirs(
    connection: &mut AnyConnection,
    operator: &SignedIn,
    ids: BTreeSet<String>,
) -> Result<Vec<OnboardingId>, ServiceError> {
    let newest = ids.into_iter().rev().take(MOST_IDS);
    let wanted = Wanted {
        ids: Some(newest.filter_map(|id| OnboardingId::new(id).ok()).collect()),
        ..Wanted::default()
    };
    let visible = operator.grants.visible(Action::ListOnboardings);
    let page = (&Edge::Newest, MOST);
    let rows = db::dashboard::listing::page(connection, &visible, &wanted.filter(), page).await?;
    let ids = rows.into_iter().map(|row| OnboardingId::new(row.id));
    Ok(ids.filter_map(Result::ok).collect())
}

/// By what is no secret: an id, or what our own pages show.
async fn by_code(
    connection: &mut AnyConnection,
    typed: &str,
) -> Result<BTreeSet<String>, ServiceError> {
    let mut found = BTreeSet::new();
    let lower = typed.to_ascii_lowercase();
    if OnboardingId::new(lower.clone()).is_ok() {
        found.insert(lower);
        return Ok(found);
    }
    if lower.len() == REFERENCE && lower.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        found.extend(search::by_reference(connection, &lower, MOST).await?);
    }
    if let Some(code) = support_code(typed) {
        found.extend(search::by_support_code(connection, &code).await?);
    }
    Ok(found)
}

/// A support code as it was heard: Crockford's base32 reads O as 0, and I and L as 1.
fn support_code(typed: &str) -> Option<String> {
    let heard = typed.chars().filter(|letter| !" -".contains(*letter));
    let code: String = heard
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let fits = code.len() == SUPPORT_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(code)
}

/// By keyed hashes, of each client that the operator looks after: what is one's tells nothing about another's.
async fn by_hash(
    core: &Core,
    operator: &SignedIn,
    connection: &mut AnyConnection,
    typed: &str,
) -> Result<BTreeSet<String>, ServiceError> {
    let visible = operator.grants.visible(Action::ListOnboardings);
    let clients = listing::clients(connection, &visible).await?;
    let mut found = BTreeSet::new();
    for some in clients.chunks(AT_ONCE) {
        let mut references = Vec::new();
        let mut identifiers = Vec::new();
        for client in some {
            references.extend(reference_hashes(core, client, typed)?);
            for (kind, hash) in signals::hashes_of(core, client, typed)? {
                identifiers.push((client.clone(), kind, hash));
            }
        }
        found.extend(search::by_client_reference(connection, &references, MOST).await?);
        if !identifiers.is_empty() {
            found.extend(search::by_identifier(connection, &identifiers, MOST).await?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_support_code_is_read_as_it_was_heard() {
        for (typed, code) in [
            ("0123ABCD", Some("0123ABCD")),
            ("o1lI-abcd", Some("0111ABCD")),
            ("0123 abcd", Some("0123ABCD")),
            ("0123abc", None),
            ("0123abc!", None),
            ("+6591234567", None),
        ] {
            assert_eq!(support_code(typed).as_deref(), code, "{typed}");
        }
    }
}
