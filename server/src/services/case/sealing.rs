//! What a case keeps sealed, by its own key.

use serde::{Serialize, de::DeserializeOwned};

use super::Case;
use crate::{
    crypto::{Place, Sealed},
    services::{ServiceError, core::Core},
};

impl Case {
    /// Seals a value for a column of this onboarding.
    ///
    /// # Errors
    /// When it cannot be serialised.
    pub fn seal<T: Serialize>(
        &self,
        core: &Core,
        column: (&str, &str),
        value: &T,
    ) -> Result<Vec<u8>, ServiceError> {
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(value)?);
        self.seal_bytes(core, column, &plain)
    }

    /// Seals bytes as they are.
    ///
    /// # Errors
    /// Only beyond 256 GiB.
    pub fn seal_bytes(
        &self,
        core: &Core,
        column: (&str, &str),
        plain: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let (table, column) = column;
        let place = Place {
            table,
            column,
            onboarding: &self.id,
        };
        Ok(self.key.seal(&*core.random, plain, place)?.into_bytes())
    }

    /// Opens a value that was sealed for this column.
    ///
    /// # Errors
    /// When it was not.
    pub fn open<T: DeserializeOwned>(
        &self,
        column: (&str, &str),
        sealed: Vec<u8>,
    ) -> Result<T, ServiceError> {
        let plain = zeroize::Zeroizing::new(self.open_bytes(column, sealed)?);
        Ok(serde_json::from_slice(&plain)?)
    }

    /// The same, as bytes.
    ///
    /// # Errors
    /// When it was not sealed for this column.
    pub fn open_bytes(
        &self,
        column: (&str, &str),
        sealed: Vec<u8>,
    ) -> Result<Vec<u8>, ServiceError> {
        let (table, column) = column;
        let place = Place {
            table,
            column,
            onboarding: &self.id,
        };
        Ok(self.key.open(&Sealed::from_bytes(sealed), place)?.to_vec())
    }
}
