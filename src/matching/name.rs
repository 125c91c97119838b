//! Names of people: which are the same, and which a human has to look at.

mod letters;
mod parts;
mod reading;

use deunicode::deunicode;

use super::{LONGEST_VALUE, Verdict};
use letters::plain_text;
use reading::{Name, Relation, is_name, names};

/// The most names of one side that are taken apart.
const MOST_NAMES: usize = 24;

/// The best verdict over both sides' names.
pub(super) fn compare(one: &[String], other: &[String]) -> Verdict {
    let one = Read::all(one);
    let other = Read::all(other);
    if one.texts.iter().any(|text| other.texts.contains(text)) {
        return Verdict::Exact;
    }
    let mut best = Verdict::Mismatch;
    for left in &one.names {
        for right in &other.names {
            let is_same = same(left, right);
            // Whoever types "A @ B" must not pass as A here and as B there.
            if is_same && !left.is_one_of_several && !right.is_one_of_several {
                return Verdict::Normalised;
            }
            if best != Verdict::Fuzzy && (is_same || alike(left, right)) {
                best = Verdict::Fuzzy;
            }
        }
    }
    best
}

/// What one side's texts say.
struct Read<'a> {
    /// Those with a name in them: a hyphen or "FNU LNU" is nobody's.
    texts: Vec<&'a String>,
    names: Vec<Name>,
}

impl<'a> Read<'a> {
    fn all(values: &'a [String]) -> Self {
        let mut read = Self {
            texts: Vec::new(),
            names: Vec::new(),
        };
        for value in values {
            if is_name(value) {
                read.texts.push(value);
            }
            for name in names(value) {
                if read.names.len() < MOST_NAMES && !read.names.contains(&name) {
                    read.names.push(name);
                }
            }
        }
        read
    }
}

/// Whether two names are one name written differently.
fn same(one: &Name, other: &Name) -> bool {
    match (one.relations.is_empty(), other.relations.is_empty()) {
        (true, true) => parts::same(&one.parts, &other.parts),
        // Father and child: Ahmad bin Ali is not Ali bin Ahmad.
        (false, false) => {
            one.relations == other.relations
                && one
                    .groups
                    .iter()
                    .zip(&other.groups)
                    .all(|(left, right)| parts::same(left, right))
        }
        (false, true) => same_without_relations(one, other),
        (true, false) => same_without_relations(other, one),
    }
}

/// A relation may be left out as long as the order stays; then the names still say who is whose child. `bin` may not:
/// as a Chinese given name it is a part like others.
fn same_without_relations(related: &Name, plain: &Name) -> bool {
    if related
        .relations
        .iter()
        .all(|relation| *relation == Relation::Bin)
    {
        parts::same(&related.parts, &plain.parts)
    } else {
        parts::same_in_order(&related.parts, &plain.parts)
    }
}

/// Whether a human should compare two names.
fn alike(one: &Name, other: &Name) -> bool {
    if parts::alike(&one.parts, &other.parts) {
        return true;
    }
    // Another script: how it sounds is a guess, good enough to ask a human.
    if is_latin(one) && is_latin(other) {
        return false;
    }
    match (romanised(one), romanised(other)) {
        (Some(left), Some(right)) => {
            parts::same(&left.parts, &right.parts) || parts::alike(&left.parts, &right.parts)
        }
        _ => false,
    }
}

fn is_latin(name: &Name) -> bool {
    name.parts.iter().flatten().all(|letter| letter.is_latin())
}

fn romanised(name: &Name) -> Option<Name> {
    let words: Vec<String> = name.parts.iter().map(|part| plain_text(part)).collect();
    names(&deunicode(&words.join(" "))).pop()
}

/// The parts in alphabetical order, without diacritics and separators, in capitals.
pub(super) fn key(value: &str) -> Option<String> {
    let name = names(value).pop()?;
    let mut parts: Vec<String> = name.parts.iter().map(|part| plain_text(part)).collect();
    parts.sort_unstable();
    let key = parts.concat().to_uppercase();
    (key.chars().count() <= LONGEST_VALUE).then_some(key)
}
