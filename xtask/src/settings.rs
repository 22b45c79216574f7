//! `wasm-pack.toml`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub build: Build,
    pub budget: Budget,
    #[cfg_attr(not(feature = "component"), allow(dead_code))]
    pub component: Component,
}

/// The WebAssembly component; its file is in the same folder.
#[derive(Deserialize)]
#[cfg_attr(not(feature = "component"), allow(dead_code))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Component {
    pub out_name: String,
    pub budget: Budget,
}

/// The targets of the build and their paths, relative to the root of the repository.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Build {
    pub out_dir: PathBuf,
    pub out_name: String,
    pub target: Target,
    pub profile: String,
    pub dev_profile: String,
    pub types: PathBuf,
    pub exit_codes: PathBuf,
}

/// The kind of JavaScript around the module; the package needs this one only.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    Web,
}

/// The maximum size of the module, in bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub raw: usize,
    pub gzip: usize,
}

impl Settings {
    pub fn read(path: &Path) -> Result<Self> {
        let named = || path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(named)?;
        toml::from_str(&text).with_context(named)
    }
}
