//! Diagnostics about functions that the runtime does not permit.

use super::Capabilities;
use crate::diagnostic::{Code, Diagnostic};

/// Help for a source that needs functions which a web page does not have.
pub(crate) const USE_NODE_HELP: &str =
    "run it from a terminal or Node, then paste the resulting keys into a profile here";

/// The diagnostic about a capability that the runtime lacks. `needs` names the setting that needs it;
/// `help` applies unless the reason is an untrusted workspace.
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
