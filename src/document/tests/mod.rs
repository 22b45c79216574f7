//! Examples of documents.

mod edit;
mod parse;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::text::{File, Span};
