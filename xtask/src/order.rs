//! Writes the functions of the module in an order that compresses well.

use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::similarity::similar_together;

/// Changes the order in the file.
pub fn write(file: &Path) -> Result<()> {
    let module = std::fs::read(file).with_context(|| file.display().to_string())?;
    std::fs::write(file, reordered(&module)?).with_context(|| file.display().to_string())
}

/// The same module in another order.
pub fn reordered(module: &[u8]) -> Result<Vec<u8>> {
    let (imports, bodies) = functions(module)?;
    let order = similar_together(&bodies);
    let mut positions = vec![0; order.len()];
    for (position, function) in (0..).zip(&order) {
        positions[*function] = position;
    }
    let mut result = Module::new();
    Reordering { imports, order, positions }.parse_core_module(
        &mut result,
        Parser::new(0),
        module,
    )?;
    Ok(result.finish())
}

/// The number of imported functions, and the bodies of the others.
fn functions(module: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let (mut imports, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((imports, bodies))
}

/// Writes the functions in an order, and their new indices wherever they are used.
struct Reordering {
    /// Imported functions have the first indices, and keep them.
    imports: u32,
    /// The functions in their new order, by their old position.
    order: Vec<usize>,
    /// The new position of each function.
    positions: Vec<u32>,
}

impl Reencode for Reordering {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let own = index.checked_sub(self.imports).map(|at| self.positions[at as usize]);
        Ok(own.map_or(index, |position| self.imports + position))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}
