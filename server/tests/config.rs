//! Configuration: what overrides what, and what keeps the server from starting. One snapshot per rule.

use std::{path::PathBuf, process::Command};

use insta::assert_snapshot;
use vestibule_server::{
    config::{Config, ConfigError, LogFormat, Sources, journey_version},
    providers::{Registry, RegistryBuilder, builtin},
    random::ChaChaRandomness,
};

/// A journey and a connection in the simulator's environment, as small as they can be.
const BASE: &str = r#"
[connections.phone]
provider = "signicat"
environment = "simulator"
display_name = "Signicat"
settings = { api = "http://127.0.0.1:4101", client_id = "sim-signicat" }
secrets = { client_secret = "sim-signicat-secret" }

[journeys.phone]
company = "Example Bank"
minutes = 2
contact = "help@bank.example"
needs = ["contact_control"]
title = { en = "Title", id = "Judul" }
stored = { en = "Stored", id = "Disimpan" }
steps = [
    { name = "confirm", title = { en = "Confirm", id = "Konfirmasi" }, kind = { provider = { connection = "phone" } } },
]
"#;

/// The same connection, live and right.
const LIVE: &str = r#"
public_origins = ["https://id.example.com"]

[keys]
ring = [{ id = "one", secret = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=" }]

[connections.phone]
provider = "signicat"
environment = "live"
display_name = "Signicat"
settings = { api = "https://api.signicat.com", client_id = "prod-client" }
secrets = { client_secret = "0f2c5e9b8a" }
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn pairs(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = Folder::new();
    let path = folder.write("vestibule.toml", text);
    Config::load(&Sources {
        file: Some(path.clone()),
        environment: pairs(environment),
    })
    .map_err(|error| ConfigError {
        findings: error
            .findings
            .into_iter()
            .map(|mut finding| {
                let name = path.display().to_string();
                finding.key = finding.key.replace(&name, "vestibule.toml");
                finding.problem = finding.problem.replace(&name, "vestibule.toml");
                finding
            })
            .collect(),
    })
}

fn registry() -> Registry {
    RegistryBuilder::new().providers(builtin()).build().unwrap()
}

/// What keeps this configuration from being used.
fn refusal(text: &str, environment: &[(&str, &str)]) -> String {
    load(text, environment)
        .and_then(|config| config.validate(&registry()))
        .unwrap_err()
        .to_string()
}

/// The base with one text replaced by another.
fn base_with(from: &str, to: &str) -> String {
    assert!(BASE.contains(from), "{from}");
    BASE.replace(from, to)
}

fn live_with(from: &str, to: &str) -> String {
    assert!(LIVE.contains(from), "{from}");
    LIVE.replace(from, to)
}

mod precedence {
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
}

mod keys {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_neighbours() {
        assert_snapshot!(refusal("[logging]\nformt = \"text\"", &[]), @"logging.formt: there is no such key; known here: format, filter (in vestibule.toml)");
        assert_snapshot!(refusal("loging = 1", &[]), @"loging: there is no such key; known here: public_origins, server, database, keys, sessions, limits, logging, connections, journeys (in vestibule.toml)");
        assert_snapshot!(refusal(BASE, &[("VESTIBULE_SESSIONS__IDLE_MINUTE", "1")]), @"sessions.idle_minute: there is no such key; known here: idle_minutes, absolute_hours (in the environment)");
        assert_snapshot!(refusal(&base_with("display_name", "displayname"), &[]), @"connections.phone.displayname: there is no such key; known here: provider, environment, display_name, settings, secrets, egress (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("minutes = 2", "minuts = 2"), &[]), @"journeys.phone.minuts: there is no such key; known here: title, company, minutes, stored, contact, open, needs, steps (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("client_id =", "clientid ="), &[]), @"connections.phone.settings: unknown field `clientid`, expected one of `api`, `client_id`, `account_id`, `otp_sms_sender`, `languages`, `session_lifetime_seconds`, `requested_loa`, `frame_origins`, `parent_domains`");
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named_but_not_repeated() {
        assert_snapshot!(refusal("[sessions]\nidle_minutes = \"canary\"", &[]), @"sessions.idle_minutes: is a text, but must be a whole number (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("\"sim-signicat-secret\"", "12345678"), &[]), @r#"connections.phone.secrets.client_secret: is a number, but must be a text or { file = "..." } (in vestibule.toml)"#);
        assert_snapshot!(refusal("public_origins = \"http://localhost:3000\"", &[]), @"public_origins: is a text, but must be a list (in vestibule.toml)");
        assert_snapshot!(refusal("[server]\nlisten = [\"localhost\"]", &[]), @"server.listen.0: invalid socket address syntax (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("\"simulator\"", "\"production\""), &[]), @"connections.phone.environment: is none of simulator, sandbox, live (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("[\"contact_control\"]", "[\"phone\"]"), &[]), @"journeys.phone.needs.0: is none of identity, contact_control, document_genuine, face_live, face_matches, payment_approved, self_asserted (in vestibule.toml)");
        assert_snapshot!(refusal(&base_with("name = \"confirm\"", "name = \"Confirm me\""), &[]), @"journeys.phone.steps.0.name: a name is 1 to 40 characters: a lower-case letter, then lower-case letters, digits, '-' or '_' (in vestibule.toml)");
    }

    /// SEC-187
    #[test]
    fn sec_187_a_file_that_does_not_parse_is_not_quoted() {
        let error = refusal("[a]\n\nclient_secret = \"canary", &[]);
        assert!(!error.contains("canary"), "{error}");
        assert_snapshot!(error, @"vestibule.toml: line 3 is not valid TOML: invalid basic string");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = Config::load(&Sources {
            file: Some("/nowhere/vestibule.toml".into()),
            environment: Vec::new(),
        })
        .unwrap_err();
        assert_snapshot!(error.to_string(), @"/nowhere/vestibule.toml: cannot be read: No such file or directory (os error 2)");
        let text = base_with("\"sim-signicat-secret\"", "{ file = \"/nowhere/secret\" }");
        assert_snapshot!(refusal(&text, &[]), @"connections.phone.secrets.client_secret: /nowhere/secret: cannot be read: No such file or directory (os error 2)");
    }
}

