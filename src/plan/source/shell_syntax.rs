//! Shell syntax in a `credential_process`. It is run without a shell, so the program gets such
//! words unchanged.

use crate::text::lower;

/// A word that only a shell understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShellSyntax {
    /// The characters, without anything else of the command, which can contain a secret.
    pub(crate) what: &'static str,
    /// The alternative.
    pub(crate) help: &'static str,
}

/// Programs that interpret their arguments as a shell does.
const SHELLS: [&str; 9] = ["sh", "bash", "zsh", "dash", "ksh", "fish", "cmd", "powershell", "pwsh"];

/// Operators that are words of their own, the longest first.
const OPERATORS: [&str; 5] = ["&&", "||", "|", ";", "&"];

const SCRIPT: &str = "put the command into a script and write its full path";

/// The first shell syntax in the words of a command; none if the program is a shell itself.
pub(crate) fn find(words: &[String]) -> Option<ShellSyntax> {
    let program = lower(words.first()?);
    let name = program.rsplit(['/', '\\']).next().unwrap_or("");
    if SHELLS.contains(&name.strip_suffix(".exe").unwrap_or(name)) {
        return None;
    }
    words.iter().find_map(|word| syntax(word))
}

fn syntax(word: &str) -> Option<ShellSyntax> {
    if word == "~" || word.starts_with("~/") || word.starts_with("~\\") {
        return Some(ShellSyntax { what: "~", help: "write the full path of the home directory" });
    }
    if let Some(what) = OPERATORS.into_iter().find(|operator| *operator == word) {
        return Some(ShellSyntax { what, help: SCRIPT });
    }
    if let Some(what) = redirection(word) {
        return Some(ShellSyntax { what, help: SCRIPT });
    }
    if word.contains("$(") {
        return Some(ShellSyntax { what: "$( )", help: SCRIPT });
    }
    let is_variable = ["$HOME", "${"].iter().any(|start| word.contains(start)) || is_name(word);
    is_variable.then_some(ShellSyntax {
        what: "$",
        help: "write the value of the variable; the program inherits the environment",
    })
}

/// `>`, `2>` or `<` at the start of a word: alone, or followed by a file.
fn redirection(word: &str) -> Option<&'static str> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&');
    if rest.starts_with('>') {
        return Some(">");
    }
    // `<NAME>` is a placeholder from documentation.
    (rest.starts_with('<') && !rest.ends_with('>')).then_some("<")
}

/// Whether the whole word is `$NAME`.
fn is_name(word: &str) -> bool {
    let name = word.strip_prefix('$').unwrap_or("");
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
