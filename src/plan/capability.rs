//! What a runtime does not permit.

use super::Capabilities;
use crate::diagnostic::{Code, Diagnostic};

/// What to do about a source that cannot be asked from a page.
pub(crate) const USE_NODE_HELP: &str =
    "use the profile in a terminal or in Node, or give keys that it yields there a profile here";

/// The finding about a power that is not there; `needs` says what asks for it, and `help` what to
/// do when that is not a question of trust.
pub(crate) fn not_permitted(capabilities: Capabilities, needs: &str, help: &str) -> Diagnostic {
    if capabilities.untrusted {
        Diagnostic::new(Code::Untrusted, format!("{needs}, which an untrusted workspace may not"))
            .help("trust the workspace if you know who wrote its configuration")
    } else {
        Diagnostic::new(Code::NotSupportedHere, format!("{needs}, which cannot be done here"))
            .help(help)
    }
}
