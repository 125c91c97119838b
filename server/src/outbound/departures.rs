//! Whether anything was sent while something was done: what never left cost nothing.

use std::sync::atomic::{AtomicBool, Ordering};

tokio::task_local! {
    static LEFT: AtomicBool;
}

/// Does the work, and says whether a request left this machine meanwhile. Requests of other tasks do not count, whether or not
/// the work waits for them: such are access tokens at most.
pub async fn watched<F: Future>(work: F) -> (F::Output, bool) {
    LEFT.scope(AtomicBool::new(false), async {
        let done = work.await;
        (done, LEFT.with(|left| left.load(Ordering::Relaxed)))
    })
    .await
}

/// Something left, perhaps.
pub(super) fn note() {
    // Nobody watches: nobody wants to know.
    let _unwatched = LEFT.try_with(|left| left.store(true, Ordering::Relaxed));
}
