//! The front end: the islands as wasm, the style sheets, the public files and a manifest.
//!
//! `target/site/pkg/vestibule.<hash>.js` and `vestibule.<hash>_bg.wasm` are the names that Leptos'
//! `HydrationScripts` asks for when `LeptosOptions::output_name` is `vestibule.<hash>` and
//! `hash_files` is off.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::assets::{self, Manifest};
use crate::command::{cargo, run};
use crate::fingerprint::{Fingerprint, Stamp, content_hash};
use crate::lock::Lock;
use crate::setup;
use crate::workspace::Workspace;

/// Digits of a content hash in a file's name.
const HASH_DIGITS: usize = 16;

/// A script of the dashboard as brotli.
const MAX_SCRIPT: u64 = 6_000;

/// What rustc 1.87 and newer turns on for this target. Never `--all-features`: Chromium refuses
/// the module that it makes.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds everything that the server serves as files. Builds at the same time come one after the other.
pub fn build(workspace: &Workspace) -> Result<Manifest> {
    let _lock = Lock::wait(workspace, "frontend")?;
    setup::wasm_target()?;
    setup::npm_packages(workspace, "xtask/npm")?;

    let wasm = compile(workspace)?;
    let bound = bind(workspace, &wasm)?;

    let site = workspace.site();
    let package = site.join("pkg");
    fs::create_dir_all(&package)?;

    let script = fs::read(bound.join("vestibule.js"))?;
    let module = fs::read(bound.join("vestibule_bg.wasm"))?;
    let output_name = format!(
        "vestibule.{}",
        content_hash(&[&script, &module], HASH_DIGITS)
    );
    assets::write_compressed(&package.join(format!("{output_name}.js")), &script)?;
    assets::write_compressed(&package.join(format!("{output_name}_bg.wasm")), &module)?;

    let css = style(workspace, &package, ("style", "vestibule"))?;
    let dashboard_css = style(workspace, &package, ("style/dashboard", "dashboard"))?;

    let scripts = scripts(workspace, &package)?;

    let public = workspace.path("public");
    if public.is_dir() {
        assets::copy_public(&public, &site)?;
    }
    let manifest = Manifest {
        output_name,
        css,
        dashboard_css,
        scripts,
    };
    assets::publish(&site, &manifest)?;
    println!(
        "-- front end: {} ({} of wasm, {} as brotli), {}, {}",
        manifest.output_name,
        kilobytes(&package.join(format!("{}_bg.wasm", manifest.output_name)))?,
        kilobytes(&package.join(format!("{}_bg.wasm.br", manifest.output_name)))?,
        manifest.css,
        manifest.dashboard_css,
    );
    Ok(manifest)
}

// Joins the files of a folder to a style sheet, and says where it is in URLs.
fn style(workspace: &Workspace, package: &Path, (folder, stem): (&str, &str)) -> Result<String> {
    let joined = assets::style_sheet(&workspace.path(folder))?;
    let hash = content_hash(&[joined.as_bytes()], HASH_DIGITS);
    let name = format!("{stem}.{hash}.css");
    assets::write_compressed(&package.join(&name), joined.as_bytes())?;
    Ok(format!("/pkg/{name}"))
}

// The dashboard's scripts as they are written: each a module of its own, so that its hash is that of all it runs.
fn scripts(workspace: &Workspace, package: &Path) -> Result<BTreeMap<String, String>> {
    let mut paths = BTreeMap::new();
    for file in assets::files_below(&workspace.path("app/scripts"))? {
        let content = fs::read(&file)?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{stem}.{}.js", content_hash(&[&content], HASH_DIGITS));
        let path = package.join(&name);
        assets::write_compressed(&path, &content)?;
        let bytes = fs::metadata(path.with_extension("js.br"))?.len();
        ensure!(
            bytes <= MAX_SCRIPT,
            "{}: {bytes} bytes as brotli, the budget is {MAX_SCRIPT}",
            file.display()
        );
        paths.insert(stem.into_owned(), format!("/pkg/{name}"));
    }
    Ok(paths)
}

fn compile(workspace: &Workspace) -> Result<PathBuf> {
    run(cargo(workspace.root()).args([
        "rustc",
        "--package",
        "vestibule-app",
        "--lib",
        "--crate-type",
        "cdylib",
        "--target",
        setup::WASM_TARGET,
        "--no-default-features",
        "--features",
        "hydrate",
        "--profile",
        "wasm-release",
    ]))
    .context("the islands do not compile to wasm")?;
    Ok(workspace
        .target()
        .join(setup::WASM_TARGET)
        .join("wasm-release/vestibule_app.wasm"))
}

// Makes the JavaScript bindings and the small module, in a folder of its own.
fn bind(workspace: &Workspace, wasm: &Path) -> Result<PathBuf> {
    let folder = workspace.target().join("frontend");
    let stamp = Stamp::at(folder.join("stamp"));
    let fingerprint = Fingerprint::default()
        .text(&WASM_FEATURES.join(" "))
        .file(&workspace.path("Cargo.lock"))?
        .file(&workspace.path("xtask/npm/package-lock.json"))?
        .file(wasm)?
        .finish();
    if stamp.matches(&fingerprint) {
        return Ok(folder);
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;

    Bindgen::new()
        .input_path(wasm)
        .out_name("vestibule")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&folder))
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;

    println!("-- wasm-opt");
    let module = folder.join("vestibule_bg.wasm");
    let small = folder.join("small.wasm");
    run(Command::new("node")
        .arg(workspace.path("xtask/npm/node_modules/binaryen/bin/wasm-opt"))
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(&module)
        .arg("-o")
        .arg(&small))?;
    fs::rename(&small, &module)?;
    stamp.write(&fingerprint)?;
    Ok(folder)
}

fn kilobytes(path: &Path) -> Result<String> {
    let bytes = fs::metadata(path)
        .with_context(|| format!("{} was not made", path.display()))?
        .len();
    Ok(format!("{:.1} kB", bytes as f64 / 1000.0))
}
