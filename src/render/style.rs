//! The style of rendered text.

use serde::{Deserialize, Serialize};

/// The capabilities of the terminal or file that the text is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Style {
    /// Whether ANSI escape sequences are used for colors.
    pub color: bool,
    /// Whether lines are drawn with characters beyond ASCII.
    pub unicode: bool,
}

/// The role of a piece of text, which determines its color.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    Error,
    Warning,
    Info,
    Good,
    Strong,
    Faint,
}

impl Style {
    /// The text in the color of its role.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Error => "1;31",
            Ink::Warning => "1;33",
            Ink::Info => "1;36",
            Ink::Good => "32",
            Ink::Strong => "1",
            Ink::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Selects one of two ways to draw something.
    pub(super) fn draw(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}
