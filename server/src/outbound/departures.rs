//! Whether anything was sent while something was done: what never left cost nothing.

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

tokio::task_local! {
    static LEFT: AtomicBool;
    static ANSWERED: AtomicU16;
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

/// Does the work, and tells the status of the last answer that came meanwhile; `None` when there was none. Requests of other
/// tasks do not count.
pub async fn overheard<F: Future>(work: F) -> (F::Output, Option<u16>) {
    ANSWERED
        .scope(AtomicU16::new(0), async {
            let done = work.await;
            let status = ANSWERED.with(|status| status.load(Ordering::Relaxed));
            (done, (status != 0).then_some(status))
        })
        .await
}

/// Something was answered.
pub(super) fn note_answer(status: u16) {
    // Nobody listens: nobody wants to know.
    let _unheard = ANSWERED.try_with(|last| last.store(status, Ordering::Relaxed));
}
