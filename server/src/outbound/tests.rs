//! Against a peer that answers byte for byte what a test wants.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use url::Url;
use vestibule::{id::ConnectionName, time::Timestamp};

use super::{
    circuit::{COOL_DOWN_MS, THRESHOLD},
    *,
};
use crate::{
    clock::SettableClock, connection::Egress, provider::ProviderError, random::ChaChaRandomness,
};
use peer::{Nobody, Peer, Reply};

mod guarded;
mod limits;
pub(super) mod peer;
mod silence;
mod tls;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        total: Duration::from_secs(5),
        max_body_bytes: 64 * 1024,
    }
}

fn outbound_with(limits: Limits, egress: &Egress) -> (Outbound, SettableClock) {
    let clock = SettableClock::fixed(NOW);
    let outbound = Outbound::new(
        ConnectionName::new("phone").unwrap(),
        Clients::new(limits).get(egress).unwrap(),
        Arc::new(clock.clone()),
        Arc::new(ChaChaRandomness::seeded(7)),
    );
    (outbound, clock)
}

fn outbound() -> (Outbound, SettableClock) {
    outbound_with(limits(), &Egress::default())
}

fn get(url: &Url) -> OutboundRequest {
    OutboundRequest::get("test.get", url.clone())
}

fn post(url: &Url) -> OutboundRequest {
    OutboundRequest::post("test.post", url.clone()).json(&serde_json::json!({ "a": 1 }))
}

#[tokio::test]
async fn requests_say_who_we_are_and_ask_for_nothing_compressed() {
    let peer = Peer::start(vec![Reply::ok("{}")]).await;
    let answer = outbound()
        .0
        .send(get(&peer.url()).accept_json())
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let seen = peer.seen().remove(0).to_ascii_lowercase();
    assert!(
        seen.contains(concat!("user-agent: vestibule/", env!("CARGO_PKG_VERSION"))),
        "{seen}"
    );
    assert!(seen.contains("accept: application/json"), "{seen}");
    assert!(!seen.contains("accept-encoding"), "{seen}");
    assert!(!seen.contains("referer"), "{seen}");
}

