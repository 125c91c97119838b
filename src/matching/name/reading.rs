//! From a text to the parts of a name: what separates parts, what is left out, what says who is whose child.

use unicode_normalization::UnicodeNormalization;

use super::letters::{Letter, letters, plain_text};

/// The most letters and parts of a name that is taken apart. Indonesia's registers take 60 letters (Permendagri 73/2022),
/// passports 39. A longer one passes only when it is exactly the same.
const MOST_LETTERS: usize = 120;
const MOST_PARTS: usize = 16;
/// The most names in one text, as in `A @ B`.
const MOST_NAMES: usize = 4;

/// In front of a name, never a name. Not `H.`, which may be Haji or Hendra; not Sri, Tuan, Puan and the like, which are
/// given to children.
const TITLES: [&str; 19] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mdm",
    "madam",
    "mme",
    "dr",
    "prof",
    "professor",
    "ir",
    "drs",
    "dra",
    "hj",
    "hjh",
    "haji",
    "hajah",
    "hajjah",
    "encik",
];

/// After a comma, with dots (`S.H.`) or without a vowel (`SH`): what is a degree in Indonesia, and those that are one
/// everywhere. Without the comma they may be initials.
const DEGREES: [&str; 50] = [
    "sh", "mh", "mkn", "se", "me", "mm", "mak", "st", "mt", "sp", "mp", "spd", "mpd", "skom",
    "mkom", "si", "ssi", "msi", "ssos", "sag", "mag", "ss", "mhum", "sked", "skm", "spsi", "mpsi",
    "sip", "sik", "spt", "spi", "sfarm", "skep", "ns", "amd", "lc", "ma", "ba", "bsc", "msc",
    "mba", "phd", "md", "llb", "llm", "cpa", "meng", "beng", "ak", "drs",
];

/// For people with one name where a form demands two: "first name unknown", "last name unknown".
const PLACEHOLDERS: [&str; 2] = ["fnu", "lnu"];

/// What a part says about the names around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// `bin`: son of, among Malays. Also a Chinese given name, so that it is a part as well.
    Bin,
    /// `binti`, `binte`, `bte`: daughter of, among Malays.
    Binti,
    /// `s/o`, `a/l`: son of, among Tamils in Singapore and Malaysia.
    SonOf,
    /// `d/o`, `a/p`: daughter of, the same.
    DaughterOf,
}

impl Relation {
    fn of_word(word: &str) -> Option<Self> {
        match word {
            "s/o" | "a/l" => Some(Self::SonOf),
            "d/o" | "a/p" => Some(Self::DaughterOf),
            _ => None,
        }
    }

    fn of_part(part: &str) -> Option<Self> {
        match part {
            "bin" => Some(Self::Bin),
            "binti" | "binte" | "bte" | "bt" => Some(Self::Binti),
            _ => None,
        }
    }
}

/// One word of a name.
pub(super) type Part = Vec<Letter>;

/// A name, taken apart.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Name {
    /// Every part; of the relations only `bin`.
    pub(super) parts: Vec<Part>,
    /// The parts between relations: one group more than there are relations.
    pub(super) groups: Vec<Vec<Part>>,
    /// What stands between the groups.
    pub(super) relations: Vec<Relation>,
    /// One of several names in a text, as in `A @ B`.
    pub(super) is_one_of_several: bool,
}

/// The names in a text, the whole of it last; none when it has no letters, only placeholders, or too many of either.
///
/// `A @ B` and `A (B)` are two names of one person, as Singapore and Malaysia print them. They are also what somebody
/// types who wants to be both.
pub(super) fn names(text: &str) -> Vec<Name> {
    let text = folded(text);
    let whole = name(&text.replace(['@', '(', ')'], " "));
    if whole.parts.is_empty() || is_too_long(&whole) {
        return Vec::new();
    }
    let mut names = Vec::new();
    let pieces: Vec<Name> = pieces(&text)
        .iter()
        .map(|piece| name(piece))
        .filter(|piece| !piece.parts.is_empty())
        .collect();
    if (2..=MOST_NAMES).contains(&pieces.len()) {
        // "Tan Ah Beng @ Johnny": Johnny is a nickname, and half the world's Johnnies are not Mr Tan.
        let is_mononym = pieces.iter().all(|piece| piece.parts.len() == 1);
        names.extend(
            pieces
                .into_iter()
                .filter(|piece| is_mononym || piece.parts.len() > 1)
                .map(|piece| Name {
                    is_one_of_several: true,
                    ..piece
                }),
        );
    }
    names.push(whole);
    names
}

