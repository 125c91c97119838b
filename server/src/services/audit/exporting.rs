//! Exporting the audit log: one snapshot, line by line.

use std::{collections::BTreeMap, io::Write};

use sqlx::AnyConnection;

use crate::{
    audit_log::{
        chain::SYSTEM,
        export::{
            ExportedCheckpoint, ExportedRow, Header, IndexedLeaf, Line, Opened, Totals, Writer,
        },
        leaf::Leaf,
    },
    crypto::hex,
    db::{self, audit::AuditRow, audit_tree},
    services::{
        ServiceError,
        core::Core,
        signing_keys::{self, Purpose},
    },
};

/// Writes everything to `out`. Nothing is verified: what is wrong in the database is wrong in the export, and found there.
///
/// # Errors
/// When the database cannot be read, or the export not be written.
pub async fn export<W: Write + Send>(core: &Core, out: W) -> Result<(W, Totals), ServiceError> {
    let mut tx = core.db.begin_snapshot().await?;
    let keys = signing_keys::public_keys(&mut tx, Purpose::Checkpoint).await?;
    let header = Header {
        version: 1,
        origin: core.audit.origin.clone(),
        exported_at: core.clock.now().0,
        public_keys: keys.iter().map(|key| hex(key.key.as_bytes())).collect(),
    };
    let mut writer = Writer::new(out, header).map_err(not_written)?;
    log(&mut tx, &mut writer).await?;
    let mut after = String::new();
    while let Some(name) = db::audit::next_chain(&mut tx, &after).await? {
        chain(&mut tx, &mut writer, &name).await?;
        after = name;
    }
    writer.end().map_err(not_written)
}

fn not_written(error: std::io::Error) -> ServiceError {
    ServiceError::Internal(Box::new(error))
}

/// Leaves, and each checkpoint after the last one that it covers.
async fn log<W: Write>(
    connection: &mut AnyConnection,
    writer: &mut Writer<W>,
) -> Result<(), ServiceError> {
    let mut checkpoints = audit_tree::checkpoints(&mut *connection, 0).await?;
    checkpoints.reverse();
    let mut next = 0;
    loop {
        let page = audit_tree::leaves(&mut *connection, next).await?;
        let at_end = page.is_empty();
        for row in page {
            while let Some(due) = checkpoints.pop_if(|one| one.size <= row.position) {
                let number = due.number;
                write_checkpoint(writer, due)?;
                if checkpoints.is_empty() {
                    checkpoints = audit_tree::checkpoints(&mut *connection, number).await?;
                    checkpoints.reverse();
                }
            }
            next = row.position.unsigned_abs() + 1;
            let line = Line::Leaf(IndexedLeaf {
                index: row.position.unsigned_abs(),
                chain: row.chain,
                sequence: row.sequence,
                hash: row.hash,
            });
            writer.write(&line).map_err(not_written)?;
        }
        if at_end {
            break;
        }
    }
    while let Some(due) = checkpoints.pop() {
        let number = due.number;
        write_checkpoint(writer, due)?;
        if checkpoints.is_empty() {
            checkpoints = audit_tree::checkpoints(&mut *connection, number).await?;
            checkpoints.reverse();
        }
    }
    Ok(())
}

fn write_checkpoint<W: Write>(
    writer: &mut Writer<W>,
    row: audit_tree::CheckpointRow,
) -> Result<(), ServiceError> {
    let line = Line::Checkpoint(ExportedCheckpoint {
        number: row.number,
        at: row.at,
        note: row.note,
        hash: row.hash,
    });
    writer.write(&line).map_err(not_written)
}

async fn chain<W: Write>(
    connection: &mut AnyConnection,
    writer: &mut Writer<W>,
    name: &str,
) -> Result<(), ServiceError> {
    let mut after = 0;
    loop {
        let rows = db::audit::page(&mut *connection, name, after).await?;
        if rows.is_empty() {
            break;
        }
        let leaves: BTreeMap<i64, i64> = audit_tree::leaves_of(&mut *connection, name, after)
            .await?
            .into_iter()
            .collect();
        for row in rows {
            after = row.sequence;
            let leaf = leaves
                .get(&row.sequence)
                .and_then(|position| u64::try_from(*position).ok());
            let exported = ExportedRow::new(row.row(), leaf, opened(&row));
            let line = Line::Row(Box::new(exported));
            writer.write(&line).map_err(not_written)?;
        }
    }
    let head = db::audit::head(connection, name).await?;
    // A chain without a head is exported as one that has nothing in it, which does not verify.
    let line = Line::Head(Leaf {
        chain: name.to_owned(),
        sequence: head.as_ref().map_or(0, |head| head.sequence),
        hash: head.map(|head| head.hash).unwrap_or_default(),
    });
    writer.write(&line).map_err(not_written)
}

/// Only the system's details are shown: nothing personal is in them.
fn opened(row: &AuditRow) -> Option<Opened> {
    let detail = row.detail.as_deref().filter(|_| row.chain == SYSTEM)?;
    Some(Opened {
        salt: hex(&row.salt),
        detail: String::from_utf8_lossy(detail).into_owned(),
    })
}
