//! The manifest: a hash of every part of the content, so that what was changed can be named, and left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    bundle::{AuditEntry, Bundle, Content, Decision, Fact},
    salted::Salted,
};
use crate::crypto::hex;

/// One part of the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where it is in the file (JSON Pointer, RFC 6901).
    pub path: String,
    /// Its hash, in hexadecimal: see [`Content::parts`] and [`Salted::hash`].
    pub sha256: String,
    /// Whether it is a value that may be left out.
    pub salted: bool,
}

/// A part's hash: SHA-256 of the canonical JSON of `[path, part]`.
fn hash<T: Serialize>(path: &str, part: &T) -> Option<String> {
    let bytes = serde_json_canonicalizer::to_vec(&(path, part)).ok()?;
    Some(hex(&Sha256::digest(bytes)))
}

/// A name inside a JSON Pointer (RFC 6901, 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl Content {
    /// The parts that are always there, with their hashes, in the order of the document. What may be left out is not in
    /// them: a part is hashed without it. `None` when one cannot be written as canonical JSON.
    #[must_use]
    pub fn parts(&self) -> Option<Vec<(String, String)>> {
        let mut parts = Vec::new();
        let mut part = |path: String, hash: Option<String>| {
            parts.push((path, hash?));
            Some(())
        };
        macro_rules! one {
            ($path:expr, $part:expr) => {{
                let path: String = $path;
                let found = hash(&path, $part);
                part(path, found)?;
            }};
        }
        one!("/content/export".to_owned(), &self.export);
        one!("/content/onboarding".to_owned(), &self.onboarding);
        one!("/content/journey".to_owned(), &self.journey);
        for (at, check) in self.checks.iter().enumerate() {
            one!(format!("/content/checks/{at}"), check);
        }
        for (at, fact) in self.facts.iter().enumerate() {
            let bare = Fact {
                claims: BTreeMap::new(),
                verified_claims: super::Verified::default(),
                ..fact.clone()
            };
            one!(format!("/content/facts/{at}"), &bare);
        }
        for (at, artefact) in self.artefacts.iter().enumerate() {
            let bare = super::Artefact {
                body: None,
                id: artefact.id.clone(),
                check: artefact.check.clone(),
                content_type: artefact.content_type.clone(),
                created_at: artefact.created_at.clone(),
            };
            one!(format!("/content/artefacts/{at}"), &bare);
        }
        for (at, file) in self.files.iter().enumerate() {
            let bare = super::File {
                sha256: None,
                ..file.clone()
            };
            one!(format!("/content/files/{at}"), &bare);
        }
        for (at, consent) in self.consents.iter().enumerate() {
            one!(format!("/content/consents/{at}"), consent);
        }
        for (at, decision) in self.decisions.iter().enumerate() {
            let bare = Decision {
                inputs: None,
                ..decision.clone()
            };
            one!(format!("/content/decisions/{at}"), &bare);
        }
        for (at, entry) in self.audit.rows.iter().enumerate() {
            let bare = AuditEntry {
                row: entry.row.clone(),
                detail: None,
            };
            one!(format!("/content/audit/rows/{at}"), &bare);
        }
        one!("/content/audit/proof".to_owned(), &self.audit.proof);
        Some(parts)
    }

    /// The values that may be left out and are there, in the order of the document. Details of the audit log are not among
    /// them: their rows have commitments of their own.
    #[must_use]
    pub fn salted(&self) -> Vec<(String, &Salted)> {
        let mut found = Vec::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let path = format!("/content/facts/{at}");
            for (name, salted) in &fact.claims {
                found.push((format!("{path}/claims/{}", escaped(name)), salted));
            }
            for (name, salted) in &fact.verified_claims.claims {
                let name = escaped(name);
                found.push((format!("{path}/verified_claims/claims/{name}"), salted));
            }
            if let Some(salted) = &fact.verified_claims.verification {
                found.push((format!("{path}/verified_claims/verification"), salted));
            }
        }
        for (at, artefact) in self.artefacts.iter().enumerate() {
            let body = artefact.body.iter();
            found.extend(body.map(|salted| (format!("/content/artefacts/{at}/body"), salted)));
        }
        for (at, file) in self.files.iter().enumerate() {
            let sha256 = file.sha256.iter();
            found.extend(sha256.map(|salted| (format!("/content/files/{at}/sha256"), salted)));
        }
        for (at, decision) in self.decisions.iter().enumerate() {
            let inputs = decision.inputs.iter();
            found.extend(inputs.map(|salted| (format!("/content/decisions/{at}/inputs"), salted)));
        }
        found
    }

    /// The paths of everything that may be left out and is there.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        let rows = self.audit.rows.iter().enumerate();
        let details = rows
            .filter(|(_, entry)| entry.detail.is_some())
            .map(|(at, _)| format!("/content/audit/rows/{at}/detail"));
        let salted = self.salted().into_iter().map(|(path, _)| path);
        salted.chain(details).collect()
    }

    /// Leaves out every value that may be, but those at the paths that are to be kept.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        fn drop_unless<T>(value: &mut Option<T>, keep: bool) {
            if !keep {
                *value = None;
            }
        }
        for (at, fact) in self.facts.iter_mut().enumerate() {
            let path = format!("/content/facts/{at}");
            let verified = &mut fact.verified_claims;
            fact.claims
                .retain(|name, _| keep(&format!("{path}/claims/{}", escaped(name))));
            verified.claims.retain(|name, _| {
                keep(&format!("{path}/verified_claims/claims/{}", escaped(name)))
            });
            let verification = keep(&format!("{path}/verified_claims/verification"));
            drop_unless(&mut verified.verification, verification);
        }
        for (at, artefact) in self.artefacts.iter_mut().enumerate() {
            let kept = keep(&format!("/content/artefacts/{at}/body"));
            drop_unless(&mut artefact.body, kept);
        }
        for (at, file) in self.files.iter_mut().enumerate() {
            let kept = keep(&format!("/content/files/{at}/sha256"));
            drop_unless(&mut file.sha256, kept);
        }
        for (at, decision) in self.decisions.iter_mut().enumerate() {
            let kept = keep(&format!("/content/decisions/{at}/inputs"));
            drop_unless(&mut decision.inputs, kept);
        }
        for (at, entry) in self.audit.rows.iter_mut().enumerate() {
            let kept = keep(&format!("/content/audit/rows/{at}/detail"));
            drop_unless(&mut entry.detail, kept);
        }
    }

    /// The manifest of this content, sorted by path. `None` when it cannot be written.
    #[must_use]
    pub fn manifest(&self) -> Option<Vec<Entry>> {
        let parts = self.parts()?.into_iter().map(|(path, sha256)| Entry {
            path,
            sha256,
            salted: false,
        });
        let mut entries: Vec<Entry> = parts.collect();
        for (path, salted) in self.salted() {
            let sha256 = salted.hash(&path)?;
            entries.push(Entry {
                path,
                sha256,
                salted: true,
            });
        }
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Some(entries)
    }
}

impl Bundle {
    /// The bytes that are signed: the format's name, a line feed, and the canonical JSON of the manifest.
    #[must_use]
    pub fn signed_bytes(manifest: &[Entry]) -> Option<Vec<u8>> {
        let mut bytes = format!("{}\n", super::FORMAT).into_bytes();
        serde_json_canonicalizer::to_writer(&manifest, &mut bytes).ok()?;
        Some(bytes)
    }
}
