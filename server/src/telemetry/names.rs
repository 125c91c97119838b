//! The metrics there are: names, labels and what they say. Nothing else is recorded ([`super::recorder`]).
//!
//! Units stand in the names (`_seconds`, `_bytes`), counters end in `_total`. Labels are names of the configuration, route
//! templates and codes of ours: never an id, never what a person or a client sent.

/// Requests answered.
pub const HTTP_REQUESTS: &str = "vestibule_http_requests_total";
/// How long answers took.
pub const HTTP_REQUEST_DURATION: &str = "vestibule_http_request_duration_seconds";
/// Requests under way.
pub const HTTP_REQUESTS_IN_FLIGHT: &str = "vestibule_http_requests_in_flight";
/// Requests that middleware refused.
pub const HTTP_REFUSALS: &str = "vestibule_http_refusals_total";
/// Requests over a rate limit.
pub const RATE_LIMIT_REFUSALS: &str = "vestibule_rate_limit_refusals_total";
/// Calls to providers.
pub const OUTBOUND_REQUESTS: &str = "vestibule_outbound_requests_total";
/// How long providers took.
pub const OUTBOUND_REQUEST_DURATION: &str = "vestibule_outbound_request_duration_seconds";
/// Calls that were sent a second time.
pub const OUTBOUND_RETRIES: &str = "vestibule_outbound_retries_total";
/// Circuit breakers.
pub const OUTBOUND_CIRCUIT_STATE: &str = "vestibule_outbound_circuit_state";
/// Checks begun.
pub const CHECKS_STARTED: &str = "vestibule_checks_started_total";
/// Checks that stopped without being over.
pub const CHECKS_STOPPED: &str = "vestibule_checks_stopped_total";
/// Checks that are over.
pub const CHECKS_ENDED: &str = "vestibule_checks_ended_total";
/// Onboardings begun.
pub const ONBOARDINGS_BEGUN: &str = "vestibule_onboardings_begun_total";
/// Changes of an onboarding's status.
pub const ONBOARDINGS_MOVED: &str = "vestibule_onboardings_moved_total";
/// Refusals that the audit log has.
pub const REFUSALS: &str = "vestibule_refusals_total";
/// Messages from frames.
pub const MESSAGES: &str = "vestibule_messages_total";
/// What providers said that their contracts do not know.
pub const NOVELTIES: &str = "vestibule_novelties_total";
/// Billable calls that a budget refused.
pub const BUDGET_REFUSALS: &str = "vestibule_budget_refusals_total";
/// Jobs that ran.
pub const JOBS_RUN: &str = "vestibule_jobs_run_total";
/// Jobs that are due.
pub const JOBS_DUE: &str = "vestibule_jobs_due";
/// The job that waits longest.
pub const JOBS_OLDEST_DUE: &str = "vestibule_jobs_oldest_due_seconds";
/// Webhooks sent to clients.
pub const WEBHOOK_DELIVERIES: &str = "vestibule_webhook_deliveries_total";
/// How long attempts to deliver took.
pub const WEBHOOK_DURATION: &str = "vestibule_webhook_duration_seconds";
/// Webhooks that are yet to be delivered.
pub const WEBHOOK_BACKLOG: &str = "vestibule_webhook_backlog";
/// The webhook that waits longest.
pub const WEBHOOK_OLDEST_PENDING: &str = "vestibule_webhook_oldest_pending_seconds";
/// The newest checkpoint of the audit log.
pub const AUDIT_CHECKPOINT_AGE: &str = "vestibule_audit_checkpoint_age_seconds";
/// How much of the audit log it covers.
pub const AUDIT_CHECKPOINT_SIZE: &str = "vestibule_audit_checkpoint_size";
/// What it does not cover yet.
pub const AUDIT_CHAINS_AHEAD: &str = "vestibule_audit_chains_ahead";
/// Pauses that go on.
pub const PAUSES: &str = "vestibule_pauses";
/// Whether the guard of retention stops it.
pub const RETENTION_STOPPED: &str = "vestibule_retention_stopped";
/// Connections to the database.
pub const DATABASE_CONNECTIONS: &str = "vestibule_database_connections";
/// Those that nobody uses.
pub const DATABASE_CONNECTIONS_IDLE: &str = "vestibule_database_connections_idle";
/// Times that backlogs could not be read.
pub const GAUGE_FAILURES: &str = "vestibule_gauge_failures_total";
/// Batches of spans sent to the collector.
pub const TRACE_EXPORTS: &str = "vestibule_trace_exports_total";
/// Series that the recorder did not take as they were given.
pub const METRICS_CLEANED: &str = "vestibule_metrics_cleaned_total";
/// What runs.
pub const BUILD_INFO: &str = "vestibule_build_info";
/// Since when.
pub const PROCESS_UPTIME: &str = "vestibule_process_uptime_seconds";

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows while the process lives.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Durations in seconds, by buckets.
    Histogram,
}

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// The labels it has; no others.
    pub labels: &'static [&'static str],
    /// What it says, for `# HELP`.
    pub help: &'static str,
}

const fn metric(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    help: &'static str,
) -> Metric {
    Metric {
        name,
        kind,
        labels,
        help,
    }
}

