//! A link that leads no further, one text for each reason, and the answer to whoever asks for a new one.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{AskedPage, Dead, DeadLinkPage},
    parts,
    texts::Texts,
};

struct DeadTexts {
    heading: String,
    lead: String,
    next: String,
}

pub(super) fn dead(page: DeadLinkPage, t: Texts) -> Rendered {
    let company = page.asks.as_str();
    let texts = texts(page.why, company, t);
    let ask = page.ask.map(|action| {
        view! {
            <section class="actions--second">
                <h2>{fl!(t, "link-new-heading")}</h2>
                <p>{fl!(t, "link-new-how", company = company)}</p>
                <form method="post" action=action>{parts::submit(fl!(t, "link-new-action"))}</form>
            </section>
        }
    });
    let worried = (page.why != Dead::Over).then(|| {
        view! {
            <h2>{fl!(t, "link-worried-heading")}</h2>
            <p>{worry(page.why, company, t)}</p>
        }
    });
    let body = view! {
        <h1>{texts.heading.clone()}</h1>
        <p class="lead">{texts.lead}</p>
        <p>{texts.next}</p>
        {ask}
        {worried}
    }
    .into_any();
    Rendered::new(texts.heading, Some(page.branding), body)
}

fn texts(why: Dead, company: &str, t: Texts) -> DeadTexts {
    match why {
        Dead::Elsewhere => DeadTexts {
            heading: fl!(t, "link-elsewhere"),
            lead: fl!(t, "link-elsewhere", "lead"),
            next: fl!(t, "link-elsewhere", "next"),
        },
        Dead::Moved => DeadTexts {
            heading: fl!(t, "link-moved"),
            lead: fl!(t, "link-moved", "lead"),
            next: fl!(t, "link-moved", "next"),
        },
        Dead::Expired => DeadTexts {
            heading: fl!(t, "link-expired"),
            lead: fl!(t, "link-expired", "lead"),
            next: fl!(t, "link-expired", "next"),
        },
        Dead::Over => DeadTexts {
            heading: fl!(t, "link-over"),
            lead: fl!(t, "link-over", "lead"),
            next: fl!(t, "link-over", "next", company = company),
        },
        Dead::Disowned => DeadTexts {
            heading: fl!(t, "disowned"),
            lead: fl!(t, "disowned", "lead"),
            next: fl!(t, "disowned", "sent", company = company),
        },
    }
}

fn worry(why: Dead, company: &str, t: Texts) -> String {
    match why {
        Dead::Disowned => fl!(t, "disowned", "worried", company = company),
        Dead::Elsewhere | Dead::Moved | Dead::Expired | Dead::Over => {
            fl!(t, "link-worried", company = company)
        }
    }
}

pub(super) fn asked(page: AskedPage, t: Texts) -> Rendered {
    let title = fl!(t, "link-asked");
    let company = page.asks.as_str();
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "link-asked", "lead", company = company)}</p>
        <h2>{fl!(t, "result-next")}</h2>
        <ul>
            <li>{fl!(t, "link-asked", "sends", company = company)}</li>
            <li>{fl!(t, "link-asked", "waits", company = company)}</li>
        </ul>
        <p>{fl!(t, "link-asked", "close")}</p>
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}
