//! A receiver on this machine: keeps what arrives, and answers as it is told.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Response},
};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

/// How a delivery is answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// With a status.
    Status(u16),
    /// With a status and a header.
    With(u16, &'static str, String),
    /// Never.
    Never,
}

/// A delivery as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Told {
    next: VecDeque<Answer>,
    always: Option<Answer>,
    seen: Vec<Seen>,
}

pub struct Receiver {
    pub url: String,
    told: Arc<Mutex<Told>>,
    arrivals: Arc<Semaphore>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    /// Answers 200 as long as it is not told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Told::default()));
        let arrivals = Arc::new(Semaphore::new(0));
        let (kept, counted) = (told.clone(), arrivals.clone());
        let router = Router::new().fallback(move |request: Request| {
            let (kept, counted) = (kept.clone(), counted.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap().to_vec();
                let answer = {
                    let mut told = kept.lock().unwrap();
                    let headers = parts.headers;
                    told.seen.push(Seen { headers, body });
                    let always = told.always.clone();
                    told.next.pop_front().or(always)
                };
                counted.add_permits(1);
                let answer = answer.unwrap_or(Answer::Status(200));
                let response = Response::builder();
                match answer {
                    Answer::Status(status) => response.status(status),
                    Answer::With(status, name, value) => {
                        response.status(status).header(name, value)
                    }
                    Answer::Never => std::future::pending().await,
                }
                .body(Body::empty())
                .unwrap()
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            told,
            arrivals,
            task,
        }
    }

    /// The next deliveries are answered so, one after the other.
    pub fn answers(&self, answers: &[Answer]) {
        let mut told = self.told.lock().unwrap();
        told.next.extend(answers.iter().cloned());
    }

    /// All others are answered so.
    pub fn always(&self, answer: Answer) {
        self.told.lock().unwrap().always = Some(answer);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.told.lock().unwrap().seen.clone()
    }

    pub fn count(&self) -> usize {
        self.told.lock().unwrap().seen.len()
    }

    /// Waits for a delivery that nobody waited for yet.
    pub async fn one_arrives(&self) {
        self.arrivals.acquire().await.unwrap().forget();
    }

    /// How often each id arrived.
    pub fn by_id(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for seen in self.seen() {
            *counts.entry(seen.id().to_owned()).or_default() += 1;
        }
        counts
    }
}
