//! TypeScript types of everything that crosses the WebAssembly boundary, in one file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use rolehop::diagnostic::Code;
use rolehop::wasm::types as boundary;
use ts_rs::{Config, TS, TypeVisitor};

/// Declarations by name; each type is visited once.
struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of this crate have a file; strings, lists and options are written inline.
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

/// Writes the TypeScript types.
pub fn write(path: &Path) -> Result<()> {
    update(path, &declarations()?)
}

/// Writes the exit code of each code of a diagnostic, as the table in Rust has them.
pub fn write_exit_codes(path: &Path) -> Result<()> {
    let mut text = String::from(
        "// Generated from the Rust table by `cargo xtask build`; changes here are lost.\n\n\
         import type { Code } from './types.ts'\n\n\
         /** The exit code of a command that ends with an error of this code. */\n\
         export const EXIT_CODES: Readonly<Record<Code, number>> = {\n",
    );
    for code in Code::ALL {
        writeln!(text, "  '{code}': {},", code.exit_code())?;
    }
    text.push_str("}\n");
    update(path, &text)
}

/// Writes a file, unless it exists with the same content.
fn update(path: &Path, text: &str) -> Result<()> {
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
    boundary::visit_all(&mut found);
    let mut text = String::from(
        "// Generated from the Rust structs by `cargo xtask build`; changes here are lost.\n",
    );
    for declaration in found.by_name.values() {
        write!(text, "\n{declaration}")?;
    }
    Ok(text)
}
