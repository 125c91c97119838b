//! The parts of the overview: charts with their tables.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Circuit, Count, Funnel, OverviewScreen, Provider, words};
use crate::{
    dashboard::chart::{Bar, Bars, Column, Columns, Table},
    texts::Texts,
};

/// Most bars of one chart; the table has the rest.
const MOST_BARS: usize = 10;
/// Backlogs are counted no further than this.
const MOST_BACKLOG: i64 = 10_000;

/// A part of the screen with its heading.
fn block(title: &str, content: AnyView) -> AnyView {
    let title = title.to_owned();
    view! {
        <section class="block">
            <h2>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn nothing(text: String) -> AnyView {
    view! { <p>{text}</p> }.into_any()
}

/// A backlog, which may be more than was counted.
pub(super) fn backlog(count: i64) -> String {
    match count {
        MOST_BACKLOG.. => format!("{MOST_BACKLOG}+"),
        _ => count.to_string(),
    }
}

fn with_share(count: i64, whole: i64) -> String {
    format!("{count} ({})", words::share(count, whole))
}

pub(super) fn standing(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-standing");
    let begun = screen.begun();
    let bars = screen.standing.iter().map(|(status, count)| Bar {
        label: words::status(*status, t),
        text: with_share(*count, begun),
        part: *count,
        whole: begun,
        class: words::status_class(*status),
    });
    let rows = screen.standing.iter().map(|(status, count)| {
        vec![
            words::status(*status, t),
            count.to_string(),
            words::share(*count, begun),
        ]
    });
    let chart = Bars {
        id: "standing".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-standing", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-status"),
                fl!(t, "dash-overview-onboardings"),
                fl!(t, "dash-overview-share"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn days(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-per-day");
    let date = |day: Option<&super::Day>| day.map(|day| day.date.clone()).unwrap_or_default();
    let columns = screen.days.iter().map(|day| Column {
        whole: day.begun,
        part: day.completed,
    });
    let rows = screen.days.iter().rev().map(|day| {
        vec![
            day.date.clone(),
            day.begun.to_string(),
            with_share(day.completed, day.begun),
        ]
    });
    let chart = Columns {
        id: "per-day".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-per-day", "text"),
        ends: [date(screen.days.first()), date(screen.days.last())],
        columns: columns.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-day"),
                fl!(t, "dash-overview-begun"),
                fl!(t, "dash-overview-completed"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn funnels(screen: &OverviewScreen, t: Texts) -> AnyView {
    let funnels = screen.funnels.iter().zip(1..);
    funnels
        .map(|(funnel, number)| self::funnel(funnel, number, t))
        .collect::<Vec<_>>()
        .into_any()
}

fn funnel(funnel: &Funnel, number: usize, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-funnel", journey = funnel.title.as_str());
    let whole = funnel.begun;
    let bar = |label: String, count: i64, class: &'static str| Bar {
        label,
        text: with_share(count, whole),
        part: count,
        whole,
        class,
    };
    let mut bars = vec![
        bar(
            fl!(t, "dash-overview-begun"),
            funnel.begun,
            "chart__bar--quiet",
        ),
        bar(fl!(t, "dash-overview-opened"), funnel.opened, ""),
    ];
    for step in &funnel.steps {
        let [_, done, passed_over] = step.counts;
        bars.push(bar(step.title.clone(), done + passed_over, ""));
    }
    let end = fl!(t, "dash-overview-completed");
    bars.push(bar(end, funnel.completed, "chart__bar--good"));
    let rows = funnel.steps.iter().map(|step| {
        let [reached, done, passed_over] = step.counts;
        vec![
            step.title.clone(),
            reached.to_string(),
            with_share(done, reached),
            with_share(passed_over, reached),
        ]
    });
    let chart = Bars {
        id: format!("funnel-{number}"),
        title: title.clone(),
        description: fl!(t, "dash-overview-funnel-text"),
        bars,
        table: Table {
            head: vec![
                fl!(t, "dash-overview-step"),
                fl!(t, "dash-overview-reached"),
                fl!(t, "dash-overview-done"),
                fl!(t, "dash-overview-passed-over"),
            ],
            rows: rows.collect(),
        },
    };
    view! {
        <section class="block">
            <h2>{title}</h2>
            <p class="figure__more">{funnel.journey.clone()}</p>
            <div class="grid grid--wide">
                <div>{chart.draw(t)}</div>
                <div>{times(funnel, number, t)}</div>
            </div>
        </section>
    }
    .into_any()
}

/// How long the steps of a journey take.
fn times(funnel: &Funnel, number: usize, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-times", journey = funnel.title.as_str());
    let measured = || funnel.steps.iter().filter(|step| step.times[0].is_some());
    let longest = measured().filter_map(|step| step.times[1]).max();
    let Some(longest) = longest else {
        return nothing(fl!(t, "dash-overview-times-none"));
    };
    let bars = measured().map(|step| {
        let [half, most] = step.times.map(|time| words::duration_or_nothing(time, t));
        Bar {
            label: step.title.clone(),
            text: format!("{half} / {most}"),
            part: step.times[1].unwrap_or_default(),
            whole: longest,
            class: "",
        }
    });
    let rows = measured().map(|step| {
        let [half, most] = step.times.map(|time| words::duration_or_nothing(time, t));
        vec![step.title.clone(), half, most]
    });
    let chart = Bars {
        id: format!("times-{number}"),
        title,
        description: fl!(t, "dash-overview-times-text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-step"),
                "p50".to_owned(),
                "p95".to_owned(),
            ],
            rows: rows.collect(),
        },
    };
    chart.draw(t)
}

pub(super) fn dropouts(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-dropouts");
    if screen.dropouts.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-dropouts-none")));
    }
    let all: i64 = screen.dropouts.iter().map(|dropout| dropout.count).sum();
    let place = |step: &str| match step {
        "" => fl!(t, "dash-overview-no-step"),
        step => step.to_owned(),
    };
    let bars = screen.dropouts.iter().take(MOST_BARS).map(|dropout| Bar {
        label: format!(
            "{}: {} · {}",
            place(&dropout.step),
            words::how(&dropout.how, t),
            words::reason(&dropout.reason, t)
        ),
        text: dropout.count.to_string(),
        part: dropout.count,
        whole: all,
        class: "chart__bar--bad",
    });
    let rows = screen.dropouts.iter().map(|dropout| {
        vec![
            format!("{} / {}", dropout.journey, place(&dropout.step)),
            words::how(&dropout.how, t),
            words::reason(&dropout.reason, t),
            with_share(dropout.count, all),
        ]
    });
    let chart = Bars {
        id: "dropouts".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-dropouts", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-step"),
                fl!(t, "dash-overview-how"),
                fl!(t, "dash-overview-reason"),
                fl!(t, "dash-overview-onboardings"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn recoveries(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-recovery");
    if screen.recoveries.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-recovery-none")));
    }
    let bars = screen.recoveries.iter().take(MOST_BARS).map(|kind| Bar {
        label: words::reason(&kind.reason, t),
        text: format!("{}/{}", kind.recovered, kind.failed),
        part: kind.recovered,
        whole: kind.failed,
        class: "chart__bar--good",
    });
    let rows = screen.recoveries.iter().map(|kind| {
        vec![
            words::reason(&kind.reason, t),
            kind.failed.to_string(),
            with_share(kind.recovered, kind.failed),
        ]
    });
    let chart = Bars {
        id: "recovery".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-recovery", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-reason"),
                fl!(t, "dash-overview-failed"),
                fl!(t, "dash-overview-recovered"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn devices(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-devices");
    let all: i64 = screen.devices.iter().map(|(_, count)| count).sum();
    let bars = screen.devices.iter().map(|(device, count)| Bar {
        label: words::device(device, t),
        text: with_share(*count, all),
        part: *count,
        whole: all,
        class: "",
    });
    let rows = screen.devices.iter().map(|(device, count)| {
        vec![
            words::device(device, t),
            count.to_string(),
            words::share(*count, all),
        ]
    });
    let chart = Bars {
        id: "devices".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-devices", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-device"),
                fl!(t, "dash-overview-onboardings"),
                fl!(t, "dash-overview-share"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn shown(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-shown");
    if screen.shown.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-shown-none")));
    }
    let label = |shown: &super::Shown| {
        format!(
            "{}: {} · {}",
            shown.connection,
            words::shown_as(&shown.shown_as, t),
            words::device(&shown.device, t)
        )
    };
    let bars = screen.shown.iter().take(2 * MOST_BARS).map(|shown| Bar {
        label: label(shown),
        text: format!("{}/{}", shown.succeeded, shown.ended),
        part: shown.succeeded,
        whole: shown.ended,
        class: "chart__bar--good",
    });
    let rows = screen.shown.iter().map(|shown| {
        vec![
            label(shown),
            shown.ended.to_string(),
            with_share(shown.succeeded, shown.ended),
        ]
    });
    let chart = Bars {
        id: "shown".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-shown", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-connection"),
                fl!(t, "dash-overview-checks"),
                fl!(t, "dash-overview-ending-succeeded"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

fn circuit(circuit: Option<Circuit>, t: Texts) -> String {
    match circuit {
        None => words::NOTHING.to_owned(),
        Some(Circuit::Closed) => fl!(t, "dash-overview-circuit-closed"),
        Some(Circuit::HalfOpen) => fl!(t, "dash-overview-circuit-half-open"),
        Some(Circuit::Open) => fl!(t, "dash-overview-circuit-open"),
    }
}

/// Counts with their words, or nothing.
fn list(counts: &[(String, i64)], word: impl Fn(&str) -> String) -> String {
    if counts.is_empty() {
        return words::NOTHING.to_owned();
    }
    let texts = counts
        .iter()
        .map(|(code, count)| format!("{} {count}", word(code)));
    texts.collect::<Vec<_>>().join(", ")
}

pub(super) fn providers(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-providers");
    if screen.providers.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-providers-none")));
    }
    let longest = screen
        .providers
        .iter()
        .filter_map(|provider| provider.times[1]);
    let longest = longest.max().unwrap_or_default();
    let failed = |provider: &Provider| provider.errors.iter().map(|(_, count)| count).sum::<i64>();
    let bars = screen.providers.iter().map(|provider| {
        let [half, most] = provider
            .times
            .map(|time| words::duration_or_nothing(time, t));
        Bar {
            label: provider.connection.clone(),
            text: format!("{half} / {most}"),
            part: provider.times[1].unwrap_or_default(),
            whole: longest,
            class: match failed(provider) {
                0 => "",
                _ => "chart__bar--note",
            },
        }
    });
    let rows = screen.providers.iter().map(|provider| {
        let [half, most] = provider
            .times
            .map(|time| words::duration_or_nothing(time, t));
        vec![
            provider.connection.clone(),
            provider.calls.to_string(),
            with_share(failed(provider), provider.calls),
            list(&provider.errors, |code| words::error(code, t)),
            half,
            most,
            circuit(provider.circuit, t),
            list(&provider.endings, |code| words::ending(code, t)),
        ]
    });
    let chart = Bars {
        id: "providers".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-providers", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-connection"),
                fl!(t, "dash-overview-calls"),
                fl!(t, "dash-overview-failed"),
                fl!(t, "dash-overview-errors"),
                "p50".to_owned(),
                "p95".to_owned(),
                fl!(t, "dash-overview-circuit"),
                fl!(t, "dash-overview-endings"),
            ],
            rows: rows.collect(),
        },
    };
    let content = view! {
        {open_circuits(screen, t)}
        {chart.draw(t)}
        {novelties(screen, t)}
    };
    block(&title, content.into_any())
}

fn open_circuits(screen: &OverviewScreen, t: Texts) -> AnyView {
    let open = screen
        .providers
        .iter()
        .filter(|provider| matches!(provider.circuit, Some(Circuit::Open | Circuit::HalfOpen)));
    let notices: Vec<AnyView> = open
        .map(|provider| {
            let name = provider.connection.as_str();
            let text = fl!(t, "dash-overview-circuit-notice", connection = name);
            view! { <p class="notice notice--bad">{text}</p> }.into_any()
        })
        .collect();
    notices.into_any()
}

/// What providers said that their contracts do not know.
fn novelties(screen: &OverviewScreen, t: Texts) -> Option<AnyView> {
    let rows: Vec<Vec<String>> = screen
        .providers
        .iter()
        .flat_map(|provider| {
            provider.novelties.iter().map(|(place, name, count)| {
                vec![
                    format!("{}: {name}", provider.connection),
                    place.clone(),
                    count.to_string(),
                ]
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let title = fl!(t, "dash-overview-novelties");
    let table = Table {
        head: vec![
            fl!(t, "dash-overview-novelty"),
            fl!(t, "dash-overview-place"),
            fl!(t, "dash-overview-times-seen"),
        ],
        rows,
    };
    let heading = title.clone();
    Some(
        view! {
            <h3>{heading}</h3>
            <p>{fl!(t, "dash-overview-novelties", "text")}</p>
            {table.draw(title)}
        }
        .into_any(),
    )
}

/// Bars of counts by connection and word, each as a part of its connection's most frequent one.
fn counts(id: &str, (title, description): (String, String), counts: &[Count], t: Texts) -> AnyView {
    let most = |connection: &str| {
        let own = counts.iter().filter(|count| count.connection == connection);
        own.map(|count| count.count).max().unwrap_or_default()
    };
    let bars = counts.iter().take(2 * MOST_BARS).map(|count| Bar {
        label: format!("{}: {}", count.connection, count.word),
        text: count.count.to_string(),
        part: count.count,
        whole: most(&count.connection),
        class: "",
    });
    let rows = counts.iter().map(|count| {
        vec![
            count.connection.clone(),
            count.word.clone(),
            count.count.to_string(),
        ]
    });
    let chart = Bars {
        id: id.to_owned(),
        title: title.clone(),
        description,
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-connection"),
                fl!(t, "dash-overview-word"),
                fl!(t, "dash-overview-count"),
            ],
            rows: rows.collect(),
        },
    };
    block(&title, chart.draw(t))
}

pub(super) fn frames(screen: &OverviewScreen, t: Texts) -> AnyView {
    let messages = (!screen.messages.is_empty()).then(|| {
        let words = (
            fl!(t, "dash-overview-messages"),
            fl!(t, "dash-overview-messages", "text"),
        );
        counts("messages", words, &screen.messages, t)
    });
    let events = (!screen.frame_events.is_empty()).then(|| {
        let words = (
            fl!(t, "dash-overview-frame-events"),
            fl!(t, "dash-overview-frame-events", "text"),
        );
        counts("frame-events", words, &screen.frame_events, t)
    });
    view! { <div class="grid grid--wide">{messages}{events}</div> }.into_any()
}

pub(super) fn upkeep(screen: &OverviewScreen, t: Texts) -> AnyView {
    view! {
        <div class="grid grid--wide">
            {usage(screen, t)}
            {keys(screen, t)}
        </div>
    }
    .into_any()
}

fn usage(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-usage");
    if screen.usage.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-usage-none")));
    }
    let bars = screen.usage.iter().map(|usage| Bar {
        label: usage.client.clone(),
        text: format!("{}/{}", usage.today, usage.budget),
        part: usage.today,
        whole: usage.budget,
        class: match usage.today.saturating_mul(10) >= usage.budget.saturating_mul(8) {
            true => "chart__bar--bad",
            false => "",
        },
    });
    let rows = screen.usage.iter().map(|usage| {
        vec![
            usage.client.clone(),
            usage.today.to_string(),
            usage.budget.to_string(),
            words::share(usage.today, usage.budget),
        ]
    });
    let chart = Bars {
        id: "usage".to_owned(),
        title: title.clone(),
        description: fl!(t, "dash-overview-usage", "text"),
        bars: bars.collect(),
        table: Table {
            head: vec![
                fl!(t, "dash-overview-client"),
                fl!(t, "dash-overview-today"),
                fl!(t, "dash-overview-budget"),
                fl!(t, "dash-overview-share"),
            ],
            rows: rows.collect(),
        },
    };
    let billable = Table {
        head: vec![
            fl!(t, "dash-overview-connection"),
            fl!(t, "dash-overview-billable"),
            fl!(t, "dash-overview-over-budget"),
        ],
        rows: billable(screen),
    };
    let caption = fl!(t, "dash-overview-billable");
    let content = view! {
        {chart.draw(t)}
        {billable.draw(caption)}
    };
    block(&title, content.into_any())
}

/// Billable calls by connection, and those that there was no room for.
fn billable(screen: &OverviewScreen) -> Vec<Vec<String>> {
    let refused = |connection: &str| -> i64 {
        let own = screen.over_budget.iter();
        own.filter(|count| count.connection == connection)
            .map(|count| count.count)
            .sum()
    };
    let mut names: Vec<&str> = screen
        .billable
        .iter()
        .map(|(connection, _)| connection.as_str())
        .chain(
            screen
                .over_budget
                .iter()
                .map(|count| count.connection.as_str()),
        )
        .collect();
    names.sort_unstable();
    names.dedup();
    let made = |name: &str| {
        let found = screen.billable.iter().find(|(known, _)| known == name);
        found.map_or(0, |(_, count)| *count)
    };
    names
        .into_iter()
        .map(|name| {
            vec![
                name.to_owned(),
                made(name).to_string(),
                refused(name).to_string(),
            ]
        })
        .collect()
}

fn keys(screen: &OverviewScreen, t: Texts) -> AnyView {
    let title = fl!(t, "dash-overview-keys");
    if screen.keys.is_empty() {
        return block(&title, nothing(fl!(t, "dash-overview-keys-none")));
    }
    let rows = screen
        .keys
        .iter()
        .map(|key| vec![key.prefix.clone(), key.client.clone(), key.ends.clone()]);
    let table = Table {
        head: vec![
            fl!(t, "dash-overview-key"),
            fl!(t, "dash-overview-client"),
            fl!(t, "dash-overview-ends"),
        ],
        rows: rows.collect(),
    };
    block(&title, table.draw(title.clone()))
}
