//! Published notes, and notes that another implementation reads (`signed_note`, a port of Go's
//! `golang.org/x/mod/sumdb/note`).

use std::str::FromStr;

use ed25519_dalek::SigningKey;
use signed_note::{Note as TheirNote, StandardVerifier, VerifierList};

use super::super::{
    checkpoint::Checkpoint,
    leaf::Leaf,
    note::{MAX_BYTES, Note, NoteError, VerifierKey, in_file, sign},
    proof::{InclusionProof, ProofError},
    tree::{Edge, Plan},
};

const ORIGIN: &str = "vestibule.example/audit";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn verifier(seed: u8) -> VerifierKey {
    VerifierKey::new(ORIGIN, key(seed).verifying_key().as_bytes()).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 20_852_163,
        root: [7; 32],
    }
}

/// golang.org/x/mod/sumdb/note, note_test.go and example_test.go.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const BY_PETER: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const BY_ENOCH: &str = "\u{2014} EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

#[test]
fn the_published_note_is_believed_by_either_signature() {
    let (peter, enoch) = (
        VerifierKey::from_str(PETER).unwrap(),
        VerifierKey::from_str(ENOCH).unwrap(),
    );
    assert_eq!(
        (peter.to_string(), peter.name(), peter.id()),
        (PETER.to_owned(), "PeterNeumann", "c74f20a3".to_owned())
    );
    let note = Note::parse(&format!("{TEXT}\n{BY_PETER}{BY_ENOCH}")).unwrap();
    assert_eq!(note.text(), TEXT);
    for (known, by) in [
        (vec![peter.clone()], &peter),
        (vec![enoch.clone()], &enoch),
        (vec![enoch.clone(), peter.clone()], &peter),
    ] {
        assert_eq!(note.verify(&known), Ok(by));
    }
    assert_eq!(
        note.verify(&[]),
        Err(NoteError::UnknownKeys(
            "PeterNeumann+c74f20a3, EnochRoot+af0cfe78".to_owned()
        ))
    );
}

/// "If a signature from a known key fails to verify, clients SHOULD reject the whole note."
#[test]
fn one_wrong_signature_of_a_known_key_spoils_the_note() {
    let known = [
        VerifierKey::from_str(PETER).unwrap(),
        VerifierKey::from_str(ENOCH).unwrap(),
    ];
    let wrong = BY_ENOCH.replace("ZmZa0", "ZmZa1").replace("eBzm", "eBzn");
    let note = Note::parse(&format!("{TEXT}\n{BY_PETER}{wrong}")).unwrap();
    assert_eq!(
        note.verify(&known),
        Err(NoteError::WrongSignature("EnochRoot".to_owned()))
    );
    assert_eq!(note.verify(&known[..1]), Ok(&known[0]));
}

#[test]
fn what_is_no_note_is_refused() {
    let enough = BY_PETER.repeat(101);
    let long = "a".repeat(MAX_BYTES);
    for wrong in [
        String::new(),
        TEXT.to_owned(),
        format!("{TEXT}{BY_PETER}"),
        format!("{TEXT}\n{}", BY_PETER.trim_end()),
        format!("{TEXT}\n{BY_PETER}and more\n"),
        format!("{TEXT}\n{BY_PETER}\n"),
        format!("{TEXT}\n{}", BY_PETER.replace('\u{2014}', "-")),
        format!("{TEXT}\n\u{2014} Peter Neumann x08go/ZJkuBS\n"),
        format!("{TEXT}\n\u{2014} Peter x08g\n"),
        format!("{TEXT}\n\u{2014} Peter not base64\n"),
        format!("\u{1}{TEXT}\n{BY_PETER}"),
        format!("{TEXT}\r\n{BY_PETER}"),
        format!("{TEXT}\n{enough}"),
        format!("{long}\n\n{BY_PETER}"),
    ] {
        let shown: String = wrong.chars().take(200).collect();
        assert_eq!(Note::parse(&wrong), Err(NoteError::Malformed), "{shown}");
    }
    let most = BY_PETER.repeat(100);
    assert!(Note::parse(&format!("{TEXT}\n{most}")).is_ok());
}

#[test]
fn what_is_no_key_is_refused() {
    for wrong in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
    ] {
        assert_eq!(
            VerifierKey::from_str(wrong),
            Err(NoteError::MalformedKey),
            "{wrong}"
        );
    }
}

#[test]
fn what_we_sign_others_believe() {
    let signed = checkpoint().sign(&key(1)).unwrap();
    let theirs = TheirNote::from_bytes(signed.as_bytes()).unwrap();
    let known = StandardVerifier::new(&verifier(1).to_string()).unwrap();
    let known = VerifierList::new(vec![Box::new(known)]);
    let (believed, unknown) = theirs.verify(&known).unwrap();
    assert_eq!((believed.len(), unknown.len()), (1, 0));
    let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
    assert_eq!(
        (read.origin(), read.size(), read.hash().0, read.extension()),
        (ORIGIN, 20_852_163, [7; 32], "")
    );
}

#[test]
fn a_text_that_nobody_could_read_back_is_not_signed() {
    for text in ["", "no newline", "bell\u{7}\n"] {
        assert_eq!(
            sign(text, ORIGIN, &key(1)),
            Err(NoteError::Malformed),
            "{text:?}"
        );
    }
    for name in ["", "a name", "a+b", "a\nb"] {
        assert_eq!(
            sign("text\n", name, &key(1)),
            Err(NoteError::MalformedKey),
            "{name:?}"
        );
    }
}

