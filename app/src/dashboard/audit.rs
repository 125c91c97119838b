//! The audit log: what happened, by whom, and whether it is as it was written.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, field::Field, moment::Moment, piece};
use crate::{parts, texts::Texts};

const PATH: &str = "/dashboard/audit";

/// An event.
#[derive(Debug, Clone)]
pub struct EventView {
    /// From 1 within its chain.
    pub sequence: i64,
    /// When.
    pub at: Moment,
    /// What happened, as the log names it.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// The detail, where it is not sealed.
    pub detail: Option<String>,
    /// How its hash begins.
    pub hash: String,
}

/// What is looked for, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// An onboarding's id.
    pub onboarding: String,
    /// How the kind begins.
    pub kind: String,
    /// How the actor begins.
    pub actor: String,
    /// The first day, `YYYY-MM-DD`.
    pub since: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: String,
    /// Which of them makes no sense.
    pub wrong: Option<WrongFilter>,
}

/// A part of the filter that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongFilter {
    /// Not an id.
    Onboarding,
    /// Not a day.
    Since,
    /// Not a day.
    Until,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerdictView {
    /// Everything is as it was written; so many rows.
    Whole(i64),
    /// The first thing that is wrong, in the log's own words.
    Broken(String),
}

/// The audit log.
#[derive(Debug, Clone)]
pub struct AuditScreen {
    /// What is looked for.
    pub filter: AuditFilter,
    /// Newest first.
    pub events: Vec<EventView>,
    /// Where older ones are.
    pub older: Option<String>,
    /// What verification found, if it was asked for.
    pub verdict: Option<VerdictView>,
}

impl Screen for AuditScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dashboard-audit");
        let verdict = self.verdict.as_ref().map(|verdict| match verdict {
            VerdictView::Whole(rows) => view! {
                <div class="notice notice--good" role="status">
                    <p>{whole(*rows, t)}</p>
                </div>
            }
            .into_any(),
            VerdictView::Broken(fault) => view! {
                <div class="notice notice--bad" role="alert">
                    <p><strong>{fl!(t, "dash-audit-broken")}</strong></p>
                    <p lang="en">{fault.clone()}</p>
                    <p>{fl!(t, "dash-audit-broken", "next")}</p>
                </div>
            }
            .into_any(),
        });
        let events = match self.events.is_empty() {
            true => piece::empty(fl!(t, "dash-audit-none"), fl!(t, "dash-audit-none", "more")),
            false => self.table(t),
        };
        let older = self.older.clone().map(|href| {
            view! { <p class="pages"><a href=href rel="next">{fl!(t, "dash-audit-older")}</a></p> }
        });
        let onboarding = self.filter.onboarding.clone();
        let body = view! {
            {verdict}
            {self.summary(t)}
            <h1>{title.clone()}</h1>
            <p>{fl!(t, "dash-audit-lead")}</p>
            {self.form(t)}
            {events}
            {older}
            <section class="block">
                <h2>{fl!(t, "dash-audit-verify")}</h2>
                <p>{fl!(t, "dash-audit-verify-lead")}</p>
                <form method="post" action="/dashboard/audit/verify">
                    <input type="hidden" name="onboarding" value=onboarding />
                    <button class="button button--second" type="submit">{fl!(t, "dash-audit-verify")}</button>
                </form>
            </section>
        }
        .into_any();
        let is_broken = matches!(self.verdict, Some(VerdictView::Broken(_)));
        Drawn {
            has_error: is_broken || self.filter.wrong.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

impl AuditScreen {
    fn summary(&self, t: Texts) -> AnyView {
        let mistakes: Vec<_> = self
            .filter
            .wrong
            .map(|wrong| match wrong {
                WrongFilter::Onboarding => ("onboarding", fl!(t, "dash-audit-onboarding-wrong")),
                WrongFilter::Since => ("since", fl!(t, "dash-audit-day-wrong")),
                WrongFilter::Until => ("until", fl!(t, "dash-audit-day-wrong")),
            })
            .map(|(field, text)| parts::Mistake {
                field: field.to_owned(),
                text,
            })
            .into_iter()
            .collect();
        parts::error_summary(&mistakes, t)
    }

    fn form(&self, t: Texts) -> AnyView {
        let filter = &self.filter;
        let wrong = |part, text: String| (filter.wrong == Some(part)).then_some(text);
        let day = || fl!(t, "dash-audit-day-wrong");
        let fields = [
            Field {
                hint: Some(fl!(t, "dash-audit-onboarding-hint")),
                value: Some(filter.onboarding.clone()),
                wrong: wrong(
                    WrongFilter::Onboarding,
                    fl!(t, "dash-audit-onboarding-wrong"),
                ),
                ..Field::text("onboarding", fl!(t, "dash-audit-onboarding"), "off")
            },
            Field {
                hint: Some(fl!(t, "dash-audit-kind-hint")),
                value: Some(filter.kind.clone()),
                ..Field::text("kind", fl!(t, "dash-audit-kind"), "off")
            },
            Field {
                hint: Some(fl!(t, "dash-audit-actor-hint")),
                value: Some(filter.actor.clone()),
                ..Field::text("actor", fl!(t, "dash-audit-actor"), "off")
            },
            Field {
                hint: Some(fl!(t, "dash-audit-day-hint")),
                value: Some(filter.since.clone()),
                wrong: wrong(WrongFilter::Since, day()),
                ..Field::text("since", fl!(t, "dash-audit-since"), "off")
            },
            Field {
                hint: Some(fl!(t, "dash-audit-day-hint")),
                value: Some(filter.until.clone()),
                wrong: wrong(WrongFilter::Until, day()),
                ..Field::text("until", fl!(t, "dash-audit-until"), "off")
            },
        ];
        let fields = fields.into_iter().map(|field| field.draw(t)).collect_view();
        view! {
            <form class="filters" method="get" action=PATH>
                {fields}
                <p class="actions">
                    <button class="button" type="submit">{fl!(t, "dash-audit-show")}</button>
                    <a class="button button--second" href=PATH>{fl!(t, "dash-audit-all")}</a>
                </p>
            </form>
        }
        .into_any()
    }

    fn table(&self, t: Texts) -> AnyView {
        let rows = self
            .events
            .iter()
            .map(|event| {
                let detail = match &event.detail {
                    Some(detail) => view! { <code class="mono">{detail.clone()}</code> }.into_any(),
                    None => {
                        view! { <span class="quiet">{fl!(t, "dash-audit-sealed")}</span> }.into_any()
                    }
                };
                view! {
                    <tr>
                        <td data-label=fl!(t, "dash-audit-number") class="number">{event.sequence.to_string()}</td>
                        <td data-label=fl!(t, "dash-audit-at")>{event.at.draw()}</td>
                        <th scope="row">{event.kind.clone()}</th>
                        <td data-label=fl!(t, "dash-audit-actor")>{event.actor.clone()}</td>
                        <td data-label=fl!(t, "dash-audit-detail")>
                            {detail}
                            <span class="table__more mono">{event.hash.clone()}</span>
                        </td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <div class="scroll">
                <table class="table table--stack">
                    <thead>
                        <tr>
                            <th scope="col" class="number">{fl!(t, "dash-audit-number")}</th>
                            <th scope="col">{fl!(t, "dash-audit-at")}</th>
                            <th scope="col">{fl!(t, "dash-audit-kind")}</th>
                            <th scope="col">{fl!(t, "dash-audit-actor")}</th>
                            <th scope="col">{fl!(t, "dash-audit-detail")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn whole(rows: i64, t: Texts) -> String {
    fl!(t, "dash-audit-whole", count = rows)
}
