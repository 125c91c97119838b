//! Vestibule's user interface: pages rendered on the server, islands where the browser is needed.

#[cfg(all(feature = "ssr", feature = "browser"))]
compile_error!(
    "features `ssr` and `hydrate` exclude each other: one is the server's build, the other the browser's"
);

#[cfg(feature = "ssr")]
pub mod announcement;
pub mod contract;
#[cfg(feature = "ssr")]
pub mod dashboard;
#[cfg(feature = "ssr")]
mod document;
#[cfg(any(feature = "ssr", feature = "browser"))]
pub mod islands;
#[cfg(feature = "ssr")]
mod optional;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod sdk_texts;
#[cfg(any(feature = "ssr", feature = "browser"))]
pub mod server_fns;
#[cfg(feature = "ssr")]
mod texts;

#[cfg(feature = "ssr")]
pub use document::document;
#[cfg(feature = "ssr")]
pub use optional::{if_needed, optional};
#[cfg(feature = "ssr")]
pub use sdk_texts::sdk_texts;

/// Called by the page's loader once the wasm is there.
#[cfg(feature = "browser")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
