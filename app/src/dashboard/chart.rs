//! Charts: drawn on the server as SVG, each with a title, a description, and its numbers as a table. Lengths are shares of the
//! width, so that text stays as large as it is on every screen; nothing has a style attribute (CSP).

use i18n_embed_fl::fl;
use leptos::prelude::*;

use crate::texts::Texts;

/// Height of one bar with its label, in CSS pixels.
const ROW: usize = 42;
/// The width of the narrowest chart, on a phone of 360 pixels.
const NARROWEST: usize = 280;
/// About the width of a digit, and of the gap between a label and its value.
const DIGIT: usize = 7;
/// Height of a chart of columns without its axis.
const COLUMNS: i64 = 120;

/// One bar.
pub(crate) struct Bar {
    /// What it is about.
    pub(crate) label: String,
    /// Its value in words, at its end.
    pub(crate) text: String,
    /// How long it is, as a part of [`Bar::whole`].
    pub(crate) part: i64,
    /// How long it could be.
    pub(crate) whole: i64,
    /// How it is coloured: a class of the style sheet.
    pub(crate) class: &'static str,
}

/// Bars below each other.
pub(crate) struct Bars {
    /// Names the chart within the document.
    pub(crate) id: String,
    /// What it shows.
    pub(crate) title: String,
    /// How to read it.
    pub(crate) description: String,
    /// The bars.
    pub(crate) bars: Vec<Bar>,
    /// Their numbers.
    pub(crate) table: Table,
}

/// Numbers with what they mean.
pub(crate) struct Table {
    /// The columns' names.
    pub(crate) head: Vec<String>,
    /// The first cell of each row names it.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A column: how much there was, and how much of that.
pub(crate) struct Column {
    /// All of it.
    pub(crate) whole: i64,
    /// The part.
    pub(crate) part: i64,
}

/// Columns beside each other, one a day.
pub(crate) struct Columns {
    /// Names the chart within the document.
    pub(crate) id: String,
    /// What it shows.
    pub(crate) title: String,
    /// How to read it.
    pub(crate) description: String,
    /// What is written below the first and the last column.
    pub(crate) ends: [String; 2],
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// Their numbers.
    pub(crate) table: Table,
}

/// A share of the width, e.g. `12.5%`.
fn share(part: i64, whole: i64) -> String {
    let thousandths = match whole {
        ..=0 => 0,
        _ => (i128::from(part.max(0)) * 1_000 / i128::from(whole)).min(1_000),
    };
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

impl Bars {
    /// Draws them.
    pub(crate) fn draw(self, t: Texts) -> AnyView {
        let Self {
            id,
            title,
            description,
            bars,
            table,
        } = self;
        let height = (bars.len() * ROW).to_string();
        let bars: Vec<AnyView> = bars
            .into_iter()
            .enumerate()
            .map(|(at, bar)| draw_bar(at * ROW, bar))
            .collect();
        let (title_id, text_id) = (format!("{id}-title"), format!("{id}-text"));
        let labelled = format!("{title_id} {text_id}");
        let heading = title.clone();
        view! {
            <figure class="chart">
                <svg width="100%" height=height role="img" aria-labelledby=labelled>
                    <title id=title_id>{heading}</title>
                    <desc id=text_id>{description.clone()}</desc>
                    {bars}
                </svg>
                <figcaption>{description}</figcaption>
                {table.folded(title, t)}
            </figure>
        }
        .into_any()
    }
}

/// How much of the width a bar's label may take, so that it ends before this value begins.
fn label_width(value: &str) -> String {
    let taken = (value.chars().count() + 1) * DIGIT * 100 / NARROWEST;
    format!("{}%", 100 - taken.min(70))
}

fn draw_bar(top: usize, bar: Bar) -> AnyView {
    let (label_y, bar_y) = ((top + 15).to_string(), (top + 22).to_string());
    let top = top.to_string();
    let length = share(bar.part, bar.whole);
    let class = format!("chart__bar {}", bar.class);
    view! {
        <g>
            // Clipped where its value begins; the table has all of it.
            <svg class="chart__label" x="0" y=top width=label_width(&bar.text) height="20">
                <text class="chart__text" x="0" y="15">{bar.label}</text>
            </svg>
            <text class="chart__text" x="100%" y=label_y text-anchor="end">{bar.text}</text>
            <rect class="chart__track" x="0" y=bar_y.clone() width="100%" height="10" rx="3"></rect>
            <rect class=class x="0" y=bar_y width=length height="10" rx="3"></rect>
        </g>
    }
    .into_any()
}

impl Columns {
    /// Draws them.
    pub(crate) fn draw(self, t: Texts) -> AnyView {
        let Self {
            id,
            title,
            description,
            ends: [first, last],
            columns,
            table,
        } = self;
        let most = columns.iter().map(|column| column.whole).max().unwrap_or(0);
        let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
        let drawn: Vec<AnyView> = columns
            .into_iter()
            .zip(0..)
            .map(|(column, at)| draw_column(column, (at, count), most))
            .collect();
        let (title_id, text_id) = (format!("{id}-title"), format!("{id}-text"));
        let labelled = format!("{title_id} {text_id}");
        let heading = title.clone();
        let (axis, below) = (COLUMNS.to_string(), (COLUMNS + 18).to_string());
        let height = (COLUMNS + 24).to_string();
        view! {
            <figure class="chart">
                <svg width="100%" height=height role="img" aria-labelledby=labelled>
                    <title id=title_id>{heading}</title>
                    <desc id=text_id>{description.clone()}</desc>
                    {drawn}
                    <line class="chart__axis" x1="0" x2="100%" y1=axis.clone() y2=axis></line>
                    <text class="chart__text" x="0" y=below.clone()>{first}</text>
                    <text class="chart__text" x="100%" y=below text-anchor="end">{last}</text>
                </svg>
                <figcaption>{description}</figcaption>
                {table.folded(title, t)}
            </figure>
        }
        .into_any()
    }
}

fn draw_column(column: Column, (at, count): (i64, i64), most: i64) -> AnyView {
    let tall = |value: i64| match most {
        ..=0 => 0,
        _ => value.clamp(0, most) * COLUMNS / most,
    };
    let rect = |value: i64, class: &'static str| {
        let height = tall(value);
        let (x, width) = (share(at * 10, count * 10), share(8, count * 10));
        let (y, height) = ((COLUMNS - height).to_string(), height.to_string());
        view! { <rect class=class x=x y=y width=width height=height></rect> }
    };
    view! {
        <g>
            {rect(column.whole, "chart__bar chart__bar--quiet")}
            {rect(column.part, "chart__bar chart__bar--good")}
        </g>
    }
    .into_any()
}

impl Table {
    /// The table, to be unfolded below a chart of this title.
    pub(crate) fn folded(self, title: String, t: Texts) -> AnyView {
        let summary = fl!(t, "dash-overview-as-table", title = title.as_str());
        view! {
            <details class="more">
                <summary>{summary}</summary>
                {self.draw(title)}
            </details>
        }
        .into_any()
    }

