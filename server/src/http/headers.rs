//! Security headers: a page's own from its launch and its connection, and safe ones on everything else.
//!
//! Architecture rule 7; SEC-130, SEC-134, SEC-135, SEC-174, SEC-177.

pub mod sdk;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Two years (RFC 6797). Subdomains are not ours to decide about.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Nothing may be loaded, framed, or submitted: what every response has that is not a page.
const CLOSED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Features that neither our pages nor the frames in them get. Only names that current browsers know: Chromium reports
/// the others in the console. `autoplay` and `fullscreen` stay as they are, camera pages in frames use them;
/// `storage-access` as well, providers may need it.
const FEATURES_OFF: &str = "accelerometer=(), clipboard-read=(), display-capture=(), encrypted-media=(), \
     gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), publickey-credentials-create=(), publickey-credentials-get=(), \
     screen-wake-lock=(), serial=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// Which scripts a page runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// None of ours. The nonce still covers the two empty inline arrays that the renderer appends.
    #[default]
    None,
    /// The islands: our own files, by nonce, and wasm.
    Islands,
    /// The dashboard's modules: our own files, by nonce, which ask nobody but us.
    Modules,
    /// One inline script with this hash, e.g. `sha256-...`: a static page.
    Hash(&'static str),
}

/// Who may show a page in a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FrameAncestors {
    /// Nobody.
    #[default]
    None,
    /// Our own pages: return routes.
    OurOwn,
    /// Our own pages and these origins: an embedded wizard. frame-ancestors tests every ancestor, so return routes of an
    /// embedded wizard list them too.
    OurOwnAnd(Vec<String>),
}

/// What one page needs beyond the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageHeaders {
    /// Origins that may be framed, beside our own.
    pub frame_src: Vec<String>,
    /// Origins that a form may lead to, beside our own.
    pub form_action: Vec<String>,
    /// Who may frame the page.
    pub frame_ancestors: FrameAncestors,
    /// Origins to which the camera may be delegated; with any of them our own page has it too.
    pub camera_origins: Vec<String>,
    /// Origins whose frame may ask for a passkey; with any of them our own page may, too.
    pub passkey_origins: Vec<String>,
    /// Whether our own page makes passkeys and asks for them.
    pub passkeys: bool,
    /// `Referrer-Policy`; `None` is `strict-origin`, under which no other site ever learns a path.
    pub referrer_policy: Option<&'static str>,
    /// Which scripts run.
    pub script: Script,
}

impl PageHeaders {
    /// Writes the headers. `nonce` is the one that the page is rendered with: provide the same in Leptos' context.
    pub fn write(&self, nonce: &Nonce, headers: &mut HeaderMap) {
        let policy = self.content_security_policy(nonce);
        // Origins come from checked configuration and are ASCII; anything else closes the page.
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).unwrap_or(CLOSED),
        );
        let features = with_passkeys(
            permissions_policy(&self.camera_origins),
            (&self.passkey_origins, self.passkeys),
        );
        if let Ok(value) = HeaderValue::from_str(&features) {
            headers.insert(PERMISSIONS_POLICY, value);
        }
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static(self.referrer_policy.unwrap_or("strict-origin")),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    fn content_security_policy(&self, nonce: &Nonce) -> String {
        let mut directives = vec![
            "default-src 'none'".to_owned(),
            match self.script {
                Script::None | Script::Modules => format!("script-src 'nonce-{nonce}'"),
                Script::Islands => format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"),
                Script::Hash(hash) => format!("script-src '{hash}'"),
            },
            "style-src 'self'".to_owned(),
            "img-src 'self'".to_owned(),
        ];
        if matches!(self.script, Script::Islands | Script::Modules) {
            directives.push("connect-src 'self'".to_owned());
        }
        if !self.frame_src.is_empty() {
            directives.push(with_our_own("frame-src", &self.frame_src));
        }
        directives.push(with_our_own("form-action", &self.form_action));
        directives.push(match &self.frame_ancestors {
            FrameAncestors::None => "frame-ancestors 'none'".to_owned(),
            FrameAncestors::OurOwn => "frame-ancestors 'self'".to_owned(),
            FrameAncestors::OurOwnAnd(origins) => with_our_own("frame-ancestors", origins),
        });
        directives.push("base-uri 'none'".to_owned());
        directives.push("object-src 'none'".to_owned());
        directives.join("; ")
    }
}

fn with_our_own(directive: &str, origins: &[String]) -> String {
    let mut text = format!("{directive} 'self'");
    for origin in origins.iter().filter(|origin| is_source(origin)) {
        text.push(' ');
        text.push_str(origin);
    }
    text
}

/// Whether a text is one source expression: it must not end its directive or quote its way out of a policy.
fn is_source(origin: &str) -> bool {
    (origin.starts_with("https://") || origin.starts_with("http://"))
        && origin
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'"' | b'\''))
}

fn permissions_policy(camera_origins: &[String]) -> String {
    let camera: String = camera_origins
        .iter()
        .filter(|origin| is_source(origin))
        .map(|origin| format!(" \"{origin}\""))
        .collect();
    if camera.is_empty() {
        format!("camera=(), {FEATURES_OFF}")
    } else {
        format!("camera=(self{camera}), {FEATURES_OFF}")
    }
}

/// A feature reaches a frame only through pages that have it (Permissions Policy, 9.7), so ours has it as well.
fn with_passkeys(policy: String, (origins, own): (&[String], bool)) -> String {
    let origins: String = origins
        .iter()
        .filter(|origin| is_source(origin))
        .map(|origin| format!(" \"{origin}\""))
        .collect();
    if origins.is_empty() && !own {
        return policy;
    }
    let policy = match own {
        true => policy.replace(
            "publickey-credentials-create=()",
            "publickey-credentials-create=(self)",
        ),
        false => policy,
    };
    policy.replace(
        "publickey-credentials-get=()",
        &format!("publickey-credentials-get=(self{origins})"),
    )
}

/// What the middleware must know.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// Whether browsers reach us over https.
    pub https: bool,
}

/// Middleware, outermost: every response, errors and files included, has every header; what a handler set stays.
pub async fn defaults(State(defaults): State<Defaults>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(header::CONTENT_SECURITY_POLICY, CLOSED);
    if let Ok(value) = HeaderValue::from_str(&permissions_policy(&[])) {
        set(PERMISSIONS_POLICY, value);
    }
    set(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    set(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    set(COOP, HeaderValue::from_static("same-origin"));
    set(CORP, HeaderValue::from_static("same-origin"));
    set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if defaults.https {
        set(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

#[cfg(test)]
mod tests;
