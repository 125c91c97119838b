//! `vestibule seed`: fills a database of Development with onboardings that never were, as many as it takes to see how the
//! dashboard copes. Nothing of it is anybody's: names, numbers and results are made up.
//!
//! What is written is what the services would have written, statuses and decisions by the domain's own rules, tallies beside
//! what they count, audit chains that verify and are in the log of chain heads. Left out is what nobody could go on with:
//! everything is over at the providers, nothing is scheduled, no webhook was sent, and chains have neither the moves of checks
//! nor answers and consents, which stand in tables of their own.

mod bulk;
mod counts;
mod dice;
mod people;
mod story;
mod tables;
mod world;

use vestibule::time::Timestamp;

use self::{
    bulk::Writer,
    counts::Counts,
    dice::{Dice, MARK},
    story::Desk,
    tables::{Of, Rows},
    world::{CLIENTS, World},
};
use crate::{
    audit_log::leaf::Leaf,
    connection::Environment,
    crypto::hex,
    db::{self, DbError, clients::ClientRow},
    random::ChaChaRandomness,
    services::{ServiceError, checkpoints, core::Core},
};

/// Onboardings that are written at once.
const PORTION: u64 = 2_000;
/// Over how many days they were begun.
const DAYS: i64 = 120;
const DAY_MS: i64 = 86_400_000;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// How many onboardings.
    pub onboardings: u64,
    /// How many rows of what happened for each, on average: at least.
    pub events_per: u64,
    /// The same number gives the same.
    pub random: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy)]
pub struct Seeded {
    /// Onboardings.
    pub onboardings: u64,
    /// Rows of what happened: the audit log, moves of checks, calls of providers, messages, events for clients.
    pub events: u64,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The configuration is not one of Development, or the database was used by another.
    #[error("{0}")]
    Refused(String),
    /// A service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for SeedError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Seeds the database under this URL, which is the core's. Nobody else should be writing to it.
///
/// # Errors
/// [`SeedError::Refused`] where real onboardings could be: a live connection, now or ever, or an onboarding that was not
/// seeded.
pub async fn seed(core: &Core, url: &str, asked: Asked) -> Result<Seeded, SeedError> {
    let first = allowed(core).await?;
    core.store_configuration().await?;
    let now = core.clock.now().0;
    clients(core, Timestamp(now - DAYS * DAY_MS)).await?;
    let world = World {
        core,
        random: ChaChaRandomness::seeded(asked.random ^ first),
        parts: world::parts(core),
        now,
        events_per: asked.events_per,
        first,
    };
    if world.parts.is_empty() {
        return Err(SeedError::Refused(
            "no journey is configured: there is nothing to seed".to_owned(),
        ));
    }
    let seeded = write(&world, url, asked).await?;
    // Signs the log of chain heads as it is now.
    checkpoints::append_and_sign(core).await?;
    Ok(seeded)
}

async fn write(world: &World<'_>, url: &str, asked: Asked) -> Result<Seeded, SeedError> {
    let dialect = world.core.db.dialect();
    let mut connection = world.core.db.read().await?;
    let mut position = db::audit_tree::size(&mut connection).await?;
    let mut edge = checkpoints::edge(&mut connection, position).await?;
    drop(connection);
    let writer = Writer::begin(url, dialect).await?;
    let (mut rows, mut counts) = (Rows::new(), Counts::default());
    let mut dice = Dice::new(asked.random ^ world.first);
    let count = i64::try_from(asked.onboardings.max(1)).unwrap_or(i64::MAX);
    let slot = DAYS * DAY_MS / count;
    for number in 0..asked.onboardings {
        let place = i64::try_from(number).unwrap_or(i64::MAX);
        let begun = world.now - DAYS * DAY_MS + place * slot + dice.between(0, slot);
        let Some(part) = pick(world, &mut dice) else {
            break;
        };
        let desk = Desk {
            rows: &mut rows,
            counts: &mut counts,
            dice: &mut dice,
        };
        let (chain, sequence, hash) =
            story::tell(world, part, (world.first + number, begun), desk)?;
        let leaf = Leaf {
            chain: chain.clone(),
            sequence,
            hash: hash.clone(),
        };
        for (node, hash) in edge.append(leaf.tree_hash()) {
            let at = i64::try_from(node.position).unwrap_or(i64::MAX);
            let row = [i64::from(node.level).into(), at.into(), hex(&hash).into()];
            rows.push(Of::AuditNodes, row);
        }
        let at = i64::try_from(position).unwrap_or(i64::MAX);
        let row = [
            at.into(),
            chain.as_str().into(),
            sequence.into(),
            hash.as_str().into(),
        ];
        rows.push(Of::AuditLeaves, row);
        let row = [chain.into(), sequence.into(), hash.into(), sequence.into()];
        rows.push(Of::AuditHeads, row);
        position += 1;
        if (number + 1) % PORTION == 0 {
            counts.flush(&mut rows);
            if !writer.write(rows.take()).await {
                break;
            }
        }
    }
    counts.flush(&mut rows);
    writer.write(rows.take()).await;
    writer.finish().await?;
    Ok(Seeded {
        onboardings: rows.count(Of::Onboardings),
        events: rows.happened(),
    })
}

fn pick<'a>(world: &'a World<'_>, dice: &mut Dice) -> Option<&'a world::Part> {
    dice.weighted(&world.parts)
}

/// Whether this may be seeded; answers how many onboardings there are.
async fn allowed(core: &Core) -> Result<u64, SeedError> {
    let refused = |why: String| Err(SeedError::Refused(format!("nothing was seeded: {why}")));
    let live = core
        .connections
        .values()
        .map(|connected| &connected.connection)
        .find(|connection| connection.environment != Environment::Simulator);
    if let Some(connection) = live {
        return refused(format!(
            "connections.{} is not simulated, and what is seeded must not stand among real people",
            connection.name
        ));
    }
    let mut connection = core.db.read().await?;
    let live: Option<String> = sqlx::query_scalar(
        "SELECT name FROM connections WHERE environment <> 'simulator' ORDER BY name LIMIT 1",
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(name) = live {
        return refused(format!(
            "this database was used with the connection {name}, which was not simulated"
        ));
    }
    let real: Option<String> = sqlx::query_scalar(
        "SELECT id FROM onboardings WHERE substr(id, 14, 11) <> $1 ORDER BY id LIMIT 1",
    )
    .bind(MARK)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(id) = real {
        return refused(format!(
            "the onboarding {id} was not seeded; take a database of its own (database.url)"
        ));
    }
    let count: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings")
        .fetch_one(&mut *connection)
        .await?;
    Ok(count.unsigned_abs())
}

async fn clients(core: &Core, since: Timestamp) -> Result<(), SeedError> {
    let mut tx = core.db.begin_write().await?;
    for (name, display_name) in CLIENTS {
        let row = ClientRow {
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            return_urls: "[]".to_owned(),
            created_at: since.0,
            disabled_at: None,
        };
        db::clients::insert(&mut tx, &row).await?;
    }
    Ok(tx.commit().await?)
}
