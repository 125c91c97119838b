//! Webhooks that somebody saved, verified by the program.

use vestibule::time::Timestamp;
use vestibule_server::{
    clock::{Clock, SystemClock},
    delivery::signing::{Scheme, Secret, header},
};

const BODY: &[u8] = br#"{"type":"onboarding.completed","data":{}}"#;
const ID: &str = "01990000-0000-7000-8000-000000000001";

/// A folder with a delivery that was signed with these, and the program in it.
struct Saved {
    folder: tempfile::TempDir,
    headers: String,
}

impl Saved {
    fn signed_by(secrets: &[Secret], at: Timestamp) -> Self {
        let signature = header(secrets, ID, at, BODY);
        let seconds = at.0 / 1000;
        let saved = Self {
            folder: tempfile::tempdir().unwrap(),
            headers: format!(
                "Content-Type: application/json\r\nWebhook-Id: {ID}\r\nwebhook-timestamp: {seconds}\r\nWEBHOOK-SIGNATURE: {signature}\r\n"
            ),
        };
        saved.writes("body", BODY);
        saved.writes("headers", saved.headers.as_bytes());
        saved
    }

    fn writes(&self, name: &str, content: &[u8]) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    fn verified(&self, arguments: &[&str]) -> Result<String, String> {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(["verify", "--webhook", "body", "--headers", "headers"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        match run.status.code() {
            Some(0) => Ok(text(run.stdout)),
            Some(1) => Err(text(run.stderr)),
            other => panic!("{other:?}: {}", text(run.stderr)),
        }
    }
}

/// SEC-166: rotation with two signatures; another key, body, id or time is refused, and so is what is too old.
#[test]
fn sec_166_a_saved_webhook_is_verified_by_secret_or_public_key() {
    let old = Secret::new(Scheme::V1, &[1; 32]);
    let new = Secret::new(Scheme::V1, &[2; 32]);
    let public = Secret::new(Scheme::V1a, &[3; 32]);
    let (old_text, new_text) = (old.receivers(), new.receivers());
    let key = public.receivers();
    let saved = Saved::signed_by(&[old, new, public], SystemClock.now());
    saved.writes("old", format!("# ours\n{}\n", *old_text).as_bytes());
    saved.writes("new", new_text.as_bytes());
    let stranger = Secret::new(Scheme::V1, &[4; 32]).receivers();
    saved.writes("stranger", stranger.as_bytes());
    let of_stranger = Secret::new(Scheme::V1a, &[4; 32]).receivers();
    for good in [
        ["--secret-file", "old"],
        ["--secret-file", "new"],
        ["--public-key", &key],
    ] {
        let said = saved.verified(&good).unwrap();
        assert!(
            said.starts_with(&format!("{ID}: genuine, signed at 20")),
            "{said}"
        );
        saved
            .verified(&[good[0], good[1], "--max-age", "300"])
            .unwrap();
    }
    for wrong in [
        ["--secret-file", "stranger"],
        ["--public-key", &of_stranger],
    ] {
        let said = saved.verified(&wrong).unwrap_err();
        assert!(said.starts_with("body: no signature fits"), "{said}");
    }
    let refused = || saved.verified(&["--secret-file", "new"]).unwrap_err();
    saved.writes("body", b"{}");
    assert!(refused().contains("no signature fits"));
    saved.writes("body", BODY);
    for (from, to) in [
        (ID, "01990000-0000-7000-8000-000000000002"),
        ("webhook-timestamp: 1", "webhook-timestamp: 2"),
    ] {
        saved.writes("headers", saved.headers.replace(from, to).as_bytes());
        assert!(refused().contains("no signature fits"), "{to}");
    }
    let twice = format!("{0}{0}", saved.headers);
    saved.writes("headers", twice.as_bytes());
    assert!(refused().contains("twice"));
    saved.writes("headers", b"");
    assert!(refused().contains("have no webhook-id"));
}

/// SEC-166: what was saved long ago is verified all the same, unless somebody asks how old it is.
#[test]
fn sec_166_an_old_webhook_is_refused_where_its_age_matters() {
    let secret = Secret::new(Scheme::V1, &[1; 32]);
    let text = secret.receivers();
    let saved = Saved::signed_by(&[secret], Timestamp(1_700_000_000_000));
    saved.writes("secret", text.as_bytes());
    assert!(saved.verified(&["--secret-file", "secret"]).is_ok());
    let said = saved
        .verified(&["--secret-file", "secret", "--max-age", "300"])
        .unwrap_err();
    assert!(said.contains("too old"), "{said}");
}
