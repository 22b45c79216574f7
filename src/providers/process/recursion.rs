//! Detects programs that call rolehop or the AWS CLI for the profile that they serve.
//!
//! Both record the names of the profiles that are being resolved in one environment variable, as one
//! line of CSV in the format of Python's `csv` module, and reject a name that is already in it.
//! Source: `aws configure export-credentials` of the AWS CLI 2.9.19, whose variable it is.

use crate::config::Environment;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::quoted;

/// The environment variable.
pub(crate) const CHAIN: &str = "_AWS_CLI_PROFILE_CHAIN";

/// How many profiles can be nested.
const LONGEST: usize = 4;

/// The value of [`CHAIN`] for programs that `profile` runs: the existing names and its own.
///
/// # Errors
/// `credential-process-invalid` if the profile is already in the chain, or if the chain has four.
pub(crate) fn chain(env: &Environment, profile: &str) -> Result<String, Error> {
    let mut names = parse_csv(env.get(CHAIN).unwrap_or_default());
    if names.iter().any(|name| name == profile) {
        names.push(profile.to_owned());
        let message = format!("recursive `credential_process`: {}", format_path(&names));
        return Err(invalid(message, "use a different profile in the program"));
    }
    if names.len() >= LONGEST {
        let message = format!(
            "`credential_process` is nested more than {LONGEST} levels deep: {}",
            format_path(&names)
        );
        return Err(invalid(
            message,
            "use a profile that has its own credentials in the last program",
        ));
    }
    names.push(profile.to_owned());
    Ok(to_csv(&names))
}

fn format_path(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" → ")
}

fn invalid(message: String, help: &str) -> Error {
    Diagnostic::new(Code::CredentialProcessInvalid, message).help(help).into()
}

/// The fields of a line. A quote that is not closed ends with the line.
fn parse_csv(line: &str) -> Vec<String> {
    if line.is_empty() {
        return Vec::new();
    }
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let Some(field) = fields.last_mut() else { break };
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => field.extend(rest.next()),
            '"' if is_quoted => is_quoted = false,
            '"' if field.is_empty() => is_quoted = true,
            ',' if !is_quoted => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields
}

/// The line with these fields, quoted where necessary.
fn to_csv(fields: &[String]) -> String {
    let must = |field: &String| field.is_empty() || field.contains([',', '"', '\r', '\n']);
    let field = |field: &String| {
        if must(field) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.clone() }
    };
    fields.iter().map(field).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn env(chain: &str) -> Environment {
        [(CHAIN, chain)].into_iter().collect()
    }

    /// The lines were written by `csv.writer` of Python 3.11.
    #[test]
    fn csv_lines_are_those_of_python() {
        let cases: [(&str, &[&str]); 5] = [
            ("a,b c", &["a", "b c"]),
            ("\"a,b\",\"say \"\"hi\"\"\"", &["a,b", "say \"hi\""]),
            ("a'b,#c", &["a'b", "#c"]),
            ("\"\"\"\"", &["\""]),
            ("é 中,x", &["é 中", "x"]),
        ];
        for (line, names) in cases {
            assert_eq!(parse_csv(line), names, "{line}");
            assert_eq!(to_csv(&parse_csv(line)), line);
        }
        assert!(parse_csv("").is_empty());
        assert_eq!(parse_csv("\"a,b"), ["a,b"]);
        assert_eq!(parse_csv("a\"b,c"), ["a\"b", "c"]);
    }

    #[test]
    fn a_name_is_in_the_chain_once() {
        assert_eq!(chain(&env(""), "p").unwrap(), "p");
        assert_eq!(chain(&env("a,\"b,c\""), "p").unwrap(), "a,\"b,c\",p");
        for (before, profile, says) in [
            ("p", "p", "recursive `credential_process`: `p` → `p`"),
            ("a,\"b,c\"", "b,c", "recursive `credential_process`: `a` → `b,c` → `b,c`"),
            ("a,b,c,d", "p", "nested more than 4 levels deep"),
        ] {
            let error = chain(&env(before), profile).unwrap_err();
            assert_eq!(error.code, Code::CredentialProcessInvalid);
            assert!(error.message.contains(says), "{}", error.message);
        }
        assert!(chain(&env("b"), "b,c").is_ok());
    }
}
