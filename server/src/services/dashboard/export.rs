//! The export of a list: every onboarding that a filter lets through, page by page, with what the list itself shows and nothing
//! about the person.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use vestibule::{
    onboarding::{Closure, OnboardingStatus},
    permission::{Action, Visible},
};

use super::listing::{Edge, Wanted};
use crate::{
    db::{
        self,
        dashboard::listing::{Filter, ListedRow},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// The audit log's word for an export that began.
pub const BEGUN: &str = "dashboard.export.begun";
/// The audit log's word for one that ended, whole or not.
pub const ENDED: &str = "dashboard.export.ended";
/// Rows that are read at a time.
pub const PAGE: i64 = 500;
/// Exports at a time; whoever comes then is told to come back.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// An export under way.
pub struct Export {
    core: Arc<Core>,
    operator: String,
    visible: Visible,
    filter: Filter,
    /// Where the next page begins; `None` after the last one.
    edge: Option<Edge>,
    rows: usize,
    _turn: SemaphorePermit<'static>,
}

/// One line of an export.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row.
    pub row: ListedRow,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// Why it was closed before a decision.
    pub closure: Option<Closure>,
}

/// Begins an export of what a filter lets through, of the clients for whom this operator may export.
///
/// # Errors
/// [`ServiceError::TooMany`] while as many as may be are under way.
pub async fn begin(
    core: &Arc<Core>,
    operator: &SignedIn,
    (wanted, format): (&Wanted, &str),
) -> Result<Export, ServiceError> {
    let turn = AT_ONCE.try_acquire().map_err(|_| ServiceError::TooMany)?;
    let filter = wanted.filter();
    // Without the ids by which somebody was found: there may be fifty of them.
    let detail = serde_json::json!({
        "format": format, "status": filter.status, "journey": filter.journey, "client": filter.client,
        "mode": filter.mode, "from": filter.created_from.map(|at| at.0), "before": filter.created_before.map(|at| at.0),
        "ids": filter.ids.as_ref().map(Vec::len), "on_hold": filter.on_hold,
    });
    let name = operator.name.to_string();
    let mut tx = core.db.begin_write().await?;
    audit::of_system(core, &mut tx, (BEGUN, Actor::Operator(&name)), &detail).await?;
    tx.commit().await?;
    Ok(Export {
        core: core.clone(),
        operator: name,
        visible: operator.grants.visible(Action::Export),
        filter,
        edge: Some(Edge::Newest),
        rows: 0,
        _turn: turn,
    })
}

impl Export {
    /// The next page, newest first; empty at the end. No connection is held between pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Vec<Line>, ServiceError> {
        let Some(edge) = self.edge.take() else {
            return Ok(Vec::new());
        };
        let mut connection = self.core.db.read().await?;
        let page = (&edge, PAGE);
        let rows = db::dashboard::listing::page(&mut connection, &self.visible, &self.filter, page)
            .await?;
        drop(connection);
        self.edge = rows.last().map(|row| Edge::OlderThan(row.id.clone()));
        self.rows += rows.len();
        rows.into_iter()
            .map(|row| {
                Ok(Line {
                    status: row.status()?,
                    closure: row.closure(),
                    row,
                })
            })
            .collect()
    }

    /// Says in the audit log how far it came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end(self, is_whole: bool) -> Result<(), ServiceError> {
        let core = &self.core;
        let detail = serde_json::json!({ "rows": self.rows, "whole": is_whole });
        let actor = Actor::Operator(&self.operator);
        let mut tx = core.db.begin_write().await?;
        audit::of_system(core, &mut tx, (ENDED, actor), &detail).await?;
        Ok(tx.commit().await?)
    }
}
