//! The runs: all scenarios, all faults.

use std::{
    collections::BTreeSet,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::{FutureExt, StreamExt, stream};
use serde_json::json;

use crate::{
    bench::{Bench, Ground, IMPATIENT, PATIENT},
    driver::Driver,
    ending::{Ending, SUCCESS},
    expected::Expected,
    record::{Case, conclude},
};

/// Stands where the table has no line.
const NOT_LISTED: &str = "not in the table";
/// Plays side by side.
const AT_ONCE: usize = 9;
/// A play that takes longer hangs.
const MOST: Duration = Duration::from_secs(100);
/// Without a true answer in the end.
const QUICK: [&str; 11] = [
    "down",
    "http_500",
    "http_503",
    "unauthorized",
    "forbidden",
    "rate_limited",
    "truncated",
    "huge",
    "redirect",
    "empty",
    "not_json",
];
/// The true answer, too late or never.
const SILENT: [&str; 3] = ["slow", "late", "hang"];
/// The true answer under a wrong name.
const HARMLESS: &str = "wrong_content_type";

/// Every scenario that the simulator lists ends as the table says, and the table lists no other.
pub async fn scenarios(driver: &dyn Driver, table: &str) {
    let expected = Expected::read(table).scenarios;
    let ground = Ground::fresh().await;
    let listed = ground.scenarios(driver.kind()).await;
    let names: BTreeSet<_> = listed.iter().chain(expected.keys()).cloned().collect();
    let mut cases = Vec::new();
    for name in names {
        let wanted = expected.get(&name).map_or(NOT_LISTED, String::as_str);
        if !listed.contains(&name) {
            cases.push(case(
                driver,
                "scenario",
                &name,
                wanted,
                "no such scenario".to_owned(),
                Duration::ZERO,
            ));
            continue;
        }
        ground.control("/control/reset", json!({})).await;
        let bench = Bench::new(&ground, driver, PATIENT);
        // In another process, so that nothing of it is remembered here.
        driver.before(&Bench::new(&ground, driver, PATIENT)).await;
        bench.will_play(&name, driver.uses(&name)).await;
        cases.push(play(driver, &bench, ("scenario", &name, &name), wanted).await);
        if name == driver.happy() {
            cases.push(nothing_new(driver, &bench));
        }
    }
    conclude(&format!("{}-scenarios", driver.kind()), &cases);
}

/// The adapter knows every field and value of an answer in which everything goes well.
fn nothing_new(driver: &dyn Driver, bench: &Bench<'_>) -> Case {
    let new: Vec<_> = bench
        .http
        .novelties()
        .all()
        .into_iter()
        .map(|one| format!("{} {}", one.place, one.name))
        .collect();
    let got = if new.is_empty() {
        "nothing".to_owned()
    } else {
        new.join(", ")
    };
    let name = format!("{}, what is new", driver.happy());
    case(driver, "scenario", &name, "nothing", got, Duration::ZERO)
}

/// Faults that answer, or break, at once.
pub async fn quick_faults(driver: &dyn Driver, table: &str) {
    let faults: Vec<_> = QUICK.into_iter().chain([HARMLESS]).collect();
    all_faults(driver, table, &faults, PATIENT, "faults").await;
}

/// Faults that cost time.
pub async fn silent_faults(driver: &dyn Driver, table: &str) {
    all_faults(driver, table, &SILENT, IMPATIENT, "silence").await;
}

async fn all_faults(
    driver: &dyn Driver,
    table: &str,
    faults: &[&str],
    patience: Duration,
    title: &str,
) {
    let expected = Expected::read(table).faults;
    let all: Vec<_> = driver
        .routes()
        .iter()
        .flat_map(|route| faults.iter().map(move |fault| (*route, *fault)))
        .collect();
    let plays = all.iter().map(|(route, fault)| {
        let name = format!("{route}/{fault}");
        let wanted = expected.get(&name).cloned();
        one_fault(driver, (route, fault), wanted, patience)
    });
    // Each has a simulator of its own: most of them only wait.
    let mut cases: Vec<_> = stream::iter(plays).buffered(AT_ONCE).collect().await;
    let known = |name: &str| {
        all.iter()
            .any(|(route, fault)| name == format!("{route}/{fault}"))
            || !faults
                .iter()
                .any(|fault| name.ends_with(&format!("/{fault}")))
    };
    for name in expected.keys().filter(|name| !known(name)) {
        cases.push(case(
            driver,
            "fault",
            name,
            "",
            "no such route".to_owned(),
            Duration::ZERO,
        ));
    }
    conclude(&format!("{}-{title}", driver.kind()), &cases);
}

/// The fault stays for the whole play; without it the next play succeeds.
async fn one_fault(
    driver: &dyn Driver,
    (route, fault): (&str, &str),
    wanted: Option<String>,
    patience: Duration,
) -> Case {
    let ground = Ground::fresh().await;
    let bench = Bench::new(&ground, driver, patience);
    let happy = driver.happy();
    bench.will_play(happy, 2).await;
    let mut body = json!({ "fault": fault, "route": route });
    if fault == "slow" {
        // An answer of some hundred bytes takes a minute.
        body["delay_ms"] = json!(200);
    }
    let path = format!("/control/{}", driver.kind());
    ground.control(&format!("{path}/fault"), body).await;
    let name = format!("{route}/{fault}");
    let wanted = wanted.unwrap_or_else(|| NOT_LISTED.to_owned());
    let mut case = play(driver, &bench, ("fault", &name, happy), &wanted).await;
    let may_succeed = fault == HARMLESS || driver.dispensable().contains(&route);
    if case.got.starts_with(SUCCESS) && !may_succeed {
        case.passed = false;
        case.got = "success without a true answer".to_owned();
    }
    ground
        .control(&format!("{path}/faults/clear"), json!({}))
        .await;
    let bench = bench.patiently(driver);
    let again = play(driver, &bench, ("fault", &name, happy), SUCCESS).await;
    if !again.got.starts_with(SUCCESS) {
        case.passed = false;
        case.got = format!("{}, and afterwards: {}", case.got, again.got);
    }
    case
}

async fn play(
    driver: &dyn Driver,
    bench: &Bench<'_>,
    (group, name, scenario): (&'static str, &str, &str),
    wanted: &str,
) -> Case {
    let began = now();
    let played = AssertUnwindSafe(driver.play(bench, scenario)).catch_unwind();
    let got = match tokio::time::timeout(MOST, played).await {
        Ok(Ok(ending)) => ending,
        Ok(Err(_)) => "PANIC".to_owned(),
        Err(_) => "HANG".to_owned(),
    };
    case(driver, group, name, wanted, got, now() - began)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a play takes in real time"
)]
fn now() -> Instant {
    Instant::now()
}

fn case(
    driver: &dyn Driver,
    group: &'static str,
    name: &str,
    expected: &str,
    got: Ending,
    took: Duration,
) -> Case {
    Case {
        provider: driver.kind().to_owned(),
        group,
        name: name.to_owned(),
        expected: expected.to_owned(),
        passed: got == expected,
        got,
        millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}
