//! The built front end: scripts, wasm, style sheets and public files, from memory.
//!
//! Everything is read once, at start: a request is answered only when its path is in the index, so there is no path to
//! traverse. The files come from a folder or, with feature `embed`, from the binary.

mod encoding;
mod index;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use serde::Deserialize;

use self::{encoding::Encoding, index::Index};

pub use self::index::AssetsError;

/// Hashed names never change their content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Other names may.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The names of today's build.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Manifest {
    /// `LeptosOptions::output_name`, hash included.
    output_name: String,
    /// The style sheet's path in URLs.
    css: String,
    /// The path of the dashboard's own.
    #[serde(default = "missing")]
    dashboard_css: String,
    /// The paths of the dashboard's scripts, by name.
    #[serde(default)]
    scripts: BTreeMap<String, String>,
}

fn missing() -> String {
    "/pkg/missing.css".to_owned()
}

/// The built front end.
#[derive(Clone)]
pub struct Assets {
    manifest: Arc<Manifest>,
    index: Arc<Index>,
}

impl Assets {
    /// Reads the folder or, with feature `embed`, what was compiled in. Without a `manifest.json` pages still work,
    /// unstyled and without islands; the log says what to do.
    ///
    /// # Errors
    /// When a file cannot be read, or there are unreasonably many.
    pub fn open(folder: &Path) -> Result<Self, AssetsError> {
        #[cfg(feature = "embed")]
        {
            // The folder is for builds without the files.
            let _ = folder;
            Self::new(Index::embedded(), "the binary")
        }
        #[cfg(not(feature = "embed"))]
        Self::of_folder(folder)
    }

    #[cfg(any(test, not(feature = "embed")))]
    fn of_folder(folder: &Path) -> Result<Self, AssetsError> {
        Self::new(Index::of_folder(folder)?, &folder.display().to_string())
    }

    fn new(mut index: Index, place: &str) -> Result<Self, AssetsError> {
        let manifest = match index.take_manifest() {
            Some(bytes) => serde_json::from_slice(&bytes)?,
            None => {
                tracing::warn!(
                    place,
                    "the front end is not built: pages have no style and no islands; run `cargo xtask serve`"
                );
                Manifest {
                    output_name: "vestibule".to_owned(),
                    css: missing(),
                    dashboard_css: missing(),
                    scripts: BTreeMap::new(),
                }
            }
        };
        Ok(Self {
            manifest: Arc::new(manifest),
            index: Arc::new(index),
        })
    }

    /// `LeptosOptions::output_name`: `/pkg/{output_name}.js` and its wasm.
    #[must_use]
    pub fn output_name(&self) -> &str {
        &self.manifest.output_name
    }

    /// The style sheet's path.
    #[must_use]
    pub fn stylesheet(&self) -> &str {
        &self.manifest.css
    }

    /// The path of the style sheet that the dashboard's screens have beside it.
    #[must_use]
    pub fn dashboard_stylesheet(&self) -> &str {
        &self.manifest.dashboard_css
    }

    /// The paths of the dashboard's scripts, by name.
    #[must_use]
    pub fn scripts(&self) -> &BTreeMap<String, String> {
        &self.manifest.scripts
    }

    /// Routes for `/pkg/*` and for each public file.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let assets = self.clone();
        let handler = get(move |request: Request| {
            let assets = assets.clone();
            async move { assets.answer(&request) }
        });
        let mut router = Router::new().route("/pkg/{*path}", handler.clone());
        for path in self.index.public_paths() {
            router = router.route(path, handler.clone());
        }
        router
    }

    fn answer(&self, request: &Request) -> Response {
        let path = request.uri().path();
        let Some(file) = self.index.get(path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let (encoding, body) = file.best(request.headers());
        let etag = file.etag(encoding);
        let known = request
            .headers()
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|known| known.trim().trim_start_matches("W/") == etag);

        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            if file.hashed { FOR_EVER } else { AN_HOUR },
        );
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(file.content_type),
        );
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        if *request.method() != Method::HEAD {
            *response.body_mut() = Body::from(body);
        }
        response
    }
}

/// One file in all its encodings.
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    content_type: &'static str,
    hashed: bool,
    /// Of the plain content.
    hash: String,
}

impl File {
    /// The smallest form that the client takes.
    fn best(&self, headers: &axum::http::HeaderMap) -> (Encoding, Bytes) {
        let accepted = encoding::accepted(headers);
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepted.brotli => (Encoding::Brotli, brotli.clone()),
            (_, Some(gzip)) if accepted.gzip => (Encoding::Gzip, gzip.clone()),
            _ => (Encoding::Plain, self.plain.clone()),
        }
    }

    fn etag(&self, encoding: Encoding) -> String {
        format!("\"{}{}\"", self.hash, encoding.suffix())
    }
}

#[cfg(test)]
mod tests;
