//! Module → component.

use std::path::Path;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

/// Writes the component of a module that wit-bindgen made.
///
/// # Errors
/// When the module imports anything: the world has no imports.
pub fn encode(module: &Path, file: &Path) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| module.display().to_string())?;
    let component = ComponentEncoder::default().validate(true).module(&bytes)?.encode()?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::write(file, component).with_context(|| file.display().to_string())
}
