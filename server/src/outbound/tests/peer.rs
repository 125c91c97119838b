//! An HTTP peer of raw bytes, on a port of its own.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::JoinHandle,
};
use url::Url;

/// What one connection gets.
#[derive(Debug, Clone)]
pub(in crate::outbound) enum Reply {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// These bytes, then silence.
    Stall(Vec<u8>),
    /// These bytes, then zeros for ever.
    Endless(Vec<u8>),
    /// The end, at once.
    Hangup,
}

impl Reply {
    /// A complete answer with one more header line.
    pub(in crate::outbound) fn with(status: &str, header: &str, body: &[u8]) -> Self {
        let line = if header.is_empty() {
            String::new()
        } else {
            format!("{header}\r\n")
        };
        let length = body.len();
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\n{line}content-length: {length}\r\nconnection: close\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Self::Bytes(bytes)
    }

    pub(in crate::outbound) fn ok(json: &str) -> Self {
        Self::with("200 OK", "content-type: application/json", json.as_bytes())
    }
}

/// Answers connection after connection; the last reply again and again.
pub(in crate::outbound) struct Peer {
    url: Url,
    seen: Arc<Mutex<Vec<String>>>,
    arrived: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Peer {
    pub(in crate::outbound) async fn start(replies: Vec<Reply>) -> Self {
        Self::at("127.0.0.1:0", replies).await
    }

    /// The same, listening at this address.
    pub(in crate::outbound) async fn at(address: &str, replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let arrived = Arc::new(Notify::new());
        let (requests, notify) = (Arc::clone(&seen), Arc::clone(&arrived));
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            let mut next = 0;
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(head) = read_request(&mut stream).await else {
                    continue;
                };
                requests.lock().unwrap().push(head);
                notify.notify_one();
                let reply = replies[next.min(replies.len() - 1)].clone();
                next += 1;
                match reply {
                    Reply::Bytes(bytes) => {
                        let _ = stream.write_all(&bytes).await;
                        let _ = stream.shutdown().await;
                    }
                    Reply::Stall(bytes) => {
                        let _ = stream.write_all(&bytes).await;
                        held.push(stream);
                    }
                    Reply::Endless(bytes) => {
                        let _ = stream.write_all(&bytes).await;
                        while stream.write_all(&[b'0'; 4096]).await.is_ok() {}
                    }
                    Reply::Hangup => {}
                }
            }
        });
        Self {
            url,
            seen,
            arrived,
            task,
        }
    }

    pub(in crate::outbound) fn url(&self) -> Url {
        self.url.clone()
    }

    /// The requests as they arrived.
    pub(in crate::outbound) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until a request has arrived.
    pub(in crate::outbound) async fn next_request(&self) {
        self.arrived.notified().await;
    }
}

/// A URL where nobody listens, for as long as this is there: nobody else gets the port.
pub(in crate::outbound) struct Nobody {
    pub(in crate::outbound) url: Url,
    _held: TcpSocket,
}

impl Nobody {
    pub(in crate::outbound) fn at(address: &str) -> Self {
        let held = TcpSocket::new_v4().unwrap();
        held.bind(address.parse().unwrap()).unwrap();
        let url = format!("http://{}/", held.local_addr().unwrap());
        Self {
            url: Url::parse(&url).unwrap(),
            _held: held,
        }
    }
}

/// Head and body, or nothing when the other side went away.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0_u8; 4096];
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse::<usize>()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text.into_owned());
            }
        }
    }
}
