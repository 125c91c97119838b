//! Answers that are too large, too slow, cut off or of another kind.

use super::*;

fn quick() -> Limits {
    Limits {
        total: Duration::from_millis(200),
        ..limits()
    }
}

/// SEC-73
#[tokio::test]
async fn an_answer_that_announces_too_much_is_not_read() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\n"
        .as_bytes()
        .to_vec();
    let peer = Peer::start(vec![Reply::Stall(head)]).await;
    let error = outbound().0.send(post(&peer.url())).await.unwrap_err();
    assert_eq!(
        error,
        OutboundError::TooLarge {
            route: "test.post",
            limit: 64 * 1024
        }
    );
}

/// SEC-73
#[tokio::test]
async fn an_answer_without_end_is_read_up_to_the_limit() {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
        .as_bytes()
        .to_vec();
    let peer = Peer::start(vec![Reply::Endless(head)]).await;
    let error = outbound().0.send(post(&peer.url())).await.unwrap_err();
    assert_eq!(
        error,
        OutboundError::TooLarge {
            route: "test.post",
            limit: 64 * 1024
        }
    );
}

#[tokio::test]
async fn an_answer_of_exactly_the_limit_is_read() {
    let body = vec![b'x'; 64 * 1024];
    let peer = Peer::start(vec![Reply::with("200 OK", "", &body)]).await;
    assert_eq!(
        outbound()
            .0
            .send(post(&peer.url()))
            .await
            .unwrap()
            .body()
            .len(),
        64 * 1024
    );
}

/// SEC-73: a small answer that would become a large one.
#[tokio::test]
async fn a_compressed_answer_is_refused_and_never_unpacked() {
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP"] {
        let header = format!("content-encoding: {encoding}");
        let peer = Peer::start(vec![Reply::with("200 OK", &header, b"\x1f\x8b\x08\x00")]).await;
        let error = outbound().0.send(post(&peer.url())).await.unwrap_err();
        assert_eq!(
            error,
            OutboundError::Encoded { route: "test.post" },
            "{encoding}"
        );
        assert!(matches!(
            ProviderError::from(error),
            ProviderError::Unexpected { .. }
        ));
    }
}

/// SEC-73
#[tokio::test]
async fn a_slow_answer_is_given_up() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"
        .as_bytes()
        .to_vec();
    for reply in [Reply::Stall(Vec::new()), Reply::Stall(head)] {
        let peer = Peer::start(vec![reply]).await;
        let (outbound, _) = outbound_with(quick(), &Egress::default());
        let error = outbound.send(get(&peer.url())).await.unwrap_err();
        assert_eq!(error, OutboundError::TimedOut { route: "test.get" });
        assert_eq!(peer.seen().len(), 1, "no second time-out");
        assert!(matches!(
            ProviderError::from(error),
            ProviderError::Unavailable { .. }
        ));
    }
}

/// SEC-73
#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{\"id\":"
        .as_bytes()
        .to_vec();
    let peer = Peer::start(vec![Reply::Bytes(half)]).await;
    let error = outbound().0.send(post(&peer.url())).await.unwrap_err();
    assert!(
        matches!(error, OutboundError::Truncated { .. }),
        "{error:?}"
    );
}

/// SEC-73
#[tokio::test]
async fn html_where_json_should_be_is_named_and_not_quoted() {
    let peer = Peer::start(vec![Reply::with(
        "200 OK",
        "content-type: text/html",
        b"<html>canary",
    )])
    .await;
    let answer = outbound().0.send(get(&peer.url())).await.unwrap();
    let error = answer.json::<serde_json::Value>().unwrap_err().to_string();
    assert!(error.contains("test.get answered 200"), "{error}");
    assert!(!error.contains("canary"), "{error}");
}

#[tokio::test]
async fn a_value_of_another_type_is_not_quoted_either() {
    #[derive(Debug, serde::Deserialize)]
    struct Wanted {
        #[expect(dead_code, reason = "never read: the answer does not fit")]
        id: u32,
    }
    let peer = Peer::start(vec![Reply::ok("{\"id\":\"canary\"}")]).await;
    let answer = outbound().0.send(get(&peer.url())).await.unwrap();
    let error = answer.json::<Wanted>().unwrap_err().to_string();
    assert!(!error.contains("canary"), "{error}");
}
