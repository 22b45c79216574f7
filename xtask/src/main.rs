//! The build of the WebAssembly engine: `cargo xtask build`.
//!
//! wasm-bindgen's command line is used as the library that it is, so that `Cargo.lock` pins it
//! together with the crate and nothing has to be installed.

mod settings;
mod size;
mod types;
mod wasm;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::settings::Settings;

fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    let result = match command.as_deref() {
        Some("build") => build(),
        _ => Err(anyhow::anyhow!("usage: cargo xtask build")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Crate → WebAssembly → `pkg/` and the TypeScript types, then a look at the size.
fn build() -> Result<()> {
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() else {
        bail!("the build's own folder has no parent");
    };
    let settings = Settings::read(&root.join("wasm-pack.toml"))?;
    let module = wasm::compile(root, &settings.build)?;
    let pkg = wasm::bind(root, &settings.build, &module)?;
    types::write(&root.join(&settings.build.types))?;
    size::check(&pkg, &settings.budget)
}
