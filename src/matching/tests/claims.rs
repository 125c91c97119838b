//! From claims to sides.

use std::collections::BTreeMap;

use super::{Compared, Verdict, compare, side};
use crate::matching::side_of;

fn claims(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn found(what: Compared, given: &[(&str, &str)], value: &str) -> Verdict {
    compare(what, &side_of(what, &claims(given)), &side(&[value]))
}

#[test]
fn a_name_is_whole_or_in_parts() {
    let parts = [
        ("given_name", "Kari"),
        ("middle_name", "Anne"),
        ("family_name", "Nordmann"),
    ];
    assert_eq!(
        found(Compared::Name, &parts, "Kari Anne Nordmann"),
        Verdict::Exact
    );
    let both = [
        ("name", "Kari Anne Nordmann"),
        ("given_name", "Kari"),
        ("family_name", "Nordmann"),
    ];
    assert_eq!(
        found(Compared::Name, &both, "Kari Nordmann"),
        Verdict::Fuzzy,
        "the whole name says that there is another"
    );
}

#[test]
fn every_alias_that_a_register_gives_is_a_name() {
    let given = [
        ("name", "CHAN TAI MAN"),
        ("alias", "DAVID CHAN"),
        ("pinyin_name", "CHEN DAWEN"),
        ("pinyin_alias", "CHEN DAWEI"),
        ("married_name", "CHAN-LIM TAI MAN"),
    ];
    for name in [
        "Chan Tai Man",
        "David Chan",
        "Chen Da Wen",
        "Chen Dawei",
        "Tai Man Chan Lim",
    ] {
        assert!(found(Compared::Name, &given, name).passes(), "{name}");
    }
}

#[test]
fn a_list_of_aliases_is_many_names() {
    for list in ["Kari Hansen; Kari Olsen", r#"["Kari Hansen","Kari Olsen"]"#] {
        let given = [("name", "Kari Nordmann"), ("also_known_as", list)];
        for name in ["Kari Nordmann", "Kari Hansen", "Kari Olsen"] {
            assert!(found(Compared::Name, &given, name).passes(), "{name}");
        }
    }
}

/// Otherwise a form's "Alice; Bob" would be the Alice of one step and the Bob of another.
#[test]
fn a_name_is_one_name() {
    for both in [
        "Alice Hansen; Bob Nordmann",
        "Alice Hansen\nBob Nordmann",
        "Alice Hansen, Bob Nordmann",
        r#"["Alice Hansen","Bob Nordmann"]"#,
        "Alice Hansen @ Bob Nordmann",
        "Alice Hansen (Bob Nordmann)",
    ] {
        for claim in ["name", "full_name", "given_name", "alias"] {
            for name in ["Alice Hansen", "Bob Nordmann"] {
                let verdict = found(Compared::Name, &[(claim, both)], name);
                assert!(!verdict.passes(), "{claim} {both}");
            }
        }
    }
}

#[test]
fn the_name_at_birth_is_a_name() {
    let given = [
        ("given_name", "Kari"),
        ("family_name", "Nordmann"),
        ("birth_family_name", "Hansen"),
    ];
    assert!(found(Compared::Name, &given, "Kari Hansen").passes());
    assert!(found(Compared::Name, &given, "Kari Nordmann").passes());
}

#[test]
fn dates_phones_and_ids_have_many_names() {
    for name in ["birthdate", "birth_date", "date_of_birth"] {
        let given = [(name, "1990-03-12")];
        assert!(found(Compared::BirthDate, &given, "1990-03-12").passes());
    }
    for name in ["phone_number", "phone", "msisdn"] {
        let given = [(name, "447700900000")];
        assert!(found(Compared::Phone, &given, "+447700900000").passes());
    }
    for name in ["national_id", "sub_nnin", "nnin", "nik", "nric", "uinfin"] {
        let given = [(name, "01019012345")];
        assert!(found(Compared::NationalId, &given, "010190 12345").passes());
    }
}

#[test]
fn claims_about_something_else_are_not_a_side() {
    let given = claims(&[
        ("reference", "01019012345"),
        ("creditor", "Kari Nordmann"),
        ("nickname", "Kari Nordmann"),
        ("passport_number", "K1234567"),
        ("updated_at", "1990-03-12"),
    ]);
    for what in Compared::ALL {
        assert!(side_of(what, &given).is_empty(), "{what:?}");
    }
}
