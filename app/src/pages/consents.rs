//! What was agreed to, and taking it back: as easy as it was given (GDPR, article 7, paragraph 3).

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::purpose::LegalBasis;

use super::Rendered;
use crate::{
    page::{ConsentView, ConsentsPage},
    parts,
    texts::Texts,
};

pub(super) fn render(page: ConsentsPage, t: Texts) -> Rendered {
    let title = fl!(t, "consents-title");
    let company = page.branding.company.clone();
    let none = page
        .consents
        .is_empty()
        .then(|| view! { <p>{fl!(t, "consents-none")}</p> });
    let may_withdraw = page.consents.iter().any(|consent| consent.may_withdraw);
    let follows = may_withdraw.then(|| {
        let next = if page.under_way {
            fl!(t, "consents-follows-under-way")
        } else {
            fl!(t, "consents-follows-after", company = company.as_str())
        };
        view! { <p>{fl!(t, "consents-follows")} " " {next}</p> }
    });
    let action = page.action;
    let consents = page
        .consents
        .into_iter()
        .map(|consent| one(consent, &action, t))
        .collect_view();
    let body = view! {
        {parts::back(&page.back, fl!(t, "consents-back"))}
        <h1>{title.clone()}</h1>
        {none}
        {follows}
        {consents}
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}

fn one(consent: ConsentView, action: &str, t: Texts) -> AnyView {
    let tag = consent.locale.tag();
    // A short wording tells buttons apart better than the title, which several have.
    let about = match consent.paragraphs.as_slice() {
        [wording] => wording.clone(),
        _ => consent.title.clone(),
    };
    let paragraphs = consent
        .paragraphs
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    let basis = match consent.basis {
        Some(LegalBasis::Consent) => fl!(t, "basis-consent"),
        Some(LegalBasis::ExplicitConsent) => fl!(t, "basis-explicit-consent"),
        Some(LegalBasis::Contract) => fl!(t, "basis-contract"),
        Some(LegalBasis::LegalObligation) => fl!(t, "basis-legal-obligation"),
        Some(LegalBasis::PublicTask) => fl!(t, "basis-public-task"),
        Some(LegalBasis::LegitimateInterests) => fl!(t, "basis-legitimate-interests"),
        None => fl!(t, "basis-unknown"),
    };
    let withdrawn = consent.withdrawn.map(|day| {
        view! {
            <dt>{fl!(t, "consents-withdrawn")}</dt>
            <dd>{parts::day(day, t)}</dd>
        }
    });
    let heading = consent.title;
    let hidden = fl!(t, "consents-withdraw-hidden", title = about);
    let withdraw = consent.may_withdraw.then(|| {
        view! {
            <form method="post" action=action.to_owned()>
                <button class="button button--second" type="submit" name="consent" value=consent.id>
                    {fl!(t, "consents-withdraw")}
                    <span class="hidden">{hidden}</span>
                </button>
            </form>
        }
    });
    view! {
        <section class="consent">
            <h2>{heading}</h2>
            <div class="wording" lang=tag>{paragraphs}</div>
            <dl class="told">
                <dt>{fl!(t, "consents-agreed")}</dt>
                <dd>{parts::day(consent.agreed, t)}</dd>
                {withdrawn}
                <dt>{fl!(t, "consents-version")}</dt>
                <dd>{consent.version}</dd>
                <dt>{fl!(t, "consents-purpose")}</dt>
                <dd>{consent.purpose}</dd>
                <dt>{fl!(t, "consents-basis")}</dt>
                <dd>{basis}</dd>
            </dl>
            {withdraw}
        </section>
    }
    .into_any()
}
