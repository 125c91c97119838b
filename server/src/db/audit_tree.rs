//! The log of chain heads: append only. Leaves, hashes of complete subtrees, signed checkpoints.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, FromRow};

use super::{DbError, audit::HeadRow, dialect::Dialect, execute, inconsistent};
use crate::{
    audit_log::{
        leaf::Leaf,
        tree::{Hash, Node},
    },
    crypto::{hex, unhex},
};

/// Rows that are read or written by one statement.
pub const PAGE: i64 = 500;
/// Nodes that are asked for in one statement.
const NODES_AT_ONCE: usize = 64;

/// A row of `audit_leaves`, with the hash of the row that it names, if there is such a row.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LeafRow {
    /// From 0.
    pub position: i64,
    /// The chain.
    pub chain: String,
    /// The row of the chain.
    pub sequence: i64,
    /// Its hash when it was logged.
    pub hash: String,
    /// Its hash now.
    pub now: Option<String>,
}

impl LeafRow {
    /// The leaf.
    #[must_use]
    pub fn leaf(&self) -> Leaf {
        Leaf {
            chain: self.chain.clone(),
            sequence: self.sequence,
            hash: self.hash.clone(),
        }
    }
}

/// A row of `audit_checkpoints`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CheckpointRow {
    /// From 1.
    pub number: i64,
    /// Leaves that it covers.
    pub size: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// The signed note.
    pub note: String,
    /// Over the rest of the row.
    pub hash: String,
}

/// How many leaves there are.
pub async fn size(connection: &mut AnyConnection) -> Result<u64, DbError> {
    let last: Option<i64> = sqlx::query_scalar("SELECT MAX(position) FROM audit_leaves")
        .fetch_one(connection)
        .await?;
    let size = last.map_or(0, |last| last.saturating_add(1));
    u64::try_from(size).map_err(|_| inconsistent("audit_leaves", "a position below 0"))
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns)
            .map(|column| format!("${}", row * columns + column))
            .collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The stored hashes of these subtrees. What is missing, or is no hash, is not among them.
pub async fn nodes(
    connection: &mut AnyConnection,
    wanted: &[Node],
) -> Result<BTreeMap<Node, Hash>, DbError> {
    let mut found = BTreeMap::new();
    for some in wanted.chunks(NODES_AT_ONCE) {
        let conditions: Vec<String> = (0..some.len())
            .map(|at| format!("(level = ${} AND position = ${})", 2 * at + 1, 2 * at + 2))
            .collect();
        let sql = format!(
            "SELECT level, position, hash FROM audit_nodes WHERE {}",
            conditions.join(" OR ")
        );
        let mut query = sqlx::query_as(&sql);
        for node in some {
            query = query
                .bind(i64::from(node.level))
                .bind(signed(node.position)?);
        }
        let rows: Vec<(i64, i64, String)> = query.fetch_all(&mut *connection).await?;
        found.extend(rows.into_iter().filter_map(node));
    }
    Ok(found)
}

fn node((level, position, hash): (i64, i64, String)) -> Option<(Node, Hash)> {
    let node = Node {
        level: u32::try_from(level).ok()?,
        position: u64::try_from(position).ok()?,
    };
    Some((node, unhex(&hash)?.try_into().ok()?))
}

fn signed(number: u64) -> Result<i64, DbError> {
    i64::try_from(number).map_err(|_| inconsistent("audit_nodes", "a number beyond 2^63"))
}

/// The stored hashes of a level, from one position up to another.
pub async fn nodes_between(
    connection: &mut AnyConnection,
    level: u32,
    (from, to): (u64, u64),
) -> Result<BTreeMap<Node, Hash>, DbError> {
    let rows: Vec<(i64, i64, String)> = sqlx::query_as(
        "SELECT level, position, hash FROM audit_nodes WHERE level = $1 AND position >= $2 AND position <= $3",
    )
    .bind(i64::from(level))
    .bind(signed(from)?)
    .bind(signed(to)?)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().filter_map(node).collect())
}

/// Stored hashes that belong to no tree of this size: level and position of the first.
pub async fn superfluous_node(
    connection: &mut AnyConnection,
    size: u64,
) -> Result<Option<(i64, i64)>, DbError> {
    let levels: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT level, CAST(MIN(position) AS BIGINT), CAST(MAX(position) AS BIGINT) FROM audit_nodes \
         GROUP BY level ORDER BY level",
    )
    .fetch_all(connection)
    .await?;
    for (level, least, most) in levels {
        let complete = u32::try_from(level)
            .ok()
            .and_then(|level| size.checked_shr(level))
            .unwrap_or(0);
        if least < 0 {
            return Ok(Some((level, least)));
        }
        if u64::try_from(most).is_ok_and(|most| most >= complete) {
            return Ok(Some((level, most)));
        }
    }
    Ok(None)
}

