//! The module as deflate data, which the bundles without separate files contain.

use std::io::Write as _;
use std::num::NonZeroU64;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::Mode;

/// Writes the data beside the module, with the extension `deflate`.
pub fn write(module: &Path, mode: Mode) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| module.display().to_string())?;
    let data = match mode {
        Mode::Release => smallest(&bytes)?,
        Mode::Dev => quickest(&bytes)?,
    };
    let file = module.with_extension("deflate");
    std::fs::write(&file, data).with_context(|| file.display().to_string())
}

/// More iterations take longer and remove only a few bytes.
const ITERATIONS: NonZeroU64 = NonZeroU64::new(5).unwrap();

/// Takes some seconds, and 5 % off the download of a page.
fn smallest(bytes: &[u8]) -> Result<Vec<u8>> {
    let options = zopfli::Options { iteration_count: ITERATIONS, ..Default::default() };
    let mut data = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut data)?;
    Ok(data)
}

fn quickest(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
