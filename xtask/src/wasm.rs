//! Crate → WebAssembly → JavaScript around it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::settings::{Build, Target};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Compiles the engine with some of its features; cargo skips it if nothing changed.
pub fn compile(root: &Path, profile: &str, features: &[&str]) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        // Built as a cdylib only: with an rlib in the same build, cargo silently omits LTO.
        .args(["rustc", "--locked", "--lib", "--crate-type", "cdylib", "--package", "rolehop"])
        .args(["--target", TRIPLE, "--profile", profile, "--features", &features.join(",")])
        // wasm-bindgen reads the names and removes them; a component is stripped here.
        .args(if features.is_empty() { &[][..] } else { &["--", "-C", "strip=symbols"] })
        .env("CARGO_ENCODED_RUSTFLAGS", without_paths(root))
        .status()
        .context("cargo did not start")?;
    ensure!(status.success(), "cargo rustc ended with {status}");
    Ok(target_dir(root).join(TRIPLE).join(profile).join("rolehop.wasm"))
}

/// The flags that take the paths of this computer out of panic messages, so that builds in different
/// directories give the same bytes. They replace `RUSTFLAGS` of the environment.
fn without_paths(root: &Path) -> OsString {
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let mut flags = OsString::new();
    for path in [Some(root.to_owned()), cargo_home].into_iter().flatten() {
        if !flags.is_empty() {
            flags.push("\x1f");
        }
        flags.push("--remap-path-prefix=");
        flags.push(path);
        flags.push("=");
    }
    flags
}

fn target_dir(root: &Path) -> PathBuf {
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Writes the module, the JavaScript and its declarations; returns the path of the module.
pub fn bind(root: &Path, build: &Build, module: &Path) -> Result<PathBuf> {
    let pkg = root.join(&build.out_dir);
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(&build.out_name)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        // Without it bundlers for CommonJS warn about `import.meta`; every caller passes the module.
        .omit_default_module_path(true)
        // A trap leaves an instance unusable: the package creates a new one with this.
        .reset_state_function(true);
    match build.target {
        Target::Web => bindgen.web(true)?,
    };
    bindgen.generate(&pkg)?;
    Ok(pkg.join(format!("{}_bg.wasm", build.out_name)))
}