    /// The table with this name.
    pub(crate) fn draw(self, title: String) -> AnyView {
        let head: Vec<AnyView> = self
            .head
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                let class = (at > 0).then_some("number");
                view! { <th scope="col" class=class>{name}</th> }.into_any()
            })
            .collect();
        let rows: Vec<AnyView> = self.rows.into_iter().map(draw_row).collect();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=title>
                <table class="table">
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn draw_row(cells: Vec<String>) -> AnyView {
    let cells: Vec<AnyView> = cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| match at {
            0 => view! { <th scope="row">{cell}</th> }.into_any(),
            _ => view! { <td class="number">{cell}</td> }.into_any(),
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_less_than_nothing_or_more_than_all() {
        assert_eq!(share(1, 3), "33.3%");
        assert_eq!(share(0, 0), "0.0%");
        assert_eq!(share(-1, 3), "0.0%");
        assert_eq!(share(4, 3), "100.0%");
        assert_eq!(share(i64::MAX, i64::MAX), "100.0%");
    }

    #[test]
    fn a_label_leaves_its_value_room_on_the_narrowest_screen() {
        for value in [
            "0",
            "788 (85%)",
            "1.0 min / 2.2 min",
            "12 days, or more than anybody would ever wait",
        ] {
            let percent: usize = label_width(value).trim_end_matches('%').parse().unwrap();
            let room = NARROWEST * (100 - percent) / 100;
            assert!((30..=100).contains(&percent));
            assert!(
                room + DIGIT >= value.len() * DIGIT || percent == 30,
                "{value}"
            );
        }
    }
}
