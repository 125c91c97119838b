//! The codes of an authenticator app (RFC 6238, with SHA-1, six digits and 30 seconds).

use anyhow::{Context, Result, bail};
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// The code of the present moment.
#[expect(
    clippy::disallowed_methods,
    reason = "the server looks at the same clock"
)]
pub fn code(secret: &str) -> Result<String> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    of_step(&decoded(secret)?, now.as_secs() / 30)
}

fn of_step(secret: &[u8], step: u64) -> Result<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret)?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 15);
    let four = hash.get(offset..offset + 4).context("a short hash")?;
    let number = u32::from_be_bytes(four.try_into()?) & 0x7fff_ffff;
    Ok(format!("{:06}", number % 1_000_000))
}

/// RFC 4648 base32, with or without spaces.
fn decoded(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b' ') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => bail!("no base32"),
        };
        bits = (bits << 5) | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff)?);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = decoded("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ").unwrap();
        assert_eq!(secret, b"12345678901234567890");
        assert_eq!(of_step(&secret, 1).unwrap(), "287082");
        assert_eq!(of_step(&secret, 1_111_111_109 / 30).unwrap(), "081804");
    }
}
