use vestibule::journey::FieldRef;

use super::*;

const ORIGIN: &str = "https://id.example.com";

fn check_of(connection: &Connection) -> Result<(), String> {
    External::new()
        .unwrap()
        .check_settings(connection, &[ORIGIN.to_owned()])
        .map_err(|error| error.to_string())
}

fn check(settings: Value) -> Result<(), String> {
    check_of(&connection(settings))
}

fn with_secrets(ours: &str, theirs: &str) -> Connection {
    let mut connection = connection(json!({}));
    for (name, value) in [("our_secrets", ours), ("their_secrets", theirs)] {
        let value = value.to_owned().into();
        connection.secrets.insert(name.to_owned(), value);
    }
    connection
}

#[test]
fn an_address_two_secrets_and_a_list_of_facts_are_enough() {
    assert_eq!(check(json!({})), Ok(()));
    let adapter = External::new().unwrap();
    let connection = connection(json!({}));
    let page = adapter.page_policy(&connection).unwrap();
    assert_eq!(page.frame_origins, ["https://steps.example.com"]);
    assert!(!adapter.shows_nothing(&connection).unwrap());
    assert!(adapter.policy().purposes.is_empty());
}

#[test]
fn what_cannot_work_is_refused_by_its_key() {
    for (settings, key) in [
        (json!({ "url": "http://steps.example.com" }), "settings.url"),
        (
            json!({ "url": "https://u:p@steps.example.com" }),
            "settings.url",
        ),
        (
            json!({ "url": "https://steps.example.com/?a=b" }),
            "settings.url",
        ),
        (
            json!({ "url": "https://id.example.com/steps" }),
            "settings.page_origins",
        ),
        (
            json!({ "page_origins": ["https://id.example.com"] }),
            "settings.page_origins",
        ),
        (
            json!({ "page_origins": ["https://steps.example.com/"] }),
            "settings.page_origins",
        ),
        (
            json!({ "page": false, "page_origins": ["https://a.example.com"] }),
            "settings.page_origins",
        ),
        (
            json!({ "callback_url": "http://id.example.com/x" }),
            "settings.callback_url",
        ),
        (json!({ "facts": [] }), "settings.facts"),
        (
            json!({ "facts": ["identity", "identity"] }),
            "settings.facts",
        ),
        (json!({ "facts": ["star_sign"] }), "settings"),
        (
            json!({ "session_lifetime_seconds": 59 }),
            "settings.session_lifetime_seconds",
        ),
        (
            json!({ "session_lifetime_seconds": 604_801 }),
            "settings.session_lifetime_seconds",
        ),
        (json!({ "colour": "red" }), "settings"),
    ] {
        let problem = check(settings.clone()).unwrap_err();
        assert!(
            problem.starts_with(&format!("connections.company.{key}:")),
            "{settings}: {problem}"
        );
    }
}

#[test]
fn a_service_without_a_page_may_live_at_our_own_origin() {
    let settings = json!({ "url": "https://id.example.com/steps", "page": false });
    assert_eq!(check(settings.clone()), Ok(()));
    let adapter = External::new().unwrap();
    let connection = connection(settings);
    assert!(adapter.shows_nothing(&connection).unwrap());
    assert!(
        adapter
            .page_policy(&connection)
            .unwrap()
            .frame_origins
            .is_empty()
    );
}

#[test]
fn the_two_sides_share_no_secret() {
    for (ours, theirs, problem) in [
        (
            OURS,
            OURS,
            "secrets: our_secrets and their_secrets have one in common",
        ),
        (
            OURS,
            &format!("{THEIRS} {OURS}"),
            "secrets: our_secrets and their_secrets have one in common",
        ),
        (
            "hunter2",
            THEIRS,
            "secrets.our_secrets: must be \"whsec_\" and base64",
        ),
        (
            OURS,
            "whsec_c2hvcnQ=",
            "secrets.their_secrets: must be 24 to 64 bytes in base64",
        ),
        (OURS, "", "secrets.their_secrets: is missing or empty"),
    ] {
        let came = check_of(&with_secrets(ours, theirs)).unwrap_err();
        assert_eq!(came, format!("connections.company.{problem}"));
        assert!(!came.contains(OURS), "{came}");
    }
    assert_eq!(
        check_of(&with_secrets(&format!("{OURS} {OTHERS}"), THEIRS)),
        Ok(())
    );
}

#[test]
fn a_live_connection_has_secrets_of_its_own() {
    let simulators = "whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAx";
    let mut connection = with_secrets(OURS, simulators);
    assert_eq!(check_of(&connection), Ok(()));
    connection.environment = Environment::Live;
    assert_eq!(
        check_of(&connection).unwrap_err(),
        "connections.company.secrets.their_secrets: is the simulator's; a live connection needs one of its own"
    );
}

#[test]
fn a_step_brings_what_its_connection_lists() {
    let adapter = External::new().unwrap();
    let connection = connection(json!({ "facts": ["contact_control"] }));
    let step = step(json!({}));
    assert_eq!(
        adapter.facts(&connection, &step),
        [FactKind::ContactControl]
    );
}

fn step(changes: Value) -> ProviderStep {
    let mut step = json!({ "connection": "company", "purpose": "identity_proofing" });
    step.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    serde_json::from_value(step).unwrap()
}

#[test]
fn a_step_hands_over_what_it_likes_within_bounds_and_no_picture() {
    let adapter = External::new().unwrap();
    let connection = connection(json!({}));
    let check = |step: &ProviderStep| {
        adapter
            .check_step(&connection, step)
            .map_err(|error| error.key)
    };
    let inputs = json!({ "given_name": "about.given_name", "anything": "about.number" });
    let parameters = json!({ "branch": { "number": 17 } });
    let good = step(json!({ "inputs": inputs, "parameters": parameters }));
    assert_eq!(check(&good), Ok(()));

    let picture = step(json!({ "inputs": { "reference_image": "about.photo" } }));
    assert_eq!(check(&picture), Err("inputs.reference_image".to_owned()));
    let long = step(json!({ "parameters": { "text": "x".repeat(8_192) } }));
    assert_eq!(check(&long), Err("parameters".to_owned()));
    let mut many = step(json!({}));
    for number in 0..21 {
        let field = FieldRef::try_from("about.number".to_owned()).unwrap();
        many.inputs.insert(format!("input_{number}"), field);
    }
    assert_eq!(check(&many), Err("inputs".to_owned()));
}

#[test]
fn the_state_comes_back_in_the_query() {
    assert_eq!(
        with_state("https://id.example.com/return/company", "a-b_c"),
        "https://id.example.com/return/company?state=a-b_c"
    );
    assert_eq!(
        rfc_3339(Timestamp(1_795_000_000_999)).unwrap(),
        "2026-11-18T11:06:40Z"
    );
}
