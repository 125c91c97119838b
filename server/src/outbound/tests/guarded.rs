//! Calls to URLs of others, against receivers that mean no good.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Mutex,
};

use reqwest::header::HeaderMap;

use super::*;

/// What no answer takes, however busy the machine is ...
const PATIENCE: Duration = Duration::from_secs(10);
/// ... and what is waited for an answer that never comes.
const SOON: Duration = Duration::from_millis(300);

/// Answers one list of addresses after the other; the last again and again.
struct Script {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    asked: Mutex<usize>,
}

impl Script {
    fn of(answers: &[&[&str]]) -> Arc<Self> {
        let addresses = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            answers: Mutex::new(answers.iter().rev().map(addresses).collect()),
            asked: Mutex::default(),
        })
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

#[async_trait::async_trait]
impl Names for Script {
    async fn resolve(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        *self.asked.lock().unwrap() += 1;
        let mut answers = self.answers.lock().unwrap();
        Ok(match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop().unwrap(),
        })
    }
}

/// Only 127.0.0.2 is public in these tests; it stands for the outside, and 127.0.0.1 for the inside.
fn guarded(names: Arc<Script>) -> Guarded {
    guarded_for(names, PATIENCE)
}

fn guarded_for(names: Arc<Script>, patience: Duration) -> Guarded {
    let outside = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
    let allows: Allows = Arc::new(move |address| address.to_canonical() == outside);
    Guarded::new(allows, names, patience).unwrap()
}

async fn sent(client: &Guarded, url: &Url) -> Result<u16, Undelivered> {
    let body = "{}".to_owned();
    let posted = client.post(url.clone(), HeaderMap::new(), body).await;
    posted.map(|posted| posted.status.as_u16())
}

fn at(host: &str, port: u16) -> Url {
    format!("http://{host}:{port}/hook").parse().unwrap()
}

fn ok() -> Vec<Reply> {
    vec![Reply::ok("{}")]
}

/// SEC-160: between the check and the connection there is no second question.
#[tokio::test]
async fn a_name_that_moves_inside_between_two_calls_is_refused_and_nothing_is_connected_to() {
    // In this order: a port of 127.0.0.1 is more likely to be somebody's already.
    let inside = Peer::start(ok()).await;
    let port = inside.url().port().unwrap();
    let outside = Peer::at(&format!("127.0.0.2:{port}"), ok()).await;
    let names = Script::of(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let client = guarded(names.clone());
    let url = at("rebinding.example", port);
    assert_eq!(sent(&client, &url).await, Ok(200));
    assert_eq!(names.asked(), 1, "one question for one connection");
    assert_eq!(sent(&client, &url).await, Err(Undelivered::AddressRefused));
    assert_eq!(names.asked(), 2);
    assert_eq!((outside.seen().len(), inside.seen().len()), (1, 0));
}

/// SEC-160
#[tokio::test]
async fn a_name_with_one_address_inside_is_refused_whichever_comes_first() {
    let outside = Peer::at("127.0.0.2:0", ok()).await;
    let port = outside.url().port().unwrap();
    for answer in [["127.0.0.2", "127.0.0.1"], ["10.0.0.1", "127.0.0.2"]] {
        let client = guarded(Script::of(&[&answer]));
        let url = at("both.example", port);
        assert_eq!(sent(&client, &url).await, Err(Undelivered::AddressRefused));
    }
    assert_eq!(outside.seen().len(), 0);
}

/// SEC-160: an address in the URL never reaches a resolver.
#[tokio::test]
async fn an_address_in_the_url_is_refused_in_every_spelling() {
    let inside = Peer::start(ok()).await;
    let port = inside.url().port().unwrap();
    let names = Script::of(&[&["127.0.0.2"]]);
    let client = guarded(names.clone());
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
    ] {
        let url = at(host, port);
        assert_eq!(
            sent(&client, &url).await,
            Err(Undelivered::AddressRefused),
            "{host}"
        );
    }
    assert_eq!((names.asked(), inside.seen().len()), (0, 0));
}

#[tokio::test]
async fn a_name_without_an_address_is_said_to_be_one() {
    let client = guarded(Script::of(&[&[]]));
    let answer = sent(&client, &at("nowhere.example", 80)).await;
    assert_eq!(answer, Err(Undelivered::Unresolved));
}

/// SEC-160, SEC-161: a redirect to the inside is an answer like any other.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inside = Peer::start(ok()).await;
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let there = format!("location: {}", inside.url());
        let outside = Peer::at("127.0.0.2:0", vec![Reply::with(status, &there, b"")]).await;
        let client = guarded(Script::of(&[&["127.0.0.2"]]));
        let answer = sent(&client, &outside.url()).await;
        assert_eq!(answer, Ok(status[..3].parse().unwrap()));
        assert_eq!(outside.seen().len(), 1);
    }
    assert_eq!(inside.seen().len(), 0);
}

/// SEC-163: a gigabyte that is announced, one that is sent, an answer without end, one that never comes.
#[tokio::test]
async fn a_receiver_that_does_not_end_is_cut_off() {
    let head = |line: &str| format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n").into_bytes();
    for (reply, expected) in [
        (Reply::Stall(head("content-length: 1073741824")), Ok(200)),
        (Reply::Endless(head("content-length: 1073741824")), Ok(200)),
        (Reply::Endless(head("connection: close")), Ok(200)),
        (Reply::Endless(head("transfer-encoding: chunked")), Ok(200)),
        (Reply::Stall(Vec::new()), Err(Undelivered::TimedOut)),
        (
            Reply::Stall(b"HTTP/1.1 200 O".to_vec()),
            Err(Undelivered::TimedOut),
        ),
        (
            Reply::Endless(b"HTTP/1.1 200 OK\r\nx: ".to_vec()),
            Err(Undelivered::Interrupted),
        ),
        (Reply::Hangup, Err(Undelivered::Interrupted)),
    ] {
        let peer = Peer::at("127.0.0.2:0", vec![reply.clone()]).await;
        let patience = match expected {
            Err(Undelivered::TimedOut) => SOON,
            _ => PATIENCE,
        };
        let client = guarded_for(Script::of(&[&["127.0.0.2"]]), patience);
        assert_eq!(sent(&client, &peer.url()).await, expected, "{reply:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_delivered() {
    let nobody = Nobody::at("127.0.0.2:0");
    let client = guarded(Script::of(&[&["127.0.0.2"]]));
    let answer = sent(&client, &nobody.url).await;
    assert_eq!(answer, Err(Undelivered::Unreachable));
}
