//! The answers of a form once more, before they count (GOV.UK Design System, "Check answers").

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{CheckPage, CheckRow, CheckValue},
    parts,
    texts::Texts,
};

pub(super) fn render(page: CheckPage, t: Texts) -> Rendered {
    let title = fl!(t, "check-title");
    let changed = page
        .changed
        .then(|| view! { <p class="inset" role="status">{fl!(t, "check-changed")}</p> });
    let rows = page
        .rows
        .into_iter()
        .map(|row| answer(row, t))
        .collect_view();
    let body = view! {
        {parts::back(&page.back, fl!(t, "check-back"))}
        {parts::place(page.place, t)}
        <h1>{title.clone()}</h1>
        {changed}
        <dl class="answers">{rows}</dl>
        <form class="actions" method="post" action=page.action>
            <p>{fl!(t, "check-hint")}</p>
            <input type="hidden" name="shown" value=page.shown />
            {parts::submit(fl!(t, "check-confirm"))}
        </form>
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}

fn answer(row: CheckRow, t: Texts) -> AnyView {
    let value = match row.value {
        CheckValue::Text(text) => text,
        CheckValue::Day(day) => parts::day(day, t),
        CheckValue::Picture => fl!(t, "check-picture"),
        CheckValue::NotProvided => fl!(t, "check-not-provided"),
    };
    let hidden = fl!(t, "check-change-hidden", label = row.label.as_str());
    view! {
        <div class="answer">
            <dt>{row.label}</dt>
            <dd>{value}</dd>
            <dd class="answer__change">
                <a href=row.change>{fl!(t, "check-change")} <span class="hidden">{hidden}</span></a>
            </dd>
        </div>
    }
    .into_any()
}
