//! `cargo xtask bench dashboard`: how the dashboard's pages take with many onboardings, compared with few.
//!
//! Two servers run side by side, one on 1,000 onboardings and one on many, and are asked in turn: whatever else the machine
//! does slows both.

mod client;
mod side;
mod totp;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand, ValueEnum};

use self::client::Client;
use self::side::{Side, gigabytes};
use crate::command::{cargo, run};
use crate::processes::{Interrupt, Stopwatch};
use crate::workspace::Workspace;
use crate::{frontend, stack};

/// How many the many are compared with.
const FEW: u64 = 1_000;
/// How much longer a page may take with many.
const LIMIT: f64 = 1.5;
/// Asked before anything is measured.
const WARM_UP: usize = 5;
/// The overview keeps its sums for half a minute: after so long, those that it did not add up again are forgotten.
const FORGOTTEN: Duration = Duration::from_secs(31);
/// How long seeding many may take, in seconds, and what it may take, in gigabytes.
const SEEDING: (f64, f64) = (600.0, 12.0);
/// Seeded onboardings were begun over so many days.
const DAYS: u64 = 120;
const LIST: &str = "/dashboard/onboardings";
const SEARCH: &str = "/dashboard/onboardings/search";

/// What is measured.
#[derive(Subcommand)]
pub enum Bench {
    /// The list, the search, cases and the overview, with many onboardings against 1,000; fails over 1.5 times.
    Dashboard(Dashboard),
}

/// How it is measured.
#[derive(Args)]
pub struct Dashboard {
    /// How many onboardings are many: 1,000,000 in PostgreSQL, 200,000 in SQLite.
    #[arg(long)]
    onboardings: Option<u64>,
    /// Which database.
    #[arg(long, value_enum, default_value_t = Database::Postgres)]
    database: Database,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 300)]
    requests: usize,
    /// Measure what is shipped: build with optimisations, which takes long.
    #[arg(long)]
    release: bool,
    /// Measure this program, e.g. one that was shipped, and build none.
    #[arg(long, value_name = "FILE", conflicts_with = "release")]
    program: Option<PathBuf>,
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// A cluster of its own, gone afterwards.
    Postgres,
    /// A file of its own, gone afterwards.
    Sqlite,
}

/// A page, and how to ask for it the nth time; `true` for an answer that is a redirect.
type Ask<'a> = Box<dyn Fn(&mut Client, usize) -> Result<bool> + 'a>;

/// Measures; whether nothing takes too long.
pub fn measure(workspace: &Workspace, Bench::Dashboard(asked): &Bench) -> Result<bool> {
    let interrupt = Interrupt::listen()?;
    let program = match &asked.program {
        // It is run elsewhere.
        Some(program) => std::path::absolute(program)?,
        None => build(workspace, asked.release)?,
    };
    let many = asked.onboardings.unwrap_or(match asked.database {
        Database::Postgres => 1_000_000,
        Database::Sqlite => 200_000,
    });
    let side = |onboardings| {
        let with = (&program, asked.database);
        Side::start(workspace, &interrupt, with, onboardings)
    };
    let (mut small, mut large) = (side(FEW)?, side(many)?);
    let (seconds, size) = (large.seeding.seconds, gigabytes(large.seeding.bytes));
    let mut is_good = seconds <= SEEDING.0 && size <= SEEDING.1;
    println!(
        "\n{:?}: {} in {seconds:.0} s, {size:.2} GB{}\n",
        asked.database,
        large.seeding.said,
        if is_good { "" } else { ": too much" },
    );
    println!("| page | {FEW}: median | p95 | {many}: median | p95 | ratio |");
    println!("|---|---|---|---|---|---|");
    let (few_asks, many_asks) = (asks(&mut small.client)?, asks(&mut large.client)?);
    for ((name, few), (_, lots)) in few_asks.iter().zip(&many_asks) {
        let mut times = [Vec::new(), Vec::new()];
        for at in 0..asked.requests + WARM_UP {
            ensure!(!interrupt.is_set(), "interrupted");
            let sides = [(&mut small.client, few), (&mut large.client, lots)];
            for ((client, ask), times) in sides.into_iter().zip(&mut times) {
                let watch = Stopwatch::start();
                ask(client, at).context(*name)?;
                if at >= WARM_UP {
                    times.push(watch.elapsed());
                }
            }
        }
        is_good &= compare(name, times);
    }
    let mut sides = [&mut small.client, &mut large.client];
    for (name, times) in anew(&interrupt, &mut sides)? {
        is_good &= compare(name, times);
    }
    Ok(is_good)
}

