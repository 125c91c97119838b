//! The HTTP client factory: one client for each distinct egress setting.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::connection::Egress;

use super::request::OutboundRequest;

/// Bounds of every call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the connection, TLS included.
    pub connect: Duration,
    /// For one attempt, from the connection to the last byte of the answer.
    pub total: Duration,
    /// The largest answer that is read.
    pub max_body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            total: Duration::from_secs(10),
            max_body_bytes: 1024 * 1024,
        }
    }
}

/// An HTTP client that only [`super::Outbound`] can send with. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    inner: reqwest::Client,
    limits: Limits,
}

impl HttpClient {
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    pub(super) async fn execute(
        &self,
        request: &OutboundRequest,
    ) -> reqwest::Result<reqwest::Response> {
        self.inner.execute(request.to_reqwest()).await
    }
}

/// Why a connection's egress settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// A file cannot be read.
    #[error("egress.{key}: cannot read {}: {source}", path.display())]
    File {
        /// The key below `egress`.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file holds nothing usable.
    #[error("egress.{key}: {}: {problem}", path.display())]
    Pem {
        /// The key below `egress`.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it; never its content.
        problem: String,
    },
    /// The proxy's URL is not one.
    #[error("egress.proxy: not the URL of an HTTP proxy")]
    Proxy,
    /// The client cannot be built, e.g. because this machine has no certificate authorities.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// Makes HTTP clients and remembers them.
#[derive(Debug)]
pub struct Clients {
    limits: Limits,
    made: Mutex<HashMap<Egress, HttpClient>>,
}

impl Clients {
    /// A factory whose clients keep to these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            made: Mutex::default(),
        }
    }

    /// The client for this egress. Reads its files the first time.
    ///
    /// # Errors
    /// When a file or the proxy cannot be used.
    pub fn get(&self, egress: &Egress) -> Result<HttpClient, EgressError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(egress) {
            return Ok(client.clone());
        }
        let client = HttpClient {
            inner: build(egress, self.limits)?,
            limits: self.limits,
        };
        made.insert(egress.clone(), client.clone());
        Ok(client)
    }
}

impl Default for Clients {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// What every client of ours keeps to.
#[expect(clippy::disallowed_methods, reason = "this is the HTTP client factory")]
pub(super) fn bounded(limits: Limits) -> reqwest::ClientBuilder {
    // Fails when somebody installed one before, which is as good.
    let _already = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // Proxies come from the configuration, not from the environment.
        .no_proxy()
        .connect_timeout(limits.connect)
        .timeout(limits.total)
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(16)
        .http2_max_header_list_size(64 * 1024)
}

fn build(egress: &Egress, limits: Limits) -> Result<reqwest::Client, EgressError> {
    let mut builder = bounded(limits);
    if let Some(proxy) = &egress.proxy {
        let proxy = reqwest::Proxy::all(proxy.as_str()).map_err(|_| EgressError::Proxy)?;
        builder = builder.proxy(proxy);
    }
    if let Some(path) = &egress.ca_file {
        let pem = read("ca_file", path)?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem)
            .map_err(|error| unusable("ca_file", path, describe(&error)))?;
        if certificates.is_empty() {
            return Err(unusable("ca_file", path, "holds no certificate".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    if let Some(path) = &egress.client_certificate_file {
        let pem = read("client_certificate_file", path)?;
        let identity = reqwest::Identity::from_pem(&pem).map_err(|_| {
            let problem = "holds no certificate with its private key".to_owned();
            unusable("client_certificate_file", path, problem)
        })?;
        builder = builder.identity(identity);
    }
    builder
        .build()
        .map_err(|error| EgressError::Client(describe(&error)))
}

fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, EgressError> {
    std::fs::read(path).map_err(|source| EgressError::File {
        key,
        path: path.to_owned(),
        source,
    })
}

fn unusable(key: &'static str, path: &Path, problem: String) -> EgressError {
    EgressError::Pem {
        key,
        path: path.to_owned(),
        problem,
    }
}

/// The innermost cause, which is the one that tells; without URL.
pub(super) fn describe(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
