//! Verifying a bundle with nothing but the file and the keys that are trusted.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use vestibule::journey::Journey;

use super::{
    artefact::{Body, SIGNED, SignedArtefacts},
    bundle::Bundle,
    decision, json, jws,
    manifest::Entry,
    report::{Report, Stage},
    salted::{SALT_BYTES, decoded},
    signature::ALGORITHM,
};
use crate::{
    audit_log::{
        chain::{Chain, commitment},
        checkpoint::Checkpoint,
        note::{Note, VerifierKey},
        proof::InclusionProof,
        tree::{Hash, check_inclusion},
    },
    crypto::sha256_hex,
};

/// Whom to believe. A key that only the bundle names is nobody's.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Keys that sign bundles.
    pub evidence: Vec<VerifierKey>,
    /// Keys that sign checkpoints of the audit log.
    pub checkpoints: Vec<VerifierKey>,
}

/// Verifies a file, stage by stage, always in the same order. What is found is named by its place; later stages are looked
/// at all the same once the file could be read.
#[must_use]
pub fn verify(bytes: &[u8], trust: &Trust) -> Report {
    let mut report = Report::new();
    let bundle = match json::read(bytes) {
        Ok(bundle) => bundle,
        Err(error) => {
            if error.is_version {
                report.reached = Stage::Format;
            }
            report.find(error.path, error.reason);
            return report;
        }
    };
    report.onboarding = Some(bundle.content.onboarding.id.clone());
    report.exported_at = Some(bundle.content.export.at.clone());
    for stage in Stage::ALL {
        report.reached = stage;
        match stage {
            // Both were looked at when it was read.
            Stage::Read | Stage::Format => {}
            Stage::Signature => signature(&bundle, &trust.evidence, &mut report),
            Stage::Manifest => manifest(&bundle, &mut report),
            Stage::Values => values(&bundle, &mut report),
            Stage::Journey => journey(&bundle, &mut report),
            Stage::Artefacts => artefacts(&bundle, &mut report),
            Stage::References => super::references::check(&bundle, &mut report),
            Stage::AuditChain => audit_chain(&bundle, &mut report),
            Stage::AuditProof => audit_proof(&bundle, &trust.checkpoints, &mut report),
            Stage::SignedArtefacts => signed_artefacts(&bundle, &mut report),
            Stage::Decisions => decisions(&bundle, &mut report),
        }
    }
    report
}

fn signature(bundle: &Bundle, trusted: &[VerifierKey], report: &mut Report) {
    let block = &bundle.signature;
    if block.algorithm != ALGORITHM {
        report.find("/signature/algorithm", "another algorithm than Ed25519");
        return;
    }
    let Ok(key) = block.key.parse::<VerifierKey>() else {
        report.find("/signature/key", "not a key with its name and id");
        return;
    };
    if trusted.is_empty() {
        report.find("/signature/key", "not told which key to trust");
    } else if !trusted.contains(&key) {
        let (name, id) = (key.name(), key.id());
        report.find(
            "/signature/key",
            format!("{name}+{id} is not a key that is trusted"),
        );
    }
    let message = Bundle::signed_bytes(&bundle.manifest).unwrap_or_default();
    let value = BASE64_STANDARD.decode(&block.value).unwrap_or_default();
    if !key.verifies(&message, &value) {
        report.find(
            "/signature/value",
            "the signature does not hold: the manifest, the key or the signature was changed",
        );
    } else if trusted.contains(&key) {
        report.signed_by = Some(key.to_string());
    }
}

fn manifest(bundle: &Bundle, report: &mut Report) {
    let ordered = bundle
        .manifest
        .windows(2)
        .position(|pair| pair[0].path >= pair[1].path);
    if let Some(at) = ordered {
        let at = at + 1;
        report.find(
            format!("/manifest/{at}"),
            "out of order, or the same path twice",
        );
    }
    let Some(parts) = bundle.content.parts() else {
        report.find("/content", "it cannot be written as canonical JSON");
        return;
    };
    let named: BTreeMap<&str, &Entry> = by_path(bundle, false);
    let mut there = BTreeSet::new();
    for (path, hash) in &parts {
        there.insert(path.as_str());
        match named.get(path.as_str()) {
            None => report.find(path, "the manifest does not know it: it was added"),
            Some(entry) if entry.sha256 != *hash => {
                report.find(path, "it is not what the manifest says: it was changed");
            }
            Some(_) => {}
        }
    }
    for (path, _) in named.iter().filter(|(path, _)| !there.contains(*path)) {
        report.find(*path, "the manifest has it: it was removed");
    }
    for path in by_path(bundle, true).keys() {
        if !place_of(path).is_some_and(|place| there.contains(place)) {
            report.find(
                *path,
                "the manifest has a value of something that is not there",
            );
        }
    }
}

