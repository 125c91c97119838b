//! What tallies count, before it is written.

use std::{collections::HashMap, sync::Arc};

use vestibule::time::Timestamp;

use super::tables::{Of, Rows};
use crate::{
    db::tallies::day_of,
    services::tallies::{Measure, Of as Whose},
};

/// Whose it is (client, mode, journey), what is counted, and where (step, detail).
type Label = ([Word; 3], Measure, [Word; 2]);
type Word = u32;

/// Sums by day and label. Each word is kept once: few are met again and again.
#[derive(Debug, Default)]
pub struct Counts {
    words: Words,
    sums: HashMap<(i64, Label), i64>,
}

#[derive(Debug, Default)]
struct Words {
    numbers: HashMap<Arc<str>, Word>,
    texts: Vec<Arc<str>>,
}

impl Words {
    fn number(&mut self, text: &str) -> Word {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = Word::try_from(self.texts.len()).unwrap_or(Word::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    fn text(&self, number: Word) -> &str {
        let text = usize::try_from(number)
            .ok()
            .and_then(|at| self.texts.get(at));
        text.map_or("", |text| text)
    }
}

impl Counts {
    /// Counts several at this moment, as [`crate::services::tallies::count_by`] does.
    pub fn add(
        &mut self,
        of: Whose<'_>,
        at: i64,
        measure: Measure,
        kind: (&str, &str),
        number: i64,
    ) {
        let at = match measure.is_of_the_beginning() {
            true => of.begun,
            false => Timestamp(at),
        };
        let whose = [of.client, of.mode, of.journey].map(|word| self.words.number(word));
        let kind = [kind.0, kind.1].map(|word| self.words.number(word));
        let sum = self.sums.entry((day_of(at), (whose, measure, kind)));
        *sum.or_insert(0) += number;
    }

    /// Moves them to the rows, in the order of their keys: a database finds its places one after the other.
    pub fn flush(&mut self, rows: &mut Rows) {
        let word = |number: Word| self.words.text(number);
        let mut sums: Vec<_> = self
            .sums
            .drain()
            .map(|((day, (whose, measure, kind)), count)| {
                let key = (day, whose.map(word), measure.code(), kind.map(word));
                (key, count)
            })
            .collect();
        sums.sort_unstable();
        for ((day, [client, mode, journey], measure, [step, detail]), count) in sums {
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
