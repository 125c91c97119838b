//! What an operator may do at this moment, whatever they might when they signed in or proposed.

use sqlx::AnyConnection;
use vestibule::{
    id::ClientName,
    permission::{Grants, Role},
};

use crate::{db, services::ServiceError};

/// What stands for every client.
const EVERY: &str = "*";

/// What an operator is granted now; nothing when there is no such operator, or it is disabled.
pub(in crate::services) async fn of(
    connection: &mut AnyConnection,
    operator: &str,
) -> Result<Grants, ServiceError> {
    let mut grants = Grants::default();
    let found = db::operators::find(&mut *connection, operator).await?;
    if found.is_none_or(|row| row.disabled_at.is_some()) {
        return Ok(grants);
    }
    for granted in db::operators::grants_of(connection, operator).await? {
        // What nobody can read grants nothing.
        let Some(role) = Role::from_code(&granted.role) else {
            continue;
        };
        match granted.client.as_str() {
            EVERY => grants.everywhere(role),
            client => {
                if let Ok(client) = ClientName::new(client) {
                    grants.for_client(client, role);
                }
            }
        }
    }
    Ok(grants)
}
