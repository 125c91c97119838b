//! Reads `event.data`, carefully: it may be anything that structured clone can carry, of any size.

use js_sys::{ArrayBuffer, JSON, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

// No contract's message has more members; beyond it a message is not looked at further.
const MEMBERS: u32 = 2_000;

/// A message as far as it was read.
pub(super) enum Read {
    /// A string as it came, anything else as JSON text.
    Text(String),
    /// So many bytes at least, and too many.
    TooLarge(usize),
    /// JSON cannot say it.
    NotJson,
}

impl Read {
    /// Its size; `None` for what has none.
    pub(super) fn bytes(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.len()),
            Self::TooLarge(bytes) => Some(*bytes),
            Self::NotJson => None,
        }
    }
}

/// Reads a message of at most `limit` bytes. UTF-8 has at least as many bytes as a script's string has units, so that
/// a long one is refused without a copy.
pub(super) fn read(data: &JsValue, limit: usize) -> Read {
    let text = match data.dyn_ref::<JsString>() {
        Some(text) => text.clone(),
        None => match stringify(data) {
            Some(text) => text,
            None => return Read::NotJson,
        },
    };
    let units = text.length() as usize;
    if units > limit {
        Read::TooLarge(units)
    } else {
        Read::Text(String::from(&text))
    }
}

// Gives up on binary data and on very many members before they cost anything.
fn stringify(data: &JsValue) -> Option<JsString> {
    let mut members = 0_u32;
    let replacer = Closure::<dyn FnMut(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(
        move |_key: JsValue, value: JsValue| {
            members += 1;
            let binary = ArrayBuffer::is_view(&value) || value.is_instance_of::<ArrayBuffer>();
            if members > MEMBERS || binary {
                Err(JsValue::NULL)
            } else {
                Ok(value)
            }
        },
    );
    let text = JSON::stringify_with_replacer(data, replacer.as_ref()).ok()?;
    // `undefined` and functions give `undefined` instead of text.
    JsValue::from(text).dyn_into::<JsString>().ok()
}

/// The message's `type`, also where the message is JSON text.
pub(super) fn kind(data: &JsValue, raw: &str) -> Option<String> {
    if data.is_object() {
        member(data, "type")
    } else {
        member(&JSON::parse(raw).ok()?, "type")
    }
}

/// The path and the query, when this is the return page's message:
/// `{type: "vestibule.return", path: "/return/..", search: "?.."}`.
pub(super) fn returned(data: &JsValue) -> Option<(String, String)> {
    if member(data, "type")? != "vestibule.return" {
        return None;
    }
    Some((member(data, "path")?, member(data, "search")?))
}

fn member(data: &JsValue, name: &str) -> Option<String> {
    let object = data.dyn_ref::<Object>()?;
    Reflect::get(object, &JsValue::from_str(name))
        .ok()?
        .as_string()
}
