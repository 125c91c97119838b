//! Exports stand alone, and what was done to one is found.

use std::io::Cursor;

use serde_json::Value;
use vestibule_server::{
    audit_log::{
        chain::Row,
        check::Verified,
        export::{self, ExportedRow, Line},
        leaf::Leaf,
        note::VerifierKey,
    },
    crypto::sha256_hex,
    db::audit_tree::CheckpointRow,
    services::{audit::Actor, erasure},
};

use super::{exported, holds, keys, published, signs, something_happens, verified};
use crate::{app::TestApp, applicant::Applicant, audit_log::an_eventful_story};

fn verifies(export: &[u8], keys: &[VerifierKey], published: &[&str]) -> Result<Verified, String> {
    export::verify(Cursor::new(export), keys.to_vec(), published).map_err(|error| error.to_string())
}

async fn a_long_story(app: &TestApp) -> (Applicant, Vec<CheckpointRow>) {
    let applicant = an_eventful_story(app).await;
    let first = signs(app).await;
    for _ in 0..3 {
        something_happens(&app.core).await;
    }
    let second = signs(app).await;
    something_happens(&app.core).await;
    (applicant, vec![first, second])
}

#[tokio::test]
async fn an_export_stands_alone() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    let export = exported(&app).await;
    let notes: Vec<&str> = made.iter().map(|row| row.note.as_str()).collect();
    let read = verifies(&export, &keys(&app).await, &notes).unwrap();
    assert_eq!(read, holds(&app).await);
    assert_eq!(read.ahead, 1);
    assert_eq!(verifies(&export, &[], &[]).unwrap(), read);

    // What the applicant did is in it, what they said is not; nor is what it could be guessed with.
    let text = String::from_utf8(export).unwrap();
    assert!(text.contains(applicant.onboarding()) && text.contains("form.answered"));
    let rows = text.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.get("row").cloned()
    });
    for row in rows {
        let system = row["chain"] == "system";
        assert_eq!(row.get("opened").is_some(), system, "{row}");
        assert_eq!(row.to_string().contains("salt"), system, "{row}");
    }
}

/// SEC-185: erasure leaves a log that verifies, in the database and in an export.
#[tokio::test]
async fn sec_185_an_erased_onboarding_still_verifies() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    erasure::erase(&app.core, &applicant.id(), Actor::CommandLine)
        .await
        .unwrap();
    signs(&app).await;
    let kept = published(&made.iter().collect::<Vec<_>>());
    let read = verified(&app, &kept).await.unwrap();
    let notes: Vec<&str> = made.iter().map(|row| row.note.as_str()).collect();
    assert_eq!(verifies(&exported(&app).await, &[], &notes).unwrap(), read);
}

/// Each line of an export counts: changed, left out, twice, or in another place, and the end.
#[tokio::test]
async fn a_line_of_an_export_that_was_touched_is_named() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    let export = String::from_utf8(exported(&app).await).unwrap();
    let (known, kept) = (keys(&app).await, made[1].note.as_str());
    let lines: Vec<&str> = export.lines().collect();
    let joined = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert_eq!(joined(&lines), export);
    for at in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        let mut swapped = lines.clone();
        swapped.swap(at, (at + 1) % lines.len());
        for (how, wrong) in [("left out", fewer), ("twice", twice), ("swapped", swapped)] {
            let said = verifies(joined(&wrong).as_bytes(), &known, &[kept]);
            assert!(said.is_err(), "line {at} {how}: {}", lines[at]);
        }
        let cut = &export[..export.len() - lines[lines.len() - 1 - at].len() - 1];
        assert!(verifies(cut.as_bytes(), &known, &[kept]).is_err());
    }
    // An export of a cut chain, made to fit: the log remembers.
    let chain = applicant.onboarding();
    let row = |sequence: i64| {
        lines
            .iter()
            .position(|line| {
                line.contains(&format!(
                    "\"chain\":\"{chain}\",\"sequence\":{sequence},\"at\""
                ))
            })
            .unwrap()
    };
    let mut cut = lines.clone();
    let last: Value = serde_json::from_str(lines[row(9)]).unwrap();
    let head = format!(
        "{{\"head\":{{\"chain\":\"{chain}\",\"sequence\":9,\"hash\":{}}}}}",
        last["row"]["hash"]
    );
    cut.remove(row(10));
    cut[row(10)] = &head;
    let said = verifies(joined(&cut).as_bytes(), &known, &[]).unwrap_err();
    assert!(
        said.ends_with(&format!(
            "chain {chain}, sequence 10 is missing or was changed since it was logged"
        )),
        "{said}"
    );
}