/// SEC-73
#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = Peer::start(vec![Reply::ok("{}")]).await;
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let head = format!("location: {}", elsewhere.url());
        let peer = Peer::start(vec![Reply::with(status, &head, b"")]).await;
        let answer = outbound().0.send(post(&peer.url())).await.unwrap();
        assert!(answer.status().is_redirection());
        assert!(matches!(
            answer.accept(),
            Err(ProviderError::Unexpected { .. })
        ));
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn an_idempotent_request_is_sent_twice_at_most() {
    for status in [
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
    ] {
        let peer = Peer::start(vec![Reply::with(status, "", b""), Reply::ok("{}")]).await;
        let answer = outbound().0.send(get(&peer.url())).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(peer.seen().len(), 2);

        let peer = Peer::start(vec![Reply::with(status, "", b"")]).await;
        let answer = outbound().0.send(get(&peer.url())).await.unwrap();
        assert!(answer.status().is_server_error());
        assert_eq!(peer.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_request_that_does_something_is_sent_once() {
    for reply in [
        Reply::with("503 Service Unavailable", "", b""),
        Reply::Hangup,
    ] {
        let peer = Peer::start(vec![reply]).await;
        let _ = outbound().0.send(post(&peer.url())).await;
        assert_eq!(peer.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_once_more() {
    let peer = Peer::start(vec![Reply::Hangup, Reply::ok("{}")]).await;
    let answer = outbound().0.send(get(&peer.url())).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(peer.seen().len(), 2);
}

#[tokio::test]
async fn no_retry_where_it_could_do_harm_or_no_good() {
    for status in [
        "500 Internal Server Error",
        "429 Too Many Requests",
        "400 Bad Request",
        "401 Unauthorized",
    ] {
        let peer = Peer::start(vec![Reply::with(status, "", b"")]).await;
        let _ = outbound().0.send(get(&peer.url())).await.unwrap();
        assert_eq!(peer.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_time_to_come_back_is_told_and_kept() {
    let peer = Peer::start(vec![Reply::with(
        "503 Service Unavailable",
        "retry-after: 7",
        b"",
    )])
    .await;
    let answer = outbound().0.send(get(&peer.url())).await.unwrap();
    assert_eq!(peer.seen().len(), 1);
    let Err(ProviderError::Unavailable {
        retry_after_ms,
        detail,
    }) = answer.accept()
    else {
        panic!("not unavailable");
    };
    assert_eq!(retry_after_ms, Some(7_000));
    assert_eq!(detail, "test.get answered 503");
}

/// SEC-107
#[tokio::test]
async fn the_circuit_opens_stays_open_and_closes_again_by_one_probe() {
    let mut replies = vec![Reply::with("500 Internal Server Error", "", b""); THRESHOLD as usize];
    replies.push(Reply::ok("{}"));
    let peer = Peer::start(replies).await;
    let (outbound, clock) = outbound();
    for _ in 0..THRESHOLD {
        assert_eq!(outbound.circuit(), CircuitState::Closed);
        outbound.send(get(&peer.url())).await.unwrap();
    }
    assert_eq!(
        outbound.circuit(),
        CircuitState::Open {
            until: NOW.plus_millis(COOL_DOWN_MS)
        }
    );
    let refused = outbound.send(get(&peer.url())).await.unwrap_err();
    assert_eq!(
        refused,
        OutboundError::CircuitOpen {
            retry_after_ms: COOL_DOWN_MS
        }
    );
    assert_eq!(peer.seen().len(), THRESHOLD as usize);
    clock.advance(COOL_DOWN_MS);
    assert_eq!(outbound.circuit(), CircuitState::HalfOpen);
    outbound.send(get(&peer.url())).await.unwrap();
    assert_eq!(outbound.circuit(), CircuitState::Closed);
    assert_eq!(peer.seen().len(), THRESHOLD as usize + 1);
}

#[tokio::test]
async fn an_unreachable_provider_opens_the_circuit_too() {
    let nobody = Nobody::at("127.0.0.1:0");
    let (outbound, _) = outbound();
    for _ in 0..THRESHOLD {
        let error = outbound.send(post(&nobody.url)).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Unreachable { .. }),
            "{error:?}"
        );
    }
    assert!(matches!(outbound.circuit(), CircuitState::Open { .. }));
    let error: ProviderError = outbound.send(post(&nobody.url)).await.unwrap_err().into();
    assert!(matches!(
        error,
        ProviderError::Unavailable {
            retry_after_ms: Some(COOL_DOWN_MS),
            ..
        }
    ));
}

#[tokio::test]
async fn refusals_of_ours_or_theirs_do_not_open_it() {
    let peer = Peer::start(vec![Reply::with("400 Bad Request", "", b"")]).await;
    let (outbound, _) = outbound();
    for _ in 0..THRESHOLD * 2 {
        outbound.send(get(&peer.url())).await.unwrap();
    }
    assert_eq!(outbound.circuit(), CircuitState::Closed);
    let unfit = get(&peer.url()).header("x-a", "line\r\nbreak");
    for _ in 0..THRESHOLD * 2 {
        let error = outbound
            .send(OutboundRequest::get("t", peer.url()).header("x", "\n"))
            .await
            .unwrap_err();
        assert_eq!(
            error,
            OutboundError::InvalidRequest {
                route: "t",
                problem: "x"
            }
        );
    }
    assert!(outbound.send(unfit).await.is_err());
    assert_eq!(outbound.circuit(), CircuitState::Closed);
}

#[tokio::test]
async fn a_cancelled_call_counts_neither_way() {
    let peer = Peer::start(vec![Reply::Stall(Vec::new())]).await;
    let (outbound, _) = outbound();
    for _ in 0..THRESHOLD * 2 {
        let call = outbound.send(post(&peer.url()));
        tokio::select! {
            biased;
            _ = call => panic!("it never answers"),
            () = peer.next_request() => {}
        }
    }
    assert_eq!(outbound.circuit(), CircuitState::Closed);
}

#[tokio::test]
async fn calls_leave_through_the_connection_s_proxy() {
    let proxy = Peer::start(vec![Reply::ok("{}")]).await;
    let egress = Egress {
        proxy: Some(proxy.url()),
        ..Egress::default()
    };
    let (outbound, _) = outbound_with(limits(), &egress);
    let url = Url::parse("http://provider.invalid/path").unwrap();
    outbound.send(get(&url)).await.unwrap();
    assert!(
        proxy
            .seen()
            .remove(0)
            .starts_with("GET http://provider.invalid/path HTTP/1.1")
    );
}

#[test]
fn egress_files_that_do_not_fit_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").unwrap();
    let clients = Clients::default();
    let missing = Egress {
        ca_file: Some(folder.path().join("missing.pem")),
        ..Egress::default()
    };
    assert!(
        clients
            .get(&missing)
            .unwrap_err()
            .to_string()
            .starts_with("egress.ca_file: cannot read")
    );
    let no_authority = Egress {
        ca_file: Some(empty.clone()),
        ..Egress::default()
    };
    assert!(
        clients
            .get(&no_authority)
            .unwrap_err()
            .to_string()
            .starts_with("egress.ca_file: ")
    );
    let no_key = Egress {
        client_certificate_file: Some(empty),
        ..Egress::default()
    };
    assert!(
        clients
            .get(&no_key)
            .unwrap_err()
            .to_string()
            .starts_with("egress.client_certificate_file: ")
    );
}

#[test]
fn methods_other_than_get_and_post_are_possible() {
    let url = Url::parse("http://127.0.0.1/").unwrap();
    assert_eq!(
        OutboundRequest::new("t", Method::PUT, url)
            .to_reqwest()
            .method(),
        Method::PUT
    );
}

#[test]
fn debug_output_is_silent() {
    let url = Url::parse("http://127.0.0.1/?canary").unwrap();
    let request = OutboundRequest::post("t", url)
        .bearer(&SecretString::from("canary".to_owned()))
        .header("x", "canary")
        .form(&[("a", "canary")]);
    assert!(!format!("{request:?}").contains("canary"));
    let reqwest = format!("{:?}", request.to_reqwest().headers());
    assert!(!reqwest.contains("Bearer"), "{reqwest}");
}
