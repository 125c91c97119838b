//! Cursors of lists: opaque, and bound by a keyed hash to whoever reads, to the list and to its filters. What was altered,
//! was given to another or belongs to another list is refused, not guessed at. SEC-154.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{
    crypto::{Scope, constant_time_eq},
    services::{ServiceError, core::Core},
};

/// Longest cursor, in characters.
const MAX_CURSOR: usize = 200;
/// Characters of the keyed hash in a cursor: 128 bits.
const TAG: usize = 32;

/// What a cursor is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// What kind of list, e.g. `api.cursor`.
    pub purpose: &'a str,
    /// Who reads it.
    pub whose: &'a str,
    /// Which list it is, and its filters: always all of them in the same order; an empty text for one that is not there.
    pub parts: &'a [&'a str],
}

impl Bound<'_> {
    /// The cursor for this position.
    ///
    /// # Errors
    /// Never with a ring that could be made.
    pub fn seal(&self, core: &Core, position: &str) -> Result<String, ServiceError> {
        let tags = self.tags(core, position)?;
        let tag = tags.first().map_or("", String::as_str);
        Ok(BASE64_URL_SAFE_NO_PAD.encode(format!("{tag}{position}")))
    }

    /// The position of a cursor; `None` for one that was not given for this.
    ///
    /// # Errors
    /// Never with a ring that could be made.
    pub fn open(&self, core: &Core, cursor: &str) -> Result<Option<String>, ServiceError> {
        let decoded = Some(cursor).filter(|cursor| cursor.len() <= MAX_CURSOR);
        let decoded = decoded.and_then(|cursor| BASE64_URL_SAFE_NO_PAD.decode(cursor).ok());
        let Some(text) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Ok(None);
        };
        let Some((tag, position)) = text.split_at_checked(TAG) else {
            return Ok(None);
        };
        let is_ours = |ours: &String| constant_time_eq(ours.as_bytes(), tag.as_bytes());
        let found = self.tags(core, position)?.iter().any(is_ours);
        Ok(found.then(|| position.to_owned()))
    }

    /// One for each key of the ring, the current one first.
    fn tags(&self, core: &Core, position: &str) -> Result<Vec<String>, ServiceError> {
        let scope = Scope {
            purpose: self.purpose,
            client: self.whose,
        };
        let mut parts = vec![position];
        parts.extend_from_slice(self.parts);
        let mut tags = core.keys.keyed_hashes(scope, &parts)?;
        tags.iter_mut().for_each(|tag| tag.truncate(TAG));
        Ok(tags)
    }
}
