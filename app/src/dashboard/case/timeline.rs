//! Everything that happened, newest first, with filters that are in the URL.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{
    CaseScreen,
    happened::{Entry, EntryKind, Happened, Timeline},
    time,
};
use crate::{
    dashboard::{ScreenTexts, actions},
    texts::Texts,
};

/// The section of the page.
pub(super) fn draw(case: &CaseScreen, t: Texts) -> AnyView {
    let timeline = &case.timeline;
    let path = case.path();
    let entries = timeline
        .entries
        .iter()
        .map(|entry| line(case, entry, t))
        .collect_view();
    let list = match timeline.entries.is_empty() {
        true => {
            view! { <p class="empty"><span class="empty__title">{fl!(t, "dash-case-no-entries")}</span></p> }
                .into_any()
        }
        false => view! { <ol class="timeline">{entries}</ol> }.into_any(),
    };
    let newest = timeline.is_later_page.then(|| {
        let href = format!("{path}?{}#timeline", timeline.query());
        view! { <a href=href>{fl!(t, "dash-case-newest")}</a> }
    });
    let older = timeline.next.as_ref().map(|next| {
        let href = format!("{path}?{}before={next}#timeline", timeline.query());
        view! { <a href=href rel="next">{fl!(t, "dash-case-older")}</a> }
    });
    let pages = (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label=fl!(t, "dash-case-pages")>{newest} " " {older}</nav>
        }
    });
    view! {
        <section class="block" aria-labelledby="timeline">
            <h2 id="timeline">{fl!(t, "dash-case-timeline")}</h2>
            {filters(timeline, &path, t)}
            {list}
            {pages}
        </section>
    }
    .into_any()
}

