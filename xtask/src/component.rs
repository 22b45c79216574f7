//! Module → component.

use std::path::Path;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::{Mode, order};

/// Writes the component of a module that wit-bindgen made.
///
/// # Errors
/// When the module imports anything: the world has no imports.
pub fn encode(module: &Path, file: &Path, mode: Mode) -> Result<()> {
    let mut bytes = std::fs::read(module).with_context(|| module.display().to_string())?;
    if mode == Mode::Release {
        bytes = order::reordered(&bytes)?;
    }
    let component = ComponentEncoder::default().validate(true).module(&bytes)?.encode()?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::write(file, component).with_context(|| file.display().to_string())
}
