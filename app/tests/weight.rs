//! What pages weigh.

mod render;
mod samples;

use render::html;
use samples::{chrome, pages};
use vestibule::locale::Locale;
use vestibule_app::page::Page;

/// 14 kB in all, with everything that a question page requests.
#[tokio::test]
async fn a_question_page_fits_into_fourteen_kilobytes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut style = Vec::new();
    for file in std::fs::read_dir(root.join("style")).unwrap() {
        // Folders are the sheets of other pages: the dashboard's.
        let path = file.unwrap().path();
        if path.is_file() {
            style.extend(std::fs::read(path).unwrap());
        }
    }
    let icon = std::fs::read(root.join("public/favicon.svg")).unwrap();
    let style = compressed(&style);
    assert!(style < 8_000, "the style sheet takes {style} bytes");
    for (name, page) in pages() {
        if matches!(page, Page::Question(_)) {
            let html = html(&page, &chrome(Locale::Id)).await;
            let sum = compressed(html.as_bytes()) + style + compressed(&icon);
            assert!(sum < 14_000, "{name}: {sum}");
        }
    }
}

#[expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]
fn compressed(content: &[u8]) -> usize {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &content[..], &mut out, &parameters).unwrap();
    out.len()
}
