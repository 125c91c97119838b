//! What holds for every text.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{Compared, Side, Verdict, canonical, compare};

/// Texts with what names are made of, and anything else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => name_like(),
        1 => any::<String>().prop_map(|text| text.chars().take(60).collect()),
        1 => "[0-9XS*+ -]{0,14}",
    ]
}

fn name_like() -> impl Strategy<Value = String> {
    vec(
        (
            word(),
            select(&[" ", " ", "-", "'", ", ", "  ", " @ ", ". "][..]),
        ),
        1..6,
    )
    .prop_map(|words| {
        words
            .into_iter()
            .flat_map(|(word, separator)| [word, separator.to_owned()])
            .collect()
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        select(
            &[
                "bin",
                "binti",
                "s/o",
                "Dr",
                "FNU",
                "LNU",
                "S.H.",
                "Hj.",
                "H",
                "O",
                "陈",
                "大文",
                "Åse",
                "Aase",
                "Ase",
                "Bjørn",
                "Björn",
                "Ольга",
                "Ёлка",
                "ß",
                "ΣΑΣ",
                "İ",
                "ı",
                "ǰ",
                "ŉ",
                "ﬁ",
                "김",
                "Ŀ",
                "ᾳ",
                "Lý",
                "Lỳ",
            ][..]
        )
        .prop_map(str::to_owned),
        "[A-Za-zåøæüßŁđ]{1,9}",
    ]
}

/// Two or more plain parts: no titles, relations or placeholders among them.
fn plain_parts() -> impl Strategy<Value = Vec<String>> {
    vec("q[a-z]{2,6}", 2..6)
}

fn what() -> impl Strategy<Value = Compared> {
    select(&Compared::ALL[..])
}

fn side(values: &[String]) -> Side {
    Side::new(values.iter().cloned())
}

fn verdict(what: Compared, one: &str, other: &str) -> Verdict {
    compare(
        what,
        &Side::new([one.to_owned()]),
        &Side::new([other.to_owned()]),
    )
}

fn sorted_letters(parts: &[String]) -> Vec<char> {
    let mut letters: Vec<char> = parts.iter().flat_map(|part| part.chars()).collect();
    letters.sort_unstable();
    letters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_does_not_matter_which_side_is_which(
        what in what(), one in vec(text(), 0..4), other in vec(text(), 0..4),
    ) {
        let (left, right) = (side(&one), side(&other));
        prop_assert_eq!(compare(what, &left, &right), compare(what, &right, &left));
    }

    #[test]
    fn every_name_is_itself(name in text()) {
        let verdict = verdict(Compared::Name, &name, &name);
        let has_name = canonical(Compared::Name, &name).is_some();
        prop_assert!(!has_name || verdict == Verdict::Exact, "{:?}", verdict);
    }

    #[test]
    fn the_order_of_values_and_of_parts_does_not_matter(
        parts in plain_parts(), seed in any::<prop::sample::Index>(), more in vec(text(), 0..3),
    ) {
        let mut turned = parts.clone();
        turned.rotate_left(seed.index(parts.len()));
        let (name, other) = (parts.join(" "), turned.join(" "));
        prop_assert!(verdict(Compared::Name, &name, &other).passes());
        let mut values = more.clone();
        values.push(name.clone());
        let forwards = compare(Compared::Name, &side(&values), &side(std::slice::from_ref(&other)));
        values.reverse();
        prop_assert_eq!(compare(Compared::Name, &side(&values), &side(&[other])), forwards);
        prop_assert!(forwards.passes());
    }

    #[test]
    fn another_value_never_makes_it_worse(
        what in what(), one in vec(text(), 1..4), other in vec(text(), 1..4), more in text(),
    ) {
        let before = compare(what, &side(&one), &side(&other));
        let mut with_more = one.clone();
        with_more.push(more);
        prop_assert!(compare(what, &side(&with_more), &side(&other)) <= before);
    }

    #[test]
    fn a_name_with_another_part_is_another_text(parts in plain_parts(), more in "[a-z]{1,8}") {
        let name = parts.join(" ");
        let longer = format!("{name} {more}");
        prop_assert_ne!(verdict(Compared::Name, &name, &longer), Verdict::Exact);
    }

    #[test]
    fn a_name_without_one_of_its_parts_does_not_pass(parts in plain_parts(), at in any::<prop::sample::Index>()) {
        let mut fewer = parts.clone();
        fewer.remove(at.index(parts.len()));
        // "Suharto Suharto" is Suharto.
        prop_assume!(!(parts.len() == 2 && parts[0] == parts[1]));
        prop_assert_eq!(verdict(Compared::Name, &parts.join(" "), &fewer.join(" ")), Verdict::Fuzzy);
    }

    /// Nothing that passes has gained, lost or changed a letter.
    #[test]
    fn names_that_pass_have_the_same_letters(one in vec("[ab]{2,3}", 2..5), other in vec("[ab]{2,3}", 2..5)) {
        let passes = verdict(Compared::Name, &one.join(" "), &other.join(" ")).passes();
        prop_assert!(!passes || sorted_letters(&one) == sorted_letters(&other));
    }

    /// For everything but names, passing and having the same lookup key are one thing.
    #[test]
    fn numbers_and_dates_pass_when_their_keys_are_the_same(
        what in select(&[Compared::BirthDate, Compared::Phone, Compared::NationalId][..]),
        one in "[+]?(00)?[0-9]{4}-?[01][0-9]-?[0-3][0-9][0-9]{0,4}",
        other in "[+]?(00)?[0-9]{4}-?[01][0-9]-?[0-3][0-9][0-9]{0,4}",
        is_same in any::<bool>(),
    ) {
        let other = if is_same { one.replace(['-'], "") } else { other };
        let keys = (canonical(what, &one), canonical(what, &other));
        let same = keys.0.is_some() && keys.0 == keys.1;
        prop_assert_eq!(verdict(what, &one, &other).passes(), same);
    }

    #[test]
    fn a_lookup_key_is_its_own_lookup_key(what in what(), value in text()) {
        if let Some(key) = canonical(what, &value) {
            prop_assert_eq!(canonical(what, &key), Some(key));
        }
    }

    #[test]
    fn only_an_empty_side_is_missing(what in what(), one in vec(any::<String>(), 0..3), other in vec(text(), 0..3)) {
        let is_blank = |values: &[String]| values.iter().all(|value| value.trim().is_empty());
        let missing = compare(what, &side(&one), &side(&other)) == Verdict::Missing;
        prop_assert_eq!(missing, is_blank(&one) || is_blank(&other));
    }
}
