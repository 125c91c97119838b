//! The end of the journey.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::{Closure, OnboardingStatus};

use super::Rendered;
use crate::{
    page::{BackTo, ResultPage},
    parts,
    texts::Texts,
};

struct ResultTexts {
    heading: String,
    lead: String,
    next: String,
    class: &'static str,
}

pub(super) fn render(page: ResultPage, t: Texts) -> Rendered {
    let texts = texts(&page, t);
    let close = may_close(&page).then(|| fl!(t, "result-close"));
    let awaited = awaited(&page);
    let has_back = page.back_to.is_some();
    let done = (!page.done.is_empty()).then(|| {
        let lines = page
            .done
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view();
        view! {
            <h2>{fl!(t, "result-done")}</h2>
            <ul class="ticks">{lines}</ul>
        }
    });
    let worried = (page.closure == Some(Closure::Disowned)).then(|| {
        let text = fl!(
            t,
            "disowned",
            "worried",
            company = page.branding.company.as_str()
        );
        view! {
            <h2>{fl!(t, "link-worried-heading")}</h2>
            <p>{text}</p>
        }
    });
    let back_to = page.back_to.map(|back| back_to(back, awaited, t));
    let help = page.help.map(|href| {
        // One way on is the main one.
        let class = match has_back {
            true => "button button--second",
            false => "button",
        };
        view! { <p class="actions"><a class=class href=href>{fl!(t, "help-title")}</a></p> }
    });
    let instead = page
        .instead
        .into_iter()
        .map(|(title, href)| {
            let text = fl!(t, "instead-title", title = title);
            view! { <p><a href=href>{text}</a></p> }
        })
        .collect_view();
    let body = view! {
        <div class=texts.class>
            <h1>{texts.heading.clone()}</h1>
            <p class="panel__lead">{texts.lead}</p>
            <p class="panel__reference">
                {fl!(t, "result-reference")} <br /> <strong>{page.reference}</strong>
            </p>
        </div>
        <h2>{fl!(t, "result-next")}</h2>
        <p>{texts.next} {close.map(|text| (" ", text))}</p>
        {back_to}
        {worried}
        {help}
        {instead}
        {done}
        <p>{fl!(t, "result-contact", contact = page.branding.contact.as_str())}</p>
    }
    .into_any();
    Rendered::new(texts.heading, Some(page.branding), body)
}

/// Whether nothing is left to do here.
fn may_close(page: &ResultPage) -> bool {
    let ended_well = matches!(
        page.status,
        OnboardingStatus::Completed | OnboardingStatus::NeedsReview
    );
    ended_well && !page.handed_over && !awaited(page)
}

/// Whether there is something for the client to read, which it gets when the applicant has gone back to it.
fn awaited(page: &ResultPage) -> bool {
    matches!(
        page.status,
        OnboardingStatus::Completed | OnboardingStatus::NeedsReview
    ) && page.back_to.as_ref().is_some_and(|back| back.needed)
}

fn back_to(back: BackTo, awaited: bool, t: Texts) -> AnyView {
    let company = back.company.as_str();
    let hint = awaited.then(|| view! { <p>{fl!(t, "result-back-hint", company = company)}</p> });
    view! {
        {hint}
        <form class="actions" method="post" action=back.action>
            {parts::submit(fl!(t, "result-back", company = company))}
        </form>
    }
    .into_any()
}

fn texts(page: &ResultPage, t: Texts) -> ResultTexts {
    let company = page.branding.company.as_str();
    if page.closure == Some(Closure::Disowned) {
        return ResultTexts {
            heading: fl!(t, "disowned"),
            lead: fl!(t, "disowned", "lead"),
            next: fl!(t, "disowned", "sent", company = company),
            class: "panel panel--stopped",
        };
    }
    match page.status {
        OnboardingStatus::Completed if awaited(page) => ResultTexts {
            heading: fl!(t, "result-completed"),
            lead: fl!(t, "result-completed", "steps"),
            next: fl!(t, "result-completed", "left"),
            class: "panel panel--done",
        },
        OnboardingStatus::Completed => ResultTexts {
            heading: fl!(t, "result-completed"),
            lead: fl!(t, "result-completed", "lead", company = company),
            next: fl!(t, "result-completed", "next"),
            class: "panel panel--done",
        },
        OnboardingStatus::NeedsReview if page.handed_over => ResultTexts {
            heading: fl!(t, "result-handed"),
            lead: fl!(t, "result-handed", "lead"),
            next: fl!(t, "result-handed", "next", company = company),
            class: "panel",
        },
        // Nobody is shown this page while something is left to do; were it so, this says the least.
        OnboardingStatus::NeedsReview | OnboardingStatus::InProgress => ResultTexts {
            heading: fl!(t, "result-review"),
            lead: fl!(t, "result-review", "lead", company = company),
            next: fl!(t, "result-review", "next", company = company),
            class: "panel",
        },
        // No reason is given here, and a person can be asked for (GDPR, article 22, paragraph 3).
        OnboardingStatus::Rejected => ResultTexts {
            heading: fl!(t, "result-rejected", company = company),
            lead: fl!(t, "result-rejected", "lead", company = company),
            next: fl!(t, "result-rejected", "next", company = company),
            class: "panel",
        },
        OnboardingStatus::Cancelled => ResultTexts {
            heading: fl!(t, "result-cancelled"),
            lead: fl!(t, "result-cancelled", "lead", company = company),
            next: fl!(t, "result-cancelled", "next", company = company),
            class: "panel panel--stopped",
        },
        OnboardingStatus::Expired => ResultTexts {
            heading: fl!(t, "result-expired"),
            lead: fl!(t, "result-expired", "lead", company = company),
            next: fl!(t, "result-expired", "next", company = company),
            class: "panel panel--stopped",
        },
        OnboardingStatus::Stopped => ResultTexts {
            heading: fl!(t, "result-stopped"),
            lead: fl!(t, "result-stopped", "lead"),
            next: fl!(t, "result-stopped", "next", company = company),
            class: "panel panel--stopped",
        },
    }
}
