//! The program itself: `vestibule config ..` and `vestibule migrate`.

use super::*;

fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .current_dir(folder.0.path())
        .env_remove("VESTIBULE_CONFIG")
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_development_configuration_is_good() {
    let folder = Folder::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../config/vestibule.toml");
    let (code, out, err) = run(&folder, &["config", "check", "--config", file]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (said, from) = out.split_once("; from ").unwrap();
    assert_snapshot!(said, @"the configuration is good (Development: http on this machine, no live connection); 6 connections, 4 journeys");
    assert_eq!(from.trim_end(), file);
}

/// Whoever looks at another folder's configuration, or at none, is told.
#[test]
fn a_check_without_a_file_says_that_there_is_none() {
    let folder = Folder::new();
    let (code, out, _) = run(&folder, &["config", "check"]);
    assert_eq!(code, Some(0));
    assert!(
        out.ends_with("no file, because there is no config/vestibule.toml here\n"),
        "{out}"
    );
}

#[test]
fn a_check_lists_everything_that_is_wrong_and_fails() {
    let folder = Folder::new();
    folder.write(
        "a.toml",
        "public_origins = []\n[sessions]\nidle_minutes = 0",
    );
    let (code, out, err) = run(&folder, &["config", "check", "--config", "a.toml"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_snapshot!(err, @r#"
    a.toml:1: public_origins: is empty; name at least one origin
    a.toml:3: sessions.idle_minutes: must be 1 to 1440
    default: keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
    "#);
}

/// SEC-187
#[test]
fn sec_187_show_never_prints_a_secret() {
    let folder = Folder::new();
    folder.write(
        "a.toml",
        &format!(
            "{}\n[database]\nurl = \"postgres://app:canary-db@db.example/v\"\n\
             [connections.phone.egress]\nproxy = \"http://user:canary-proxy@proxy.example:3128\"\n\
             [dashboard.single_sign_on]\nissuer = \"https://login.example\"\nclient_id = \"one\"\n\
             client_secret = \"canary-single\"\ndisplay_name = \"Login\"\n",
            LIVE.replace("0f2c5e9b8a", "canary-secret")
        ),
    );
    let (code, out, err) = run(&folder, &["config", "show", "--config", "a.toml"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        !out.contains("canary") && !out.contains("AQIDBAUG"),
        "{out}"
    );
    assert!(
        out.contains("(set, not shown)") && out.contains("app:***@db.example"),
        "{out}"
    );
}

#[test]
fn migrate_makes_the_database_and_can_be_repeated() {
    let folder = Folder::new();
    for _ in 0..2 {
        let (code, out, err) = run(&folder, &["migrate"]);
        assert_eq!(code, Some(0), "{err}{out}");
        assert!(out.ends_with("the database is up to date\n"), "{out}");
    }
    assert!(folder.path("data/vestibule.db").is_file());
}

/// A section that is new is shown, too.
#[test]
fn every_section_is_shown() {
    let folder = Folder::new();
    let (code, out, err) = run(&folder, &["config", "show"]);
    assert_eq!(code, Some(0), "{err}");
    let shown: serde_json::Value = serde_json::from_str(&out).unwrap();
    let (_, defaults, _) = run(&folder, &["config", "defaults"]);
    let sections = defaults
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        .map(|name| name.split('.').next().unwrap());
    let mut count = 0;
    for section in sections {
        assert!(shown.get(section).is_some(), "{section}");
        count += 1;
    }
    assert!(count > 10, "{defaults}");
}

/// What a shell completes are the commands that there are.
#[test]
fn completions_name_every_command() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, out, err) = run(&folder, &["completions", shell]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{shell}");
        for command in [
            "serve", "doctor", "provider", "client", "operator", "recall", "backup", "restore",
        ] {
            assert!(out.contains(command), "{shell}: {command}");
        }
    }
    let (code, _, _) = run(&folder, &["completions", "cmd"]);
    assert_eq!(code, Some(2));
}

/// A sheet may be asked for before the server could start.
#[test]
fn the_sheet_of_a_live_connection_has_its_addresses_and_nothing_secret() {
    let folder = Folder::new();
    folder.write(
        "a.toml",
        &format!(
            "{}\n[connections.phone.egress]\nproxy = \"http://user:canary-proxy@proxy.example:3128\"\n\
             source_addresses = [\"203.0.113.7/32\"]\n\
             [provider_callbacks.sources]\nphone = [\"198.51.100.0/24\"]\n",
            LIVE.replace("0f2c5e9b8a", "canary-secret")
        ),
    );
    let (code, out, err) = run(
        &folder,
        &["provider", "sheet", "phone", "--config", "a.toml"],
    );
    assert_eq!((code, err.as_str()), (Some(0), ""));
    for line in [
        "  id.example.com\n",
        "  https://id.example.com/return/phone/{one-time handle}\n",
        "  203.0.113.7/32\n",
        "  198.51.100.0/24\n",
        "  prod-client\n",
        "  (our calls come through http://user:***@proxy.example:3128/)\n",
    ] {
        assert!(out.contains(line), "{line}{out}");
    }
    assert!(!out.contains("canary"), "{out}");
    let (code, _, err) = run(
        &folder,
        &["provider", "sheet", "other", "--config", "a.toml"],
    );
    assert_eq!(code, Some(1));
    assert_snapshot!(err, @"connections.other is not configured; there are phone");
}