mod origins {
    use super::*;

    #[test]
    fn http_is_for_this_machine_only() {
        assert_snapshot!(refusal("public_origins = [\"http://id.example.com\"]", &[]), @r#"
        public_origins: http://id.example.com is http and not on this machine; use https
        keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
        "#);
    }

    #[test]
    fn there_is_at_least_one_and_none_twice() {
        assert_snapshot!(refusal("public_origins = []", &[]), @r#"
        public_origins: is empty; name at least one origin
        keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
        "#);
        assert_snapshot!(refusal("public_origins = [\"http://localhost:3000\", \"http://localhost:3000\"]", &[]), @"public_origins: http://localhost:3000 is given twice");
    }

    #[test]
    fn an_origin_is_an_origin() {
        assert_snapshot!(refusal("public_origins = [\"https://id.example.com/\"]", &[]), @"public_origins.0: must be only scheme, host and port, in lower case, without a slash at the end and without the default port (in vestibule.toml)");
    }

    #[test]
    fn http_and_https_do_not_mix() {
        let text = live_with("\"live\"", "\"sandbox\"").replace(
            "[\"https://id.example.com\"]",
            "[\"https://id.example.com\", \"http://localhost:3000\"]",
        );
        assert_snapshot!(refusal(&text, &[]), @"public_origins: mixes http and https, which need different cookies; use one of them");
    }

    #[test]
    fn development_ends_with_the_first_https_origin_or_live_connection() {
        assert!(load(BASE, &[]).unwrap().development());
        assert!(!load(LIVE, &[]).unwrap().development());
        let sandbox = live_with("\"live\"", "\"sandbox\"");
        assert!(!load(&sandbox, &[]).unwrap().development());
        let loopback = live_with("https://id.example.com", "http://localhost:3000");
        assert!(!load(&loopback, &[]).unwrap().development());
    }
}

mod live {
    use super::*;

    #[test]
    fn a_live_connection_with_everything_right_starts() {
        load(LIVE, &[]).unwrap().validate(&registry()).unwrap();
    }

    #[test]
    fn it_needs_https() {
        assert_snapshot!(refusal(&live_with("https://id.example.com", "http://localhost:3000"), &[]), @"public_origins: http://localhost:3000 is not https, which a live connection requires");
    }

    #[test]
    fn it_does_not_talk_to_the_simulator() {
        assert_snapshot!(refusal(&live_with("https://api.signicat.com", "http://127.0.0.1:4101"), &[]), @r#"
        connections.phone.settings.api: is a URL on this machine, but the connection is live
        connections.phone.settings.api: a live connection cannot talk to this machine
        "#);
        assert_snapshot!(refusal(&live_with("https://api.signicat.com", "https://localhost:4101"), &[]), @r#"
        connections.phone.settings.api: is a URL on this machine, but the connection is live
        connections.phone.settings.api: a live connection cannot talk to this machine
        "#);
        assert_snapshot!(refusal(&live_with("https://api.signicat.com", "http://api.signicat.com"), &[]), @r#"
        connections.phone.settings.api: is an http URL, but the connection is live; use https
        connections.phone.settings.api: must be an https URL (http only on loopback)
        "#);
        assert_snapshot!(refusal(&live_with("prod-client", "sim-signicat"), &[]), @"connections.phone.settings.client_id: is the simulator's, but the connection is live; use the provider's");
    }

    #[test]
    fn it_does_not_use_the_simulator_s_or_default_secrets() {
        let secret = "0f2c5e9b8a";
        assert_snapshot!(refusal(&live_with(secret, "sim-signicat-secret"), &[]), @"connections.phone.secrets.client_secret: is the simulator's, but the connection is live; use the provider's");
        assert_snapshot!(refusal(&live_with(secret, "ChangeMe"), &[]), @"connections.phone.secrets.client_secret: is a default, but the connection is live; use the provider's");
    }
}

mod key_ring {
    use super::*;

    #[test]
    fn outside_development_it_must_be_configured() {
        let text = LIVE.replace(
            "ring = [{ id = \"one\", secret = \"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\" }]",
            "file = \"/nowhere/keys.toml\"",
        );
        assert_snapshot!(refusal(&text, &[]), @"keys.ring: is empty and /nowhere/keys.toml is not there; configure a key (openssl rand -base64 32)");
    }

    #[test]
    fn its_keys_are_32_bytes_in_base64() {
        let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
        assert_snapshot!(refusal(&live_with(key, "AQID"), &[]), @"keys.ring.one.secret: is not 32 bytes in base64; make one: openssl rand -base64 32");
        assert_snapshot!(refusal(&live_with(key, "not base64"), &[]), @"keys.ring.one.secret: is not 32 bytes in base64; make one: openssl rand -base64 32");
        assert_snapshot!(refusal(&live_with(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &[]), @"keys.ring.one.secret: is one byte 32 times, which is no secret; make one: openssl rand -base64 32");
    }

    #[test]
    fn its_names_are_unique() {
        let text = live_with(
            "ring = [",
            "ring = [{ id = \"one\", secret = \"IQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\" }, ",
        );
        assert_snapshot!(refusal(&text, &[]), @"keys.ring: the key ring is unusable: two keys have the same name");
    }

    #[test]
    fn in_development_it_is_made_once_and_only_its_owner_reads_it() {
        let folder = Folder::new();
        let path = folder.path("data/keys.toml");
        let text = format!("[keys]\nfile = \"{}\"", path.display());
        let config = load(&text, &[]).unwrap();
        config.validate(&registry()).unwrap();
        let random = ChaChaRandomness::from_os();
        let ring = config.keys.open(true, &random).unwrap();
        assert_eq!(ring.current_id(), "development");
        let made = std::fs::read_to_string(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        config.keys.open(true, &random).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), made);

        // A file that is there is read anywhere; one that is missing is made nowhere else.
        assert!(config.keys.open(false, &random).is_ok());
        std::fs::remove_file(&path).unwrap();
        assert!(config.keys.open(false, &random).is_err());
        assert!(!path.exists());
    }
}

mod connections {
    use super::*;

    #[test]
    fn the_provider_is_known_and_finds_its_settings_good() {
        assert_snapshot!(refusal(&base_with("\"signicat\"", "\"signicta\""), &[]), @"connections.phone.provider: there is no provider named signicta");
        assert_snapshot!(refusal(&base_with(", client_id = \"sim-signicat\"", ""), &[]), @"connections.phone.settings: missing field `client_id`");
        assert_snapshot!(refusal(&base_with("secrets = { client_secret = \"sim-signicat-secret\" }", ""), &[]), @"connections.phone.secrets.client_secret: is missing or empty");
    }

    #[test]
    fn egress_files_are_there() {
        let text = base_with(
            "[journeys",
            "[connections.phone.egress]\nca_file = \"/nowhere/ca.pem\"\n\n[journeys",
        );
        assert_snapshot!(refusal(&text, &[]), @"connections.phone.egress.ca_file: /nowhere/ca.pem is not a file");
    }
}

mod journeys {
    use super::*;

    #[test]
    fn every_text_is_there_in_every_language() {
        assert_snapshot!(refusal(&base_with("id = \"Judul\"", "id = \" \""), &[]), @"journeys.phone.title: has no text in id");
        assert_snapshot!(refusal(&base_with(", id = \"Konfirmasi\"", ""), &[]), @"journeys.phone.steps.0 (confirm).title: has no text in id");
    }

    #[test]
    fn steps_use_connections_that_exist() {
        assert_snapshot!(refusal(&base_with("connection = \"phone\"", "connection = \"fone\""), &[]), @"journeys.phone.steps.0 (confirm).kind.provider.connection: there is no connections.fone");
    }

    #[test]
    fn names_needs_and_steps_make_sense() {
        let text = base_with(
            "steps = [",
            "steps = [\n{ name = \"confirm\", title = { en = \"A\", id = \"A\" }, kind = { form = { fields = [] } } },",
        )
        .replace("[\"contact_control\"]", "[]")
        .replace("minutes = 2", "minutes = 0")
        .replace("\"Example Bank\"", "\"\"");
        assert_snapshot!(refusal(&text, &[]), @r#"
        journeys.phone.company: is empty
        journeys.phone.minutes: is 0; say how long an applicant needs
        journeys.phone.needs: is empty; name at least one fact without which the journey is not completed
        journeys.phone.steps.0 (confirm).kind.form.fields: must be 1 to 20 questions
        journeys.phone.steps.1 (confirm): has a name that another step has; rename one
        "#);
    }

    #[test]
    fn steps_and_fields_are_bounded() {
        let step = |number: usize| {
            format!(
                "{{ name = \"s{number}\", title = {{ en = \"A\", id = \"A\" }}, kind = {{ provider = {{ connection = \"phone\" }} }} }},\n"
            )
        };
        let many: String = (0..40).map(step).collect();
        assert_snapshot!(refusal(&base_with("steps = [", &format!("steps = [{many}")), &[]), @"journeys.phone.steps: has more than 40 steps");

        let field = |number: usize| {
            format!(
                "{{ name = \"f{number}\", type = \"text\", label = {{ en = \"A\", id = \"A\" }} }},"
            )
        };
        let fields: String = (0..21).map(field).collect();
        let form = format!(
            "steps = [{{ name = \"form\", title = {{ en = \"A\", id = \"A\" }}, kind = {{ form = {{ fields = [{fields}] }} }} }},"
        );
        assert_snapshot!(refusal(&base_with("steps = [", &form), &[]), @"journeys.phone.steps.0 (form).kind.form.fields: must be 1 to 20 questions");
    }

    #[test]
    fn a_version_is_the_content_s_hash_and_not_the_file_s() {
        let version = |text: &str| {
            let config = load(text, &[]).unwrap();
            journey_version(config.journeys.values().next().unwrap())
        };
        let turned = base_with("minutes = 2\n", "")
            .replace("[journeys.phone]\n", "[journeys.phone]\nminutes=2\n");
        assert_eq!(version(BASE), version(&turned));
        assert_eq!(version(BASE).len(), 64);
        assert_ne!(
            version(BASE),
            version(&base_with("minutes = 2", "minutes = 3"))
        );
        assert_ne!(
            version(BASE),
            version(&base_with("\"Judul\"", "\"Judul lain\""))
        );
    }
}

mod values {
    use super::*;

    #[test]
    fn numbers_are_in_their_bounds() {
        let text = "[server]\nlisten = []\nmax_body_bytes = 1\nrequest_timeout_seconds = 0\nshutdown_grace_seconds = 601\n\
                    [database]\nurl = \"mysql://canary@db\"\n[sessions]\nidle_minutes = 0\nabsolute_hours = 0\n\
                    [limits]\nkeys = 1\naddress = { per_minute = 0, burst = 1 }\n[logging]\nfilter = \"=,=\"\n";
        assert_snapshot!(refusal(text, &[]), @r#"
        database.url: begins neither with sqlite: nor with postgres://
        server.listen: is empty; name at least one address
        server.max_body_bytes: must be 1024 to 16777216
        server.request_timeout_seconds: must be 1 to 300
        server.shutdown_grace_seconds: must be at most 600
        sessions.idle_minutes: must be 1 to 1440
        sessions.absolute_hours: must be 1 to 2160
        limits.address: per_minute and burst must be at least 1
        limits.keys: must be 100 to 10000000
        logging.filter: is not a filter such as "info,vestibule_server=debug"
        "#);
    }
}

mod program {
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
        assert_snapshot!(out, @"the configuration is good (Development: http on this machine, no live connection); 2 connections, 3 journeys");
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
        public_origins: is empty; name at least one origin
        sessions.idle_minutes: must be 1 to 1440
        keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
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
                 [connections.phone.egress]\nproxy = \"http://user:canary-proxy@proxy.example:3128\"\n",
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
}
