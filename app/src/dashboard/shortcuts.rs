//! The keyboard shortcuts: which there are, and the switch that turns them off (WCAG 2.2, 2.1.4).

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, Section};
use crate::texts::Texts;

/// Where they are listed.
pub const PATH: &str = "/dashboard/shortcuts";
/// Opens the list of them.
pub(super) const HELP: &str = "?";
/// Goes to the search.
pub(super) const SEARCH: &str = "/";

/// The screen.
#[derive(Debug, Clone)]
pub struct ShortcutsScreen {
    /// The sections that somebody may open, in order.
    pub sections: Vec<Section>,
}

/// The keys that lead to a section, one after the other. The same in every language.
pub(super) const fn keys_of(section: Section) -> &'static str {
    match section {
        Section::Overview => "g o",
        Section::Onboardings => "g l",
        Section::Proposals => "g w",
        Section::Control => "g c",
        Section::Settings => "g s",
        Section::Audit => "g a",
        Section::Simulator => "g m",
    }
}

impl Screen for ShortcutsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-shortcuts-title");
        let mut everywhere = vec![(HELP, fl!(t, "dash-shortcuts-help"))];
        if self.sections.contains(&Section::Onboardings) {
            everywhere.push((SEARCH, fl!(t, "dash-shortcuts-search")));
        }
        everywhere.push(("j", fl!(t, "dash-shortcuts-next")));
        everywhere.push(("k", fl!(t, "dash-shortcuts-previous")));
        let sections = self.sections.iter();
        let sections = sections
            .map(|section| (keys_of(*section), section.shown(t)))
            .collect();
        let body = view! {
            <h1>{title.clone()}</h1>
            <p>{fl!(t, "dash-shortcuts-lead")}</p>
            {switch(t)}
            <h2>{fl!(t, "dash-shortcuts-everywhere")}</h2>
            {list(everywhere, t)}
            <h2>{fl!(t, "dash-shortcuts-sections")}</h2>
            {list(sections, t)}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

/// Which of its halves is shown, `app/scripts/shortcuts.js` decides: only this browser knows.
fn switch(t: Texts) -> AnyView {
    let half = |when: &'static str, state: String, action: String| {
        view! {
            <div data-when=when hidden>
                <p>{state}</p>
                <button class="button button--second" type="button">{action}</button>
            </div>
        }
    };
    let on = fl!(t, "dash-shortcuts-on");
    let off = fl!(t, "dash-shortcuts-off");
    view! {
        <div class="block" id="shortcuts-switch">
            <noscript>
                <p>{fl!(t, "dash-shortcuts-no-script")}</p>
            </noscript>
            {half("on", on, fl!(t, "dash-shortcuts-on", "turn-off"))}
            {half("off", off, fl!(t, "dash-shortcuts-off", "turn-on"))}
        </div>
    }
    .into_any()
}

fn list(shortcuts: Vec<(&'static str, String)>, t: Texts) -> AnyView {
    let rows = shortcuts
        .into_iter()
        .map(|(keys, what)| {
            view! {
                <dt>{pressed(keys, t)}</dt>
                <dd>{what}</dd>
            }
        })
        .collect_view();
    view! { <dl class="pairs shortcuts">{rows}</dl> }.into_any()
}

fn pressed(keys: &'static str, t: Texts) -> AnyView {
    match keys.split_once(' ') {
        Some((first, second)) => view! {
            <kbd>{first}</kbd> " " {fl!(t, "dash-shortcuts-then")} " " <kbd>{second}</kbd>
        }
        .into_any(),
        None => view! { <kbd>{keys}</kbd> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_section_has_keys_of_its_own() {
        let all = [
            Section::Overview,
            Section::Onboardings,
            Section::Proposals,
            Section::Control,
            Section::Settings,
            Section::Audit,
            Section::Simulator,
        ];
        let keys: BTreeSet<_> = all.into_iter().map(keys_of).collect();
        assert_eq!(keys.len(), all.len());
        assert!(
            keys.iter()
                .all(|keys| keys.starts_with("g ") && keys.len() == 3)
        );
    }
}