/// Chains with rows that were not logged, at most so many. Their heads stay as read until the transaction ends; those that
/// somebody is writing to at this moment are passed over.
pub async fn heads_to_log(
    connection: &mut AnyConnection,
    dialect: Dialect,
    limit: i64,
) -> Result<Vec<HeadRow>, DbError> {
    // The words of the partial index.
    let sql = format!(
        "SELECT chain, sequence, hash, logged FROM audit_heads WHERE sequence > logged ORDER BY chain LIMIT $1{}",
        dialect.for_update_skip_locked()
    );
    Ok(sqlx::query_as(&sql)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// The same for one chain, waiting for whoever writes to it.
pub async fn head_to_log(
    connection: &mut AnyConnection,
    dialect: Dialect,
    chain: &str,
) -> Result<Vec<HeadRow>, DbError> {
    let sql = format!(
        "SELECT chain, sequence, hash, logged FROM audit_heads WHERE chain = $1 AND sequence > logged{}",
        dialect.for_update()
    );
    Ok(sqlx::query_as(&sql)
        .bind(chain.to_owned())
        .fetch_all(connection)
        .await?)
}

/// Appends these heads as leaves, the first at this position. Called with what [`heads_to_log`] gave.
pub async fn append(
    connection: &mut AnyConnection,
    first: u64,
    heads: &[HeadRow],
    nodes: &[(Node, Hash)],
) -> Result<(), DbError> {
    if heads.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO audit_leaves (position, chain, sequence, hash) VALUES {}",
        places(heads.len(), 4)
    );
    let mut query = sqlx::query(&sql);
    for (position, head) in (first..).zip(heads) {
        query = query
            .bind(signed(position)?)
            .bind(head.chain.clone())
            .bind(head.sequence)
            .bind(head.hash.clone());
    }
    execute(connection, query).await?;
    for some in nodes.chunks(usize::try_from(PAGE).unwrap_or(1)) {
        let sql = format!(
            "INSERT INTO audit_nodes (level, position, hash) VALUES {}",
            places(some.len(), 3)
        );
        let mut query = sqlx::query(&sql);
        for (node, hash) in some {
            query = query
                .bind(i64::from(node.level))
                .bind(signed(node.position)?)
                .bind(hex(hash));
        }
        execute(connection, query).await?;
    }
    let sql = format!(
        "UPDATE audit_heads SET logged = sequence WHERE chain IN {}",
        places(1, heads.len())
    );
    let mut query = sqlx::query(&sql);
    for head in heads {
        query = query.bind(head.chain.clone());
    }
    execute(connection, query).await.map(drop)
}

/// The leaves from this position on, at most 500, each with the row that it names.
pub async fn leaves(connection: &mut AnyConnection, from: u64) -> Result<Vec<LeafRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT l.position, l.chain, l.sequence, l.hash, e.hash AS now FROM audit_leaves l \
         LEFT JOIN audit_events e ON e.chain = l.chain AND e.sequence = l.sequence \
         WHERE l.position >= $1 ORDER BY l.position LIMIT $2",
    )
    .bind(signed(from)?)
    .bind(PAGE)
    .fetch_all(connection)
    .await?)
}

/// The newest leaf of a chain: position, sequence and hash.
pub async fn newest_leaf(
    connection: &mut AnyConnection,
    chain: &str,
) -> Result<Option<(i64, i64, String)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT position, sequence, hash FROM audit_leaves WHERE chain = $1 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(chain.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// The newest leaf of a chain within a tree of this size.
pub async fn newest_leaf_within(
    connection: &mut AnyConnection,
    chain: &str,
    size: i64,
) -> Result<Option<(i64, i64, String)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT position, sequence, hash FROM audit_leaves WHERE chain = $1 AND position < $2 \
         ORDER BY sequence DESC LIMIT 1",
    )
    .bind(chain.to_owned())
    .bind(size)
    .fetch_optional(connection)
    .await?)
}

/// The leaves of a chain with their positions that follow this sequence number, at most 500.
pub async fn leaves_of(
    connection: &mut AnyConnection,
    chain: &str,
    after: i64,
) -> Result<Vec<(i64, i64)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT sequence, position FROM audit_leaves WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    )
    .bind(chain.to_owned())
    .bind(after)
    .bind(PAGE)
    .fetch_all(connection)
    .await?)
}

/// Stores a checkpoint.
pub async fn insert_checkpoint(
    connection: &mut AnyConnection,
    row: &CheckpointRow,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO audit_checkpoints (number, size, at, note, hash) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.number)
    .bind(row.size)
    .bind(row.at)
    .bind(row.note.clone())
    .bind(row.hash.clone());
    execute(connection, query).await.map(drop)
}

/// The newest checkpoint.
pub async fn newest_checkpoint(
    connection: &mut AnyConnection,
) -> Result<Option<CheckpointRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT number, size, at, note, hash FROM audit_checkpoints ORDER BY number DESC LIMIT 1",
    )
    .fetch_optional(connection)
    .await?)
}

/// The checkpoints that follow this number, at most 500.
pub async fn checkpoints(
    connection: &mut AnyConnection,
    after: i64,
) -> Result<Vec<CheckpointRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT number, size, at, note, hash FROM audit_checkpoints WHERE number > $1 ORDER BY number LIMIT $2",
    )
    .bind(after)
    .bind(PAGE)
    .fetch_all(connection)
    .await?)
}
