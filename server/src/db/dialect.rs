//! Everything that differs between SQLite and PostgreSQL.

/// Which SQL the database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
    /// Several server instances on one database.
    Postgres,
}

impl Dialect {
    /// The dialect of a database URL.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Some(Self::Postgres)
        } else {
            None
        }
    }

    /// Makes the folder of an SQLite file, and lets the driver make the file.
    pub(super) fn prepare(self, url: &str) -> Result<String, super::DbError> {
        let file = url
            .strip_prefix("sqlite://")
            .filter(|_| self == Self::Sqlite);
        let Some(file) = file.filter(|file| !file.contains('?') && *file != ":memory:") else {
            return Ok(url.to_owned());
        };
        if let Some(folder) = std::path::Path::new(file).parent() {
            std::fs::create_dir_all(folder).map_err(super::DbError::Folder)?;
        }
        Ok(format!("{url}?mode=rwc"))
    }

    /// How a transaction that may write begins. A deferred one on SQLite fails with SQLITE_BUSY_SNAPSHOT when somebody
    /// else wrote between its read and its write.
    pub(super) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// How a transaction begins whose reads all see the same state.
    pub(super) fn begin_snapshot(self) -> &'static str {
        match self {
            // In WAL mode a reader keeps the state of its first read.
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Lets the statements of this transaction run for as long as they want.
    pub(super) fn no_statement_timeout(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SET LOCAL statement_timeout = 0"),
        }
    }

    /// Appended to a text in an ORDER BY: the order of its bytes, in which SQLite sorts anyway.
    pub(super) fn by_bytes(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " COLLATE \"C\"",
        }
    }

    /// The names of all tables.
    pub(super) fn tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
            Self::Postgres => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
            }
        }
    }

    /// Names and types of a table's columns.
    pub(super) fn columns(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT name, type FROM pragma_table_info($1)",
            Self::Postgres => {
                "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1"
            }
        }
    }

    /// 1 when migrations were applied before.
    pub(super) fn has_migrations(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'"
            }
            Self::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() \
                 AND tablename = '_sqlx_migrations'"
            }
        }
    }

    /// What every new connection is told.
    pub(super) fn connection_set_up(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "PRAGMA journal_mode = WAL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA busy_timeout = 10000",
                "PRAGMA synchronous = NORMAL",
                // What is deleted is overwritten: the sealed data key of an erased onboarding above all.
                "PRAGMA secure_delete = ON",
            ],
            // A statement that hangs must not hold a request for ever.
            Self::Postgres => &["SET statement_timeout = '10s'", "SET lock_timeout = '10s'"],
        }
    }

    /// Moves everything from the write-ahead log into the database, and empties it.
    pub(super) fn empty_log(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres => None,
        }
    }

    /// Appended to a SELECT whose rows decide what is written. SQLite's writer is alone anyway.
    #[must_use]
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The same, while others may write rows that refer to these.
    #[must_use]
    pub fn for_no_key_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR NO KEY UPDATE",
        }
    }

    /// The same, passing over rows that another instance has.
    #[must_use]
    pub fn for_update_skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// A shard of the tallies that no other transaction writes to before this one ends: the first whose lock is free, taken
    /// without waiting, or one that only this connection has. SQLite's writer is alone anyway.
    pub(super) fn tally_shard(self) -> &'static str {
        match self {
            Self::Sqlite => "0",
            Self::Postgres => {
                "COALESCE((SELECT shard FROM generate_series(0, 63) AS shard \
                 WHERE pg_try_advisory_xact_lock(1952541804, shard) LIMIT 1), 1000 + pg_backend_pid())"
            }
        }
    }

    /// Adds the shards of tallies before the day $1 together. It takes the locks of [`Self::tally_shard`], so that no
    /// transaction that writes to what is moved waits for it, nor it for one.
    pub(super) fn merge_tallies(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[],
            Self::Postgres => &[
                "SELECT 1 FROM pg_advisory_xact_lock(1952541804, 0)",
                "WITH merged AS (DELETE FROM tallies WHERE day < $1 AND shard IN (SELECT shard FROM generate_series(1, 63) \
                 AS shard WHERE pg_try_advisory_xact_lock(1952541804, shard)) RETURNING day, client, mode, journey, measure, \
                 step, detail, count) \
                 INSERT INTO tallies (day, client, mode, journey, measure, step, detail, shard, count) \
                 SELECT day, client, mode, journey, measure, step, detail, 0, CAST(SUM(count) AS BIGINT) FROM merged \
                 GROUP BY day, client, mode, journey, measure, step, detail \
                 ON CONFLICT (day, client, mode, journey, measure, step, detail, shard) \
                 DO UPDATE SET count = tallies.count + excluded.count",
            ],
        }
    }

    /// Lets this transaction add up many labels in memory: with its usual 4 MB PostgreSQL sorts them on disk, which takes four
    /// times as long.
    pub(super) fn memory_for_sums(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SET LOCAL work_mem = '32MB'"),
        }
    }

    /// Holds the lock with this number until the transaction ends. SQLite's writer is alone anyway.
    pub(super) fn hold_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            // Its own answer is of a type that the driver does not read.
            Self::Postgres => Some("SELECT 1 FROM pg_advisory_xact_lock($1)"),
        }
    }
}
