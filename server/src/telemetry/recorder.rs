//! The process's one recorder of metrics: Prometheus', behind a gate.
//!
//! The gate takes only metrics of [`super::names`] with their labels, only label values that look like names and codes, and
//! only so many series of each. So a mistake elsewhere costs a label and not the memory of the process, and what a person
//! typed cannot end in a label, whoever puts it there (SEC-183).

use std::{
    collections::{HashMap, HashSet},
    sync::{OnceLock, PoisonError, RwLock},
    time::Duration,
};

use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Metadata, Recorder, SharedString, Unit,
};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::names::{self, Kind};

/// Bounds of the buckets of answers of ours, in seconds.
const OURS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Bounds of the buckets of providers' answers, in seconds. A call may take 10 s, and a second one 10 s more.
const THEIRS: &[f64] = &[0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 20.0];
/// Series of one metric; a process with every connection and journey there are needs a few hundred.
const MOST_SERIES: usize = 1_000;
/// The longest value of a label, in bytes.
const LONGEST_VALUE: usize = 80;
/// Stands for a value that is not fit to be shown.
const OTHER: &str = "(other)";
/// Stands for all that came after [`MOST_SERIES`].
const MORE: &str = "(more)";
/// How often samples are taken out of their queues when nobody scrapes.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// What `/metrics` shows. One for the process, however many servers run in it.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    began: Instant,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

static INSTALLED: OnceLock<Option<Metrics>> = OnceLock::new();

/// Begins to measure; the second time it gives what there is. `None` when something else measures in this process: its
/// metrics are not ours to show.
pub fn install() -> Option<Metrics> {
    let installed = INSTALLED.get_or_init(|| {
        let gate = match Gate::new() {
            Ok(gate) => gate,
            Err(error) => {
                tracing::error!(%error, "metrics cannot be recorded");
                return None;
            }
        };
        let handle = gate.inner.handle();
        if metrics::set_global_recorder(gate).is_err() {
            tracing::warn!("something else records metrics in this process");
            return None;
        }
        describe();
        Some(Metrics {
            handle,
            began: Instant::now(),
        })
    });
    installed.clone()
}

/// Describes every metric, and shows those without labels from the beginning.
fn describe() {
    for metric in names::ALL {
        let bare = metric.labels.is_empty();
        match metric.kind {
            Kind::Counter => {
                metrics::describe_counter!(metric.name, metric.help);
                if bare {
                    metrics::counter!(metric.name).absolute(0);
                }
            }
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
            Kind::Histogram => {
                metrics::describe_histogram!(metric.name, Unit::Seconds, metric.help);
            }
        }
    }
    metrics::gauge!(names::BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

impl Metrics {
    /// Everything measured so far, in the text format of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        metrics::gauge!(names::PROCESS_UPTIME).set(self.began.elapsed().as_secs_f64());
        self.handle.render()
    }

    /// Keeps the memory of samples bounded until told to stop, also when nobody scrapes.
    pub async fn upkeep(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(UPKEEP_EVERY) => self.handle.run_upkeep(),
            }
        }
    }
}

/// See the module.
struct Gate {
    inner: PrometheusRecorder,
    /// What was looked at and taken.
    taken: RwLock<Taken>,
}

#[derive(Default)]
struct Taken {
    keys: HashSet<Key>,
    series: HashMap<&'static str, usize>,
}

impl Gate {
    fn new() -> Result<Self, BuildError> {
        let builder = PrometheusBuilder::new()
            .set_buckets(OURS)?
            .set_buckets_for_metric(
                Matcher::Full(names::OUTBOUND_REQUEST_DURATION.to_owned()),
                THEIRS,
            )?
            .set_buckets_for_metric(Matcher::Full(names::WEBHOOK_DURATION.to_owned()), THEIRS)?;
        Ok(Self {
            inner: builder.build_recorder(),
            taken: RwLock::default(),
        })
    }

    /// Hands the key on, or what may be shown of it.
    fn pass<T>(&self, key: &Key, record: impl Fn(&Key) -> T) -> Option<T> {
        let is_known = {
            let taken = self.taken.read().unwrap_or_else(PoisonError::into_inner);
            taken.keys.contains(key)
        };
        if is_known {
            return Some(record(key));
        }
        let metric = names::find(key.name())?;
        let clean = is_clean(key, metric.labels);
        let key = match clean {
            true => key.clone(),
            false => replaced(key, metric.labels, shown),
        };
        let fits = {
            let mut taken = self.taken.write().unwrap_or_else(PoisonError::into_inner);
            let is_new = !taken.keys.contains(&key);
            let series = taken.series.entry(metric.name).or_default();
            let fits = !is_new || *series < MOST_SERIES;
            if is_new && fits {
                *series += 1;
                taken.keys.insert(key.to_retained());
            }
            fits
        };
        if !(clean && fits) && metric.name != names::METRICS_CLEANED {
            metrics::counter!(names::METRICS_CLEANED, "metric" => metric.name).increment(1);
        }
        Some(record(&match fits {
            true => key,
            false => replaced(&key, metric.labels, |_| MORE),
        }))
    }
}

