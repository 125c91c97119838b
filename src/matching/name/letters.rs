//! Letters, and how they are written where they do not exist.
//!
//! A letter that carries a mark may be written without it, or as ICAO Doc 9303-3, section 6, transliterates it into the
//! machine-readable zone of passports: `Ø` is `O` or `OE`. Two marks that contradict each other are two letters: `Hùng`
//! and `Hưng` are both written `Hung` abroad, and are two names.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Marks of one letter; Vietnamese has two. Further ones are ornaments.
const MOST_MARKS: usize = 3;

/// A letter without its mark: one or two letters of A to Z, or one Greek or Cyrillic letter.
type Plain = (char, Option<char>);

/// One letter of a name, in lower case.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    base: char,
    marks: [char; MOST_MARKS],
    /// How it is written where its marks do not exist; the usual way first. Nothing for letters that every alphabet has.
    plain: [Option<Plain>; 2],
}

const NO_MARK: char = '\0';
const RING: char = '\u{30a}';
const DIAERESIS: char = '\u{308}';
const CEDILLA: char = '\u{327}';
const COMMA_BELOW: char = '\u{326}';

impl Letter {
    fn new(base: char, marks: [char; MOST_MARKS]) -> Self {
        Self {
            base,
            marks,
            plain: plain(base, &marks),
        }
    }

    /// Whether a space between such letters means nothing: Chinese, Japanese and Korean.
    pub(super) fn is_east_asian(self) -> bool {
        matches!(self.base, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
            | '\u{20000}'..='\u{3ffff}')
    }

    /// Whether it is a letter of the Latin alphabet, or a digit.
    pub(super) fn is_latin(self) -> bool {
        is_latin(self.base)
    }

    fn has_marks(self) -> bool {
        self.marks[0] != NO_MARK
    }

    /// The same letter: a mark that one lacks does not matter, a mark that contradicts does. Norwegian and Danish `ø` and
    /// `æ` are Swedish and German `ö` and `ä`.
    fn is(self, other: Self) -> bool {
        if self == other {
            return true;
        }
        if self.base == other.base {
            return (self.plain[0].is_some() || other.plain[0].is_some())
                && (self.marks_are_in(other) || other.marks_are_in(self));
        }
        self.is_neighbour_of(other) || other.is_neighbour_of(self)
    }

    fn is_neighbour_of(self, other: Self) -> bool {
        let unmarked = !self.has_marks();
        let diaeresis = other.marks == [DIAERESIS, NO_MARK, NO_MARK];
        unmarked && diaeresis && matches!((self.base, other.base), ('ø', 'o') | ('æ', 'a'))
    }

    fn marks_are_in(self, other: Self) -> bool {
        self.marks
            .iter()
            .all(|mark| *mark == NO_MARK || other.marks.contains(mark))
    }
}

/// The letters of a word; everything else in it is left out.
pub(super) fn letters(word: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut current: Option<(char, [char; MOST_MARKS])> = None;
    let mut finish = |current: Option<(char, [char; MOST_MARKS])>| {
        if let Some((base, marks)) = current {
            letters.push(Letter::new(base, marks));
        }
    };
    for character in word.nfd() {
        if is_combining_mark(character) {
            // Romania's letters have a comma; most of its data has a cedilla.
            let mark = if character == COMMA_BELOW {
                CEDILLA
            } else {
                character
            };
            if let Some((_, marks)) = &mut current
                && let Some(free) = marks.iter_mut().find(|place| **place == NO_MARK)
            {
                *free = mark;
            }
        } else if character.is_alphanumeric() {
            let base = if character == 'ς' { 'σ' } else { character };
            finish(current.replace((base, [NO_MARK; MOST_MARKS])));
        }
    }
    finish(current);
    letters
}

fn is_latin(base: char) -> bool {
    base.is_ascii_alphanumeric() || matches!(base, '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}')
}

fn is_greek(base: char) -> bool {
    matches!(base, '\u{370}'..='\u{3ff}')
}

