//! The document, shown by examples.

mod edit;
mod parse;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::text::{File, Span};
