//! Writes every page in every state and language to `target/gallery`, to look at without a server:
//! `cargo run -p vestibule-app --features ssr --example gallery`.

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
    let mut style = String::new();
    let mut files: Vec<_> = fs::read_dir(root.join("style"))?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        style.push_str(&fs::read_to_string(file.path())?);
    }
    fs::write(folder.join("vestibule.css"), style)?;
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
    }
    fs::write(folder.join("index.html"), index)?;
    Ok(())
}