/// The lines with an end that counts and hashes them, as whoever changed them would write it.
fn ended_again(lines: &[String]) -> Vec<u8> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let count = |kind: &str| {
        let begin = format!("{{\"{kind}\":");
        lines.iter().filter(|line| line.starts_with(&begin)).count()
    };
    let end = serde_json::json!({ "end": {
        "chains": count("head"), "rows": count("row"), "leaves": count("leaf"), "checkpoints": count("checkpoint"),
        "sha256": sha256_hex(text.as_bytes()),
    } });
    format!("{text}{end}\n").into_bytes()
}

/// SEC-184: the hash in the last line keeps nobody from writing another; what was signed does.
#[tokio::test]
async fn sec_184_an_export_that_was_made_to_fit_is_found() {
    let app = TestApp::start().await;
    let (applicant, _) = a_long_story(&app).await;
    let export = String::from_utf8(exported(&app).await).unwrap();
    let known = keys(&app).await;
    let mut lines: Vec<String> = export.lines().map(str::to_owned).collect();
    lines.pop();
    verifies(&ended_again(&lines), &known, &[]).unwrap();

    // The detail of the system's third row is kept back.
    let mut silent = lines.clone();
    let third = silent
        .iter_mut()
        .find(|line| line.contains("\"chain\":\"system\",\"sequence\":3,\"at\""))
        .unwrap();
    let mut row: Value = serde_json::from_str(third).unwrap();
    row["row"]
        .as_object_mut()
        .unwrap()
        .remove("opened")
        .unwrap();
    *third = row.to_string();
    let said = verifies(&ended_again(&silent), &known, &[]).unwrap_err();
    assert_eq!(
        said,
        "chain system, sequence 3: the detail or its salt was changed"
    );

    // A second chain of the onboarding, in which somebody else did it; no leaf is about that one.
    let mut row = Row {
        id: "0193558f-0000-7000-8000-000000000001".to_owned(),
        chain: applicant.onboarding().to_owned(),
        sequence: 1,
        at: 1,
        kind: "onboarding.begun".to_owned(),
        actor: "operator:somebody".to_owned(),
        commitment: sha256_hex(b""),
        previous_hash: String::new(),
        hash: String::new(),
    };
    row.hash = row.computed_hash();
    let head = Leaf {
        chain: row.chain.clone(),
        sequence: 1,
        hash: row.hash.clone(),
    };
    let row = ExportedRow::new(row, None, None);
    let mut twice = lines.clone();
    for line in [Line::Row(Box::new(row)), Line::Head(head)] {
        twice.push(serde_json::to_string(&line).unwrap());
    }
    let said = verifies(&ended_again(&twice), &known, &[]).unwrap_err();
    assert_eq!(
        said,
        format!(
            "line {}: its chain does not follow the one before",
            twice.len()
        )
    );
}

/// SEC-184: one byte changed in an export is found; each of those that are tried.
#[tokio::test]
async fn sec_184_one_byte_changed_in_an_export_is_found() {
    let app = TestApp::start().await;
    let (_applicant, _) = a_long_story(&app).await;
    let export = exported(&app).await;
    let known = keys(&app).await;
    let mut tried = 0;
    // Prime to the length of a line: other columns every time.
    for at in (0..export.len()).step_by(29) {
        let mut changed = export.clone();
        changed[at] ^= 1;
        let said = verifies(&changed, &known, &[]);
        let around =
            String::from_utf8_lossy(&export[at.saturating_sub(40)..(at + 40).min(export.len())]);
        assert!(said.is_err(), "byte {at}: {around}");
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
}

/// The program verifies an export without configuration and database.
#[tokio::test]
async fn the_program_verifies_an_export_anywhere() {
    let app = TestApp::start().await;
    let (_applicant, made) = a_long_story(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let export = file("export.jsonl", &exported(&app).await);
    let notes: String = made.iter().map(|row| row.note.as_str()).collect();
    let notes = file("checkpoints.txt", notes.as_bytes());
    let key = keys(&app).await[0].to_string();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .current_dir(folder.path())
            .env_clear()
            .args(["audit", "verify"])
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, out, err) = run(&[&export, "--key", &key, "--checkpoint", &notes]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.starts_with("the audit log is as it was written: "),
        "{out}"
    );
    assert!(
        !out.contains("--key") && !out.contains("--checkpoint"),
        "{out}"
    );
    // What was not compared is said.
    let (code, out, _) = run(&[&export]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("--key") && out.contains("--checkpoint"),
        "{out}"
    );
    let longer = made[1].note.replace("/audit\n3\n", "/audit\n4\n");
    assert_ne!(longer, made[1].note);
    let longer = file("longer.txt", longer.as_bytes());
    let (code, out, err) = run(&[&export, "--checkpoint", &longer]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.starts_with("the published checkpoint of size 4: the signature of "),
        "{err}"
    );
    let (code, _, err) = run(&[&export, "--key", "not-a-key"]);
    assert_eq!(code, Some(2), "{err}");
    let (code, _, err) = run(&[&notes]);
    assert_eq!(code, Some(1));
    assert_eq!(err, "line 1: it is no line of an export\n");
}
