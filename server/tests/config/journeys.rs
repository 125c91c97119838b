//! Journeys.

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

/// SL-11
#[test]
fn a_photo_is_compared_by_a_later_step_and_is_nothing_else() {
    let form = "steps = [{ name = \"photo\", title = { en = \"A\", id = \"A\" }, kind = { form = { fields = [\
                { name = \"portrait\", type = \"photo\", label = { en = \"A\", id = \"A\" } },\
                { name = \"name\", type = \"text\", label = { en = \"A\", id = \"A\" } }] } } },";
    let with_inputs = |inputs: &str| {
        base_with("steps = [", form).replace(
            "connection = \"phone\" }",
            &format!("connection = \"phone\", inputs = {{ {inputs} }} }}"),
        )
    };
    assert_snapshot!(refusal(&base_with("steps = [", form), &[]), @"journeys.phone.steps.0 (photo).kind.form.fields.portrait: no provider step names it as inputs.reference_image");
    assert_snapshot!(refusal(&with_inputs("face = \"photo.portrait\""), &[]), @r#"
    journeys.phone.steps.1 (confirm).kind.provider.inputs.face: photo.portrait is a photo, which is only ever reference_image
    journeys.phone.steps.0 (photo).kind.form.fields.portrait: no provider step names it as inputs.reference_image
    journeys.phone.steps.confirm.kind.provider.inputs.face: this provider takes none
    "#);
    assert_snapshot!(refusal(&with_inputs("reference_image = \"photo.name\""), &[]), @r#"
    journeys.phone.steps.1 (confirm).kind.provider.inputs.reference_image: photo.name is no photo
    journeys.phone.steps.0 (photo).kind.form.fields.portrait: no provider step names it as inputs.reference_image
    journeys.phone.steps.confirm.kind.provider.inputs.reference_image: this provider takes none
    "#);
}