fn by_path(bundle: &Bundle, salted: bool) -> BTreeMap<&str, &Entry> {
    let entries = bundle
        .manifest
        .iter()
        .filter(|entry| entry.salted == salted);
    entries.map(|entry| (entry.path.as_str(), entry)).collect()
}

/// Which part a value that may be left out belongs to: the first three names of its path.
fn place_of(path: &str) -> Option<&str> {
    let (end, _) = path.match_indices('/').nth(3)?;
    let (place, below) = path.split_at(end);
    let list = place.rsplit_once('/')?.0;
    let fits = match list {
        "/content/facts" => {
            below.starts_with("/claims/")
                || below.starts_with("/verified_claims/claims/")
                || below == "/verified_claims/verification"
        }
        "/content/artefacts" => below == "/body",
        "/content/files" => below == "/sha256",
        "/content/decisions" => below == "/inputs",
        _ => false,
    };
    fits.then_some(place)
}

fn values(bundle: &Bundle, report: &mut Report) {
    let named = by_path(bundle, true);
    let shown = bundle.content.salted();
    for (path, salted) in &shown {
        match (named.get(path.as_str()), salted.hash(path)) {
            (_, None) => report.find(
                path,
                format!("its salt is not {SALT_BYTES} bytes in base64url"),
            ),
            (None, _) => report.find(path, "the manifest does not know it: it was added"),
            (Some(entry), Some(hash)) if entry.sha256 != hash => {
                report.find(path, "it is not the value that the manifest commits to");
            }
            _ => {}
        }
    }
    let rows = &bundle.content.audit.rows;
    let details = rows.iter().filter(|entry| entry.detail.is_some()).count();
    report.shown = shown.len() + details;
    report.withheld = named.len().saturating_sub(shown.len()) + (rows.len() - details);
}

fn journey(bundle: &Bundle, report: &mut Report) {
    let journey = &bundle.content.journey;
    if sha256_hex(journey.content.as_bytes()) != journey.version {
        report.find(
            "/content/journey/version",
            "it is not the SHA-256 of the journey's content",
        );
    }
    if serde_json::from_str::<Journey>(&journey.content).is_err() {
        report.find("/content/journey/content", "not a journey");
    }
}

fn artefacts(bundle: &Bundle, report: &mut Report) {
    for (at, artefact) in bundle.content.artefacts.iter().enumerate() {
        let Some(salted) = &artefact.body else {
            continue;
        };
        let path = format!("/content/artefacts/{at}/body");
        match Body::deserialize(&salted.value) {
            Err(_) => report.find(path, "not a body with its SHA-256"),
            Ok(body) => {
                if let Err(problem) = body.bytes() {
                    report.find(path, problem);
                }
            }
        }
    }
}

fn audit_chain(bundle: &Bundle, report: &mut Report) {
    let audit = &bundle.content.audit;
    let mut chain = Chain::new(&bundle.content.onboarding.id);
    if audit.rows.is_empty() {
        report.find("/content/audit/rows", "the chain is missing");
    }
    for (at, entry) in audit.rows.iter().enumerate() {
        let path = format!("/content/audit/rows/{at}");
        if chain.take(&entry.row).is_err() {
            report.find(
                path,
                "the row was changed, is another's, or does not follow the one before",
            );
            // Whatever comes after it does not follow either.
            return;
        }
        let Some(detail) = &entry.detail else {
            continue;
        };
        let salt = decoded(&detail.salt).filter(|salt| salt.len() == SALT_BYTES);
        let holds = salt
            .is_some_and(|salt| commitment(&salt, detail.text.as_bytes()) == entry.row.commitment);
        if !holds {
            report.find(
                format!("{path}/detail"),
                "it is not the detail that the row commits to",
            );
        }
    }
}

