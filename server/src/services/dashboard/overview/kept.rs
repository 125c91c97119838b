//! Sums of many rows are kept for a moment: numbers of weeks may be half a minute old. How long it takes to add them up grows
//! with how many labels there are on how many days, and not with how many onboardings; but few labels are met while there are
//! few onboardings. So that nobody waits for it, what somebody looked at not long ago is added up again before it is
//! forgotten, and the numbers that the dashboard begins with always are.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sqlx::AnyConnection;

use crate::{
    db::{
        DbError,
        tallies::{self, DayRow, NameRow, SumRow, Wanted},
    },
    services::tallies::Measure,
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
        let measures = (Measure::Begun.code(), Measure::Standing.code());
        Ok(Added {
            sums: tallies::sums(&mut *connection, &wanted).await?,
            days: tallies::by_day(&mut *connection, &wanted, measures).await?,
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

/// What is kept, and since when.
#[derive(Debug, Default)]
pub struct Kept(Mutex<BTreeMap<Key, Entry>>);

impl Kept {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<Key, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is wanted, and the names among those that may be chosen, at this time.
    pub(super) async fn read(
        &self,
        connection: &mut AnyConnection,
        (wanted, choices): (&Wanted<'_>, &Wanted<'_>),
        now: i64,
    ) -> Result<Arc<Added>, DbError> {
        let key = Key::of(wanted, choices);
        if let Some(entry) = self.entries().get_mut(&key)
            && (0..KEPT_MS).contains(&now.saturating_sub(entry.at))
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

    /// Adds up again what will be looked at: this always, and what was looked at not long ago; forgets everything else.
    pub(super) async fn renew(
        &self,
        connection: &mut AnyConnection,
        usual: &Wanted<'_>,
        now: i64,
    ) -> Result<(), DbError> {
        // Whoever may see everybody's may ask for everybody's.
        let usual = Key::of(usual, usual);
        let mut keys: Vec<(i64, Key)> = {
            let mut kept = self.entries();
            kept.retain(|key, entry| {
                *key == usual || (0..WANTED_MS).contains(&now.saturating_sub(entry.seen))
            });
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
