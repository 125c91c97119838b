//! The way to a person, and what that person will and will not ask.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{document::contact, page::HelpPage, parts, texts::Texts};

pub(super) fn render(page: HelpPage, t: Texts) -> Rendered {
    let title = fl!(t, "help-title");
    let company = page.branding.company.as_str();
    let handed = page
        .handed_over
        .then(|| view! { <p class="inset">{fl!(t, "help-handed", company = company)}</p> });
    let over = page.hand_over.map(|action| {
        view! {
            <section class="actions--second">
                <h2>{fl!(t, "help-over-heading")}</h2>
                <p>{fl!(t, "help-over")}</p>
                <form method="post" action=action>
                    <button class="button button--second" type="submit">
                        {fl!(t, "help-over-action")}
                    </button>
                </form>
            </section>
        }
    });
    let body = view! {
        {parts::back(&page.back, fl!(t, "help-back"))}
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "help-lead", company = company)}</p>
        {handed}
        <h2>{fl!(t, "help-contact")}</h2>
        <p>{contact(&page.branding.contact)}</p>
        <p>{fl!(t, "help-reference")} " " <strong>{page.reference}</strong></p>
        <h2>{fl!(t, "help-will")}</h2>
        <ul>
            <li>{fl!(t, "help-will-who")}</li>
            <li>{fl!(t, "help-will-where")}</li>
        </ul>
        <h2>{fl!(t, "help-never")}</h2>
        <ul>
            <li>{fl!(t, "help-never-code")}</li>
            <li>{fl!(t, "help-never-password")}</li>
            <li>{fl!(t, "help-never-money")}</li>
            <li>{fl!(t, "help-never-control")}</li>
        </ul>
        {over}
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}
