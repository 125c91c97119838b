//! Messages from the frame. Signicat's pages send none: the only sign of an end is that the frame comes back to us.

use crate::provider::Hint;

/// Whatever says to be a message of Signicat is not one, and not worth a fetch.
pub(super) fn read() -> Hint {
    Hint::Unexpected { fetch: false }
}