/// The same metric with exactly its labels, each value as `change` has it.
fn replaced(key: &Key, labels: &'static [&'static str], change: impl Fn(&str) -> &str) -> Key {
    let labels: Vec<Label> = labels
        .iter()
        .map(|name| {
            let given = key.labels().find(|label| label.key() == *name);
            let value = given.map_or("", Label::value);
            Label::new(*name, change(value).to_owned())
        })
        .collect();
    Key::from_parts(key.name().to_owned(), labels)
}

fn is_clean(key: &Key, labels: &[&str]) -> bool {
    key.labels().count() == labels.len()
        && key
            .labels()
            .all(|label| labels.contains(&label.key()) && shown(label.value()) == label.value())
}

/// The value where it looks like a name, a code or a route template, else [`OTHER`]. Six digits in a row may be somebody's
/// number.
fn shown(value: &str) -> &str {
    let fits = (1..=LONGEST_VALUE).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.:-/{}* ()".contains(&byte))
        && !value
            .as_bytes()
            .windows(6)
            .any(|six| six.iter().all(u8::is_ascii_digit));
    if fits { value } else { OTHER }
}

impl Recorder for Gate {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        self.pass(key, |key| self.inner.register_counter(key, metadata))
            .unwrap_or_else(Counter::noop)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        self.pass(key, |key| self.inner.register_gauge(key, metadata))
            .unwrap_or_else(Gauge::noop)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        self.pass(key, |key| self.inner.register_histogram(key, metadata))
            .unwrap_or_else(Histogram::noop)
    }
}

#[cfg(test)]
mod tests {
    use metrics::{counter, histogram, with_local_recorder};

    use super::*;

    fn rendered(measure: impl FnOnce()) -> String {
        let gate = Gate::new().unwrap();
        let handle = gate.inner.handle();
        with_local_recorder(&gate, measure);
        handle.render()
    }

    #[test]
    fn what_is_counted_is_shown() {
        let text = rendered(|| {
            counter!(names::HTTP_REFUSALS, "reason" => "cross_site").increment(2);
            histogram!(names::HTTP_REQUEST_DURATION, "method" => "GET", "route" => "/o/{id}")
                .record(0.02);
        });
        assert!(
            text.contains("vestibule_http_refusals_total{reason=\"cross_site\"} 2"),
            "{text}"
        );
        let bucket = "vestibule_http_request_duration_seconds_bucket{method=\"GET\",route=\"/o/{id}\",le=\"0.025\"} 1";
        assert!(text.contains(bucket), "{text}");
    }

    /// SEC-183
    #[test]
    fn what_a_person_typed_is_not_shown_whoever_makes_it_a_label() {
        let canaries = [
            "Quennelwyn@example.net",
            "Kseniya Ångström",
            "447700900742",
            "a\nb",
            "",
            &"x".repeat(81),
        ];
        for canary in canaries {
            let text = rendered(|| {
                counter!(names::HTTP_REFUSALS, "reason" => canary.to_owned()).increment(1);
            });
            assert!(
                text.contains("vestibule_http_refusals_total{reason=\"(other)\"} 1"),
                "{canary:?}: {text}"
            );
            assert!(
                text.contains(
                    "vestibule_metrics_cleaned_total{metric=\"vestibule_http_refusals_total\"} 1"
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn a_metric_or_label_that_is_not_in_the_table_does_not_exist() {
        let text = rendered(|| {
            counter!("vestibule_unheard_of_total").increment(1);
            counter!(names::HTTP_REFUSALS, "reason" => "too_many", "person" => "ada").increment(1);
            counter!(names::HTTP_REFUSALS).increment(1);
        });
        assert!(
            !text.contains("unheard_of") && !text.contains("ada"),
            "{text}"
        );
        assert!(
            text.contains("vestibule_http_refusals_total{reason=\"too_many\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("vestibule_http_refusals_total{reason=\"(other)\"} 1"),
            "{text}"
        );
    }

    #[test]
    fn the_series_of_a_metric_are_bounded() {
        let text = rendered(|| {
            for number in 0..2 * MOST_SERIES {
                counter!(names::ONBOARDINGS_BEGUN, "journey" => format!("j{number}")).increment(1);
            }
        });
        let series = text
            .lines()
            .filter(|line| line.starts_with("vestibule_onboardings_begun_total{"));
        assert_eq!(series.count(), MOST_SERIES + 1);
        assert!(
            text.contains(&format!(
                "vestibule_onboardings_begun_total{{journey=\"(more)\"}} {MOST_SERIES}"
            )),
            "{text}"
        );
    }

    #[test]
    fn a_second_server_in_the_process_measures_into_the_same() {
        assert_eq!(install().is_some(), install().is_some());
    }
}
