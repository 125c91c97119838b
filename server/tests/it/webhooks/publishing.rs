//! The real program publishes checkpoints of its audit log, by itself.

use serde_json::Value;
use vestibule_server::services::{events::EventKind, webhooks::NewEndpoint};

use super::{
    bench::{Bench, new_endpoint},
    killed::configuration,
    receiver::Receiver,
};
use crate::killed::Program;

/// SEC-184: three copies of what a cut tail is found by, none of which is in the database.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_publishes_a_checkpoint_by_log_line_webhook_and_file() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let asks = NewEndpoint {
        events: vec![EventKind::Checkpoint],
        ..new_endpoint(&receiver.url, &[])
    };
    bench.endpoint_with(asks).await;
    let published = bench.ground.folder().join("published/checkpoints.txt");
    let more = format!("[audit]\ncheckpoint_file = \"{}\"\n", published.display());
    let file = configuration(&bench, &more);
    let (_program, line) = Program::says(&file, "checkpoint of the audit log");
    let line: Value = serde_json::from_str(&line).unwrap();
    // As docs/audit.md takes it apart.
    assert_eq!(line["message"], "checkpoint of the audit log");
    let note = line["note"].as_str().unwrap().replace("\\n", "\n");
    receiver.one_arrives().await;
    let told = receiver.seen()[0].json();
    assert_eq!(told["type"], "audit.checkpoint");
    assert_eq!(told["data"]["checkpoint"], note.as_str());
    // It is written after the line, by nobody who waits for the webhook.
    while std::fs::read_to_string(&published).unwrap_or_default() != note {
        tokio::task::yield_now().await;
    }
    let kept = "SELECT note FROM audit_checkpoints";
    assert_eq!(bench.ground.texts(kept).await, [note]);
}
