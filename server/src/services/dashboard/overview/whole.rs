//! Everybody's sums over every window, by whatever can be chosen. They are kept in memory, and each choice is cut out of
//! them: whoever chooses what nobody looked at before waits for no sum.
//!
//! How many there are depends on the configuration: clients, modes, journeys, steps, connections and our own words. Days
//! are not among what can be chosen, and so not in them.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::onboarding::OnboardingStatus;

use super::{WINDOWS, kept::Added};
use crate::{
    db::{
        Database, DbError,
        tallies::{
            DayRow, MOST_NAMES, NameRow, OfDay, SumRow, Wanted,
            cells::{self, CellRow, DayCellRow},
        },
    },
    services::tallies::Measure,
};

/// What the chart of the days counts.
pub(super) fn of_day() -> OfDay {
    [
        (Measure::Begun.code(), ""),
        (Measure::Standing.code(), OnboardingStatus::Completed.code()),
    ]
}

/// Journey, measure, step and kind.
type Label = [String; 4];
/// A place in [`Whole::whose`].
type Whose = usize;

/// Everybody's sums.
#[derive(Debug, Default)]
pub(super) struct Whole {
    // The last day of every window.
    today: i64,
    // Clients and modes.
    whose: Vec<(String, String)>,
    labels: BTreeMap<Label, Vec<(Whose, [i64; WINDOWS.len()])>>,
    // By journey.
    days: BTreeMap<String, Vec<(Whose, DayRow)>>,
    // For which journeys something was counted in each window, and whose.
    met: [BTreeSet<(String, Whose)>; WINDOWS.len()],
    // Of how many rows they are.
    pub(super) parts: i64,
}

impl Whole {
    /// Adds everything up; `None` when there is too much to keep.
    pub(super) async fn add_up(db: &Database, today: i64) -> Result<Option<Self>, DbError> {
        let mut tx = db.begin_snapshot().await?;
        let windows = WINDOWS.map(|days| today - i64::from(days) + 1);
        let read = cells::read(&mut tx, db.dialect(), windows, of_day()).await?;
        Ok(read.map(|(cells, days)| Self::of(today, cells, days)))
    }

    fn of(today: i64, cells: Vec<CellRow>, days: Vec<DayCellRow>) -> Self {
        let mut whole = Self {
            today,
            ..Self::default()
        };
        let mut known: BTreeMap<(String, String), Whose> = BTreeMap::new();
        let mut place = |client: String, mode: String| {
            let next = known.len();
            *known.entry((client, mode)).or_insert(next)
        };
        for cell in cells {
            let whose = place(cell.client, cell.mode);
            let label = [cell.journey, cell.measure, cell.step, cell.detail];
            let totals = [cell.first, cell.second, cell.third];
            for (met, total) in whole.met.iter_mut().zip(totals) {
                if total != 0 {
                    met.insert((label[0].clone(), whose));
                }
            }
            whole.labels.entry(label).or_default().push((whose, totals));
            whole.parts += cell.parts;
        }
        for cell in days {
            let whose = place(cell.client, cell.mode);
            let row = DayRow {
                day: cell.day,
                begun: cell.begun,
                completed: cell.completed,
            };
            let of_journey = whole.days.entry(cell.journey).or_default();
            of_journey.push((whose, row));
        }
        let mut whose: Vec<_> = known.into_iter().collect();
        whose.sort_by_key(|(_, place)| *place);
        whole.whose = whose.into_iter().map(|(whose, _)| whose).collect();
        whole
    }

    /// What is wanted, and the names among those that may be chosen; `None` for another window.
    pub(super) fn cut(&self, wanted: &Wanted<'_>, choices: &Wanted<'_>) -> Option<Added> {
        let begins = |days: u16| self.today - i64::from(days) + 1;
        let window = WINDOWS
            .iter()
            .position(|days| begins(*days) == wanted.from)?;
        let of = self.places(wanted);
        Some(Added {
            sums: self.sums(wanted, &of, window),
            days: self.days(wanted, &of),
            names: self.names(&self.places(choices), window),
        })
    }

    /// Whether each place is meant.
    fn places(&self, wanted: &Wanted<'_>) -> Vec<bool> {
        let of_client = |client| wanted.clients.is_none_or(|these| these.contains(client));
        let of_mode = |mode: &str| wanted.modes.is_empty() || wanted.modes.contains(&mode);
        self.whose
            .iter()
            .map(|(client, mode)| of_client(client) && of_mode(mode))
            .collect()
    }

    fn sums(&self, wanted: &Wanted<'_>, of: &[bool], window: usize) -> Vec<SumRow> {
        let labels = self
            .labels
            .iter()
            .filter(|([journey, ..], _)| wanted.journey.is_none_or(|this| this == journey));
        let sums = labels.filter_map(|([journey, measure, step, detail], cells)| {
            let (mut total, mut parts) = (0, 0);
            for (_, totals) in cells.iter().filter(|(whose, _)| is(of, *whose)) {
                let of_window = totals.get(window).copied().unwrap_or_default();
                total += of_window;
                parts += i64::from(of_window != 0);
            }
            (parts > 0).then(|| SumRow {
                journey: journey.clone(),
                measure: measure.clone(),
                step: step.clone(),
                detail: detail.clone(),
                total,
                parts,
            })
        });
        sums.collect()
    }

    fn days(&self, wanted: &Wanted<'_>, of: &[bool]) -> Vec<DayRow> {
        let mut days: BTreeMap<i64, DayRow> = BTreeMap::new();
        let journeys = self
            .days
            .iter()
            .filter(|(journey, _)| wanted.journey.is_none_or(|this| this == *journey));
        let rows = journeys.flat_map(|(_, rows)| rows);
        for (_, row) in rows.filter(|(whose, row)| row.day >= wanted.from && is(of, *whose)) {
            let nothing = DayRow {
                day: row.day,
                begun: 0,
                completed: 0,
            };
            let sum = days.entry(row.day).or_insert(nothing);
            sum.begun += row.begun;
            sum.completed += row.completed;
        }
        days.into_values().collect()
    }

    fn names(&self, of: &[bool], window: usize) -> Vec<NameRow> {
        let met = self.met.get(window).into_iter().flatten();
        let names: BTreeSet<(&str, &str)> = met
            .filter(|(_, whose)| is(of, *whose))
            .filter_map(|(journey, whose)| {
                Some((self.whose.get(*whose)?.0.as_str(), journey.as_str()))
            })
            .collect();
        let names = names.into_iter().take(MOST_NAMES);
        names
            .map(|(client, journey)| NameRow {
                client: client.to_owned(),
                journey: journey.to_owned(),
            })
            .collect()
    }
}

fn is(of: &[bool], whose: Whose) -> bool {
    of.get(whose).copied().unwrap_or_default()
}
