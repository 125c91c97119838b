//! The sockets: opened, served until the end, and who says that it is the end.

use std::net::SocketAddr;

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::ServerError;

/// Whether the address is the IPv6 loopback, which the defaults name, on a machine without it (many containers).
pub(super) fn is_without_ipv6(address: &SocketAddr, cause: &std::io::Error) -> bool {
    /// `EAFNOSUPPORT` on Linux, for which there is no `ErrorKind`.
    const NO_SUCH_FAMILY: i32 = 97;
    address.is_ipv6()
        && address.ip().is_loopback()
        && (cause.kind() == std::io::ErrorKind::AddrNotAvailable
            || cause.raw_os_error() == Some(NO_SUCH_FAMILY))
}

pub(super) async fn open(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ServerError::Listen { address, cause })
}

pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    // Without it, Nagle and delayed acknowledgements cap a 50 kB file at 440 requests a second.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
    });
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move { stop.cancelled().await })
    .await
}

pub(super) async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
