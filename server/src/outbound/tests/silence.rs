//! What the log may know of a call.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

use super::*;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// SEC-183: at the most talkative level there is, other crates included.
#[tokio::test]
async fn a_call_leaves_its_route_and_status_and_nothing_else() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let peer = Peer::start(vec![
        Reply::with(
            "403 Forbidden",
            "x-answer: answer-canary",
            b"{\"name\":\"body-canary\"}",
        ),
        Reply::Hangup,
    ])
    .await;
    let (outbound, _) = outbound();
    let mut url = peer.url();
    url.set_path("/path-canary");
    url.set_query(Some("nonce=query-canary"));
    for _ in 0..2 {
        let request = OutboundRequest::post("test.silent", url.clone())
            .bearer(&SecretString::from("header-canary".to_owned()))
            .form(&[("secret", "form-canary")]);
        let _ = outbound.send(request).await;
    }
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("vestibule_server"))
        .collect();
    assert!(
        ours.iter()
            .any(|line| line.contains("test.silent") && line.contains("status=403")),
        "{log}"
    );
    assert!(
        ours.iter()
            .any(|line| line.contains("phone") && line.contains("interrupted")),
        "{log}"
    );
    assert!(!log.contains("canary"), "{log}");
}
