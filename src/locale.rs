//! The languages that the product speaks, and texts that configuration gives in each of them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language with a complete catalogue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Indonesian.
    Id,
}

impl Locale {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::En, Self::Id];

    /// The BCP 47 tag, which is also the ISO 639-1 code.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Id => "id",
        }
    }

    /// The first language of an `Accept-Language` header that we speak (quality values are honoured, RFC 9110, 12.5.4).
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut wanted: Vec<(u32, Self)> = header
            .split(',')
            .take(32)
            .filter_map(|part| {
                let mut pieces = part.split(';');
                let tag = pieces.next()?.trim();
                let quality = pieces
                    .find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok())
                    .unwrap_or(1.0);
                let primary = tag.split('-').next()?;
                // Quality has three decimals at most; the cast saturates on nonsense.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0..=1000 after clamp"
                )]
                let rank = (quality.clamp(0.0, 1.0) * 1000.0) as u32;
                (rank > 0).then_some(())?;
                Some((rank, primary.to_ascii_lowercase().parse().ok()?))
            })
            .collect();
        wanted.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        wanted.first().map(|(_, locale)| *locale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A language that has no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such language; there are: en, id")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;
    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag() == text)
            .ok_or(UnknownLocale)
    }
}

/// A text in several languages, as configuration gives it: `{ en = "..", id = ".." }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalText(pub BTreeMap<Locale, String>);

impl LocalText {
    /// The text in this language, or in English, or in whatever language there is.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &str {
        self.0
            .get(&locale)
            .or_else(|| self.0.get(&Locale::En))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The languages that are missing.
    #[must_use]
    pub fn missing(&self) -> Vec<Locale> {
        Locale::ALL
            .into_iter()
            .filter(|locale| self.0.get(locale).is_none_or(|text| text.trim().is_empty()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_first_language_that_we_speak_is_taken() {
        assert_eq!(
            Locale::from_accept_language("nb,id;q=0.8,en;q=0.3"),
            Some(Locale::Id)
        );
        assert_eq!(
            Locale::from_accept_language("en;q=0.3, id-ID;q=0.9"),
            Some(Locale::Id)
        );
        assert_eq!(Locale::from_accept_language("id;q=0, en"), Some(Locale::En));
        assert_eq!(Locale::from_accept_language("fr"), None);
        assert_eq!(Locale::from_accept_language(";;;q=x,,"), None);
    }
}
