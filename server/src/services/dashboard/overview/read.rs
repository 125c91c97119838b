//! From sums to what the overview says.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    id::{ConnectionName, JourneyName},
    onboarding::OnboardingStatus,
};

use super::{Day, Dropout, Funnel, FunnelStep, Messages, ProviderHealth, Recovery, Shown};
use crate::{
    db::tallies::{DayRow, SumRow},
    services::{
        checks::calls::{ANSWERED, AT_WORK},
        core::Core,
        tallies::{
            BETWEEN, Measure,
            buckets::{from_code, quantile},
        },
    },
};

/// Longest lists of what has no bound of its own.
const MAX_ROWS: usize = 100;

impl Dropout {
    fn words(&self) -> [&str; 4] {
        [&self.journey, &self.step, &self.how, &self.reason]
    }
}

/// Every sum, by what it counts.
pub(super) struct Sums<'a>(BTreeMap<Measure, Vec<&'a SumRow>>);

/// Each day of the window, those on which nothing was begun included.
pub(super) fn days(from: i64, count: i64, rows: &[DayRow]) -> Vec<Day> {
    (from..from + count)
        .map(|day| {
            let row = rows.iter().find(|row| row.day == day);
            Day {
                day,
                begun: row.map_or(0, |row| row.begun),
                completed: row.map_or(0, |row| row.completed),
            }
        })
        .collect()
}

