//! The build of the WebAssembly engine: `cargo xtask build`, and for a quick loop `cargo xtask build --dev`.
//! With the feature `component`, `component` instead of `build` builds the WebAssembly component.
//!
//! wasm-bindgen is used as a library, so that `Cargo.lock` pins it together with the crate and no
//! command has to be installed.

#[cfg(feature = "component")]
mod component;
mod deflate;
mod order;
mod settings;
mod similarity;
mod size;
mod types;
mod wasm;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::settings::Settings;

const USAGE: &str =
    "usage: cargo xtask build [--dev]; the component: npm run build:component [-- --dev]";

/// The purpose of a build.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// For the package: small, and within the size budget.
    Release,
    /// For a quick loop of edit and test: without link-time optimisation, at any size.
    Dev,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => build(Mode::Release),
        ["build", "--dev"] => build(Mode::Dev),
        #[cfg(feature = "component")]
        ["component"] => build_component(Mode::Release),
        #[cfg(feature = "component")]
        ["component", "--dev"] => build_component(Mode::Dev),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles the crate, writes `pkg/` and the TypeScript types, and checks the size of a release.
fn build(mode: Mode) -> Result<()> {
    let root = root()?;
    let settings = Settings::read(&root.join("wasm-pack.toml"))?;
    let module = wasm::compile(root, profile(&settings, mode), &[])?;
    let bound = wasm::bind(root, &settings.build, &module)?;
    types::write(&root.join(&settings.build.types))?;
    types::write_exit_codes(&root.join(&settings.build.exit_codes))?;
    if mode == Mode::Release {
        order::write(&bound)?;
    }
    deflate::write(&bound, mode)?;
    match mode {
        Mode::Release => size::check(&bound, &settings.budget),
        Mode::Dev => Ok(()),
    }
}

/// Compiles the crate with the boundary of the component, writes it to `pkg/`, and checks its size.
#[cfg(feature = "component")]
fn build_component(mode: Mode) -> Result<()> {
    let root = root()?;
    let settings = Settings::read(&root.join("wasm-pack.toml"))?;
    let module = wasm::compile(root, profile(&settings, mode), &["component"])?;
    let file = root.join(&settings.build.out_dir).join(&settings.component.out_name);
    component::encode(&module, &file, mode)?;
    match mode {
        Mode::Release => size::check(&file, &settings.component.budget),
        Mode::Dev => Ok(()),
    }
}

fn root() -> Result<&'static Path> {
    match Path::new(env!("CARGO_MANIFEST_DIR")).parent() {
        Some(root) => Ok(root),
        None => bail!("the folder of xtask has no parent"),
    }
}

fn profile(settings: &Settings, mode: Mode) -> &str {
    match mode {
        Mode::Release => &settings.build.profile,
        Mode::Dev => &settings.build.dev_profile,
    }
}
