//! Codes of authenticator apps: TOTP (RFC 6238) with what every app understands: SHA-1, 6 digits, 30 seconds.

use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Algorithm, TOTP};
use vestibule::time::Timestamp;
use zeroize::Zeroizing;

use crate::{
    crypto::constant_time_eq,
    services::{ServiceError, core::Core},
};

/// What apps show above the code.
const ISSUER: &str = "Vestibule";
const DIGITS: usize = 6;
const STEP_SECONDS: u64 = 30;
/// A code of the step before or after is good as well: clocks differ, and people type slowly (RFC 6238, 5.2).
const SKEW: i64 = 1;
/// 160 bits (RFC 4226, 4, R6).
const SECRET_BYTES: usize = 20;
const QUIET_ZONE: usize = 4;

/// Where a secret is stored.
const TABLE: &str = "operators";
const COLUMN: &str = "totp_secret";

/// An app's secret. Wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// What is shown once, so that an app takes the secret over.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret in base32, to be typed.
    pub typed: String,
    /// The QR code: how many modules its side has, quiet zone included, and the dark ones as the path of an SVG.
    pub side: usize,
    /// The path.
    pub path: String,
}

impl Secret {
    /// A new one.
    #[must_use]
    pub fn new(core: &Core) -> Self {
        let mut bytes = Zeroizing::new(vec![0_u8; SECRET_BYTES]);
        core.random.fill(&mut bytes);
        Self(bytes)
    }

    /// The one with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sealed for the operator's row.
    ///
    /// # Errors
    /// When the key ring is unusable.
    pub fn sealed(&self, core: &Core, operator: &str) -> Result<Vec<u8>, ServiceError> {
        let place = (TABLE, COLUMN, operator);
        Ok(core.keys.seal_system(&*core.random, &self.0, place)?)
    }

    /// Opened from the operator's row.
    ///
    /// # Errors
    /// When the key ring lacks its key, or it was altered.
    pub fn opened(core: &Core, operator: &str, sealed: &[u8]) -> Result<Self, ServiceError> {
        let place = (TABLE, COLUMN, operator);
        Ok(Self(core.keys.open_system(sealed, place)?))
    }

    fn totp(&self, account: &str) -> Result<TOTP, ServiceError> {
        TOTP::new(
            Algorithm::SHA1,
            DIGITS,
            // Steps are compared one by one, so that each works once.
            0,
            STEP_SECONDS,
            self.0.to_vec(),
            Some(ISSUER.to_owned()),
            account.to_owned(),
        )
        .map_err(|error| ServiceError::Internal(format!("TOTP: {error}").into()))
    }

    /// What an app is shown.
    ///
    /// # Errors
    /// When it fits into no QR code.
    pub fn enrolment(&self, account: &str) -> Result<Enrolment, ServiceError> {
        let totp = self.totp(account)?;
        let url = Zeroizing::new(totp.get_url());
        let (side, path) = drawn(&url)?;
        Ok(Enrolment {
            typed: totp.get_secret_base32(),
            side,
            path,
        })
    }

    /// The time step that this code is of: the current one or a neighbour, and newer than the newest that was used.
    ///
    /// # Errors
    /// Never with a secret of ours.
    pub fn step_of(
        &self,
        code: &str,
        now: Timestamp,
        used: Option<i64>,
    ) -> Result<Option<i64>, ServiceError> {
        let totp = self.totp("")?;
        let current = now
            .0
            .div_euclid(1000)
            .div_euclid(STEP_SECONDS.cast_signed());
        let mut found = None;
        // All of them are tried, so that the time tells nothing.
        for step in (current - SKEW)..=(current + SKEW) {
            let seconds = u64::try_from(step).unwrap_or(0) * STEP_SECONDS;
            let is = constant_time_eq(totp.generate(seconds).as_bytes(), code.as_bytes());
            if is && used.is_none_or(|used| step > used) {
                found = Some(step);
            }
        }
        Ok(found)
    }
}

/// The letters and digits of what was typed: apps show codes in groups, and people copy the spaces.
#[must_use]
pub fn typed(code: &str) -> String {
    code.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(64)
        .collect()
}

/// The dark modules as runs of a path, with the quiet zone that scanners need (ISO/IEC 18004).
fn drawn(text: &str) -> Result<(usize, String), ServiceError> {
    use std::fmt::Write;
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .map_err(|error| ServiceError::Internal(format!("QR code: {error}").into()))?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark);
            let run = run.count();
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(
                    path,
                    "M{} {}h{run}v1h-{run}z",
                    x + QUIET_ZONE,
                    y + QUIET_ZONE
                );
            }
            x += run.max(1);
        }
    }
    Ok((width + 2 * QUIET_ZONE, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> Secret {
        Secret::from_bytes(b"12345678901234567890")
    }

    const fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1000)
    }

    /// RFC 6238, Appendix B, the last six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = rfc().step_of(code, at(seconds), None).unwrap();
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    /// SEC-193
    #[test]
    fn a_code_is_good_for_its_step_and_its_neighbours_and_once() {
        // 59 is in step 1.
        for (seconds, good) in [(0, true), (29, true), (59, true), (89, true), (90, false)] {
            let found = rfc().step_of("287082", at(seconds), None).unwrap();
            assert_eq!(found.is_some(), good, "{seconds}");
        }
        assert_eq!(rfc().step_of("287082", at(59), Some(1)).unwrap(), None);
        assert_eq!(rfc().step_of("287082", at(59), Some(0)).unwrap(), Some(1));
        for wrong in ["", "28708", "2870820", "287083", "２８７０８２"] {
            assert_eq!(rfc().step_of(wrong, at(59), None).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn what_people_copy_along_does_not_matter() {
        assert_eq!(typed(" 287 082 "), "287082");
        assert_eq!(typed("abcd-efgh"), "abcdefgh");
        assert_eq!(typed(&"1".repeat(1000)).len(), 64);
    }

    #[test]
    fn an_app_is_shown_the_secret_as_a_picture_and_in_letters() {
        let shown = rfc().enrolment("anna").unwrap();
        assert_eq!(shown.typed, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        // A finder pattern begins behind the quiet zone: seven dark modules, then a light one.
        assert!(shown.path.starts_with("M4 4h7v1h-7z"), "{}", shown.path);
        assert!(
            shown.side > 29 && (shown.side - 8 - 17).is_multiple_of(4),
            "{}",
            shown.side
        );
    }
}
