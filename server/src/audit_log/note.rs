//! Signed notes: text with signatures under it, as C2SP defines them (c2sp.org/signed-note, v1.0.0). Only Ed25519.

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// "Ed25519 signatures as specified by this document".
const ED25519: u8 = 0x01;
/// Em dash and space.
const MARK: &str = "\u{2014} ";
/// Longest note that is read, in bytes; as in Go's reference implementation.
pub const MAX_BYTES: usize = 1_000_000;
/// Most signatures of a note that is read; the specification asks for at least 16.
const MAX_SIGNATURES: usize = 100;

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a note.
    #[error("not a signed note")]
    Malformed,
    /// Not a key, or of another kind than Ed25519.
    #[error("not a verifier key of the form <name>+<id>+<base64>, Ed25519")]
    MalformedKey,
    /// Nobody signed it whose key is known.
    #[error("it is signed by none of the known keys, but by {0}")]
    UnknownKeys(String),
    /// A known key did not make the signature that bears its name.
    #[error("the signature of {0} does not hold")]
    WrongSignature(String),
}

/// A public key with its name: what a verifier is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control() || letter == '+')
}

/// `SHA-256(key name || 0x0A || 0x01 || public key)[:4]`, big-endian.
fn key_id(name: &str, key: &VerifyingKey) -> u32 {
    let hash = Sha256::new()
        .chain_update(name.as_bytes())
        .chain_update([b'\n', ED25519])
        .chain_update(key.as_bytes())
        .finalize();
    hash.iter()
        .take(4)
        .fold(0, |id, byte| (id << 8) | u32::from(*byte))
}

impl VerifierKey {
    /// A key that signs by this name.
    ///
    /// # Errors
    /// When the name is empty or contains spaces or `+`, or these bytes are no key.
    pub fn new(name: &str, public_key: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::MalformedKey);
        }
        let key = VerifyingKey::from_bytes(public_key).map_err(|_| NoteError::MalformedKey)?;
        Ok(Self {
            id: key_id(name, &key),
            name: name.to_owned(),
            key,
        })
    }

    /// Who signs with it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id that signatures bear beside the name: 8 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:08x}", self.id)
    }

    /// Whether this key made a signature of these bytes.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }

    fn is_of(&self, signature: &NoteSignature) -> bool {
        self.name == signature.name && self.id == signature.id
    }
}

/// The text form: `<name>+<id>+<base64 of 0x01 and key>`.
impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut encoded = vec![ED25519];
        encoded.extend_from_slice(self.key.as_bytes());
        let encoded = BASE64_STANDARD.encode(encoded);
        write!(f, "{}+{:08x}+{encoded}", self.name, self.id)
    }
}

impl std::str::FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoteError::MalformedKey);
        };
        let decoded = BASE64_STANDARD
            .decode(encoded)
            .map_err(|_| NoteError::MalformedKey)?;
        let key: &[u8; 32] = match decoded.split_first() {
            Some((&ED25519, key)) => key.try_into().map_err(|_| NoteError::MalformedKey)?,
            _ => return Err(NoteError::MalformedKey),
        };
        let key = Self::new(name, key)?;
        if key.id() == id {
            Ok(key)
        } else {
            Err(NoteError::MalformedKey)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

impl NoteSignature {
    fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(MARK)?.split_once(' ')?;
        let decoded = BASE64_STANDARD.decode(encoded).ok()?;
        let (id, bytes) = decoded.split_first_chunk::<4>()?;
        (is_name(name) && !bytes.is_empty()).then(|| Self {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    }
}

/// A note that was read, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError::Malformed`], also beyond 1,000,000 bytes or 100 signatures.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let odd = |letter: char| letter < ' ' && letter != '\n';
        if note.len() > MAX_BYTES || note.contains(odd) {
            return Err(NoteError::Malformed);
        }
        let end = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, signatures) = note.split_at(end + 1);
        let signatures = signatures
            .strip_prefix('\n')
            .and_then(|lines| lines.strip_suffix('\n'))
            .ok_or(NoteError::Malformed)?;
        let signatures: Option<Vec<_>> = signatures.split('\n').map(NoteSignature::parse).collect();
        let signatures = signatures.ok_or(NoteError::Malformed)?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, to be believed only after [`Note::verify`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Checks the signatures of the keys that are known, and gives the first of these that signed.
    ///
    /// # Errors
    /// When a known key's signature does not hold, or no known key signed.
    pub fn verify<'k>(&self, known: &'k [VerifierKey]) -> Result<&'k VerifierKey, NoteError> {
        let mut believed = None;
        for signature in &self.signatures {
            let Some(key) = known.iter().find(|key| key.is_of(signature)) else {
                continue;
            };
            let holds = Signature::from_slice(&signature.bytes)
                .and_then(|bytes| key.key.verify_strict(self.text.as_bytes(), &bytes));
            if holds.is_err() {
                return Err(NoteError::WrongSignature(key.name.clone()));
            }
            believed = believed.or(Some(key));
        }
        believed.ok_or_else(|| NoteError::UnknownKeys(self.signers()))
    }

    /// Names and ids of whoever signed, for messages.
    fn signers(&self) -> String {
        let signers: Vec<String> = self
            .signatures
            .iter()
            .take(3)
            .map(|one| format!("{}+{:08x}", one.name, one.id))
            .collect();
        signers.join(", ")
    }
}

/// Whatever holds a private key.
pub trait Signs {
    /// The public half.
    fn public_key(&self) -> [u8; 32];
    /// Signs these bytes (RFC 8032, Ed25519).
    fn signature(&self, message: &[u8]) -> [u8; 64];
}

impl Signs for SigningKey {
    fn public_key(&self) -> [u8; 32] {
        self.verifying_key().to_bytes()
    }

    fn signature(&self, message: &[u8]) -> [u8; 64] {
        Signer::sign(self, message).to_bytes()
    }
}

/// Signs a text by this name.
///
/// # Errors
/// [`NoteError::MalformedKey`] for a name that is none, [`NoteError::Malformed`] for a text that is none: it ends in a
/// newline and has no other control character.
pub fn sign(text: &str, name: &str, key: &impl Signs) -> Result<String, NoteError> {
    let public = VerifierKey::new(name, &key.public_key())?;
    let mut signature = public.id.to_be_bytes().to_vec();
    signature.extend_from_slice(&key.signature(text.as_bytes()));
    let signature = BASE64_STANDARD.encode(signature);
    let note = format!("{text}\n{MARK}{name} {signature}\n");
    // What nobody could read is not written.
    if text.ends_with('\n') && Note::parse(&note)?.text == text {
        Ok(note)
    } else {
        Err(NoteError::Malformed)
    }
}

/// Notes that stand one after the other in a file. Empty lines between them and at the end are whoever kept them's.
#[must_use]
pub fn in_file(text: &str) -> Vec<&str> {
    let mut notes = Vec::new();
    let (mut begin, mut at, mut signed) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let signature = line.starts_with(MARK);
        if signed && !signature {
            notes.push(&text[begin..at]);
            begin = at;
        }
        signed = signature;
        at += line.len();
    }
    notes.push(&text[begin..at]);
    notes
        .into_iter()
        .map(|note| note.trim_start_matches(['\r', '\n']))
        .filter(|note| !note.is_empty())
        .collect()
}