/// The example of c2sp.org/tlog-checkpoint.
#[test]
fn the_published_checkpoint_is_read() {
    let note = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
                \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    let note = Note::parse(note).unwrap();
    let read = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(read.origin, "example.com/behind-the-sofa");
    assert_eq!(read.size, 20_852_163);
    assert_eq!(read.text(), note.text());
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for wrong in [
        String::new(),
        format!("log\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("log\n01\n{root}\n"),
        format!("log\n+1\n{root}\n"),
        format!("log\n-1\n{root}\n"),
        format!("log\n1\n{root}\n\n"),
        format!("log\n1\n{root}\n\nmore\n"),
        "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2\n".to_owned(),
        "log\n1\n".to_owned(),
        format!("log\n18446744073709551616\n{root}\n"),
    ] {
        assert_eq!(
            Checkpoint::parse(&wrong),
            Err(NoteError::Malformed),
            "{wrong:?}"
        );
    }
    let extended = format!("log\n0\n{root}\nan extension\n");
    assert_eq!(Checkpoint::parse(&extended).unwrap().size, 0);
}

#[test]
fn a_checkpoint_of_another_key_or_log_is_not_believed() {
    let signed = checkpoint().sign(&key(1)).unwrap();
    let known = [verifier(2), verifier(1)];
    assert_eq!(
        Checkpoint::open(&signed, &known).unwrap(),
        (checkpoint(), &known[1])
    );
    assert!(matches!(
        Checkpoint::open(&signed, &[verifier(2)]),
        Err(NoteError::UnknownKeys(_))
    ));
    // Signed by a known key of another name.
    let other = VerifierKey::new("other", key(1).verifying_key().as_bytes()).unwrap();
    let signed = sign(&checkpoint().text(), "other", &key(1)).unwrap();
    assert!(matches!(
        Checkpoint::open(&signed, &[other]),
        Err(NoteError::UnknownKeys(_))
    ));
}

/// Every byte of a signed checkpoint counts.
#[test]
fn one_byte_changed_anywhere_in_a_checkpoint_is_found() {
    let signed = checkpoint().sign(&key(1)).unwrap();
    let known = [verifier(1)];
    for at in 0..signed.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut bytes = signed.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            assert!(
                Checkpoint::open(&changed, &known).is_err(),
                "byte {at} of {signed}"
            );
        }
    }
}

#[test]
fn notes_in_a_file_are_told_apart() {
    let one = checkpoint().sign(&key(1)).unwrap();
    let two = format!("{}{}", checkpoint().sign(&key(2)).unwrap(), BY_ENOCH);
    assert_eq!(in_file(&one), [&one]);
    let file = format!("{one}{two}{one}");
    assert_eq!(in_file(&file), [&one, &two, &one]);
    assert!(in_file("").is_empty());
    // As an editor or `jq -r` leaves them.
    let spaced = format!("\n{one}\n\n{two}\n");
    assert_eq!(in_file(&spaced), [&one, &two]);
    // The rest of one that was not written to its end is no note.
    let cut = format!("{one}{}", &two[..20]);
    assert_eq!(in_file(&cut).len(), 2);
    assert!(Note::parse(in_file(&cut)[1]).is_err());
}

fn leaf(sequence: i64) -> Leaf {
    Leaf {
        chain: "01a1ee56-5e00-7fe3-9e5b-000000000000".to_owned(),
        sequence,
        hash: "0".repeat(64),
    }
}

fn proof() -> InclusionProof {
    let mut edge = Edge::default();
    let mut stored = std::collections::BTreeMap::new();
    for sequence in 1..=11 {
        stored.extend(edge.append(leaf(sequence).tree_hash()));
    }
    let signed = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 11,
        root: edge.root(),
    }
    .sign(&key(1))
    .unwrap();
    let plan = Plan::inclusion(4, 11).unwrap();
    let hashes = plan.hashes(|node| stored.get(&node).copied()).unwrap();
    InclusionProof::new((4, leaf(5)), 11, &hashes, signed)
}

#[test]
fn a_proof_stands_alone() {
    let text = serde_json::to_string(&proof()).unwrap();
    let read: InclusionProof = serde_json::from_str(&text).unwrap();
    let known = [verifier(1)];
    assert_eq!(read.verify(&known).unwrap().0.size, 11);
}

#[test]
fn a_proof_of_anything_else_is_refused() {
    let known = [verifier(1)];
    let wrong = |change: &dyn Fn(&mut InclusionProof)| {
        let mut changed = proof();
        change(&mut changed);
        assert_ne!(changed, proof());
        changed.verify(&known).unwrap_err()
    };
    let path = [
        wrong(&|proof| proof.index = 5),
        wrong(&|proof| proof.index = 11),
        wrong(&|proof| proof.leaf = leaf(6)),
        wrong(&|proof| proof.leaf.chain = "system".to_owned()),
        wrong(&|proof| proof.leaf.hash = "1".repeat(64)),
        wrong(&|proof| proof.hashes.truncate(2)),
        wrong(&|proof| proof.hashes.swap(0, 1)),
    ];
    assert!(
        path.iter()
            .all(|error| matches!(error, ProofError::Path(_))),
        "{path:?}"
    );
    assert_eq!(wrong(&|proof| proof.size = 12), ProofError::Size);
    assert_eq!(
        wrong(&|proof| proof.hashes[0] = "AAAA".to_owned()),
        ProofError::Hash
    );
    assert_eq!(
        wrong(&|proof| proof.leaf.chain.push('\n')),
        ProofError::Hash
    );
    assert!(matches!(
        wrong(&|proof| proof.checkpoint = proof.checkpoint.replace("11", "10")),
        ProofError::Checkpoint(_)
    ));
}
