//! Every text in every language.

use super::*;

#[test]
fn every_text_is_there_in_every_language() {
    let consent = format!(
        "{{ name = \"news\", text = {TEXT}, purpose = \"a\", legal_basis = \"consent\", optional = true }}"
    );
    let steps = [
        terms("", "contract", &consent),
        form(
            "about",
            &format!("way = \"how.one\", instead = {TEXT},"),
            &answer("resident").replace(
                "label = { en = \"A\", id = \"A\" }, options",
                &format!("label = {TEXT}, hint = {TEXT}, options"),
            ),
        ),
        form("again", "way = \"how.two\",", &field("name", "text", "")),
        confirm(""),
    ];
    let more = choice().replace("two = {", &format!("two = {{ hint = {TEXT},"));
    let text = journey("\"contact_control\"", &more, &steps);
    passes(&text);
    assert_snapshot!(findings(&text.replace("id = \"A\"", "id = \" \"")), @r#"
    vestibule.toml:32: journeys.j.title: has no text in id; add it [translation-missing]
    vestibule.toml:33: journeys.j.stored: has no text in id; add it [translation-missing]
    vestibule.toml:35: journeys.j.choices.how.title: has no text in id; add it [translation-missing]
    vestibule.toml:35: journeys.j.choices.how.ways.one.title: has no text in id; add it [translation-missing]
    vestibule.toml:35: journeys.j.choices.how.ways.two.title: has no text in id; add it [translation-missing]
    vestibule.toml:35: journeys.j.choices.how.ways.two.hint: has no text in id; add it [translation-missing]
    vestibule.toml:37: journeys.j.steps.0 (terms).title: has no text in id; add it [translation-missing]
    vestibule.toml:37: journeys.j.steps.0 (terms).kind.terms.body: has no text in id; add it [translation-missing]
    vestibule.toml:37: journeys.j.steps.0 (terms).kind.terms.consents.0 (news).text: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).title: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).instead: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).kind.form.fields.0 (resident).label: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).kind.form.fields.0 (resident).hint: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).kind.form.fields.0 (resident).options.0.label: has no text in id; add it [translation-missing]
    vestibule.toml:38: journeys.j.steps.1 (about).kind.form.fields.0 (resident).options.1.label: has no text in id; add it [translation-missing]
    vestibule.toml:39: journeys.j.steps.2 (again).title: has no text in id; add it [translation-missing]
    vestibule.toml:39: journeys.j.steps.2 (again).kind.form.fields.0 (name).label: has no text in id; add it [translation-missing]
    vestibule.toml:40: journeys.j.steps.3 (confirm).title: has no text in id; add it [translation-missing]
    "#);
}