/// The words of a kind; as many as are asked for, empty where there are fewer.
fn words<const N: usize>(detail: &str) -> [&str; N] {
    let mut parts = detail.splitn(N, BETWEEN);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

impl<'a> Sums<'a> {
    pub(super) fn of(rows: &'a [SumRow]) -> Self {
        let mut sums: BTreeMap<Measure, Vec<&SumRow>> = BTreeMap::new();
        for row in rows {
            // A later version of the program may have counted more.
            if let Some(measure) = Measure::from_code(&row.measure) {
                sums.entry(measure).or_default().push(row);
            }
        }
        Self(sums)
    }

    fn rows(&self, measure: Measure) -> &[&'a SumRow] {
        self.0.get(&measure).map_or(&[], Vec::as_slice)
    }

    fn total(&self, measure: Measure, is_meant: impl Fn(&SumRow) -> bool) -> i64 {
        let rows = self.rows(measure).iter().filter(|row| is_meant(row));
        rows.map(|row| row.total).sum()
    }

    fn grouped<Key: Ord>(
        &self,
        measure: Measure,
        key: impl Fn(&SumRow) -> Option<Key>,
    ) -> BTreeMap<Key, i64> {
        let mut groups = BTreeMap::new();
        for row in self.rows(measure) {
            if let Some(key) = key(row) {
                *groups.entry(key).or_insert(0) += row.total;
            }
        }
        groups.retain(|_, total| *total != 0);
        groups
    }

    /// By kind, whatever the journey and the step.
    pub(super) fn by_detail(&self, measure: Measure) -> BTreeMap<String, i64> {
        self.grouped(measure, |row| Some(row.detail.clone()))
    }

    pub(super) fn standing(&self) -> Vec<(OnboardingStatus, i64)> {
        let of = |status: OnboardingStatus| {
            self.total(Measure::Standing, |row| row.detail == status.code())
        };
        OnboardingStatus::ALL
            .into_iter()
            .map(|status| (status, of(status)))
            .collect()
    }

    /// How long a step took: half of the times at most, and 95 of 100.
    fn times(
        &self,
        measure: Measure,
        bucket: impl Fn(&SumRow) -> Option<usize>,
    ) -> [Option<i64>; 2] {
        let counts = self.grouped(measure, bucket);
        [50, 95].map(|percent| quantile(&counts, percent))
    }

    pub(super) fn funnels(&self, core: &Core) -> Vec<Funnel> {
        let journeys: BTreeSet<&str> = self
            .rows(Measure::Begun)
            .iter()
            .map(|row| row.journey.as_str())
            .collect();
        journeys
            .into_iter()
            .map(|journey| self.funnel(core, journey))
            .collect()
    }

    fn funnel(&self, core: &Core, name: &str) -> Funnel {
        let configured = JourneyName::new(name)
            .ok()
            .and_then(|name| core.journeys.get(&name))
            .map(|configured| &configured.journey);
        let of_journey = |measure| self.total(measure, |row| row.journey == name);
        // In the journey's order; steps that it had once come last.
        let mut steps: Vec<(String, _)> = configured
            .into_iter()
            .flat_map(|journey| &journey.steps)
            .map(|step| (step.name.to_string(), Some(step.title.clone())))
            .collect();
        for row in self.rows(Measure::Reached) {
            let is_new = steps.iter().all(|(step, _)| *step != row.step);
            if row.journey == name && is_new && steps.len() < MAX_ROWS {
                steps.push((row.step.clone(), None));
            }
        }
        let steps = steps.into_iter().map(|(step, title)| {
            let is_here = |row: &SumRow| row.journey == name && row.step == step;
            let [p50, p95] = self.times(Measure::StepTime, |row| {
                from_code(&row.detail).filter(|_| is_here(row))
            });
            FunnelStep {
                reached: self.total(Measure::Reached, is_here),
                done: self.total(Measure::Done, is_here),
                passed_over: self.total(Measure::PassedOver, is_here),
                name: step.clone(),
                title,
                p50,
                p95,
            }
        });
        let completed = OnboardingStatus::Completed.code();
        Funnel {
            journey: name.to_owned(),
            title: configured.map(|journey| journey.title.clone()),
            begun: of_journey(Measure::Begun),
            opened: of_journey(Measure::Opened),
            steps: steps.collect(),
            completed: self.total(Measure::Standing, |row| {
                row.journey == name && row.detail == completed
            }),
        }
    }

    pub(super) fn shown(&self) -> Vec<Shown> {
        let mut found: BTreeMap<[String; 3], (i64, i64)> = BTreeMap::new();
        for row in self.rows(Measure::Outcome) {
            let [connection, shown_as, device, ending] = words(&row.detail);
            let key = [connection, shown_as, device].map(str::to_owned);
            let (ended, succeeded) = found.entry(key).or_default();
            *ended += row.total;
            if ending == "succeeded" {
                *succeeded += row.total;
            }
        }
        found
            .into_iter()
            .take(MAX_ROWS)
            .map(
                |([connection, shown_as, device], (ended, succeeded))| Shown {
                    connection,
                    shown_as,
                    device,
                    ended,
                    succeeded,
                },
            )
            .collect()
    }

    pub(super) fn drops(&self) -> Vec<Dropout> {
        let mut drops: Vec<Dropout> = self
            .rows(Measure::Dropped)
            .iter()
            .map(|row| {
                let [how, reason] = words(&row.detail);
                Dropout {
                    journey: row.journey.clone(),
                    step: row.step.clone(),
                    how: how.to_owned(),
                    reason: reason.to_owned(),
                    count: row.total,
                }
            })
            .collect();
        // The order of a database is that of its language.
        drops.sort_by(|one, other| {
            let by_count = other.count.cmp(&one.count);
            by_count.then_with(|| one.words().cmp(&other.words()))
        });
        drops.truncate(MAX_ROWS);
        drops
    }

    pub(super) fn recoveries(&self) -> Vec<Recovery> {
        let recovered = self.by_detail(Measure::Recovered);
        let failed = self.by_detail(Measure::FirstFailure);
        let mut all: Vec<Recovery> = failed
            .into_iter()
            .map(|(reason, failed)| Recovery {
                recovered: recovered.get(&reason).copied().unwrap_or_default(),
                reason,
                failed,
            })
            .collect();
        all.sort_by_key(|recovery| std::cmp::Reverse(recovery.failed));
        all
    }

    pub(super) fn words(&self, measure: Measure) -> Vec<Messages> {
        let groups = self.grouped(measure, |row| {
            let [connection, word] = words(&row.detail);
            Some((connection.to_owned(), word.to_owned()))
        });
        groups
            .into_iter()
            .take(MAX_ROWS)
            .map(|((connection, word), count)| Messages {
                connection,
                word,
                count,
            })
            .collect()
    }

    pub(super) fn providers(&self, core: &Core, sees_connections: bool) -> Vec<ProviderHealth> {
        let first = |row: &SumRow| {
            let [connection, _] = words(&row.detail);
            connection.to_owned()
        };
        let mut names: BTreeSet<String> = self
            .rows(Measure::ProviderCall)
            .iter()
            .chain(self.rows(Measure::CheckEnded))
            .map(|row| first(row))
            .collect();
        if sees_connections {
            names.extend(core.connections.keys().map(ToString::to_string));
        }
        let names = names.into_iter().take(MAX_ROWS);
        names
            .map(|name| self.provider(core, sees_connections, name))
            .collect()
    }

    fn provider(&self, core: &Core, sees_connections: bool, name: String) -> ProviderHealth {
        let [p50, p95] = self.times(Measure::ProviderTime, |row| {
            let [connection, bucket] = words(&row.detail);
            from_code(bucket).filter(|_| connection == name)
        });
        let errors = self.grouped(Measure::ProviderCall, |row| {
            let [connection, _, outcome] = words(&row.detail);
            let failed = ![ANSWERED, AT_WORK].contains(&outcome);
            (connection == name && failed).then(|| outcome.to_owned())
        });
        let endings = self.grouped(Measure::CheckEnded, |row| {
            let [connection, ending, _] = words(&row.detail);
            (connection == name).then(|| ending.to_owned())
        });
        let connected = ConnectionName::new(name.clone())
            .ok()
            .and_then(|name| core.connections.get(&name))
            .filter(|_| sees_connections);
        ProviderHealth {
            calls: self.total(Measure::ProviderCall, |row| {
                let [connection, _] = words(&row.detail);
                connection == name
            }),
            errors,
            p50,
            p95,
            endings,
            circuit: connected.map(|connected| connected.http.circuit()),
            novelties: connected
                .map(|connected| connected.http.novelties().all())
                .unwrap_or_default(),
            connection: name,
        }
    }
}
