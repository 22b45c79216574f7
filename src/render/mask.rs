//! Lines of a file, with what may be a secret masked.

/// Runs of this many characters in a line that is no setting are masked: a secret that lost its
/// key would be one.
const SUSPICIOUS_RUN: usize = 16;

/// The length of a secret access key.
const SECRET_LENGTH: usize = 40;

/// For each character of a line, whether it must not be shown.
pub(super) fn mask(line: &str) -> Vec<bool> {
    let length = line.chars().count();
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';', '[']) {
        return runs(line, SECRET_LENGTH);
    }
    let Some(separator) = line.find(['=', ':']) else {
        return runs(line, SUSPICIOUS_RUN);
    };
    let (key, value) = line.split_at(separator);
    let key = key.trim().to_lowercase();
    let before = line.len() - value.len() + 1;
    let shown = line.get(..before).unwrap_or(line).chars().count() + kept(&key, value);
    let mut mask = if is_secret(&key) { vec![false; length] } else { runs(line, SECRET_LENGTH) };
    if is_secret(&key) {
        let blanks: Vec<bool> = line.chars().map(char::is_whitespace).collect();
        for (index, (masked, blank)) in mask.iter_mut().zip(blanks).enumerate() {
            *masked = index >= shown && !blank;
        }
    }
    mask
}

/// Whether the value of a key is for nobody's eyes. Misspelt keys count too.
fn is_secret(key: &str) -> bool {
    let parts = ["secret", "token", "password", "passwd", "access_key", "accesskey"];
    let is_named = parts.iter().any(|part| key.contains(part)) && !key.ends_with("_file");
    is_named || key == "external_id" || key == "credential_process" || key.ends_with("key_id")
}

/// How much of a secret value is shown: of a command, the program.
fn kept(key: &str, value: &str) -> usize {
    if key != "credential_process" {
        return 0;
    }
    let value = value.get(1..).unwrap_or("");
    let start = value.len() - value.trim_start().len();
    let program = value.get(start..).and_then(|rest| rest.split_whitespace().next());
    value.get(..start).map_or(0, |blanks| blanks.chars().count())
        + program.map_or(0, |program| program.chars().count())
}

/// Masks every run of `length` characters and more that a key, a secret or a token could be.
fn runs(line: &str, length: usize) -> Vec<bool> {
    let characters: Vec<char> = line.chars().collect();
    let mut mask = Vec::with_capacity(characters.len());
    for run in characters.chunk_by(|a, b| is_base64(*a) == is_base64(*b)) {
        let masked = run.len() >= length && run.first().is_some_and(|c| is_base64(*c));
        mask.resize(mask.len() + run.len(), masked);
    }
    mask
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> String {
        line.chars().zip(mask(line)).map(|(c, masked)| if masked { '*' } else { c }).collect()
    }

    #[test]
    fn secrets_are_masked_and_the_rest_is_not() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let stars = "*".repeat(secret.len());
        let cases = [
            (
                "a secret",
                format!("aws_secret_access_key = {secret}"),
                format!("aws_secret_access_key = {stars}"),
            ),
            (
                "in any case and form",
                format!("\tAWS_Secret_Access_Key:{secret}"),
                format!("\tAWS_Secret_Access_Key:{stars}"),
            ),
            (
                "misspelt",
                format!("aws_secret_acess_key={secret}"),
                format!("aws_secret_acess_key={stars}"),
            ),
            ("a token", "aws_session_token = a b".into(), "aws_session_token = * *".into()),
            ("its old name", "aws_security_token=ab".into(), "aws_security_token=**".into()),
            (
                "an access key's id",
                "aws_access_key_id = AKIA1".into(),
                "aws_access_key_id = *****".into(),
            ),
            ("an external id", "external_id = x".into(), "external_id = *".into()),
            (
                "a program's arguments",
                "credential_process = /bin/get --pin 12".into(),
                "credential_process = /bin/get ***** **".into(),
            ),
            ("a secret that lost its key", format!("  {secret}"), format!("  {stars}")),
            (
                "a secret under a wrong key",
                format!("region = {secret}"),
                format!("region = {stars}"),
            ),
            ("a secret in a comment", format!("# {secret}"), format!("# {stars}")),
            (
                "the place of a token",
                "web_identity_token_file = /run/secret".into(),
                "web_identity_token_file = /run/secret".into(),
            ),
            (
                "a role",
                "role_arn = arn:aws:iam::111122223333:role/Admin".into(),
                "role_arn = arn:aws:iam::111122223333:role/Admin".into(),
            ),
            ("a header", "[profile a]".into(), "[profile a]".into()),
            ("words", "junk words here".into(), "junk words here".into()),
        ];
        for (shows, line, expected) in cases {
            assert_eq!(masked(&line), expected, "{shows}");
        }
    }
}
