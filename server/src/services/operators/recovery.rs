//! Recovery codes: ten, shown once, each good once, for whoever lost their authenticator app.

use crate::{crypto::sha256_hex, random::Randomness};

/// How many there are.
pub const COUNT: usize = 10;
/// 80 bits: too many to be guessed even by whoever has the hashes.
const BYTES: usize = 10;
/// Base32 (RFC 4648, 6) in lower case: no 0, 1 and 8, which look like letters.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// New ones, in groups of four letters.
#[must_use]
pub fn generate(random: &dyn Randomness) -> Vec<String> {
    (0..COUNT).map(|_| code(random)).collect()
}

fn code(random: &dyn Randomness) -> String {
    let mut bytes = [0_u8; BYTES];
    random.fill(&mut bytes);
    let mut code = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            if matches!(code.len(), 4 | 9 | 14) {
                code.push('-');
            }
            let letter = ALPHABET[((held >> bits) & 31) as usize];
            code.push(char::from(letter));
        }
    }
    code
}

/// What is stored of one, and looked for when one is typed.
#[must_use]
pub fn hash(code: &str) -> String {
    sha256_hex(super::totp::typed(code).to_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::random::ChaChaRandomness;

    #[test]
    fn ten_codes_of_sixteen_letters_no_two_alike() {
        let codes = generate(&ChaChaRandomness::seeded(1));
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.len(), 4, "{code}");
            for group in groups {
                assert_eq!(group.len(), 4, "{code}");
                assert!(group.bytes().all(|letter| ALPHABET.contains(&letter)));
            }
        }
    }

    #[test]
    fn a_code_may_be_typed_without_its_hyphens_and_in_upper_case() {
        let hashed = hash("abcd-efgh-ijkl-mn23");
        assert_eq!(hash(" ABCD EFGH ijklmn23"), hashed);
        assert_ne!(hash("abcd-efgh-ijkl-mn22"), hashed);
    }
}
