//! Files for the browser: joined, compressed, copied, announced.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// What the server needs to know about the files: their hashed names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `LeptosOptions::output_name`: the names of the script and the wasm without their endings.
    pub output_name: String,
    /// The path of the style sheet in URLs.
    pub css: String,
    /// The path of the dashboard's own one, which comes after it. Empty in manifests of before there was one.
    #[serde(default)]
    pub dashboard_css: String,
    /// The paths of the dashboard's scripts, by name.
    #[serde(default)]
    pub scripts: BTreeMap<String, String>,
}

/// Endings of files that compression makes smaller.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm"];

/// All `*.css` files of a folder, one after the other in the order of their names. What is in folders of it is another sheet.
pub fn style_sheet(folder: &Path) -> Result<String> {
    let mut files = files_below(folder)?;
    files.retain(|path| {
        path.parent() == Some(folder) && path.extension().is_some_and(|ending| ending == "css")
    });
    let mut joined = String::new();
    for file in files {
        joined.push_str(&fs::read_to_string(&file)?);
        if !joined.ends_with('\n') {
            joined.push('\n');
        }
    }
    Ok(joined)
}

/// Copies the files that keep their names, compressed as well where that helps.
pub fn copy_public(from: &Path, site: &Path) -> Result<()> {
    for file in files_below(from)? {
        let to = site.join(file.strip_prefix(from)?);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        let content = fs::read(&file)?;
        let compressible = file
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| COMPRESSIBLE.contains(&ending));
        if compressible {
            write_compressed(&to, &content)?;
        } else {
            write_changed(&to, &content)?;
        }
    }
    Ok(())
}

/// Writes a file with its `.br` and `.gz` twins; a file that already has this content is left alone.
pub fn write_compressed(path: &Path, content: &[u8]) -> Result<()> {
    let twins = [with_ending(path, "br"), with_ending(path, "gz")];
    if fs::read(path).is_ok_and(|old| old == content) && twins.iter().all(|twin| twin.is_file()) {
        return Ok(());
    }
    fs::write(&twins[0], brotli(content)?)?;
    fs::write(&twins[1], gzip(content)?)?;
    write_changed(path, content)
}

/// Writes the manifest last, so that whoever reads it finds every file it names, and removes hashed
/// files that neither it nor the manifest before it names: a page rendered a moment ago still loads.
pub fn publish(site: &Path, manifest: &Manifest) -> Result<()> {
    let path = site.join("manifest.json");
    let before: Option<Manifest> = fs::read(&path)
        .ok()
        .and_then(|old| serde_json::from_slice(&old).ok());
    if before.as_ref() == Some(manifest) {
        return Ok(());
    }
    let fresh = site.join("manifest.json.new");
    fs::write(&fresh, serde_json::to_vec_pretty(manifest)?)?;
    fs::rename(&fresh, &path)?;

    let kept: Vec<&Manifest> = before.iter().chain([manifest]).collect();
    for file in files_below(&site.join("pkg"))? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !kept.iter().any(|manifest| names(manifest, &name)) {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

fn names(manifest: &Manifest, file: &str) -> bool {
    [&manifest.css, &manifest.dashboard_css]
        .into_iter()
        .chain(manifest.scripts.values())
        .map(|path| path.rsplit('/').next().unwrap_or_default())
        .chain([manifest.output_name.as_str()])
        .filter(|stem| !stem.is_empty())
        .any(|stem| {
            file.strip_prefix(stem)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']))
        })
}

fn write_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| format!("could not write {}", path.display()))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Brotli at its best quality.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Every file below a folder, sorted by path.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("could not read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn manifest(number: u32) -> Manifest {
        Manifest {
            output_name: format!("vestibule.{number}"),
            css: format!("/pkg/vestibule.s{number}.css"),
            dashboard_css: format!("/pkg/dashboard.s{number}.css"),
            scripts: BTreeMap::from([("live".to_owned(), format!("/pkg/live.j{number}.js"))]),
        }
    }

    #[test]
    fn style_sheets_are_joined_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("20-page.css"), "b{}").unwrap();
        fs::write(folder.path().join("10-tokens.css"), "a{}").unwrap();
        fs::write(folder.path().join("notes.txt"), "no").unwrap();
        fs::create_dir(folder.path().join("dashboard")).unwrap();
        fs::write(folder.path().join("dashboard/15-own.css"), "c{}").unwrap();
        assert_eq!(style_sheet(folder.path()).unwrap(), "a{}\nb{}\n");
        let own = style_sheet(&folder.path().join("dashboard")).unwrap();
        assert_eq!(own, "c{}\n", "the dashboard has a sheet of its own");
    }

    #[test]
    fn both_twins_unpack_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.js");
        let content = b"let a = 1;".repeat(50);
        write_compressed(&path, &content).unwrap();

        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(
            &mut &fs::read(folder.path().join("a.js.br")).unwrap()[..],
            &mut unpacked,
        )
        .unwrap();
        assert_eq!(unpacked, content);
        let mut unpacked = Vec::new();
        let packed = fs::read(folder.path().join("a.js.gz")).unwrap();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, content);
    }

    #[test]
    fn files_of_the_manifest_before_stay_and_older_ones_go() {
        let site = tempfile::tempdir().unwrap();
        let package = site.path().join("pkg");
        fs::create_dir_all(&package).unwrap();
        for number in 1..=3 {
            for name in [
                format!("vestibule.{number}.js.br"),
                format!("vestibule.{number}_bg.wasm"),
                format!("vestibule.s{number}.css"),
                format!("dashboard.s{number}.css.br"),
                format!("live.j{number}.js.gz"),
            ] {
                fs::write(package.join(name), "x").unwrap();
            }
            publish(site.path(), &manifest(number)).unwrap();
        }
        assert!(!package.join("vestibule.1_bg.wasm").exists());
        assert!(!package.join("vestibule.s1.css").exists());
        assert!(!package.join("dashboard.s1.css.br").exists());
        assert!(!package.join("live.j1.js.gz").exists());
        for kept in [
            "vestibule.2.js.br",
            "vestibule.s2.css",
            "dashboard.s2.css.br",
            "live.j2.js.gz",
            "vestibule.3_bg.wasm",
        ] {
            assert!(package.join(kept).exists(), "{kept}");
        }
    }
}
