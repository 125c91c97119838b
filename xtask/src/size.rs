//! What pages weigh, measured in a browser: each page and everything it requests from us.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::e2e;
use crate::lock::Lock;
use crate::processes::Interrupt;
use crate::workspace::Workspace;

/// A question page in all: the first round trips of a connection carry about as much.
const QUESTION_PAGE: u64 = 14_000;
/// JavaScript and wasm of a page with a frame.
const FRAME_PAGE_SCRIPTS: u64 = 110_000;

/// What the script end2end/tools/size.ts writes.
#[derive(Debug, Deserialize)]
struct Measured {
    /// The page's name in the walk.
    page: String,
    /// Whether it has an island.
    island: bool,
    /// The page itself and what it requested from our origin.
    requests: Vec<Request>,
}

#[derive(Debug, Deserialize)]
struct Request {
    path: String,
    /// Playwright's word: document, stylesheet, script, image, fetch ...
    kind: String,
    /// Bytes of the body as they came over the wire.
    bytes: u64,
}

/// Measures every page kind and prints a table; with `check`, whether all keep their budgets.
pub fn measure(workspace: &Workspace, interrupt: &Interrupt, check: bool) -> Result<bool> {
    let _lock = Lock::wait(workspace, "size")?;
    let report = workspace.target().join("size.json");
    if report.is_file() {
        std::fs::remove_file(&report)?;
    }
    e2e::tool(workspace, interrupt, "size", &report)?;
    let text = std::fs::read_to_string(&report)
        .with_context(|| format!("the script wrote no {}", report.display()))?;
    let pages: Vec<Measured> = serde_json::from_str(&text)?;

    println!(
        "{:<16} {:>9} {:>9} {:>9}",
        "page", "all", "scripts", "requests"
    );
    let mut broken = Vec::new();
    for page in &pages {
        println!(
            "{:<16} {:>9} {:>9} {:>9}",
            page.page,
            page.all(),
            page.scripts(),
            page.requests.len(),
        );
        broken.extend(page.broken_budgets());
    }
    for line in &broken {
        println!("{line}");
    }
    anyhow::ensure!(
        pages.iter().any(|page| page.island),
        "no page with a frame was measured"
    );
    anyhow::ensure!(
        pages.iter().any(|page| !page.island),
        "no question page was measured"
    );
    Ok(!check || broken.is_empty())
}

impl Measured {
    fn all(&self) -> u64 {
        self.requests.iter().map(|request| request.bytes).sum()
    }

    fn scripts(&self) -> u64 {
        self.script_requests().map(|request| request.bytes).sum()
    }

    // Wasm is fetched by the script, so that its kind is `fetch`.
    fn script_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests
            .iter()
            .filter(|request| request.kind == "script" || request.path.ends_with(".wasm"))
    }

    fn broken_budgets(&self) -> Vec<String> {
        let mut broken = Vec::new();
        if self.island {
            if self.scripts() > FRAME_PAGE_SCRIPTS {
                broken.push(format!(
                    "{}: {} bytes of scripts, the budget is {FRAME_PAGE_SCRIPTS}",
                    self.page,
                    self.scripts()
                ));
            }
            return broken;
        }
        if self.all() > QUESTION_PAGE {
            broken.push(format!(
                "{}: {} bytes in all, the budget is {QUESTION_PAGE}",
                self.page,
                self.all()
            ));
        }
        broken.extend(self.script_requests().map(|request| {
            format!(
                "{}: requests {}, and needs no script",
                self.page, request.path
            )
        }));
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(island: bool, kind: &str, path: &str, bytes: u64) -> Measured {
        Measured {
            page: "page".to_owned(),
            island,
            requests: vec![Request {
                path: path.to_owned(),
                kind: kind.to_owned(),
                bytes,
            }],
        }
    }

    #[test]
    fn a_question_page_has_14_kilobytes_and_no_script() {
        assert!(
            page(false, "document", "/", 14_000)
                .broken_budgets()
                .is_empty()
        );
        assert_eq!(
            page(false, "document", "/", 14_001).broken_budgets().len(),
            1
        );
        assert_eq!(page(false, "script", "/a.js", 1).broken_budgets().len(), 1);
        assert_eq!(page(false, "fetch", "/a.wasm", 1).broken_budgets().len(), 1);
    }

    #[test]
    fn a_frame_page_has_110_kilobytes_of_scripts() {
        assert!(
            page(true, "document", "/", 500_000)
                .broken_budgets()
                .is_empty()
        );
        assert!(
            page(true, "fetch", "/a.wasm", 110_000)
                .broken_budgets()
                .is_empty()
        );
        assert_eq!(
            page(true, "fetch", "/a.wasm", 110_001)
                .broken_budgets()
                .len(),
            1
        );
    }
}
