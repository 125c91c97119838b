//! Conditions, and where journeys lead.

use super::*;

const CONTACT: &str = "\"contact_control\"";

fn hanging_on(condition: &str) -> String {
    let about = form(
        "about",
        "",
        &(answer("resident") + &field("name", "text", "")),
    );
    let last = form(
        "last",
        &format!("when = {condition},"),
        &field("name", "text", ""),
    );
    journey(CONTACT, "", &[about, confirm(""), last])
}

#[test]
fn conditions_ask_about_what_is_there_before() {
    for good in [
        r#"{ has = "contact_control" }"#,
        r#"{ not = { has = "self_asserted" } }"#,
        r#"{ assured = { fact = "contact_control", scheme = "signicat", is = ["otp"] } }"#,
        r#"{ answered = { field = "about.resident", is = ["no"] } }"#,
        r#"{ any = [{ done = "about" }, { done = "confirm" }] }"#,
    ] {
        let text = hanging_on(good);
        if good.contains("not") {
            assert_snapshot!(findings(&text), @"vestibule.toml:38: journeys.j.steps.2 (last): is never come to, whatever a person does; correct its condition or its way, or take it out [step-unreachable]");
        } else {
            passes(&text);
        }
    }
    let all: String = [
        r#"{ has = "identity" }"#,
        r#"{ assured = { fact = "contact_control", scheme = "", is = ["otp"] } }"#,
        r#"{ assured = { fact = "contact_control", scheme = "signicat", is = [] } }"#,
        r#"{ answered = { field = "about.age", is = ["18"] } }"#,
        r#"{ answered = { field = "about.name", is = ["Ana"] } }"#,
        r#"{ answered = { field = "about.resident", is = ["maybe"] } }"#,
        r#"{ done = "nothing" }"#,
        r#"{ done = "last" }"#,
        r#"{ any = [] }"#,
    ]
    .join(", ");
    assert_snapshot!(findings(&hanging_on(&format!("{{ any = [{all}] }}"))), @r#"
    vestibule.toml:38: journeys.j.steps.2 (last).when: "maybe" is no option of about.resident, which has yes, no [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: about.name is not of the type "choice"; free answers are not asked about [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: any is empty, which never holds [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: assured.is is empty; name a value [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: assured.scheme is empty; name the scale [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: no form before this one asks for about.age [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: no step before this one can bring identity; they bring contact_control, self_asserted [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: the step last does not come before this one [condition-unknown]
    vestibule.toml:38: journeys.j.steps.2 (last).when: there is no step nothing [condition-unknown]
    "#);
}

#[test]
fn conditions_do_not_contradict_themselves() {
    assert_snapshot!(findings(&hanging_on(
        r#"{ all = [{ has = "contact_control" }, { not = { has = "contact_control" } }] }"#
    )), @"vestibule.toml:38: journeys.j.steps.2 (last).when: contradicts itself: whatever happens, it does not hold. Correct it, or take out what hangs on it [condition-never]");
}

/// Signals and comparisons are never told to the applicant, and a step that stays away would.
#[test]
fn steps_do_not_hang_on_what_only_operators_may_know() {
    let text = hanging_on(
        r#"{ any = [{ signal = "duplicate_phone" }, { matched = { rule = "phone", is = ["mismatch"] } }] }"#,
    )
    .replace(
        "steps = [",
        "matches = [{ name = \"phone\", compare = \"phone\", between = [\"client\", \"confirm\"] }]\nsteps = [",
    );
    assert_snapshot!(findings(&text), @r#"
    vestibule.toml:39: journeys.j.steps.2 (last).when: a step that comes or stays away would tell the applicant that there is a signal, which only operators may know; ask it in decisions [condition-reveals]
    vestibule.toml:39: journeys.j.steps.2 (last).when: a step that comes or stays away would tell the applicant how a comparison came out, which only operators may know; ask it in decisions [condition-reveals]
    "#);
}

#[test]
fn every_step_can_be_come_to() {
    let on = |way: &str| {
        let again = form(
            "again",
            &format!("way = \"how.{way}\", when = {{ done = \"first\" }},"),
            &field("name", "text", ""),
        );
        let steps = [
            form("first", "way = \"how.one\",", &field("name", "text", "")),
            form("second", "way = \"how.two\",", &field("name", "text", "")),
            again,
            confirm(""),
        ];
        journey(CONTACT, &choice(), &steps)
    };
    assert_snapshot!(findings(&on("two")), @"vestibule.toml:39: journeys.j.steps.2 (again): is never come to, whatever a person does; correct its condition or its way, or take it out [step-unreachable]");
    passes(&on("one"));
}

#[test]
fn a_way_that_nobody_can_choose_is_a_dead_end() {
    let text = journey(CONTACT, "", &[confirm("way = \"how.one\",")]);
    assert_snapshot!(findings(&text), @r#"
    vestibule.toml:36: journeys.j.steps.0 (confirm).way: there is no choices.how; add it, or correct the name [way-unknown]
    vestibule.toml:36: journeys.j.steps.0 (confirm): a dead end: its way cannot be chosen, and nothing else can be done [dead-end]
    "#);
}

#[test]
fn a_journey_that_nobody_can_look_over_is_refused() {
    let fields: String = (0..8).map(|number| answer(&format!("f{number}"))).collect();
    let forms = (0..2).map(|number| form(&format!("form{number}"), "", &fields));
    let asks = |at: usize| {
        let conditions: Vec<String> = (0..8)
            .map(|number| {
                format!("{{ answered = {{ field = \"form{at}.f{number}\", is = [\"yes\"] }} }}")
            })
            .collect();
        let when = format!("when = {{ any = [{}] }},", conditions.join(", "));
        form(&format!("more{at}"), &when, &field("name", "text", ""))
    };
    let steps: Vec<String> = forms.chain([confirm(""), asks(0), asks(1)]).collect();
    assert_snapshot!(findings(&journey(CONTACT, "", &steps)), @"vestibule.toml:35: journeys.j.steps: more than 10000 different places: nobody can say that each of them leads on. Ask fewer conditions, or make two journeys of it [too-many-paths]");
}
