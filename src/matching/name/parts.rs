//! Parts of names against parts of names.

use strsim::osa_distance;

use super::{
    letters::{matches, plain_text},
    reading::Part,
};

/// From so many letters on, a beginning may be an abbreviation: `Moh` for `Mohammad`.
const SHORTEST_ABBREVIATION: usize = 3;

/// The name of the Prophet, spelt and shortened in too many ways for slips of the pen; still only alike.
const MUHAMMAD: [&str; 17] = [
    "muhammad",
    "muhammed",
    "muhamad",
    "muhamed",
    "mohammad",
    "mohammed",
    "mohamad",
    "mohamed",
    "mohamud",
    "mochammad",
    "mochamad",
    "muchammad",
    "mohd",
    "muhd",
    "muh",
    "moh",
    "md",
];

/// Whether the parts are the same ones: in any order, some written together or apart.
pub(super) fn same(one: &[Part], other: &[Part]) -> bool {
    if one.len() == other.len() {
        return pair(one, other, |a, b| matches(a, b));
    }
    if is_doubled(one, other) || is_doubled(other, one) {
        return true;
    }
    let (coarse, fine) = by_count(one, other);
    // The family name first or last; that the parts between stay neighbours is what makes them one word.
    (0..fine.len()).any(|first| {
        let (before, after) = fine.split_at(first);
        is_joined(coarse, after, before)
    })
}

/// The same parts, in the same order.
pub(super) fn same_in_order(one: &[Part], other: &[Part]) -> bool {
    if one.len() == other.len() {
        return one.iter().zip(other).all(|(a, b)| matches(a, b));
    }
    let (coarse, fine) = by_count(one, other);
    is_joined(coarse, fine, &[])
}

/// `Suharto Suharto`, where a form demands two names of a person who has one.
fn is_doubled(one: &[Part], other: &[Part]) -> bool {
    matches!((one, other), ([only], [first, second]) if first == second && matches(only, first))
}

fn by_count<'a>(one: &'a [Part], other: &'a [Part]) -> (&'a [Part], &'a [Part]) {
    if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    }
}

/// Whether every coarse part is one fine part, or neighbours written together: first those of `fine`, then those of
/// `rest`.
fn is_joined(coarse: &[Part], fine: &[Part], rest: &[Part]) -> bool {
    let is_east_asian = || coarse.iter().flatten().all(|letter| letter.is_east_asian());
    // One word may be anybody's: Lina is not Li Na.
    if coarse.len() < 2 && !is_east_asian() {
        return false;
    }
    let mut left = fine;
    let mut then = Some(rest);
    for part in coarse {
        if left.is_empty() {
            left = then.take().unwrap_or_default();
        }
        let Some(taken) = (1..=left.len()).find(|count| {
            let (run, _) = left.split_at(*count);
            (*count == 1 || may_join(run)) && matches(part, &run.concat())
        }) else {
            return false;
        };
        left = &left[taken..];
    }
    left.is_empty() && then.is_none_or(<[Part]>::is_empty)
}

/// Initials are not parts of a word, but for O and D: `O Connor`, `D Souza`.
fn may_join(run: &[Part]) -> bool {
    let is_prefix = |at: usize, part: &Part| {
        at == 0
            && matches!(plain_text(part).as_str(), "o" | "d")
            && run.get(1).is_some_and(|next| next.len() > 2)
    };
    run.iter().enumerate().all(|(at, part)| {
        part.len() > 1 || is_prefix(at, part) || part.iter().all(|letter| letter.is_east_asian())
    })
}

/// Whether the parts are so near that a human should decide: some missing, abbreviated, misspelt, or torn otherwise.
pub(super) fn alike(one: &[Part], other: &[Part]) -> bool {
    let (short, long) = by_count(one, other);
    let together = |parts: &[Part]| {
        parts
            .iter()
            .map(|part| plain_text(part))
            .collect::<String>()
    };
    let (whole, other_whole) = (together(short), together(long));
    let is_whole = short.len() == long.len();
    if whole == other_whole || (!is_whole && is_near(&whole, &other_whole)) {
        return true;
    }
    let mut has_name = false;
    let paired = pair(short, long, |a, b| {
        let (left, right) = (plain_text(a), plain_text(b));
        let name = (matches(a, b) && a.len() > 1) || (is_whole && is_near(&left, &right));
        has_name |= name;
        name || matches(a, b)
            || is_short_for(&left, &right)
            || is_short_for(&right, &left)
            || are_muhammad(&left, &right)
    });
    paired && has_name
}

fn are_muhammad(one: &str, other: &str) -> bool {
    MUHAMMAD.contains(&one) && MUHAMMAD.contains(&other)
}

/// An initial, or the beginning of the word.
fn is_short_for(short: &str, word: &str) -> bool {
    let letters = short.chars().count();
    (letters == 1 || letters >= SHORTEST_ABBREVIATION) && word.starts_with(short)
}

/// The same but for marks, or for one slip of the pen in four letters and two in eight: letters wrong, missing, too many
/// or swapped (optimal string alignment).
fn is_near(one: &str, other: &str) -> bool {
    let (left, right) = (one.chars().count(), other.chars().count());
    let slips = match left.max(right) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    one == other || (left.abs_diff(right) <= slips && osa_distance(one, other) <= slips)
}

/// Whether every part of the shorter list has a partner of its own in the longer one (Kuhn's algorithm: at most 16 parts).
fn pair(short: &[Part], long: &[Part], mut fits: impl FnMut(&Part, &Part) -> bool) -> bool {
    let fitting: Vec<Vec<usize>> = short
        .iter()
        .map(|a| {
            let fitting = long.iter().enumerate().filter(|(_, b)| fits(a, b));
            fitting.map(|(at, _)| at).collect()
        })
        .collect();
    let mut partner = vec![None; long.len()];
    (0..short.len()).all(|at| {
        let mut tried = vec![false; long.len()];
        find_partner(at, &fitting, &mut partner, &mut tried)
    })
}

fn find_partner(
    at: usize,
    fitting: &[Vec<usize>],
    partner: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &candidate in &fitting[at] {
        if std::mem::replace(&mut tried[candidate], true) {
            continue;
        }
        let is_free = match partner[candidate] {
            None => true,
            Some(taken_by) => find_partner(taken_by, fitting, partner, tried),
        };
        if is_free {
            partner[candidate] = Some(at);
            return true;
        }
    }
    false
}
