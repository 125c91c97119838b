//! Operators' passwords: which ones are good enough, and their argon2id hashes.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::{random::Randomness, services::ServiceError};

/// Shortest password, in characters (NIST SP 800-63B, 3.1.1.2 asks for 8 beside a second factor).
pub const MIN_LENGTH: usize = 12;
/// Longest password, in characters: hashing more costs nobody anything but time.
pub const MAX_LENGTH: usize = 128;

/// Memory of one hash in KiB, passes and lanes: OWASP's Password Storage Cheat Sheet for argon2id (19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at a time: each takes the memory above and a processor.
const AT_A_TIME: usize = 2;
/// Whoever comes when so many wait is told to come back.
const WAITING: usize = 32;
const SALT_BYTES: usize = 16;

/// Passwords that attackers try first, in lower case, one a line; where they are from stands in their first lines.
const COMMON: &str = include_str!("common_passwords.txt");

static COMMON_SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = COMMON.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .collect()
});

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`MIN_LENGTH`] characters.
    TooShort,
    /// More than [`MAX_LENGTH`] characters.
    TooLong,
    /// One that attackers try first, also with digits or signs around it, or written several times.
    Common,
    /// It is the operator's name with digits or signs around it.
    Name,
}

/// What is wrong with a password, if anything is.
#[must_use]
pub fn weakness(password: &str, name: &str) -> Option<Weakness> {
    let length = password.chars().count();
    if length < MIN_LENGTH {
        return Some(Weakness::TooShort);
    }
    if length > MAX_LENGTH {
        return Some(Weakness::TooLong);
    }
    let lower = password.to_lowercase();
    let stem = lower.trim_matches(|letter: char| !letter.is_alphabetic());
    if stem == name || lower == name {
        return Some(Weakness::Name);
    }
    (is_common(&lower) || is_common(stem)).then_some(Weakness::Common)
}

fn is_common(text: &str) -> bool {
    let part = once(text);
    let is_few_letters = part.len() < text.len() && part.chars().count() <= 3;
    is_few_letters || COMMON_SET.contains(text) || COMMON_SET.contains(part)
}

/// The shortest text that gives this one when it is written several times: `abcabc` is `abc` twice.
fn once(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length) && text.is_char_boundary(*length))
        .map(|length| &text[..length])
        .find(|part| part.repeat(text.len() / part.len()) == text)
        .unwrap_or(text)
}

/// Hashes passwords, a few at a time, away from the threads that answer requests.
#[derive(Debug, Clone)]
pub struct Passwords {
    room: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(AT_A_TIME)),
            queue: Arc::new(Semaphore::new(WAITING)),
        }
    }
}

impl Passwords {
    /// The password's hash, as a PHC string.
    ///
    /// # Errors
    /// [`ServiceError::TooMany`] when too many wait.
    pub async fn hash(
        &self,
        random: &dyn Randomness,
        password: Zeroizing<String>,
    ) -> Result<String, ServiceError> {
        let salt = salt(random)?;
        self.aside(move || hash(&password, &salt)).await?
    }

    /// Whether the password is the one of this hash. Without a hash, the same work is done for nothing: how long the answer
    /// takes says nothing about who there is.
    ///
    /// # Errors
    /// [`ServiceError::TooMany`] when too many wait.
    pub async fn is(
        &self,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> Result<bool, ServiceError> {
        let known = hash.is_some();
        let against = hash.map_or_else(nobodys, Ok)?;
        let matches = self.aside(move || matches(&password, &against)).await??;
        Ok(matches && known)
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let place = self.queue.clone().try_acquire_owned();
        let place = place.map_err(|_| ServiceError::TooMany)?;
        let room = self.room.clone().acquire_owned().await;
        let room = room.map_err(|error| ServiceError::Internal(Box::new(error)))?;
        // The permits go along: whoever hangs up does not make room for more work than there is.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((room, place));
            done
        });
        let done = done.await;
        done.map_err(|error| ServiceError::Internal(Box::new(error)))
    }
}

fn unusable(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(format!("argon2id: {error}").into())
}

fn argon2id() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(unusable)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn salt(random: &dyn Randomness) -> Result<SaltString, ServiceError> {
    let mut bytes = [0_u8; SALT_BYTES];
    random.fill(&mut bytes);
    SaltString::encode_b64(&bytes).map_err(unusable)
}

