//! What the overview says before any number.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::super::{
    moment::Moment,
    resets::{self, ResetView},
    retention,
};
use crate::texts::Texts;

/// What waits for whoever looks.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    /// Since when the guard stops retention; only for who may let it go on.
    pub retention_stopped: Option<Moment>,
    /// Who replaced how they sign in, newest first.
    pub resets: Vec<ResetView>,
}

impl Notices {
    pub(super) fn draw(&self, t: Texts) -> AnyView {
        let stopped = self.retention_stopped.as_ref();
        view! {
            {resets::notice(&self.resets, t)}
            {stopped.map(|since| retention_stopped(since, t))}
        }
        .into_any()
    }
}

fn retention_stopped(since: &Moment, t: Texts) -> AnyView {
    view! {
        <section class="notice notice--bad" aria-labelledby="retention-stopped">
            <h2 id="retention-stopped">{fl!(t, "dash-overview-retention")}</h2>
            <p>
                {fl!(t, "dash-overview-retention-next")} " " {fl!(t, "dash-retention-since")} " "
                {since.draw()} "."
            </p>
            <p>
                <a href=retention::PATH>{fl!(t, "dash-overview-retention-look")}</a>
            </p>
        </section>
    }
    .into_any()
}
