//! Before an onboarding exists: who asks, what for, how long, what is stored.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{Begun, Invitation, StartPage},
    parts,
    texts::Texts,
};

pub(super) fn render(page: StartPage, t: Texts) -> Rendered {
    let title = page.branding.journey.clone();
    let invitation = page.invitation.as_ref();
    let asks = invitation.map_or(page.branding.company.as_str(), |found| found.asks.as_str());
    let lead = fl!(t, "start-lead", company = asks, count = page.steps.len());
    let invited = invitation.map(|found| invited(found, &page.branding.company, t));
    let not_me = invitation.map(|found| not_me(found, t));
    let steps = page
        .steps
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    let go = match &page.paused {
        Some(text) => parts::paused(text, t),
        None => view! {
            <form class="actions" method="post" action=page.action>
                {parts::submit(fl!(t, "start-begin"))}
            </form>
            <p class="quiet">{fl!(t, "start-cookie")}</p>
        }
        .into_any(),
    };
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lead">{lead}</p>
        {invited}
        <div class="split">
            <div class="split__steps">
                <h2>{fl!(t, "start-steps")}</h2>
                <ol class="numbered">{steps}</ol>
            </div>
            <div class="facts">
                {parts::needs(&page.needs, t)}
                <h2>{fl!(t, "start-minutes-heading")}</h2>
                <p>{fl!(t, "start-minutes", minutes = page.minutes)}</p>
                <h2>{fl!(t, "start-stored-heading")}</h2>
                <p>{page.stored}</p>
            </div>
            <div class="split__go">
                {go}
                {not_me}
            </div>
        </div>
    }
    .into_any();
    Rendered {
        wide: true,
        ..Rendered::new(title, Some(page.branding), body)
    }
}

/// Whose link it is. Whoever was talked into opening somebody else's sees another's account and a time of no meaning to
/// them.
fn invited(found: &Invitation, runs: &str, t: Texts) -> AnyView {
    let line = |label: String, value: AnyView| {
        view! { <div class="answer"><dt>{label}</dt><dd>{value}</dd></div> }
    };
    let runs =
        (found.asks != runs).then(|| line(fl!(t, "start-runs-label"), runs.to_owned().into_any()));
    let account = found
        .account
        .clone()
        .map(|account| line(fl!(t, "start-account-label"), account.into_any()));
    view! {
        <dl class="answers">
            {line(fl!(t, "start-asks-label"), found.asks.clone().into_any())}
            {runs}
            {account}
            {line(fl!(t, "start-begun-label"), begun(found.begun, t))}
        </dl>
    }
    .into_any()
}

fn begun(begun: Begun, t: Texts) -> AnyView {
    let Begun {
        ago,
        day,
        hour,
        minute,
    } = begun;
    let machine = format!(
        "{:04}-{:02}-{:02}T{hour:02}:{minute:02}Z",
        day.year, day.month, day.day
    );
    let ago = fl!(t, "start-begun", span = parts::span(ago, t));
    let moment = fl!(
        t,
        "start-begun-at",
        day = parts::day(day, t),
        time = format!("{hour:02}:{minute:02}")
    );
    view! { {ago} <br /> <time class="quiet" datetime=machine>{moment}</time> }.into_any()
}

fn not_me(found: &Invitation, t: Texts) -> AnyView {
    view! {
        <section class="actions--second">
            <h2>{fl!(t, "start-unexpected-heading")}</h2>
            <p>{fl!(t, "start-unexpected", company = found.asks.as_str())}</p>
            <a class="button button--second" href=found.not_me.clone()>{fl!(t, "not-me-title")}</a>
        </section>
    }
    .into_any()
}
