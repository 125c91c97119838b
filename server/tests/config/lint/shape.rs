//! Names, numbers and what may not be empty.

use super::*;

#[test]
fn what_every_journey_has_is_not_empty() {
    let text = journey("", "", &[terms("", "contract", ""), confirm("")])
        .replace("minutes = 2", "minutes = 0")
        .replace("\"Example Bank\"", "\"\"")
        .replace("\"help@bank.example\"", "\" \"")
        .replace("text_id = \"a\"", "text_id = \"\"");
    assert_snapshot!(findings(&text), @r#"
    vestibule.toml:29: journeys.j.company: is empty [incomplete]
    vestibule.toml:30: journeys.j.minutes: is 0; say how long an applicant needs [bounds]
    vestibule.toml:31: journeys.j.contact: is empty [incomplete]
    vestibule.toml:34: journeys.j.needs: is empty; name at least one fact without which the journey is not completed [incomplete]
    vestibule.toml:36: journeys.j.steps.0 (terms).kind.terms.text_id: is empty [incomplete]
    "#);
    assert_snapshot!(findings(&journey("\"identity\"", "", &[])), @"vestibule.toml:35: journeys.j.steps: is empty; a journey needs a step [incomplete]");
}

#[test]
fn names_are_unique_and_client_is_nobody_s() {
    let twice = |name: &str| field(name, "text", "") + &field(name, "text", "");
    let steps = [
        form("client", "", &twice("name")),
        form("about", "", &field("name", "text", "")),
        confirm("").replace("\"confirm\"", "\"about\""),
    ];
    assert_snapshot!(findings(&journey("\"contact_control\"", "", &steps)), @r#"
    vestibule.toml:36: journeys.j.steps.0 (client).name: client stands for what the client said; rename the step [reserved-name]
    vestibule.toml:36: journeys.j.steps.0 (client).kind.form.fields.1 (name): is asked twice; rename one [duplicate-name]
    vestibule.toml:38: journeys.j.steps.2 (about): has a name that another step has; rename one [duplicate-name]
    "#);
}

#[test]
fn steps_questions_and_checks_are_bounded() {
    let many: Vec<String> = (0..41)
        .map(|number| confirm("").replace("\"confirm\"", &format!("\"s{number}\"")))
        .collect();
    assert_snapshot!(findings(&journey("\"contact_control\"", "", &many)), @"vestibule.toml:35: journeys.j.steps: has more than 40 steps [bounds]");
    let fields: String = (0..21)
        .map(|number| field(&format!("f{number}"), "text", ""))
        .collect();
    let often = confirm("").replace(
        "purpose =",
        "max_checks = 21, cool_down_minutes = 50000, purpose =",
    );
    let steps = [form("none", "", ""), form("many", "", &fields), often];
    assert_snapshot!(findings(&journey("\"contact_control\"", "", &steps)), @r#"
    vestibule.toml:36: journeys.j.steps.0 (none).kind.form.fields: must be 1 to 20 questions [bounds]
    vestibule.toml:37: journeys.j.steps.1 (many).kind.form.fields: must be 1 to 20 questions [bounds]
    vestibule.toml:38: journeys.j.steps.2 (confirm).kind.provider.max_checks: must be 1 to 20 [bounds]
    vestibule.toml:38: journeys.j.steps.2 (confirm).kind.provider.cool_down_minutes: must be at most 44640 [bounds]
    "#);
}

#[test]
fn lists_are_bounded() {
    let list = |number: usize, one: &dyn Fn(usize) -> String| {
        (0..number).map(one).collect::<Vec<String>>().join(", ")
    };
    let options = list(301, &|number| {
        format!("{{ value = \"v{number}\", label = {TEXT} }}")
    });
    let consents = list(11, &|number| {
        format!(
            "{{ name = \"c{number}\", text = {TEXT}, purpose = \"a\", legal_basis = \"consent\" }}"
        )
    });
    let lines = list(51, &|number| {
        format!("{{ name = \"l{number}\", when = {{ done = \"confirm\" }}, then = \"review\" }}")
    });
    let steps = [
        terms("", "contract", &consents),
        form(
            "about",
            "",
            &field("country", "choice", &format!("options = [{options}]")),
        ),
        confirm(""),
    ];
    let found = findings(&journey(
        "\"contact_control\"",
        &format!("decisions = [{lines}]\n"),
        &steps,
    ));
    for refused in [
        "decisions: has 51 entries; 50 are the most [bounds]",
        "consents: has 11 entries; 10 are the most [bounds]",
        "options: has 301 entries; 300 are the most [bounds]",
    ] {
        assert!(found.contains(refused), "{refused}: {found}");
    }
}

/// A file of any size is told in the order of its lines.
#[test]
fn findings_come_in_the_order_of_the_file() {
    let text = format!(
        "{}\n[sessions]\nidle_minutes = 0\n",
        journey(
            "\"contact_control\"",
            "",
            &[confirm("").replace("\"phone\"", "\"fone\"")]
        )
        .replace("minutes = 2", "minutes = 0")
    );
    let found = load(&text, &[])
        .and_then(|config| config.validate(&registry()))
        .unwrap_err();
    let lines: Vec<Option<usize>> = found
        .findings
        .iter()
        .map(|finding| match &finding.place {
            Some(vestibule_server::config::Place::File { line, .. }) => *line,
            _ => None,
        })
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines.is_sorted() && lines.iter().all(Option::is_some),
        "{lines:?}"
    );
}

#[test]
fn what_the_environment_gave_is_named_by_its_variable() {
    let found = refusal(
        &journey("\"contact_control\"", "", &[confirm("")]),
        &[("VESTIBULE_SESSIONS__IDLE_MINUTES", "0")],
    );
    assert_snapshot!(found, @"VESTIBULE_SESSIONS__IDLE_MINUTES: sessions.idle_minutes: must be 1 to 1440");
}
