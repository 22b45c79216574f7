//! Explains a rejection by STS: the parts of its message, the next step, and the causes that the
//! call supports or excludes.
//!
//! Sources: IAM User Guide, "Troubleshoot access denied error messages"; the STS API reference;
//! messages that the service returns.

mod advice;
mod caller;
mod causes;
mod grammar;
#[cfg(test)]
mod tests;
mod texts;

pub(crate) use advice::{Before, Situation, advice, is_quarantined};
pub(crate) use causes::{causes, summary};
pub(crate) use grammar::parse;
pub(crate) use texts::{Remedy, key_help, longest_duration, remedy};