fn hash(password: &str, salt: &SaltString) -> Result<String, ServiceError> {
    let hashed = argon2id()?.hash_password(password.as_bytes(), salt);
    Ok(hashed.map_err(unusable)?.to_string())
}

fn matches(password: &str, hash: &str) -> Result<bool, ServiceError> {
    let parsed = PasswordHash::new(hash).map_err(unusable)?;
    let verified = argon2id()?.verify_password(password.as_bytes(), &parsed);
    match verified {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::Password) => Ok(false),
        Err(error) => Err(unusable(error)),
    }
}

/// A hash with the parameters of every other one, of no password: nothing has an output of zeros.
fn nobodys() -> Result<String, ServiceError> {
    let zeros = |bytes: &[u8]| SaltString::encode_b64(bytes).map_err(unusable);
    let (salt, output) = (zeros(&[0; SALT_BYTES])?, zeros(&[0; 32])?);
    Ok(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${output}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::ChaChaRandomness;

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[test]
    fn a_password_has_12_to_128_characters_whatever_they_are() {
        assert_eq!(weakness("elevenchars", "anna"), Some(Weakness::TooShort));
        assert_eq!(weakness("øæåøæåøæåøæx", "anna"), None);
        let longest: String = ('a'..='z').cycle().skip(3).take(127).collect();
        assert_eq!(weakness(&format!("{longest}!"), "anna"), None);
        assert_eq!(
            weakness(&format!("{longest}!!"), "anna"),
            Some(Weakness::TooLong)
        );
    }

    /// SEC-193
    #[test]
    fn what_attackers_try_first_is_refused_however_it_is_stretched() {
        for common in [
            "passwordpassword",
            "Password2026!",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwertyqwerty",
            "!!letmein!!1234",
        ] {
            assert_eq!(weakness(common, "anna"), Some(Weakness::Common), "{common}");
        }
        for good in [
            "correct horse battery staple",
            "tandem-ocelot-gravel",
            "8f2c61e0b95d",
        ] {
            assert_eq!(weakness(good, "anna"), None, "{good}");
        }
        assert_eq!(weakness("magdalena1234", "magdalena"), Some(Weakness::Name));
    }

    /// The list has to be there, and in lower case, or nothing would be found in it.
    #[test]
    fn the_list_is_long_and_in_lower_case() {
        assert!(COMMON_SET.len() > 5_000, "{}", COMMON_SET.len());
        for line in COMMON_SET.iter() {
            assert_eq!(*line, line.to_lowercase());
        }
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_as_owasp_has_it_and_fits_its_password_only() {
        let (passwords, random) = (Passwords::default(), ChaChaRandomness::seeded(1));
        let hash = passwords.hash(&random, secret("tandem-ocelot-gravel"));
        let hash = hash.await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        for (password, is) in [
            ("tandem-ocelot-gravel", true),
            ("tandem-ocelot-gravem", false),
        ] {
            let found = passwords.is(secret(password), Some(hash.clone())).await;
            assert_eq!(found.unwrap(), is, "{password}");
        }
        let again = passwords.hash(&random, secret("tandem-ocelot-gravel"));
        assert_ne!(again.await.unwrap(), hash, "salted");
    }

    /// SEC-193: for nobody's password the same work is done, with the same parameters.
    #[tokio::test]
    async fn nobody_has_a_password_and_it_takes_as_much_work_to_say_so() {
        let passwords = Passwords::default();
        assert!(!passwords.is(secret("anything at all"), None).await.unwrap());
        let nobodys = nobodys().unwrap();
        let parsed = PasswordHash::new(&nobodys).unwrap();
        let random = ChaChaRandomness::seeded(1);
        let real = hash("anything at all", &salt(&random).unwrap()).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(parsed.params, real.params);
        assert_eq!(parsed.hash.unwrap().len(), real.hash.unwrap().len());
    }

    #[tokio::test]
    async fn whoever_comes_when_too_many_wait_is_told_to_come_back() {
        let passwords = Passwords::default();
        let waiting = passwords.queue.clone().try_acquire_many_owned(32).unwrap();
        let refused = passwords.is(secret("anything at all"), None).await;
        assert!(matches!(refused, Err(ServiceError::TooMany)));
        drop(waiting);
        assert!(!passwords.is(secret("anything at all"), None).await.unwrap());
    }
}
