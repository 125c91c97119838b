//! What keeps the list as it is in the database while somebody looks at it: a bar above it, which `app/scripts/live.js` shows
//! and uses, and the lines as the script fetches them.

use i18n_embed_fl::fl;
use leptos::{prelude::*, reactive::owner::Owner};
use vestibule::locale::Locale;

use super::{
    onboardings::{self, Line},
    texts_of,
};
use crate::texts::Texts;

/// Where the script asks.
pub const ROWS: &str = "/dashboard/onboardings/rows";

/// Onboardings that fit the filters and are newer than those that are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer {
    /// How many, at most [`Newer::MOST`] of them.
    pub count: usize,
    /// Leads to them.
    pub href: String,
}

impl Newer {
    /// Most that are counted.
    pub const MOST: usize = 99;
}

/// The lines as they are now, and the link to newer ones: a document without a head, for the script.
#[must_use]
pub fn fragment(lines: &[Line], newer: Option<&Newer>, locale: Locale) -> String {
    let t = texts_of(locale).0;
    Owner::new().with(|| {
        let newer = newer.map(|newer| {
            let text = match newer.count {
                count if count > Newer::MOST => {
                    fl!(t, "dash-live-newer-many", count = Newer::MOST)
                }
                count => fl!(t, "dash-live-newer", count = count),
            };
            view! { <a href=newer.href.clone() data-live="newer">{text}</a> }
        });
        view! {
            <table>
                <tbody>{onboardings::rows(lines, t)}</tbody>
            </table>
            {newer}
        }
        .to_html()
    })
}

/// The bar. Its place is kept free by the style sheet, so that the list does not move when the script shows it; without
/// scripts there is neither.
pub(super) fn bar(rows: &str, t: Texts) -> AnyView {
    // The script puts the number in.
    let number = "{n}";
    view! {
        <div
            class="live"
            id="live"
            hidden
            data-rows=rows.to_owned()
            data-on=fl!(t, "dash-live-on")
            data-paused=fl!(t, "dash-live-paused")
            data-away=fl!(t, "dash-live-away")
            data-ended=fl!(t, "dash-live-ended")
            data-refused=fl!(t, "dash-live-refused")
            data-gone=fl!(t, "dash-live-gone")
            data-changed-one=fl!(t, "dash-live-changed-one", count = number)
            data-changed-other=fl!(t, "dash-live-changed-other", count = number)
        >
            <p class="live__state" role="status" data-live="state">{fl!(t, "dash-live-on")}</p>
            <a class="live__again" data-live="again" href="/dashboard/sign-in" hidden>
                {fl!(t, "dash-live-again")}
            </a>
            <button class="button button--second" type="button" aria-pressed="false" data-live="pause">
                {fl!(t, "dash-live-pause")}
            </button>
            <a class="live__newer" data-live="newer" href=super::Section::Onboardings.path() hidden>
                " "
            </a>
            <p class="hidden" role="status" data-live="said"></p>
        </div>
    }
    .into_any()
}