/// All of them.
#[rustfmt::skip]
pub const ALL: &[Metric] = &[
    metric(HTTP_REQUESTS, Kind::Counter, &["method", "route", "status"], "Requests answered, by route template and class of status; gave_up: nobody waited for the answer"),
    metric(HTTP_REQUEST_DURATION, Kind::Histogram, &["method", "route"], "Time from a request to the head of its answer"),
    metric(HTTP_REQUESTS_IN_FLIGHT, Kind::Gauge, &[], "Requests under way"),
    metric(HTTP_REFUSALS, Kind::Counter, &["reason"], "Requests refused before a page saw them: cross_site, too_many, unknown_host"),
    metric(RATE_LIMIT_REFUSALS, Kind::Counter, &["limit"], "Requests over a limit, by the limit's name in [limits]"),
    metric(OUTBOUND_REQUESTS, Kind::Counter, &["connection", "call", "result"], "Calls to providers, by class of status or why there was no answer"),
    metric(OUTBOUND_REQUEST_DURATION, Kind::Histogram, &["connection", "call"], "Time of a call to a provider, its retry included"),
    metric(OUTBOUND_RETRIES, Kind::Counter, &["connection", "call"], "Calls that were sent a second time"),
    metric(OUTBOUND_CIRCUIT_STATE, Kind::Gauge, &["connection"], "Circuit breaker of a connection: 0 closed, 1 half open, 2 open"),
    metric(CHECKS_STARTED, Kind::Counter, &["connection"], "Provider sessions opened"),
    metric(CHECKS_STOPPED, Kind::Counter, &["connection", "reason"], "Checks that stopped and may go on"),
    metric(CHECKS_ENDED, Kind::Counter, &["connection", "ending", "reason"], "Checks that are over"),
    metric(ONBOARDINGS_BEGUN, Kind::Counter, &["journey"], "Onboardings begun"),
    metric(ONBOARDINGS_MOVED, Kind::Counter, &["journey", "status"], "Onboardings that came to a status"),
    metric(REFUSALS, Kind::Counter, &["event", "reason"], "Refusals, by the event that the audit log has of them and the reason code"),
    metric(MESSAGES, Kind::Counter, &["connection", "verdict"], "Messages from providers' frames, by what was thought of them"),
    metric(NOVELTIES, Kind::Counter, &["connection", "kind"], "What providers said that their contracts do not know: field, value or event"),
    metric(BUDGET_REFUSALS, Kind::Counter, &["connection", "budget"], "Billable calls that were not made because a budget is used up"),
    metric(JOBS_RUN, Kind::Counter, &["kind", "outcome"], "Jobs that ran: done, again (put off) or failed"),
    metric(JOBS_DUE, Kind::Gauge, &[], "Jobs that are due, up to 10000"),
    metric(JOBS_OLDEST_DUE, Kind::Gauge, &[], "How long the oldest due job has waited"),
    metric(WEBHOOK_DELIVERIES, Kind::Counter, &["outcome"], "Attempts to deliver a webhook to a client, by outcome"),
    metric(WEBHOOK_DURATION, Kind::Histogram, &[], "Time of an attempt to deliver a webhook, to the head of the answer or until there was none"),
    metric(WEBHOOK_BACKLOG, Kind::Gauge, &[], "Webhooks yet to be delivered, up to 10000"),
    metric(WEBHOOK_OLDEST_PENDING, Kind::Gauge, &[], "Age of the oldest webhook that is yet to be delivered"),
    metric(AUDIT_CHECKPOINT_AGE, Kind::Gauge, &[], "Age of the newest signed checkpoint of the audit log"),
    metric(AUDIT_CHECKPOINT_SIZE, Kind::Gauge, &[], "Leaves of the tree that the newest checkpoint signs"),
    metric(AUDIT_CHAINS_AHEAD, Kind::Gauge, &[], "Chains of the audit log with rows that are not under a checkpoint yet, up to 10000"),
    metric(PAUSES, Kind::Gauge, &["kind"], "Pauses that go on, by what is paused: starts, journey, connection"),
    metric(RETENTION_STOPPED, Kind::Gauge, &[], "1 while the guard of retention waits for an admin, else 0"),
    metric(DATABASE_CONNECTIONS, Kind::Gauge, &[], "Connections to the database"),
    metric(DATABASE_CONNECTIONS_IDLE, Kind::Gauge, &[], "Connections to the database that are not in use"),
    metric(GAUGE_FAILURES, Kind::Counter, &[], "Scrapes for which backlogs and ages could not be read in time; the last known ones were shown"),
    metric(TRACE_EXPORTS, Kind::Counter, &["outcome"], "Batches of spans sent to the collector: sent or failed"),
    metric(METRICS_CLEANED, Kind::Counter, &["metric"], "Series whose labels were unfit or too many and were replaced: a defect of ours"),
    metric(BUILD_INFO, Kind::Gauge, &["version"], "Always 1; the label is the version that runs"),
    metric(PROCESS_UPTIME, Kind::Gauge, &[], "Time since the process began to measure"),
];

/// The metric of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_tell_their_unit_and_kind() {
        for metric in ALL {
            let name = metric.name;
            assert!(name.starts_with("vestibule_"), "{name}");
            assert_eq!(
                name.ends_with("_total"),
                metric.kind == Kind::Counter,
                "{name}"
            );
            if metric.kind == Kind::Histogram {
                assert!(name.ends_with("_seconds"), "{name}");
            }
            assert!(!metric.help.is_empty(), "{name}");
        }
        let names: BTreeSet<_> = ALL.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), ALL.len(), "a name is there twice");
    }

    /// SEC-183
    #[test]
    fn no_metric_has_a_label_for_a_person_or_an_id() {
        for metric in ALL {
            for label in metric.labels {
                assert!(
                    [
                        "method",
                        "route",
                        "status",
                        "reason",
                        "limit",
                        "connection",
                        "call",
                        "result",
                        "ending",
                        "journey",
                        "event",
                        "verdict",
                        "kind",
                        "budget",
                        "outcome",
                        "metric",
                        "version",
                    ]
                    .contains(label),
                    "{}: {label}",
                    metric.name
                );
            }
        }
    }
}
