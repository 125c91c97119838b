use serde_json::json;

use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn field(kind: &str, more: serde_json::Value) -> Field {
    let mut field = json!({
        "name": "asked", "type": kind, "label": { "en": "Asked", "id": "Ditanya" },
        "options": [
            { "value": "yes", "label": { "en": "Yes", "id": "Ya" } },
            { "value": "no", "label": { "en": "No", "id": "Tidak" } },
        ],
    });
    for (key, value) in more.as_object().unwrap() {
        field[key] = value.clone();
    }
    serde_json::from_value(field).unwrap()
}

fn answered(kind: &str, typed: &str) -> Result<Option<String>, AnswerProblem> {
    let given = Answers::from([("asked".to_owned(), typed.to_owned())]);
    read(&field(kind, json!({})), &given, NOW)
}

fn stored(text: &str) -> Result<Option<String>, AnswerProblem> {
    Ok(Some(text.to_owned()))
}

fn dated(
    day: &str,
    month: &str,
    year: &str,
    more: serde_json::Value,
) -> Result<Option<String>, AnswerProblem> {
    let given = Answers::from([
        ("asked.day".to_owned(), day.to_owned()),
        ("asked.month".to_owned(), month.to_owned()),
        ("asked.year".to_owned(), year.to_owned()),
    ]);
    read(&field("date", more), &given, NOW)
}

fn wrong(problem: DateProblem) -> Result<Option<String>, AnswerProblem> {
    Err(AnswerProblem::Date(problem))
}

#[test]
fn an_answer_is_one_line_without_blanks_around_it() {
    assert_eq!(
        answered("text", "  Budi \t Santoso\r\n"),
        stored("Budi Santoso")
    );
    assert_eq!(
        answered("text", "Budi\0\u{7}Santoso"),
        stored("Budi Santoso")
    );
    assert_eq!(answered("text", " \n "), Err(AnswerProblem::Missing));
    assert_eq!(answered("text", &"å".repeat(200)), stored(&"å".repeat(200)));
    assert_eq!(
        answered("text", &"å".repeat(201)),
        Err(AnswerProblem::TooLong)
    );
}

#[test]
fn an_optional_answer_may_be_left_and_may_not_be_wrong() {
    let optional = field("email", json!({ "optional": true }));
    let given = |text: &str| Answers::from([("asked".to_owned(), text.to_owned())]);
    assert_eq!(read(&optional, &Answers::new(), NOW), Ok(None));
    assert_eq!(read(&optional, &given("  "), NOW), Ok(None));
    let refused = read(&optional, &given("budi"), NOW);
    assert_eq!(refused, Err(AnswerProblem::NotAnEmail));
    assert_eq!(dated("", "", "", json!({ "optional": true })), Ok(None));
}

#[test]
fn addresses_have_the_shape_of_addresses() {
    for good in [
        "budi@example.com",
        "b.s+x@mail.example.co.id",
        "ås@bücher.example",
    ] {
        assert_eq!(answered("email", good), stored(good), "{good}");
    }
    for bad in [
        "budi",
        "budi@",
        "@example.com",
        "budi@example",
        "budi@.com",
        "budi@example..com",
        "budi@-example.com",
        ".budi@example.com",
        "bu..di@example.com",
        "budi santoso@example.com",
        "budi@example.com, siti@example.com",
        "<budi@example.com>",
        "a@b@example.com",
    ] {
        assert_eq!(
            answered("email", bad),
            Err(AnswerProblem::NotAnEmail),
            "{bad}"
        );
    }
    let long = format!("{}@example.com", "b".repeat(65));
    assert_eq!(answered("email", &long), Err(AnswerProblem::NotAnEmail));
}

#[test]
fn only_an_option_that_is_offered_is_an_answer() {
    assert_eq!(answered("choice", "yes"), stored("yes"));
    for other in ["Yes", "maybe", "yes,no"] {
        assert_eq!(answered("choice", other), Err(AnswerProblem::NotOffered));
    }
    assert_eq!(answered("choice", ""), Err(AnswerProblem::Missing));
}

#[test]
fn a_date_is_stored_as_iso_8601_however_short_it_was_typed() {
    assert_eq!(dated("3", "2", "1990", json!({})), stored("1990-02-03"));
    assert_eq!(dated(" 03 ", "02", "1990", json!({})), stored("1990-02-03"));
    assert_eq!(dated("29", "2", "2024", json!({})), stored("2024-02-29"));
    assert_eq!(answered("date", "1990-02-03"), stored("1990-02-03"));
}

#[test]
fn what_is_wrong_with_a_date_names_the_part() {
    let lacks = |day, month, year| wrong(DateProblem::Lacks { day, month, year });
    assert_eq!(dated("", "2", "1990", json!({})), lacks(true, false, false));
    assert_eq!(dated("3", "", "", json!({})), lacks(false, true, true));
    assert_eq!(dated("", "", "", json!({})), Err(AnswerProblem::Missing));
    for day in ["0", "32", "x", "-1", "003", "٣"] {
        let part = wrong(DateProblem::Wrong(DatePart::Day));
        assert_eq!(dated(day, "2", "1990", json!({})), part, "{day}");
    }
    for month in ["0", "13", "feb"] {
        let part = wrong(DateProblem::Wrong(DatePart::Month));
        assert_eq!(dated("3", month, "1990", json!({})), part, "{month}");
    }
    for year in ["90", "0090", "19900", "year"] {
        let part = wrong(DateProblem::Wrong(DatePart::Year));
        assert_eq!(dated("3", "2", year, json!({})), part, "{year}");
    }
}

#[test]
fn no_calendar_has_the_30th_of_february() {
    let not_real = wrong(DateProblem::NotReal);
    assert_eq!(dated("30", "2", "2026", json!({})), not_real);
    assert_eq!(dated("29", "2", "2026", json!({})), not_real);
    assert_eq!(dated("29", "2", "1900", json!({})), not_real);
    assert_eq!(dated("31", "4", "2026", json!({})), not_real);
    assert_eq!(answered("date", "2026-02-30"), not_real);
}

/// The clock stands at 2026-11-18.
#[test]
fn nobody_is_born_tomorrow() {
    let birth = json!({ "claim": "birthdate" });
    assert_eq!(
        dated("18", "11", "2026", birth.clone()),
        stored("2026-11-18")
    );
    assert_eq!(dated("20", "11", "2026", birth), wrong(DateProblem::Ahead));
    assert_eq!(dated("20", "11", "2026", json!({})), stored("2026-11-20"));
}

#[test]
fn a_stored_date_is_shown_in_parts() {
    let given = Answers::from([("asked".to_owned(), "1990-02-13".to_owned())]);
    assert_eq!(parts("asked", &given), ["13", "2", "1990"]);
    assert_eq!(parts("asked", &Answers::new()), ["", "", ""]);
    // What was typed last is shown, also when it is no date.
    let typed = Answers::from([
        ("asked".to_owned(), "1990-02-13".to_owned()),
        ("asked.day".to_owned(), "40".to_owned()),
    ]);
    assert_eq!(parts("asked", &typed), ["40", "", ""]);
}
