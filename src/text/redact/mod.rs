//! Detects what looks like a secret: the only rule for everything that is shown.
//!
//! There are three ways. *By name*: the value of a key such as `aws_secret_access_key`, also if the
//! key is misspelled. *By form*: access key IDs, secret access keys, session tokens, JSON web
//! tokens, user names and passwords in URLs. *By position in a file*: all lines that continue a
//! secret value, the arguments of a `credential_process`, and long words on lines that are not
//! settings. Role ARNs, paths, names and URLs without a password stay readable.
//!
//! [`ranges`] scans a whole file, [`shown`] a text that is quoted elsewhere, such as in a message.

mod file;
mod form;
mod name;
mod show;
#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests;

pub use file::ranges;
pub use name::is_secret_name;
pub use show::{is_masked, shown, shown_key, shown_value};
pub(crate) use show::{serialize, serialize_key, serialize_option};
