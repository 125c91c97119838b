//! What operators see: metrics on the management listener, and the files that are made from them.

mod counted;
mod documents;

use std::collections::BTreeSet;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use tower::ServiceExt;

/// `cargo test` runs these in one process, whose servers share their gauges: one scrape at a time.
static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// One scrape.
pub struct Scrape(String);

impl Scrape {
    pub async fn of(management: &Router) -> Self {
        let _alone = ONE.lock().await;
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = management.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
        let body = axum::body::to_bytes(answer.into_body(), 10_000_000)
            .await
            .unwrap();
        Self(String::from_utf8(body.to_vec()).unwrap())
    }

    /// The value of a series, with its labels as they are written; 0 where it is absent.
    pub fn value(&self, series: &str) -> f64 {
        let line = self.0.lines().find_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            (name == series).then(|| value.parse().unwrap())
        });
        line.unwrap_or(0.0)
    }

    fn has(&self, series: &str) -> bool {
        self.0.lines().any(|line| {
            line.rsplit_once(' ')
                .is_some_and(|(name, _)| name == series)
        })
    }

    /// The names of the metrics that are shown.
    fn names(&self) -> BTreeSet<&str> {
        self.0
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
            .collect()
    }
}
