//! What overrides what.

use super::*;

#[test]
fn the_defaults_alone_are_development() {
    let config = Config::load(&Sources::default()).unwrap();
    config.validate(&registry()).unwrap();
    assert!(config.development());
    assert_eq!(config.origins(), ["http://localhost:3000"]);
    assert_eq!(config.logging.format, LogFormat::Json);
}

#[test]
fn the_file_overrides_the_defaults_and_the_environment_both() {
    let file = "[logging]\nformat = \"text\"\nfilter = \"warn\"\n";
    let config = load(file, &[]).unwrap();
    assert_eq!(config.logging.format, LogFormat::Text);
    assert_eq!(config.sessions.idle_minutes, 120, "left out: the default");

    let config = load(file, &[("VESTIBULE_LOGGING__FILTER", "debug")]).unwrap();
    assert_eq!(config.logging.format, LogFormat::Text);
    assert_eq!(config.logging.filter, "debug");
}

#[test]
fn lists_and_tables_can_be_given_by_the_environment() {
    let config = load(
        BASE,
        &[
            (
                "VESTIBULE_PUBLIC_ORIGINS",
                r#"["http://localhost:3100", "http://127.0.0.1:3100"]"#,
            ),
            ("VESTIBULE_SERVER__LISTEN", r#"["127.0.0.1:3100"]"#),
            ("VESTIBULE_LIMITS__START", "{ per_minute = 7, burst = 8 }"),
            ("VESTIBULE_SESSIONS__IDLE_MINUTES", "9"),
            (
                "VESTIBULE_CONNECTIONS__PHONE__SETTINGS__CLIENT_ID",
                "another",
            ),
            ("HOME", "/root"),
        ],
    )
    .unwrap();
    assert_eq!(
        config.origins(),
        ["http://localhost:3100", "http://127.0.0.1:3100"]
    );
    assert_eq!(config.server.listen.len(), 1);
    assert_eq!(config.limits.start.burst, 8);
    assert_eq!(config.sessions.idle_ms(), 540_000);
    let connection = config.connections.values().next().unwrap();
    assert_eq!(connection.settings["client_id"], "another");
    assert_eq!(
        connection.settings["api"], "http://127.0.0.1:4101",
        "the rest of the table stays"
    );
}

#[test]
fn a_secret_that_looks_like_a_number_stays_a_text() {
    for secret in ["0123456789", "true", "[1]", "1e5"] {
        let name = "VESTIBULE_CONNECTIONS__PHONE__SECRETS__CLIENT_SECRET";
        let config = load(BASE, &[(name, secret)]).unwrap();
        let connection = config.connections.values().next().unwrap();
        let read = connection.secret("client_secret").unwrap();
        assert_eq!(secrecy::ExposeSecret::expose_secret(read), secret);
    }
}

#[test]
fn a_secret_can_stand_in_a_file() {
    let folder = Folder::new();
    let path = folder.write("secret", "  from-a-file\n");
    let text = base_with(
        "\"sim-signicat-secret\"",
        &format!("{{ file = \"{}\" }}", path.display()),
    );
    let config = load(&text, &[]).unwrap();
    let connection = config.connections.values().next().unwrap();
    let read = connection.secret("client_secret").unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(read), "from-a-file");
}

/// The process's environment can only be changed for another process.
#[test]
fn the_program_finds_its_file_by_flag_by_variable_and_by_place() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("config")).unwrap();
    let by_place = folder.write("config/vestibule.toml", "[sessions]\nidle_minutes = 1\n");
    let by_variable = folder.write("variable.toml", "[sessions]\nidle_minutes = 2\n");
    let by_flag = folder.write("flag.toml", "[sessions]\nidle_minutes = 3\n");
    let minutes = |flag: bool, variable: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command
            .current_dir(folder.0.path())
            .args(["config", "show"]);
        if flag {
            command.arg("--config").arg(&by_flag);
        }
        if variable {
            command.env("VESTIBULE_CONFIG", &by_variable);
        } else {
            command.env_remove("VESTIBULE_CONFIG");
        }
        let output = command.output().unwrap();
        assert!(output.status.success());
        let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        shown["sessions"]["idle_minutes"].as_u64().unwrap()
    };
    assert_eq!(minutes(true, true), 3);
    assert_eq!(minutes(false, true), 2);
    assert_eq!(minutes(false, false), 1);
    std::fs::remove_file(by_place).unwrap();
    assert_eq!(minutes(false, false), 120, "no file at all");
}
