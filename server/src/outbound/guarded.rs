//! Calls to URLs that somebody else chose: to public addresses only, and with no look at the answer.
//!
//! The address is judged by the client's resolver, so that the connection goes to the very address that was judged: a name
//! that resolves differently a moment later (DNS rebinding) gains nothing. Addresses that stand in the URL never reach a
//! resolver; they are judged before. Kept connections go where they went.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};
use url::{Host, Url};
use vestibule::time::Timestamp;

use super::{
    clients::{EgressError, Limits, bounded, describe},
    retry_after,
};

/// For the connection, TLS included.
const CONNECT: Duration = Duration::from_secs(3);
/// What is read of an answer and thrown away, so that the connection can be kept ...
const DRAINED_BYTES: usize = 64 * 1024;
/// ... and how long we wait for it.
const DRAIN: Duration = Duration::from_millis(500);
/// More addresses of one name are not looked at.
const MAX_ADDRESSES: usize = 64;

/// Whether something may be sent to an address.
pub type Allows = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// Turns names into addresses.
#[async_trait]
pub trait Names: Send + Sync + 'static {
    /// Every address of a name.
    ///
    /// # Errors
    /// When it has none, or nobody answers.
    async fn resolve(&self, name: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// As the operating system does.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn resolve(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let addresses = tokio::net::lookup_host((name, 0)).await?;
        Ok(addresses.map(|address| address.ip()).collect())
    }
}

/// Why nothing was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The address, or one of the name's addresses, is none that something is sent to.
    #[error("an address that nothing is sent to")]
    AddressRefused,
    /// The name has no address.
    #[error("a name without an address")]
    Unresolved,
    /// No connection: TCP or TLS.
    #[error("no connection")]
    Unreachable,
    /// The connection broke before the answer.
    #[error("interrupted before the answer")]
    Interrupted,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
}

/// What is known of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its status.
    pub status: StatusCode,
    retry_after: Option<String>,
}

impl Posted {
    /// When to come back, in milliseconds from `now`, where it says so (RFC 9110, 10.2.3); at most `cap_ms`.
    #[must_use]
    pub fn retry_after_ms(&self, now: Timestamp, cap_ms: i64) -> Option<i64> {
        retry_after::parse_within(self.retry_after.as_deref()?, now, cap_ms)
    }
}

/// The resolver of the client: judges what it gives away.
struct Judging {
    names: Arc<dyn Names>,
    allows: Allows,
}

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, allows) = (self.names.clone(), self.allows.clone());
        Box::pin(async move {
            let found = names.resolve(name.as_str()).await;
            let mut found = found.map_err(|_| Undelivered::Unresolved)?;
            found.truncate(MAX_ADDRESSES);
            if found.is_empty() {
                return Err(Undelivered::Unresolved.into());
            }
            // A name with one foot inside is not asked at its other foot either.
            if !found.iter().all(|address| allows(*address)) {
                return Err(Undelivered::AddressRefused.into());
            }
            let addresses: Addrs =
                Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// A client for such calls. Follows no redirect, uses no proxy, knows no cookie.
#[derive(Clone)]
pub struct Guarded {
    client: reqwest::Client,
    allows: Allows,
}

impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guarded").finish_non_exhaustive()
    }
}

impl Guarded {
    /// A client that asks `allows` of every address, and takes so long at most for one call.
    ///
    /// # Errors
    /// When this machine has no certificate authorities.
    pub fn new(
        allows: Allows,
        names: Arc<dyn Names>,
        total: Duration,
    ) -> Result<Self, EgressError> {
        let limits = Limits {
            connect: CONNECT.min(total),
            total,
            max_body_bytes: DRAINED_BYTES,
        };
        let resolver = Judging {
            names,
            allows: allows.clone(),
        };
        let client = bounded(limits)
            .dns_resolver(Arc::new(resolver))
            .pool_max_idle_per_host(2)
            .build()
            .map_err(|error| EgressError::Client(describe(&error)))?;
        Ok(Self { client, allows })
    }

    /// Posts JSON. Any status is an answer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn post(
        &self,
        url: Url,
        headers: HeaderMap,
        body: String,
    ) -> Result<Posted, Undelivered> {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        if literal.is_some_and(|address| !(self.allows)(address)) {
            return Err(Undelivered::AddressRefused);
        }
        let request = self
            .client
            .post(url)
            .headers(headers)
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let response = request.send().await.map_err(|error| undelivered(&error))?;
        let header = response.headers().get(RETRY_AFTER);
        let posted = Posted {
            status: response.status(),
            retry_after: header
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
        };
        // What it has to say beside its status is nobody's business, and may have no end.
        let _cut_off = tokio::time::timeout(DRAIN, drain(response)).await;
        Ok(posted)
    }
}

async fn drain(mut response: reqwest::Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > DRAINED_BYTES {
            return;
        }
    }
}

fn undelivered(error: &reqwest::Error) -> Undelivered {
    let mut cause: &dyn std::error::Error = error;
    loop {
        if let Some(own) = cause.downcast_ref::<Undelivered>() {
            return *own;
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    if error.is_timeout() {
        Undelivered::TimedOut
    } else if error.is_connect() {
        Undelivered::Unreachable
    } else {
        Undelivered::Interrupted
    }
}
