//! What the overview adds up is kept for a moment: numbers of weeks may be half a minute old. How long it takes to add them up
//! grows with how many labels there are on how many days, and not with how many onboardings; but few labels are met while
//! there are few onboardings. So that nobody waits for it, everything is added up again before it is forgotten, and what
//! somebody asks for is cut out of it ([`Whole`]). Where that is too much to keep, what the dashboard begins with and what
//! somebody looked at not long ago is added up again instead.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::whole::{Whole, of_day};
use crate::db::{
    Database, DbError,
    tallies::{self, DayRow, NameRow, SumRow, Wanted, day_of},
};

/// Sums of fewer rows are added up each time.
const MANY: i64 = 5_000;
/// How long they are kept, in milliseconds.
const KEPT_MS: i64 = 30_000;
/// How long they are added up again after somebody looked at them.
const WANTED_MS: i64 = 15 * 60_000;
/// Most that are added up again for those who looked at them, the newest first.
const MOST_WANTED: usize = 6;
/// Most that are kept; then all are forgotten.
const MOST: usize = 64;
/// After so long it is tried again whether everybody's are few enough to keep.
const TOO_MANY_MS: i64 = 15 * 60_000;

/// Whether this was less than so many milliseconds ago.
fn is_within(millis: i64, at: i64, now: i64) -> bool {
    (0..millis).contains(&now.saturating_sub(at))
}

/// Which sums.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    from: i64,
    clients: Option<Vec<String>>,
    modes: Vec<&'static str>,
    journey: Option<String>,
    // The clients that may be asked for.
    choices: Option<Vec<String>>,
}

impl Key {
    fn of(wanted: &Wanted<'_>, choices: &Wanted<'_>) -> Self {
        let owned = |clients: Option<&[String]>| clients.map(<[String]>::to_vec);
        Self {
            from: wanted.from,
            clients: owned(wanted.clients),
            modes: wanted.modes.to_vec(),
            journey: wanted.journey.map(str::to_owned),
            choices: owned(choices.clients),
        }
    }

    async fn add_up(&self, connection: &mut AnyConnection) -> Result<Added, DbError> {
        let wanted = Wanted {
            from: self.from,
            clients: self.clients.as_deref(),
            modes: &self.modes,
            journey: self.journey.as_deref(),
        };
        let choices = Wanted {
            from: self.from,
            clients: self.choices.as_deref(),
            modes: &[],
            journey: None,
        };
        Ok(Added {
            sums: tallies::sums(&mut *connection, &wanted).await?,
            days: tallies::by_day(&mut *connection, &wanted, of_day()).await?,
            names: tallies::names(connection, &choices).await?,
        })
    }
}

/// What was added up.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) sums: Vec<SumRow>,
    pub(super) days: Vec<DayRow>,
    pub(super) names: Vec<NameRow>,
}

impl Added {
    fn is_of_many(&self) -> bool {
        self.sums.iter().map(|sum| sum.parts).sum::<i64>() >= MANY
    }
}

#[derive(Debug)]
struct Entry {
    at: i64,
    // When somebody last looked at it.
    seen: i64,
    added: Arc<Added>,
}

/// Everybody's sums.
#[derive(Debug, Default)]
enum Everybody {
    /// Not added up yet, or of so few rows that they are added up each time.
    #[default]
    Unkept,
    Kept {
        at: i64,
        whole: Arc<Whole>,
    },
    TooMany {
        at: i64,
    },
}

/// What is kept, and since when.
#[derive(Debug, Default)]
pub struct Kept {
    everybody: Mutex<Everybody>,
    // What was asked for while everybody's are not kept.
    entries: Mutex<BTreeMap<Key, Entry>>,
}

impl Kept {
    fn everybody(&self) -> MutexGuard<'_, Everybody> {
        self.everybody
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<Key, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn whole(&self, now: i64) -> Option<Arc<Whole>> {
        match &*self.everybody() {
            Everybody::Kept { at, whole } if is_within(KEPT_MS, *at, now) => Some(whole.clone()),
            _ => None,
        }
    }

    /// What is wanted, and the names among those that may be chosen, at this time.
    pub(super) async fn read(
        &self,
        connection: &mut AnyConnection,
        (wanted, choices): (&Wanted<'_>, &Wanted<'_>),
        now: i64,
    ) -> Result<Arc<Added>, DbError> {
        if let Some(whole) = self.whole(now)
            && let Some(added) = whole.cut(wanted, choices)
        {
            return Ok(Arc::new(added));
        }
        let key = Key::of(wanted, choices);
        if let Some(entry) = self.entries().get_mut(&key)
            && is_within(KEPT_MS, entry.at, now)
        {
            entry.seen = now;
            return Ok(entry.added.clone());
        }
        let added = Arc::new(key.add_up(connection).await?);
        self.keep(key, (now, now), added.clone());
        Ok(added)
    }

    fn keep(&self, key: Key, (at, seen): (i64, i64), added: Arc<Added>) {
        if !added.is_of_many() {
            return;
        }
        let mut kept = self.entries();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Entry { at, seen, added });
    }

    /// Adds up again what will be looked at: everybody's, or this and what was looked at not long ago.
    pub(super) async fn renew(
        &self,
        db: &Database,
        usual: &Wanted<'_>,
        now: i64,
    ) -> Result<(), DbError> {
        let is_in_vain = match *self.everybody() {
            Everybody::TooMany { at } => is_within(TOO_MANY_MS, at, now),
            _ => false,
        };
        if !is_in_vain {
            let added = Whole::add_up(db, day_of(Timestamp(now))).await?;
            let everybody = match added.map(Arc::new) {
                Some(whole) if whole.parts >= MANY => Everybody::Kept { at: now, whole },
                Some(_) => Everybody::Unkept,
                None => Everybody::TooMany { at: now },
            };
            let is_done = !matches!(everybody, Everybody::TooMany { .. });
            *self.everybody() = everybody;
            if is_done {
                self.entries().clear();
                return Ok(());
            }
        }
        self.renew_entries(&mut *db.read().await?, usual, now).await
    }

    async fn renew_entries(
        &self,
        connection: &mut AnyConnection,
        usual: &Wanted<'_>,
        now: i64,
    ) -> Result<(), DbError> {
        // Whoever may see everybody's may ask for everybody's.
        let usual = Key::of(usual, usual);
        let mut keys: Vec<(i64, Key)> = {
            let mut kept = self.entries();
            kept.retain(|key, entry| *key == usual || is_within(WANTED_MS, entry.seen, now));
            let entries = kept.iter().filter(|(key, _)| **key != usual);
            entries
                .map(|(key, entry)| (entry.seen, key.clone()))
                .collect()
        };
        keys.sort_by_key(|(seen, _)| std::cmp::Reverse(*seen));
        keys.truncate(MOST_WANTED);
        keys.push((now, usual));
        for (seen, key) in keys {
            let added = Arc::new(key.add_up(&mut *connection).await?);
            self.keep(key, (now, seen), added);
        }
        Ok(())
    }
}