/// Prints a line of the table; whether many take little longer than few.
fn compare(name: &str, times: [Vec<Duration>; 2]) -> bool {
    let [few, lots] = times.map(Measured::of);
    let ratio = lots.median.as_secs_f64() / few.median.as_secs_f64();
    let is_good = ratio <= LIMIT;
    println!(
        "| {name} | {} | {} | {} | {} | {ratio:.2}{} |",
        millis(few.median),
        millis(few.p95),
        millis(lots.median),
        millis(lots.p95),
        if is_good { "" } else { " too long" }
    );
    is_good
}

/// What two windows of the overview take.
type Windows = [(&'static str, [Vec<Duration>; 2]); 2];

/// The overview of what nobody looked at before, when nobody looked at anything for a while: each is asked for once.
fn anew(interrupt: &Interrupt, sides: &mut [&mut Client; 2]) -> Result<Windows> {
    let mut windows: Windows = [
        ("overview, 30 days, not looked at before", [vec![], vec![]]),
        ("overview, 90 days, not looked at before", [vec![], vec![]]),
    ];
    let pause = Stopwatch::start();
    while pause.elapsed() < FORGOTTEN {
        ensure!(!interrupt.is_set(), "interrupted");
        std::thread::sleep(Duration::from_millis(200));
    }
    for ((_, times), days) in windows.iter_mut().zip([30, 90]) {
        for whose in ["", "&client=seed-meadow", "&client=seed-harbour"] {
            for mode in ["&mode=all", "&mode=live", "&mode=test"] {
                for journey in ["", "&journey=norway", "&journey=singapore"] {
                    let path = format!("/dashboard?days={days}{whose}{mode}{journey}");
                    look(sides, &path, times)?;
                }
            }
        }
    }
    Ok(windows)
}

fn look(sides: &mut [&mut Client; 2], path: &str, times: &mut [Vec<Duration>; 2]) -> Result<()> {
    for (client, times) in sides.iter_mut().zip(times) {
        // What every page asks for is not what is measured here.
        shows(client, LIST)?;
        let watch = Stopwatch::start();
        shows(client, path)?;
        times.push(watch.elapsed());
    }
    Ok(())
}

fn build(workspace: &Workspace, release: bool) -> Result<PathBuf> {
    if !workspace.site().is_dir() {
        frontend::build(workspace)?;
    }
    if !release {
        stack::build(workspace)?;
        return Ok(workspace.debug_binary("vestibule"));
    }
    println!("-- building the server with optimisations");
    run(cargo(workspace.root()).args([
        "build",
        "--release",
        "--package",
        "vestibule-server",
        "--bins",
    ]))?;
    let name = format!("vestibule{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace.target().join("release").join(name))
}

/// What is asked for. Cases are those that stand in the middle of the list, where nobody has anything to do any more: the
/// newest are at another place of their journey in a database with few.
fn asks(client: &mut Client) -> Result<Vec<(&'static str, Ask<'static>)>> {
    let old = page(client, &format!("{LIST}?to={}", day(DAYS / 2)?))?;
    let deep = next(&old).context("the list has no page in its middle")?;
    let days = format!("{LIST}?from={}&to={}", day(DAYS / 2)?, day(DAYS / 2 - 20)?);
    let middle = page(client, &deep)?;
    let ids: Vec<String> = middle
        .split("data-id=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
        .collect();
    ensure!(ids.len() > 10, "the list has no page in its middle: {deep}");
    let codes = code(client)?;
    let references: Vec<String> = ids
        .iter()
        .filter_map(|id| Some(id.get(24..)?.to_owned()))
        .collect();
    let get = |path: String| -> Ask<'static> { Box::new(move |client, _| shows(client, &path)) };
    let type_in = |typed: Vec<String>| -> Ask<'static> {
        Box::new(move |client, at| {
            let typed = typed.get(at % typed.len()).context("nothing to type")?;
            let found = client.post(SEARCH, &[("q", typed)])?;
            // Who is not there is looked for as long.
            ensure!(
                matches!(found.status, 303 | 422),
                "{typed}: {}",
                found.status
            );
            Ok(found.status == 303)
        })
    };
    let cases = ids.clone();
    Ok(vec![
        ("overview, 30 days", get("/dashboard?days=30".to_owned())),
        ("overview, 90 days", get("/dashboard?days=90".to_owned())),
        ("list, first page", get(LIST.to_owned())),
        ("list, a page in the middle", get(deep)),
        ("list, status", get(format!("{LIST}?status=needs_review"))),
        ("list, journey", get(format!("{LIST}?journey=norway"))),
        ("list, client", get(format!("{LIST}?client=seed-meadow"))),
        ("list, mode", get(format!("{LIST}?mode=test"))),
        ("list, days", get(days)),
        (
            "list, everything",
            get(format!(
                "{LIST}?status=rejected&client=seed-meadow&mode=live&journey=singapore"
            )),
        ),
        ("search, id", type_in(ids)),
        ("search, shown reference", type_in(references)),
        ("search, support code", type_in(codes)),
        (
            "search, client's reference",
            type_in((0..50).map(|at| format!("SEED-{:08}", at * 19)).collect()),
        ),
        (
            "search, phone number",
            type_in((0..50).map(|at| format!("+4794{:06}", at * 17)).collect()),
        ),
        (
            "a case",
            Box::new(move |client, at| {
                let id = cases.get(at % cases.len()).context("no case")?;
                shows(client, &format!("{LIST}/{id}"))
            }),
        ),
    ])
}

fn shows(client: &mut Client, path: &str) -> Result<bool> {
    page(client, path).map(|_| false)
}

fn page(client: &mut Client, path: &str) -> Result<String> {
    let answer = client.get(path)?;
    ensure!(answer.status == 200, "{path}: {}", answer.status);
    Ok(answer.body)
}

/// Where the link to older onboardings leads.
fn next(list: &str) -> Option<String> {
    let before = list.split("\" rel=\"next\"").next()?;
    let href = before.rsplit("href=\"").next()?;
    Some(href.replace("&amp;", "&")).filter(|href| href.starts_with(LIST))
}

/// Support codes of the newest onboardings.
fn code(client: &mut Client) -> Result<Vec<String>> {
    let list = page(client, LIST)?;
    let ids = list
        .split("data-id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let mut codes = Vec::new();
    for id in ids {
        let case = page(client, &format!("{LIST}/{id}"))?;
        let is_code = |text: &&str| {
            text.len() == 8
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
                && text.bytes().any(|byte| byte.is_ascii_digit())
        };
        // The page that shows the case has a support code of its own.
        let main = case.split("<footer").next().unwrap_or_default();
        let words = main.split(['<', '>', ' ', ',']);
        codes.extend(words.filter(is_code).map(str::to_owned));
    }
    codes.sort();
    codes.dedup();
    ensure!(!codes.is_empty(), "no case shows a support code");
    Ok(codes)
}

#[expect(
    clippy::disallowed_methods,
    reason = "what was seeded ends with the present"
)]
fn days_ago(days: u64) -> Result<Duration> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(now.saturating_sub(Duration::from_secs(days * 86_400)))
}

/// A day as the list's filter takes it (RFC 3339), from days since 1970: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `civil_from_days`.
fn day(ago: u64) -> Result<String> {
    let days = days_ago(ago)?.as_secs() / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    Ok(format!("{year}-{month:02}-{day:02}"))
}

struct Measured {
    median: Duration,
    p95: Duration,
}

impl Measured {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        let at = |percent: usize| times.get(times.len() * percent / 100);
        Self {
            median: at(50).copied().unwrap_or_default(),
            p95: at(95).copied().unwrap_or_default(),
        }
    }
}

fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_p95_are_of_what_was_measured() {
        let times = (1..=100).map(Duration::from_millis).collect();
        let measured = Measured::of(times);
        assert_eq!(measured.median, Duration::from_millis(51));
        assert_eq!(measured.p95, Duration::from_millis(96));
        assert_eq!(Measured::of(Vec::new()).median, Duration::ZERO);
    }
}
