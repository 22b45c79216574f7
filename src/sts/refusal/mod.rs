//! Explains a rejection by STS: the parts of its message, and the next step.
//!
//! Sources: IAM User Guide, "Troubleshoot access denied error messages"; the STS API reference;
//! messages that the service returns.

mod advice;
mod caller;
mod grammar;
#[cfg(test)]
mod tests;
mod texts;

pub(crate) use advice::{Call, Situation, advice, is_quarantined};
pub(crate) use grammar::parse;
pub(crate) use texts::{Remedy, key_help, remedy};
