//! What a runtime does not permit.

use super::Capabilities;
use crate::diagnostic::{Code, Diagnostic};

/// What to do about a source that cannot be asked from a page.
pub(crate) const USE_NODE_HELP: &str =
    "run it from a terminal or Node, then paste the resulting keys into a profile here";

/// The finding about a power that is not there; `needs` says what asks for it, and `help` what to
/// do when that is not a question of trust.
pub(crate) fn not_permitted(capabilities: Capabilities, needs: &str, help: &str) -> Diagnostic {
    if capabilities.untrusted {
        Diagnostic::new(
            Code::Untrusted,
            format!("{needs}, which is not allowed in an untrusted workspace"),
        )
        .help("trust the workspace if you trust its configuration")
    } else {
        Diagnostic::new(Code::NotSupportedHere, format!("{needs}, which is not available here"))
            .help(help)
    }
}
