//! docs/api.md shows what the tests run.

use std::fs::read_to_string;

fn file(path: &str) -> String {
    let path = format!("{}/../../../{path}", env!("CARGO_MANIFEST_DIR"));
    read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_tutorial_shows_the_backend_that_is_tested() {
    let (tutorial, sample) = (file("docs/api.md"), file("samples/backend/node/server.mjs"));
    assert!(tutorial.contains(&format!("```js\n{sample}```\n")));
}

#[test]
fn a_backend_has_some_thirty_lines() {
    let code = |path: &str| {
        let text = file(path);
        text.lines().filter(|line| !line.trim().is_empty()).count()
    };
    assert!(code("samples/backend/node/server.mjs") <= 33);
    assert!(code("samples/backend/python/server.py") <= 40);
    // rustfmt needs more of them.
    assert!(code("samples/backend/rust/src/main.rs") <= 85);
}
