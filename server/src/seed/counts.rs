//! What tallies count, before it is written.

use std::collections::BTreeMap;

use vestibule::time::Timestamp;

use super::tables::{Of, Rows};
use crate::{
    db::tallies::day_of,
    services::tallies::{Measure, Of as Whose},
};

type Key = (i64, String, String, String, &'static str, String, String);

/// Sums by day and label.
#[derive(Debug, Default)]
pub struct Counts(BTreeMap<Key, i64>);

impl Counts {
    /// Counts several at this moment, as [`crate::services::tallies::count_by`] does.
    pub fn add(
        &mut self,
        of: Whose<'_>,
        at: i64,
        measure: Measure,
        (step, detail): (&str, &str),
        number: i64,
    ) {
        let at = match measure.is_of_the_beginning() {
            true => of.begun,
            false => Timestamp(at),
        };
        let key = (
            day_of(at),
            of.client.to_owned(),
            of.mode.to_owned(),
            of.journey.to_owned(),
            measure.code(),
            step.to_owned(),
            detail.to_owned(),
        );
        *self.0.entry(key).or_insert(0) += number;
    }

    /// Moves them to the rows.
    pub fn flush(&mut self, rows: &mut Rows) {
        let counted = std::mem::take(&mut self.0);
        for ((day, client, mode, journey, measure, step, detail), count) in counted {
            rows.push(
                Of::Tallies,
                [
                    day.into(),
                    client.into(),
                    mode.into(),
                    journey.into(),
                    measure.into(),
                    step.into(),
                    detail.into(),
                    0.into(),
                    count.into(),
                ],
            );
        }
    }
}