fn filters(timeline: &Timeline, path: &str, t: Texts) -> AnyView {
    let boxes = EntryKind::ALL
        .into_iter()
        .map(|kind| {
            let id = format!("kind-{}", kind.code());
            let checked = timeline.kinds.contains(&kind);
            view! {
                <div class="tick">
                    <input id=id.clone() type="checkbox" name="kind" value=kind.code() checked=checked />
                    <label for=id>{kind.name(t)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <form method="get" action=format!("{path}#timeline")>
            <fieldset>
                <legend>{fl!(t, "dash-case-filter")}</legend>
                <div class="filters">
                    {boxes}
                    <p class="actions">
                        <button class="button button--second button--small" type="submit">
                            {fl!(t, "dash-case-filter-do")}
                        </button>
                    </p>
                </div>
            </fieldset>
        </form>
    }
    .into_any()
}

fn line(case: &CaseScreen, entry: &Entry, t: Texts) -> AnyView {
    view! {
        <li class=entry.what.class()>
            <p class="event__head">
                <span class="event__at">{time(&entry.at)}</span>
                <span class="badge">{entry.what.kind().name(t)}</span>
                <span class="event__title">{title(&entry.what, t)}</span>
            </p>
            {more(case, &entry.what, t)}
        </li>
    }
    .into_any()
}

fn title(what: &Happened, t: Texts) -> String {
    match what {
        Happened::Logged { kind, .. } => kind.clone(),
        Happened::Moved {
            step,
            number,
            from,
            to,
            ..
        } => fl!(
            t,
            "dash-case-moved",
            step = step.as_str(),
            number = (*number),
            moved = format!("{from} → {to}")
        ),
        Happened::Called {
            connection,
            call,
            outcome,
            ..
        } => fl!(
            t,
            "dash-case-called",
            connection = connection.as_str(),
            call = call.as_str(),
            outcome = outcome.as_str()
        ),
        Happened::SessionOpened {
            connection, number, ..
        } => fl!(
            t,
            "dash-case-session",
            connection = connection.as_str(),
            number = number.to_string()
        ),
        Happened::Said { verdict, .. } if verdict == "accepted" => {
            fl!(t, "dash-case-said-accepted")
        }
        Happened::Said { verdict, .. } => {
            fl!(t, "dash-case-said-refused", rule = verdict.as_str())
        }
        Happened::Written { kind, state, .. } => fl!(
            t,
            "dash-case-written",
            kind = kind.as_str(),
            state = state.as_str()
        ),
        Happened::Sent { kind, number, .. } => {
            fl!(
                t,
                "dash-case-sent",
                kind = kind.as_str(),
                number = number.to_string()
            )
        }
        Happened::Decided {
            conclusion, rule, ..
        } => fl!(
            t,
            "dash-case-decided",
            conclusion = conclusion.as_str(),
            rule = rule.as_str()
        ),
        Happened::Noted { operator, .. } => fl!(t, "dash-case-noted", who = operator.as_str()),
    }
}

fn pairs(pairs: Vec<(String, String)>) -> AnyView {
    let lines = pairs
        .into_iter()
        .map(|(name, value)| view! { <span>{name} ": " <bdi>{value}</bdi></span> " " })
        .collect_view();
    view! { <p class="event__more">{lines}</p> }.into_any()
}

fn more(case: &CaseScreen, what: &Happened, t: Texts) -> AnyView {
    let status = |status: &Option<i64>| -> Option<(String, String)> {
        status.map(|status: i64| (fl!(t, "dash-case-http"), status.to_string()))
    };
    let took = |took: &i64| (fl!(t, "dash-case-took"), format!("{took} ms"));
    let step = |step: &String| (fl!(t, "dash-case-step"), step.clone());
    match what {
        Happened::Logged { actor, detail, .. } => {
            let mut all = vec![(fl!(t, "dash-case-by"), actor.clone())];
            all.extend(detail.iter().cloned());
            pairs(all)
        }
        Happened::Moved {
            signal,
            reason,
            rule,
            ..
        } => {
            let mut all = vec![(fl!(t, "dash-case-signal"), signal.clone())];
            all.extend(
                reason
                    .clone()
                    .map(|reason| (fl!(t, "dash-case-why"), reason)),
            );
            all.extend(rule.clone().map(|rule| (fl!(t, "dash-case-rule"), rule)));
            pairs(all)
        }
        Happened::Called {
            step: at,
            took: millis,
            status: answered,
            ..
        } => {
            let mut all = vec![step(at), took(millis)];
            all.extend(status(answered));
            pairs(all)
        }
        Happened::SessionOpened {
            step: at,
            presentation,
            reference,
            ..
        } => pairs(vec![
            step(at),
            (fl!(t, "dash-case-presentation"), presentation.clone()),
            (fl!(t, "dash-case-reference"), reference.clone()),
        ]),
        Happened::Said {
            check,
            step: at,
            origin,
            count,
            event,
            ..
        } => {
            let mut all = vec![
                step(at),
                (fl!(t, "dash-case-origin"), origin.clone()),
                (fl!(t, "dash-case-count"), count.to_string()),
            ];
            all.extend(event.clone().map(|event| (fl!(t, "dash-case-event"), event)));
            let href = format!("{}/messages?check={check}", case.path());
            view! {
                {pairs(all)}
                <p class="event__more"><a href=href>{fl!(t, "dash-case-inspect")}</a></p>
            }
            .into_any()
        }
        Happened::Written {
            again,
            kind,
            endpoint,
            ..
        } => {
            let button = again.as_ref().zip(case.actions.as_ref()).map(|(id, view)| {
                actions::redeliver_button(&view.case, id, kind.clone(), ScreenTexts(t))
            });
            view! {
                {pairs(vec![(fl!(t, "dash-case-endpoint"), endpoint.clone())])}
                {button}
            }
            .into_any()
        }
        Happened::Sent {
            endpoint,
            took: millis,
            status: answered,
            problem,
            ..
        } => {
            let mut all = vec![
                (fl!(t, "dash-case-endpoint"), endpoint.clone()),
                took(millis),
            ];
            all.extend(status(answered));
            all.extend(
                problem
                    .clone()
                    .map(|problem| (fl!(t, "dash-case-problem"), problem)),
            );
            pairs(all)
        }
        Happened::Decided { actor, .. } => pairs(vec![(fl!(t, "dash-case-by"), actor.clone())]),
        Happened::Noted { text, .. } => match text {
            Some(text) => {
                view! { <div class="note"><p class="note__body" dir="auto">{text.clone()}</p></div> }.into_any()
            }
            None => view! { <p class="event__more quiet">{fl!(t, "dash-case-gone")}</p> }.into_any(),
        },
    }
}
