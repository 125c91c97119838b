//! Birth dates, phone numbers, national ids, and sides.

use super::{Compared, Side, Verdict, canonical, compare, each, side};

#[test]
fn codes_are_distinct_and_read_back() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::from_code(verdict.code()), Some(verdict));
        assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.code());
    }
    for what in Compared::ALL {
        assert_eq!(Compared::from_code(what.code()), Some(what));
        assert_eq!(serde_json::to_value(what).unwrap(), what.code());
    }
}

#[test]
fn only_the_same_value_passes() {
    let passing: Vec<_> = Verdict::ALL
        .into_iter()
        .filter(|verdict| verdict.passes())
        .collect();
    assert_eq!(passing, [Verdict::Exact, Verdict::Normalised]);
}

#[test]
fn a_birth_date_is_the_same_day_or_another() {
    each(
        Compared::BirthDate,
        Verdict::Exact,
        &[("1990-03-12", "1990-03-12"), (" 1990-03-12", "1990-03-12 ")],
    );
    each(
        Compared::BirthDate,
        Verdict::Normalised,
        &[("1990-03-12", "19900312"), ("20000229", "2000-02-29")],
    );
    each(
        Compared::BirthDate,
        Verdict::Mismatch,
        &[
            ("1990-03-12", "1990-12-03"),
            ("1990-03-12", "1990-03-13"),
            ("1990-03-12", "1991-03-12"),
        ],
    );
}

#[test]
fn a_date_of_which_a_part_is_unknown_never_passes() {
    each(
        Compared::BirthDate,
        Verdict::Fuzzy,
        &[
            ("1990", "1990-03-12"),
            ("1990-00-00", "1990-03-12"),
            ("1990-03", "1990-03-12"),
            ("1990-03-00", "19900312"),
            ("19900000", "1990"),
            ("0000-03-12", "1990-03-12"),
            ("1990", "1990"),
        ],
    );
    each(
        Compared::BirthDate,
        Verdict::Mismatch,
        &[
            ("1991", "1990-03-12"),
            ("1990-04-00", "1990-03-12"),
            ("0000-03-12", "1990"),
            ("0000-00-00", "0000-00-00"),
        ],
    );
}

#[test]
fn what_is_no_date_matches_nothing_not_even_itself() {
    for wrong in [
        "1990-02-30",
        "1900-02-29",
        "1990-13-01",
        "1990-03-32",
        "12.03.1990",
        "12/03/1990",
        "12-03-1990",
        "1990-3-12",
        "900312",
        "1990-03-12T00:00:00Z",
        "yesterday",
        "１９９０",
    ] {
        each(
            Compared::BirthDate,
            Verdict::Mismatch,
            &[(wrong, wrong), (wrong, "1990-03-12")],
        );
        assert_eq!(canonical(Compared::BirthDate, wrong), None, "{wrong}");
    }
}

/// SG-16
#[test]
fn a_phone_number_is_the_same_however_it_is_written() {
    each(
        Compared::Phone,
        Verdict::Normalised,
        &[
            ("+44 7700 900000", "+447700900000"),
            ("+44 7700 900000", "447700900000"),
            ("0044 7700 900000", "+44 (7700) 900-000"),
            ("+65 8123 4567", "6581234567"),
        ],
    );
    each(
        Compared::Phone,
        Verdict::Exact,
        &[("+6281234567890", "+6281234567890")],
    );
    each(
        Compared::Phone,
        Verdict::Mismatch,
        &[
            ("+447700900000", "+447700900001"),
            ("+447700900000", "07700900000"),
            // Somebody in every country has it.
            ("07700900000", "07700900000"),
            ("81234567", "81234567"),
            ("+44 ******0000", "+447700900000"),
            ("nummer", "nummer"),
        ],
    );
}

#[test]
fn a_national_id_is_equal_or_it_is_another() {
    each(
        Compared::NationalId,
        Verdict::Normalised,
        &[
            ("S1234567D", "s1234567d"),
            ("010190 12345", "01019012345"),
            ("3174-0112-0390-0001", "3174011203900001"),
            ("Ｓ1234567Ｄ", "S1234567D"),
        ],
    );
    each(
        Compared::NationalId,
        Verdict::Mismatch,
        &[
            ("S1234567D", "S1234568D"),
            ("S1234567D", "S1234567"),
            ("01019012345", "1019012345"),
            // A Cyrillic S.
            ("\u{405}1234567D", "S1234567D"),
        ],
    );
}

#[test]
fn a_masked_national_id_or_a_placeholder_matches_nothing_not_even_itself() {
    for masked in [
        "*****567D",
        "S****567D",
        "SXXXX567D",
        "•••••1234",
        "#####1234",
        "____1234",
        "...1234",
        "0000000000000000",
        "N/A",
        "none",
        "UNKNOWN",
        "1234",
    ] {
        each(
            Compared::NationalId,
            Verdict::Mismatch,
            &[(masked, masked), (masked, "S1234567D")],
        );
        assert_eq!(canonical(Compared::NationalId, masked), None, "{masked}");
    }
}

#[test]
fn the_lookup_key_is_the_same_for_the_same_value() {
    for (what, values, key) in [
        (
            Compared::NationalId,
            ["s1234567d", " S1234567-D"],
            "S1234567D",
        ),
        (
            Compared::Phone,
            ["0062 812-3456-7890", "6281234567890"],
            "+6281234567890",
        ),
        (Compared::BirthDate, ["1990-03-12", "19900312"], "19900312"),
        (Compared::Name, ["Dr. Bjørn Åse", "ÅSE BJORN"], "ASEBJORN"),
        (
            Compared::Name,
            ["Siti binti Hassan", "Hassan, Siti"],
            "HASSANSITI",
        ),
    ] {
        for value in values {
            assert_eq!(canonical(what, value).as_deref(), Some(key), "{value}");
        }
    }
    for what in Compared::ALL {
        for nothing in ["", "  ", "-", "*"] {
            assert_eq!(canonical(what, nothing), None, "{what:?} {nothing:?}");
        }
    }
}

#[test]
fn a_side_that_gives_nothing_is_missing() {
    for what in Compared::ALL {
        for nothing in [side(&[]), side(&["", "  \n"])] {
            let something = side(&["1990-03-12"]);
            assert_eq!(compare(what, &nothing, &something), Verdict::Missing);
            assert_eq!(compare(what, &something, &nothing), Verdict::Missing);
            assert_eq!(compare(what, &nothing, &nothing), Verdict::Missing);
        }
    }
}

#[test]
fn a_value_that_is_too_long_is_there_but_matches_nothing() {
    let long = "9".repeat(201);
    for what in Compared::ALL {
        let long = side(&[&long]);
        assert_eq!(compare(what, &long, &long), Verdict::Mismatch);
    }
    assert_eq!(canonical(Compared::Name, &"a".repeat(201)), None);
}

#[test]
fn a_side_takes_twenty_values() {
    let many = Side::new((0..30).map(|number| format!("{}{number:02}", "S12345")));
    let found = |number: &str| compare(Compared::NationalId, &many, &side(&[number]));
    assert_eq!(found("S1234519"), Verdict::Exact);
    assert_eq!(found("S1234520"), Verdict::Mismatch);
}

#[test]
fn a_side_does_not_show_its_values() {
    let shown = format!("{:?}", side(&["Kari Nordmann", "Kari Hansen"]));
    assert_eq!(shown, "Side { values: 2, .. }");
}
