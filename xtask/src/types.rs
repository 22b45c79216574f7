//! TypeScript types of everything that crosses the WebAssembly border, in one file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use rolehop::wasm::types as border;
use ts_rs::{Config, TS, TypeVisitor};

/// Declarations by name; each type is visited once.
struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of our own have a file; strings, lists and options are spelled out in place.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        if self.by_name.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}\n", T::decl(&self.config));
        self.by_name.insert(name, declaration);
        T::visit_dependencies(self);
    }
}

/// Writes the file, unless it is there and the same.
pub fn write(path: &Path) -> Result<()> {
    let text = declarations()?;
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let named = || path.display().to_string();
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(named)?;
    }
    std::fs::write(path, text).with_context(named)
}

fn declarations() -> Result<String> {
    let config = Config::new().with_large_int("number");
    let mut found = Declarations { config, by_name: BTreeMap::new() };
    border::visit_all(&mut found);
    let mut text = String::from(
        "// Made from the Rust structs by `cargo xtask build`; changes here are lost.\n",
    );
    for declaration in found.by_name.values() {
        write!(text, "\n{declaration}")?;
    }
    Ok(text)
}