/// Whether there is a name in the text at all, however long: more than punctuation and placeholders.
pub(super) fn is_name(text: &str) -> bool {
    !name(&folded(text)).parts.is_empty()
}

fn is_too_long(name: &Name) -> bool {
    let letters: usize = name.parts.iter().map(Vec::len).sum();
    letters > MOST_LETTERS || name.parts.len() > MOST_PARTS
}

/// Compatibility forms are one form, capitals are small, and what nobody sees is gone.
fn folded(text: &str) -> String {
    // Before NFKC, which makes accents of some of them, and after it, which makes some of them.
    let told = |character: char| Some(apostrophe(character)).filter(|seen| !is_invisible(*seen));
    text.chars()
        .filter_map(told)
        .nfkc()
        .filter_map(told)
        .collect::<String>()
        .to_lowercase()
}

fn apostrophe(character: char) -> char {
    match character {
        '`' | '´' | '‘' | '’' | '‛' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | '′' => {
            '\''
        }
        character => character,
    }
}

/// What Unicode lets a renderer ignore (Default_Ignorable_Code_Point), and the Arabic letter that only stretches.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// `A @ B` is A and B; `A (B) C` is A C and B.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for between in text.split('@') {
        let mut outside = String::new();
        let mut inside = String::new();
        let mut depth = 0_usize;
        for character in between.chars() {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth == 0 => outside.push(character),
                _ => inside.push(character),
            }
            if matches!(character, '(' | ')') {
                outside.push(' ');
                inside.push(' ');
            }
        }
        pieces.extend([outside, inside]);
    }
    pieces
}

fn name(text: &str) -> Name {
    let mut segments = text.split(',');
    let mut words = words(segments.next().unwrap_or_default());
    for segment in segments {
        if !(is_degree(segment) && count_parts(&words) > 1) {
            words.extend(self::words(segment));
        }
    }
    without_placeholders(&mut words);
    without_titles(&mut words);
    grouped(words)
}

/// A word of the text, before it is known what it is for.
enum Word {
    Part(Part),
    Relation(Relation),
}

fn words(segment: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for word in segment.split_whitespace() {
        if let Some(relation) = Relation::of_word(word.trim_matches('.')) {
            words.push(Word::Relation(relation));
            continue;
        }
        // ICAO Doc 9303-3, section 4: an apostrophe is left out, a hyphen separates.
        let word = word.replace('\'', "");
        let parts = word
            .split(|character: char| !is_of_a_word(character))
            .map(letters);
        words.extend(parts.filter(|part| !part.is_empty()).map(Word::Part));
    }
    words
}

fn is_of_a_word(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

fn count_parts(words: &[Word]) -> usize {
    words
        .iter()
        .filter(|word| matches!(word, Word::Part(_)))
        .count()
}

fn is_degree(segment: &str) -> bool {
    let mut words = segment.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            let letters = word.replace('.', "");
            let is_marked = word.contains('.') || !letters.contains(['a', 'e', 'i', 'o', 'u']);
            is_marked && DEGREES.contains(&letters.as_str())
        })
}

fn is_one_of(list: &[&str], word: &Word) -> bool {
    matches!(word, Word::Part(part) if list.contains(&plain_text(part).as_str()))
}

fn without_placeholders(words: &mut Vec<Word>) {
    words.retain(|word| !is_one_of(&PLACEHOLDERS, word));
}

/// Titles go as long as two parts remain: what is left of a name has to be one.
fn without_titles(words: &mut Vec<Word>) {
    while words.first().is_some_and(|word| is_one_of(&TITLES, word)) && count_parts(words) > 2 {
        words.remove(0);
    }
}

/// A relation is one only between parts; elsewhere it is a name.
fn grouped(words: Vec<Word>) -> Name {
    let mut name = Name::default();
    let mut group: Vec<Part> = Vec::new();
    let last = words
        .iter()
        .rposition(|word| matches!(word, Word::Part(_)))
        .unwrap_or_default();
    for (at, word) in words.into_iter().enumerate() {
        let between = !group.is_empty() && at < last;
        let (relation, part) = match word {
            Word::Relation(relation) => (Some(relation), None),
            Word::Part(part) => (Relation::of_part(&plain_text(&part)), Some(part)),
        };
        match (relation.filter(|_| between), part) {
            (Some(relation), part) => {
                name.groups.push(std::mem::take(&mut group));
                name.relations.push(relation);
                if let Some(bin) = part.filter(|_| relation == Relation::Bin) {
                    name.parts.push(bin);
                }
            }
            (None, Some(part)) => {
                name.parts.push(part.clone());
                group.push(part);
            }
            (None, None) => {}
        }
    }
    name.groups.push(group);
    name
}
