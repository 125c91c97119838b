//! Pages of lists. A cursor is bound to client, mode, list and filters. SEC-154.

use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Code, FieldCode, FieldProblem, Problem};
use crate::{
    http::cursor::Bound,
    services::{ServiceError, clients::Caller, core::Core},
};

/// Entries of a page, where nobody says.
pub const DEFAULT_LIMIT: i64 = 20;
/// Most entries of a page.
pub const MAX_LIMIT: i64 = 100;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    /// The entries.
    pub data: Vec<T>,
    /// Leads to the next page; null on the last one.
    #[schema(max_length = 200)]
    pub next_cursor: Option<String>,
}

/// A list as its caller filtered it.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// Which list, e.g. `onboardings`.
    pub name: &'a str,
    /// Who reads it.
    pub caller: &'a Caller,
    /// The filters, always all of them in the same order; an empty text for one that is not there.
    pub filters: &'a [&'a str],
}

/// The number of entries that was asked for.
///
/// # Errors
/// 400 unless it is between 1 and [`MAX_LIMIT`].
pub fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(limit),
        _ => Err(Problem::invalid(vec![FieldProblem::in_parameter(
            "limit",
            FieldCode::InvalidValue,
            "1 to 100",
        )])),
    }
}

impl List<'_> {
    /// Makes a page of what was found: one entry more than `limit` was looked for, to know whether there is another page.
    /// `position` is the text by which the list goes on after an entry.
    ///
    /// # Errors
    /// Never with a ring that could be made.
    pub fn page<Row, T: ToSchema>(
        &self,
        core: &Core,
        (mut rows, limit): (Vec<Row>, i64),
        position: impl Fn(&Row) -> &str,
        shown: impl FnMut(Row) -> Result<T, ServiceError>,
    ) -> Result<Page<T>, Problem> {
        let limit = usize::try_from(limit).unwrap_or(0);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last().filter(|_| is_more) {
            Some(last) => Some(self.cursor(core, position(last))?),
            None => None,
        };
        let data: Result<_, _> = rows.into_iter().map(shown).collect();
        Ok(Page {
            data: data?,
            next_cursor,
        })
    }

    /// The cursor for what follows this position.
    fn cursor(&self, core: &Core, position: &str) -> Result<String, ServiceError> {
        self.bound(|bound| bound.seal(core, position))
    }

    /// The position of a cursor.
    ///
    /// # Errors
    /// 400 `invalid_cursor` for one that this list did not give with these filters.
    pub fn position(&self, core: &Core, cursor: Option<&str>) -> Result<Option<String>, Problem> {
        let Some(cursor) = cursor else {
            return Ok(None);
        };
        match self.bound(|bound| bound.open(core, cursor))? {
            Some(position) => Ok(Some(position)),
            None => Err(Code::InvalidCursor.into()),
        }
    }

    fn bound<T>(&self, then: impl FnOnce(Bound<'_>) -> T) -> T {
        let mut parts = vec![self.caller.mode.code(), self.name];
        parts.extend_from_slice(self.filters);
        then(Bound {
            purpose: "api.cursor",
            whose: self.caller.client.as_str(),
            parts: &parts,
        })
    }
}
