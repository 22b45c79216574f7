//! What is wrong with the files as such: section names, keys, and what other tools read otherwise.

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
