//! What looks like a secret: the one rule of everything that is shown.
//!
//! A text is judged in three ways. *By name*: the value of a key such as `aws_secret_access_key`,
//! misspelled ones included. *By form*: access key ids, secret access keys, session tokens, JSON web
//! tokens, user names and passwords in URLs. *By place*: in a file, everything that continues a
//! secret value, the arguments of a `credential_process`, and long words on lines that are no
//! setting. Role ARNs, paths, names and URLs without a password stay readable.
//!
//! [`ranges`] judges a whole file, [`shown`] a text that is quoted somewhere, such as in a message.

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
