//! The catalogues. Only the server has them: islands get their texts as props.
//!
//! `fl!(t, "key")` fails the build when English lacks the key or names other placeables; `build.rs` fails it when
//! another language differs from English. So a language is either complete or not there.

use std::{borrow::Cow, sync::LazyLock};

use i18n_embed::{
    I18nAssets, LanguageLoader,
    fluent::FluentLanguageLoader,
    unic_langid::{LanguageIdentifier, subtags::Language},
};
use vestibule::locale::Locale;

/// The texts of one language, as `fl!` wants them.
pub(crate) type Texts = &'static FluentLanguageLoader;

// The domain that `fl!` looks for: this crate's name.
const DOMAIN: &str = "vestibule_app";

static EN: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Locale::En));
static ID: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(Locale::Id));

/// The catalogue of a language.
pub(crate) fn texts(locale: Locale) -> Texts {
    match locale {
        Locale::En => &EN,
        Locale::Id => &ID,
    }
}

fn load(locale: Locale) -> FluentLanguageLoader {
    let language = identifier(locale);
    let loader = FluentLanguageLoader::new(DOMAIN, language.clone());
    // The build parsed both files; should this fail all the same, pages show message ids, which the tests look for.
    let _ = loader.load_languages(&Compiled(locale), &[language]);
    // Isolation marks around placeables are for texts of mixed direction; no right-to-left catalogue exists yet, and
    // screen readers and copied references are better off without them.
    loader.set_use_isolating(false);
    loader
}

fn identifier(locale: Locale) -> LanguageIdentifier {
    let language = Language::from_bytes(locale.tag().as_bytes()).unwrap_or_default();
    LanguageIdentifier::from_parts(language, None, None, &[])
}

/// A catalogue that is part of the executable.
struct Compiled(Locale);

impl Compiled {
    fn path(&self) -> String {
        format!("{}/{DOMAIN}.ftl", self.0.tag())
    }
}

impl I18nAssets for Compiled {
    fn get_files(&self, file_path: &str) -> Vec<Cow<'_, [u8]>> {
        if file_path != self.path() {
            return Vec::new();
        }
        let text = match self.0 {
            Locale::En => include_str!("../i18n/en/vestibule_app.ftl"),
            Locale::Id => include_str!("../i18n/id/vestibule_app.ftl"),
        };
        vec![Cow::Borrowed(text.as_bytes())]
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(std::iter::once(self.path()))
    }
}
