//! The size of the module against its budget.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::settings::Budget;

/// Prints the size of the module.
///
/// # Errors
/// If it exceeds its budget.
pub fn check(module: &Path, budget: &Budget) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| module.display().to_string())?;
    let (raw, gzip) = (bytes.len(), gzipped(&bytes)?);
    println!("{}: {raw} bytes, {gzip} gzipped", module.display());
    ensure!(
        raw <= budget.raw && gzip <= budget.gzip,
        "over the budget of wasm-pack.toml: {} bytes, {} gzipped",
        budget.raw,
        budget.gzip
    );
    Ok(())
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}
