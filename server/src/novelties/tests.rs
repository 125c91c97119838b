use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::clock::SettableClock;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn novelties() -> (Novelties, SettableClock) {
    let clock = SettableClock::fixed(NOW);
    let name = ConnectionName::new("phone").unwrap();
    (Novelties::new(name, Arc::new(clock.clone())), clock)
}

fn names(novelties: &Novelties) -> Vec<String> {
    novelties.all().into_iter().map(|one| one.name).collect()
}

#[derive(Debug, Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    items: Vec<Item>,
    inner: Option<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    id: u32,
}

fn read(novelties: &Novelties, json: &str, documented: &[&str]) -> Answer {
    novelties
        .read_json("phone.read", json.as_bytes(), documented)
        .unwrap()
}

#[test]
fn a_field_that_nobody_knows_is_counted_by_its_path() {
    let (novelties, clock) = novelties();
    let json = r#"{"status":"A","items":[{"id":1,"new":1},{"id":2,"new":2}],"inner":{"id":3,"x":{"deep":1}},"y":[]}"#;
    let answer = read(&novelties, json, &[]);
    assert_eq!(
        (
            answer.status.as_str(),
            answer.items.len(),
            answer.items[1].id
        ),
        ("A", 2, 2)
    );
    assert_eq!(answer.inner.unwrap().id, 3);
    assert_eq!(names(&novelties), ["inner.x", "items[].new", "y"]);
    clock.advance(500);
    read(&novelties, json, &[]);
    let all = novelties.all();
    let first = &all[0];
    assert_eq!(
        (first.count, first.first_ms, first.last_ms),
        (2, NOW.0, NOW.0 + 500)
    );
    assert_eq!(
        (first.kind, first.place.as_str()),
        (NoveltyKind::Field, "phone.read")
    );
}

#[test]
fn a_documented_field_that_is_not_read_is_no_news() {
    let (novelties, _) = novelties();
    let json = r#"{"status":"A","items":[{"id":1,"label":"x"}],"traceId":"1","inner":{"id":1,"label":"x"}}"#;
    read(&novelties, json, &["traceId", "items[].label"]);
    assert_eq!(names(&novelties), ["inner.label"]);
}

#[test]
fn a_body_of_another_shape_is_an_error_and_no_news() {
    let (novelties, _) = novelties();
    for json in ["{", "[]", r#"{"new":1}"#, r#"{"status":"A"} and more"#] {
        let read: serde_json::Result<Answer> =
            novelties.read_json("phone.read", json.as_bytes(), &[]);
        assert!(read.is_err(), "{json}");
    }
    assert!(novelties.all().is_empty());
}

/// SEC-183
#[test]
fn nothing_that_may_be_personal_is_repeated() {
    let (novelties, _) = novelties();
    for value in [
        "+44 7700 900000",
        "447700900000",
        "Ada Lovelace",
        "ada@example.com",
        "",
        "line\nbreak",
        &"A".repeat(65),
    ] {
        novelties.value("phone.read", "status", value);
        novelties.event("message", value);
    }
    let json = r#"{"status":"A","Ada Lovelace":1,"ada@example.com":{"x":1}}"#;
    read(&novelties, json, &[]);
    let all: Vec<_> = novelties
        .all()
        .into_iter()
        .map(|one| (one.kind, one.name, one.count))
        .collect();
    assert_eq!(
        all,
        [
            (NoveltyKind::Field, "(other)".to_owned(), 1),
            (NoveltyKind::Value, "status=(other)".to_owned(), 7),
            (NoveltyKind::Event, "(other)".to_owned(), 7),
        ]
    );
    novelties.value("phone.read", "status", "PAUSED");
    assert!(names(&novelties).contains(&"status=PAUSED".to_owned()));
}

#[test]
fn noise_of_one_kind_does_not_hide_the_others() {
    let (novelties, _) = novelties();
    for number in 0..10_000 {
        novelties.event("message", &format!("NOISE_{number}"));
    }
    novelties.value("phone.read", "status", "PAUSED");
    let mut fields = BTreeMap::new();
    for number in 0..10_000 {
        fields.insert(format!("f{number}"), serde_json::json!(1));
    }
    fields.insert("status".to_owned(), serde_json::json!("A"));
    read(&novelties, &serde_json::to_string(&fields).unwrap(), &[]);
    let all = novelties.all();
    assert!(all.len() <= 3 * (MOST_OF_A_KIND + 1), "{}", all.len());
    assert!(all.iter().any(|one| one.name == "status=PAUSED"));
    let more = all
        .iter()
        .find(|one| one.kind == NoveltyKind::Event && one.name == MORE)
        .unwrap();
    assert_eq!(more.count, 10_000 - 64);
}

#[test]
fn long_names_are_cut() {
    let (novelties, _) = novelties();
    let key = "k".repeat(60);
    let json = format!(r#"{{"status":"A","inner":{{"id":1,"{key}":1}}}}"#);
    read(&novelties, &json, &[]);
    assert_eq!(names(&novelties)[0].len(), 64);
}

#[test]
fn an_unexpected_message_is_counted_by_its_type() {
    let (novelties, _) = novelties();
    for raw in [
        r#"{"type":"SOMETHING_NEW","data":{}}"#,
        r#"{"type":"wrapped","message":{"type":"INNER_NEW"}}"#,
        r#"{"type":"analytics","event":"something_new"}"#,
        r#"{"type":7}"#,
        "Ada Lovelace",
        "{}",
    ] {
        novelties.message(raw);
    }
    let all: Vec<_> = novelties
        .all()
        .into_iter()
        .map(|one| (one.name, one.count))
        .collect();
    assert_eq!(
        all,
        [
            ("(other)".to_owned(), 3),
            ("INNER_NEW".to_owned(), 1),
            ("SOMETHING_NEW".to_owned(), 1),
            ("analytics:something_new".to_owned(), 1),
        ]
    );
}

#[test]
fn the_unknown_fields_of_a_webhook_are_counted_at_the_top() {
    let (novelties, _) = novelties();
    let body = r#"{"status":"DONE","details":{"deep":1},"brand":{"new":1}}"#;
    novelties.webhook(body.as_bytes(), &["status", "details"]);
    novelties.webhook(b"no json", &["status"]);
    let all: Vec<_> = novelties
        .all()
        .into_iter()
        .map(|one| (one.place, one.name))
        .collect();
    assert_eq!(all, [("webhook".to_owned(), "brand".to_owned())]);
}
