//! Checking the body of "create session" as a whole (contract 2.2 b).

use serde_json::{Map, Value};

use crate::signicat::create_fields as field;
use crate::signicat::problem::InvalidParam;
use crate::signicat::session::{Flow, Request};

const KNOWN: &[&str] = &[
    "flow",
    "requestedAttributes",
    "allowedProviders",
    "returnUrl",
    "embeddedParentDomains",
    "language",
    "prefilledInput",
    "additionalParameters",
    "callbackUrls",
    "requestedLoa",
    "externalReference",
    "usageReference",
    "tags",
    "themeId",
    "sessionLifetime",
    "requestDomain",
    "encryptionPublicKey",
];
/// What the answers only repeat.
const ECHOED: &[&str] = &["externalReference", "usageReference", "tags", "themeId"];

/// The request, or everything that is wrong with it.
pub(crate) fn read(body: &Map<String, Value>) -> Result<Request, Vec<InvalidParam>> {
    let mut form = Form {
        body,
        invalid: Vec::new(),
    };
    for name in body.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
        form.refuse(name, "is unknown");
    }
    let flow = match body.get("flow").and_then(Value::as_str) {
        Some("embedded") => Some(Flow::Embedded),
        Some("redirect") => Some(Flow::Redirect),
        Some("headless") => {
            form.refuse(
                "flow",
                "headless is not available for the allowed providers",
            );
            None
        }
        Some(_) => {
            form.refuse("flow", "must be redirect, headless or embedded");
            None
        }
        None => {
            form.refuse("flow", "is required");
            None
        }
    };
    let requested_attributes = form.read("requestedAttributes", field::requested_attributes);
    if !form.has("requestedAttributes") {
        form.refuse("requestedAttributes", "is required");
    }
    let callback_urls = form.read("callbackUrls", field::callback_urls);
    if flow == Some(Flow::Redirect) && !form.has("callbackUrls") {
        form.refuse("callbackUrls", "is required when flow is redirect");
    }
    let request = Request {
        flow: flow.unwrap_or(Flow::Embedded),
        requested_attributes: requested_attributes.unwrap_or_default(),
        allowed_providers: form.read("allowedProviders", field::allowed_providers),
        return_url: form.read("returnUrl", field::web_address),
        parent_domains: form
            .read("embeddedParentDomains", field::parent_domains)
            .unwrap_or_default(),
        language: form.read("language", field::language).unwrap_or("en"),
        mobile: form
            .read("prefilledInput", field::prefilled_mobile)
            .flatten(),
        sender: form.read("additionalParameters", field::sender).flatten(),
        callback_urls,
        external_reference: form.read("externalReference", field::text),
        lifetime_s: form
            .read("sessionLifetime", field::lifetime_s)
            .unwrap_or(field::default_lifetime_s()),
        echo: ECHOED
            .iter()
            .filter_map(|name| {
                body.get(*name)
                    .map(|value| ((*name).to_owned(), value.clone()))
            })
            .collect(),
    };
    form.read("tags", field::tags);
    form.read("themeId", field::text);
    form.read("usageReference", field::text);
    form.read("requestedLoa", field::requested_loa);
    form.read("encryptionPublicKey", field::encryption_key);
    if form.has("requestDomain") {
        form.refuse("requestDomain", "is not a domain of this account");
    }
    if form.invalid.is_empty() {
        Ok(request)
    } else {
        Err(form.invalid)
    }
}

struct Form<'a> {
    body: &'a Map<String, Value>,
    invalid: Vec<InvalidParam>,
}

impl Form<'_> {
    fn has(&self, name: &str) -> bool {
        self.body.contains_key(name)
    }

    fn refuse(&mut self, name: &str, reason: impl Into<String>) {
        self.invalid.push(InvalidParam::new(name, reason));
    }

    fn read<T>(&mut self, name: &str, rule: impl Fn(&Value) -> Result<T, String>) -> Option<T> {
        match rule(self.body.get(name)?) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(name, reason);
                None
            }
        }
    }
}
