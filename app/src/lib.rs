//! Vestibule's user interface: pages rendered on the server, islands where the browser is needed.

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("features `ssr` and `hydrate` exclude each other: one is the server's build, the other the browser's");

pub mod contract;
#[cfg(feature = "ssr")]
pub mod page;
