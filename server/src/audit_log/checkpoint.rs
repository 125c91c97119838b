//! Checkpoints: the size and the root of the tree at a moment, as C2SP defines them (c2sp.org/tlog-checkpoint).

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    note::{self, Note, NoteError, Signs, VerifierKey},
    tree::Hash,
};

/// Which log, how long it was, and what it consisted of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's unique name, e.g. `vestibule.example/audit`. Its keys sign by the same name.
    pub origin: String,
    /// How many leaves the tree had.
    pub size: u64,
    /// The root of that tree.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let root = BASE64_STANDARD.encode(self.root);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// Reads the text of a note. Extension lines are passed over.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let text = text.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(NoteError::Malformed);
        };
        let number: u64 = size.parse().map_err(|_| NoteError::Malformed)?;
        let root = BASE64_STANDARD
            .decode(root)
            .ok()
            .and_then(|root| Hash::try_from(root).ok());
        match root {
            // "no leading zeroes", and no plus sign either.
            Some(root)
                if !origin.is_empty()
                    && number.to_string() == size
                    && lines.all(|line| !line.is_empty()) =>
            {
                Ok(Self {
                    origin: origin.to_owned(),
                    size: number,
                    root,
                })
            }
            _ => Err(NoteError::Malformed),
        }
    }

    /// Signs it by the log's name.
    ///
    /// # Errors
    /// When the origin is no name for a key.
    pub fn sign(&self, key: &impl Signs) -> Result<String, NoteError> {
        note::sign(&self.text(), &self.origin, key)
    }

    /// Reads a signed checkpoint, and believes it when one of these keys signed it.
    ///
    /// # Errors
    /// When it is malformed, or none of them did.
    pub fn open<'k>(
        signed: &str,
        known: &'k [VerifierKey],
    ) -> Result<(Self, &'k VerifierKey), NoteError> {
        let note = Note::parse(signed)?;
        let key = note.verify(known)?;
        let checkpoint = Self::parse(note.text())?;
        // A key of another log may be known, too; it says nothing about this one.
        if key.name() == checkpoint.origin {
            Ok((checkpoint, key))
        } else {
            Err(NoteError::UnknownKeys(key.name().to_owned()))
        }
    }
}
