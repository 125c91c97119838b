//! The real program, killed without a word while it delivers, again and again.

use std::{collections::HashMap, path::PathBuf};

use super::{
    bench::{Bench, CONFIGURATION, HOUR},
    receiver::Receiver,
};
use crate::killed::{LISTEN, Program};

/// Written before each start.
const EVENTS: usize = 6;

/// A file for the program, on the database of the bench.
pub fn configuration(bench: &Bench, more: &str) -> PathBuf {
    let folder = bench.ground.folder();
    let text = CONFIGURATION
        .replace("[server]", &format!("[server]\n{LISTEN}"))
        .replace("{folder}", &folder.display().to_string());
    let file = folder.join("killed.toml");
    let url = bench.ground.url();
    let text = format!("{text}\n[database]\nurl = \"{url}\"\n{more}");
    std::fs::write(&file, text).unwrap();
    file
}

async fn nothing_is_lost(kills: usize) {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let mut expected = Vec::new();
    let mut cut_off = 0;
    for round in 0..kills {
        for _ in 0..EVENTS {
            expected.push(bench.tests(&endpoint).await);
        }
        let file = configuration(&bench, "");
        let before = receiver.count();
        let program = Program::start(&file);
        // At another moment each time: before anything arrives, or while this one is answered.
        while receiver.count() < before + round % EVENTS {
            receiver.one_arrives().await;
        }
        drop(program);
        // What it had claimed is anybody's when its lease is over.
        let sql = "UPDATE webhook_deliveries SET claimed_until = 1 WHERE state = 'pending' AND claimed_until > 1";
        cut_off += bench.ground.execute(sql).await;
    }
    assert!(cut_off > 0, "it was never killed while it delivered");
    // The program went by the system's clock.
    bench.delivers_after(HOUR).await;
    let by_id = receiver.by_id();
    let lost: Vec<_> = expected
        .iter()
        .filter(|one| !by_id.contains_key(&one.event))
        .collect();
    assert_eq!((expected.len(), lost.len()), (kills * EVENTS, 0));
    assert_eq!(by_id.len(), expected.len(), "nothing has an id of its own");
    let mut bodies = HashMap::new();
    for seen in receiver.seen() {
        let first = bodies
            .entry(seen.id().to_owned())
            .or_insert_with(|| seen.body.clone());
        assert_eq!(*first, seen.body, "the same id is the same event");
    }
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM webhook_deliveries WHERE state <> 'delivered'";
    assert_eq!(bench.ground.number(sql).await, 0);
}

/// SEC-165
#[tokio::test(flavor = "multi_thread")]
async fn killed_thirty_times_while_it_delivers_it_loses_nothing() {
    nothing_is_lost(30).await;
}

/// SEC-165: hundreds of times. `cargo nextest run -p vestibule-server --run-ignored all -E 'test(three_hundred_times)'`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; the one with thirty runs always"]
async fn killed_three_hundred_times_while_it_delivers_it_loses_nothing() {
    nothing_is_lost(300).await;
}