fn audit_proof(bundle: &Bundle, trusted: &[VerifierKey], report: &mut Report) {
    const PROOF: &str = "/content/audit/proof";
    let audit = &bundle.content.audit;
    let Some(proof) = &audit.proof else {
        report.find(PROOF, "no proof that the chain is in the audit log");
        return;
    };
    let leaf = &proof.leaf;
    let is_head = audit.rows.last().is_some_and(|entry| {
        (&entry.row.chain, entry.row.sequence, &entry.row.hash)
            == (&leaf.chain, leaf.sequence, &leaf.hash)
    });
    if !is_head {
        report.find(
            format!("{PROOF}/leaf"),
            "it is not the chain's last row: rows were cut off, or it is another's",
        );
    }
    if let Err(problem) = path_holds(proof) {
        report.find(PROOF, problem);
    }
    let checkpoint = format!("{PROOF}/checkpoint");
    if trusted.is_empty() {
        report.find(checkpoint, "not told which key to trust");
    } else if let Err(error) = Checkpoint::open(&proof.checkpoint, trusted) {
        report.find(checkpoint, error.to_string());
    }
}

/// Whether the leaf is in the checkpoint's tree, whoever signed that.
fn path_holds(proof: &InclusionProof) -> Result<(), &'static str> {
    let note = Note::parse(&proof.checkpoint).map_err(|_| "its checkpoint is not a signed note")?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(|_| "its checkpoint is none")?;
    if checkpoint.size != proof.size {
        return Err("it is for another size than its checkpoint's");
    }
    let hashes: Option<Vec<Hash>> = proof
        .hashes
        .iter()
        .map(|text| Hash::try_from(BASE64_STANDARD.decode(text).ok()?).ok())
        .collect();
    let hashes = hashes.ok_or("one of its hashes is none")?;
    if !proof.leaf.is_well_formed() {
        return Err("its leaf is none");
    }
    check_inclusion(
        (proof.index, &proof.leaf.tree_hash()),
        (checkpoint.size, &checkpoint.root),
        &hashes,
    )
    .map_err(|_| "it does not lead from the leaf to the checkpoint's root")
}

fn signed_artefacts(bundle: &Bundle, report: &mut Report) {
    for (at, artefact) in bundle.content.artefacts.iter().enumerate() {
        if artefact.content_type != SIGNED {
            continue;
        }
        let path = format!("/content/artefacts/{at}/body");
        let Some(salted) = &artefact.body else {
            report.is_unchecked(&path);
            continue;
        };
        let signed = Body::deserialize(&salted.value)
            .ok()
            .and_then(|body| body.bytes().ok())
            .and_then(|bytes| serde_json::from_slice::<SignedArtefacts>(&bytes).ok());
        let Some(signed) = signed else {
            report.find(path, "not signed tokens with their key sets");
            continue;
        };
        if signed.tokens.is_empty() {
            report.find(path.as_str(), "no signed token in it");
        }
        for (name, token) in &signed.tokens {
            if let Err(problem) = jws::check(token) {
                report.find(path.as_str(), format!("{name}: {problem}"));
            }
        }
    }
}

fn decisions(bundle: &Bundle, report: &mut Report) {
    let content = &bundle.content;
    // Said before, if it is none.
    let Ok(journey) = serde_json::from_str::<Journey>(&content.journey.content) else {
        return;
    };
    let ground = decision::Ground::of(bundle);
    for (at, decision) in content.decisions.iter().enumerate() {
        let path = format!("/content/decisions/{at}");
        match decision::check(&ground, &journey, decision) {
            Ok(true) => {}
            Ok(false) => report.is_unchecked(&format!("{path}/inputs")),
            Err(problem) => report.find(path, problem),
        }
    }
    let last = content
        .decisions
        .last()
        .map(|last| last.conclusion.as_str());
    let status = content.onboarding.status.as_str();
    let fits = match status {
        "completed" => last == Some("approve"),
        "rejected" => last == Some("reject"),
        _ => true,
    };
    if !fits {
        report.find(
            "/content/onboarding/status",
            "the last decision says something else",
        );
    }
}