/// ICAO Doc 9303-3, section 6.A, and what people type instead.
fn plain(base: char, marks: &[char; MOST_MARKS]) -> [Option<Plain>; 2] {
    let one = |a: char| [Some((a, None)), None];
    let two = |a: char, b: char| [Some((a, Some(b))), None];
    let either = |short: char, a: char, b: char| [Some((short, None)), Some((a, Some(b)))];
    match (base, marks[0]) {
        ('a', RING) => either('a', 'a', 'a'),
        ('a', DIAERESIS) => either('a', 'a', 'e'),
        ('o', DIAERESIS) | ('ø', _) => either('o', 'o', 'e'),
        ('u', DIAERESIS) => either('u', 'u', 'e'),
        ('æ', _) => two('a', 'e'),
        ('œ', _) => two('o', 'e'),
        ('ß', _) => two('s', 's'),
        ('þ', _) => two('t', 'h'),
        ('ð', _) => one('d'),
        // Croats and Serbs write DJ.
        ('đ', _) => either('d', 'd', 'j'),
        ('ł', _) => one('l'),
        ('ħ', _) => one('h'),
        ('ŧ', _) => one('t'),
        ('ŋ', _) => one('n'),
        ('ĸ', _) => one('q'),
        ('ı', _) => one('i'),
        ('ə', _) => one('e'),
        (_, NO_MARK) => [None, None],
        // Greek capitals carry no accents, and Russian print has no ё.
        ('а'..='я', mark) if base != 'е' || mark != DIAERESIS => [None, None],
        (base, _) if is_latin(base) || is_greek(base) || base == 'е' => one(base),
        _ => [None, None],
    }
}

/// Whether two words may be one word: every letter is the same, or one side has it in plain writing.
pub(super) fn matches(one: &[Letter], other: &[Letter]) -> bool {
    if one == other {
        return true;
    }
    if shortest(one) > longest(other) || shortest(other) > longest(one) {
        return false;
    }
    // Which lengths of `other` may be what the letters of `one` so far are. A letter takes at most two.
    let width = other.len() + 1;
    let mut rows = vec![false; width * (one.len() + 1)];
    rows[0] = true;
    for at in 0..=one.len() {
        let row = at * width;
        for to in 0..width {
            if !rows[row + to] {
                continue;
            }
            let (left, right) = (&one[at..], &other[to..]);
            if let ([a, ..], [b, ..]) = (left, right)
                && a.is(*b)
            {
                rows[row + width + to + 1] = true;
            }
            if let [a, ..] = left {
                for taken in a
                    .plain
                    .iter()
                    .flatten()
                    .filter_map(|plain| taken(*plain, right))
                {
                    rows[row + width + to + taken] = true;
                }
            }
            if let [b, ..] = right {
                for taken in b
                    .plain
                    .iter()
                    .flatten()
                    .filter_map(|plain| taken(*plain, left))
                {
                    rows[row + taken * width + to + 1] = true;
                }
            }
        }
    }
    rows.last().copied().unwrap_or_default()
}

/// How many letters of a word the plain writing of a letter takes, where the word goes on with it.
fn taken(plain: Plain, word: &[Letter]) -> Option<usize> {
    let is = |at: usize, letter: char| {
        word.get(at)
            .is_some_and(|found| found.base == letter && !found.has_marks())
    };
    match plain {
        (first, None) => is(0, first).then_some(1),
        (first, Some(second)) => (is(0, first) && is(1, second)).then_some(2),
    }
}

/// The fewest letters that the word may be written with.
fn shortest(word: &[Letter]) -> usize {
    word.len().div_ceil(2)
}

/// The most letters that the word may be written with.
fn longest(word: &[Letter]) -> usize {
    word.len() * 2
}

/// The word as it is usually written without marks.
pub(super) fn plain_text(word: &[Letter]) -> String {
    let mut text = String::new();
    for letter in word {
        match letter.plain[0] {
            Some((first, second)) => text.extend([Some(first), second].into_iter().flatten()),
            None => {
                text.push(letter.base);
                text.extend(letter.marks.iter().filter(|mark| **mark != NO_MARK));
            }
        }
    }
    text
}
