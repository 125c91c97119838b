//! Writes every page and every screen of the dashboard, in every state and language, to `target/gallery`, to look at without a
//! server: `cargo run -p vestibule-app --features ssr --example gallery`.

#[path = "gallery/dashboard/mod.rs"]
mod dashboard;
#[path = "../tests/render/mod.rs"]
mod render;
#[path = "../tests/samples/mod.rs"]
mod samples;

use std::{error::Error, fs, path::Path};

use vestibule::locale::Locale;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/gallery");
    fs::create_dir_all(&folder)?;
    for (name, of) in [
        ("vestibule.css", "style"),
        ("dashboard.css", "style/dashboard"),
    ] {
        fs::write(folder.join(name), style_sheet(&root.join(of))?)?;
    }
    fs::copy(root.join("public/favicon.svg"), folder.join("favicon.svg"))?;

    let mut index = String::from("<!DOCTYPE html><title>Gallery</title><ul>");
    for locale in Locale::ALL {
        let mut chrome = samples::chrome(locale);
        chrome.stylesheet = "vestibule.css".to_owned();
        for (name, page) in samples::pages() {
            let file = format!("{name}.{locale}.html");
            fs::write(folder.join(&file), render::html(&page, &chrome).await)?;
            index.push_str(&format!("<li><a href={file}>{file}</a>"));
        }
        for sample in dashboard::samples() {
            let file = format!("{}.{locale}.html", sample.name);
            fs::write(folder.join(&file), dashboard::html(&sample, locale).await?)?;
            index.push_str(&format!("<li><a href={file}>{file}</a>"));
        }
    }
    fs::write(folder.join("index.html"), index)?;
    Ok(())
}

/// All sheets of a folder, in the order of their names; those of its folders are another sheet.
fn style_sheet(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let mut sheet = String::new();
    for file in files {
        if file.file_type()?.is_file() {
            sheet.push_str(&fs::read_to_string(file.path())?);
        }
    }
    Ok(sheet)
}
