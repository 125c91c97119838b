//! Sums of many rows are kept for a moment: numbers of weeks may be half a minute old, and whoever looks again does not wait
//! for them again. How long it takes to add them up grows with how many labels there are on how many days, and not with how
//! many onboardings; but few labels are met while there are few onboardings.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
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
/// Most that are kept; then all are forgotten.
const MOST: usize = 64;

/// First day, clients, modes, journey, and the clients that may be asked for.
type Key = (
    i64,
    Option<Vec<String>>,
    Vec<&'static str>,
    Option<String>,
    Option<Vec<String>>,
);

/// What was added up.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) sums: Vec<SumRow>,
    pub(super) days: Vec<DayRow>,
    pub(super) names: Vec<NameRow>,
}

/// What is kept, and since when.
#[derive(Debug, Default)]
pub struct Kept(Mutex<BTreeMap<Key, (i64, Arc<Added>)>>);

impl Kept {
    /// What is wanted, and the names among those that may be chosen, at this time.
    pub(super) async fn read(
        &self,
        connection: &mut AnyConnection,
        (wanted, choices): (&Wanted<'_>, &Wanted<'_>),
        now: i64,
    ) -> Result<Arc<Added>, DbError> {
        let owned = |clients: Option<&[String]>| clients.map(<[String]>::to_vec);
        let journey = wanted.journey.map(str::to_owned);
        let key = (
            wanted.from,
            owned(wanted.clients),
            wanted.modes.to_vec(),
            journey,
            owned(choices.clients),
        );
        if let Some((at, added)) = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            && (0..KEPT_MS).contains(&now.saturating_sub(*at))
        {
            return Ok(added.clone());
        }
        let measures = (Measure::Begun.code(), Measure::Standing.code());
        let added = Arc::new(Added {
            sums: tallies::sums(&mut *connection, wanted).await?,
            days: tallies::by_day(&mut *connection, wanted, measures).await?,
            names: tallies::names(connection, choices).await?,
        });
        let parts: i64 = added.sums.iter().map(|sum| sum.parts).sum();
        if parts >= MANY {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= MOST {
                kept.clear();
            }
            kept.insert(key, (now, added.clone()));
        }
        Ok(added)
    }
}
