//! Islands: what only the browser can do. They know no provider and have no catalogue; their texts are props.

#[cfg(feature = "browser")]
mod page_events;

#[cfg(any(feature = "ssr", feature = "applicant"))]
pub mod frame;
#[cfg(any(feature = "ssr", feature = "applicant"))]
pub mod status;
