//! What is measured of requests.

use std::time::Duration;

use axum::http::StatusCode;
use metrics::{counter, gauge, histogram};

use crate::telemetry::{count, names};

/// A request under way. Dropped without an answer (nobody waits any more), it is counted as given up.
pub(super) struct Measured {
    method: &'static str,
    route: String,
    answered: bool,
}

impl Measured {
    /// Begins to measure, by the route's template.
    pub(super) fn begin(method: &'static str, route: String) -> Self {
        gauge!(names::HTTP_REQUESTS_IN_FLIGHT).increment(1.0);
        Self {
            method,
            route,
            answered: false,
        }
    }

    /// It was answered.
    pub(super) fn answered(mut self, status: StatusCode, took: Duration) {
        self.answered = true;
        self.count(count::status_class(status.as_u16()));
        histogram!(
            names::HTTP_REQUEST_DURATION,
            "method" => self.method, "route" => self.route.clone(),
        )
        .record(took.as_secs_f64());
    }

    fn count(&self, status: &'static str) {
        counter!(
            names::HTTP_REQUESTS,
            "method" => self.method, "route" => self.route.clone(), "status" => status,
        )
        .increment(1);
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        gauge!(names::HTTP_REQUESTS_IN_FLIGHT).decrement(1.0);
        if !self.answered {
            self.count("gave_up");
        }
    }
}
