//! Diagnostics about the files themselves: section names, keys, and differences between tools.

mod files;
mod forms;
mod headers;
mod invisible;
mod sdk_differences;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod unknown_keys;
mod values;

pub(super) use files::all;
