use super::show::HIDDEN;
use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// The text with an asterisk for each hidden character except whitespace.
fn masked(text: &str) -> String {
    let spans = ranges(text);
    let is_hidden = |at: usize| spans.iter().any(|span| span.start <= at && at < span.end);
    let mask = |(at, c): (usize, char)| {
        if is_hidden(at) && !c.is_whitespace() { '*' } else { c }
    };
    text.char_indices().map(mask).collect()
}

/// In each text the canary, three letters, must be hidden, and nothing else.
#[test]
fn values_are_hidden_by_their_names_and_positions() {
    let cases = [
        ("a secret", "aws_secret_access_key = abc"),
        ("that a service holds", "secretsmanager_password = abc"),
        ("in any case and form", "\tAWS_Secret_Access_Key:abc"),
        ("misspelled", "aws_secret_acess_key=abc"),
        ("misspelled otherwise", "aws_sercet_access_key=abc"),
        ("another tool's", "vault-password = abc"),
        ("a token of two words", "aws_session_token = abc abc"),
        ("its old name", "aws_security_token=abc"),
        ("an access key's id", "aws_access_key_id = abc"),
        ("an external ID", "external_id = abc"),
        ("a program's arguments", "credential_process = /bin/get abc abc"),
        ("a shell's export", "export AWS_SECRET_ACCESS_KEY=abc"),
        ("with a space in quotes", "x = AWS_SESSION_TOKEN='abc abc' y"),
        ("PowerShell", "$Env:AWS_SECRET_ACCESS_KEY=\"abc\""),
        ("cmd.exe", "set AWS_SECRET_ACCESS_KEY=abc"),
        ("setx", "setx AWS_SECRET_ACCESS_KEY abc"),
        ("JSON of STS", "{\"SecretAccessKey\": \"abc\", \"Other\": 1}"),
        ("JSON of start URL of the access portal", "{\"sessionToken\":\"abc\",\"other\":1}"),
        ("JSON in JSON", "{\\\"SecretAccessKey\\\": \\\"abc"),
        ("a comment", "# aws_secret_access_key = abc"),
        ("behind a header", "[default] aws_secret_access_key = abc"),
        ("no separator", "AWS_SECRET_ACCESS_KEY abc"),
        ("an option", "x = run --token abc --other"),
        ("lines that go on", "aws_secret_access_key =\n  abc\n  abc\nregion = x"),
        ("line ends of Windows", "aws_secret_access_key = abc\r\n abc\r\nregion = x"),
        ("in a block", "s3 =\n  secret = abc\n  other = y"),
        ("a user's name and password", "x = https://abc@h.test/p"),
        ("in a query", "x = https://h.test/p?token=abc&other=y"),
    ];
    for (shows, text) in cases {
        let expected = text.replace("abc", "***");
        assert_eq!(masked(text), expected, "{shows}");
    }
    assert_eq!(masked("aws_session_token = é日"), "aws_session_token = **");
    assert!(!shown("https://me:pw@h.test").contains("pw"));
}

#[test]
fn secrets_are_hidden_by_their_form() {
    let stars = "*".repeat(SECRET.len());
    let token = format!("IQoJb3JpZ2luX2VjE{}==", "a1B/".repeat(30));
    let cases = [
        (SECRET.to_owned(), stars.clone()),
        (format!("  {SECRET}"), format!("  {stars}")),
        (format!("region = {SECRET}"), format!("region = {stars}")),
        (format!("[{SECRET}]"), format!("[{stars}]")),
        (format!("# see {SECRET}, ok"), format!("# see {stars}, ok")),
        (format!("role_arn = arn:aws:iam::1:role/{}", "aB3".repeat(14)), String::new()),
        (token.clone(), "*".repeat(token.len())),
        ("# AKIAIOSFODNN7EXAMPLE".into(), "# ****************MPLE".into()),
        (format!("alice,AKIAIOSFODNN7EXAMPLE,{SECRET}"), String::new()),
        ("x = eyJhbGciOiJIUzI1NiJ9.eyJz-_.c2ln".into(), format!("x = {}", "*".repeat(32))),
        ("hunter2hunter2".into(), "*".repeat(14)),
    ];
    for (text, expected) in cases {
        let masked = masked(&text);
        if !expected.is_empty() {
            assert_eq!(masked, expected);
        }
        assert!(!masked.contains("aB3aB3") && !masked.contains("K7MDENG"), "{masked}");
    }
    assert_eq!(shown("AKIAIOSFODNN7EXAMPLE"), "****MPLE");
    assert_eq!(shown_key(&SECRET.to_lowercase()), HIDDEN);
}

#[test]
fn other_text_stays_readable() {
    let texts = [
        "[profile ProductionAdministratorAccessForDataPlatform2024]",
        "[profile a",
        "[sso-session corp",
        "[services local",
        "region = eu-west-1",
        "role_arn = arn:aws:iam::111122223333:role/Division1/Team2/ApplicationDeploymentRole",
        "role_arn = arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_0f1e2d3c4b5a6978",
        "web_identity_token_file = /Users/JohnSmith/Projects/Company2024/tokens/web",
        "credential_process = /opt/MyCompany/MyToolKit/AwsCredHelper2/getTokens/bin/run",
        "endpoint_url = https://vpce-0123abcd.sts.eu-west-1.vpce.amazonaws.com/path",
        "sso_start_url = https://d-1234567890.awsapps.com/start#/",
        "transitive_session_tags = a,b",
        "session_tags = Team=Core,CostCenter=42",
        "mfa_serial = arn:aws:iam::111122223333:mfa/alice",
        "# commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "junk words here",
        "external = x",
        "not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
        "secrets_manager =\n  endpoint_url = https://localhost:4566",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER=https://localhost:4566",
        "",
    ];
    for text in texts {
        assert_eq!(masked(text), text);
    }
    let secret: Vec<&str> = crate::config::known_keys().filter(|key| is_secret_name(key)).collect();
    let credentials = ["aws_access_key_id", "aws_secret_access_key", "aws_security_token"];
    assert_eq!(secret, [&credentials[..], &["aws_session_token", "external_id"]].concat());
}

#[test]
fn values_that_are_shown_in_part() {
    let cases = [
        ("aws_access_key_id", "AKIAIOSFODNN7EXAMPLE", "****************MPLE"),
        ("aws_secret_acess_key", "123456789", "****************6789"),
        ("aws_session_token", "12345678", "****************"),
        ("aws_session_token", "", "****************"),
        ("aws_session_token", "ключ-и-ещё-секрет", "****************крет"),
        ("credential_process", "/bin/helper --token canary", "/bin/helper …"),
        ("credential_process", "C:\\tools\\helper.exe\t-x", "C:\\tools\\helper.exe …"),
        ("credential_process", " helper ", "helper"),
        ("credential_process", "helper 'canary", "helper …"),
        ("credential_process", "", ""),
        ("endpoint_url", "https://me:pw@h.test/", "https://****@h.test/"),
        ("region", "eu-west-1", "eu-west-1"),
    ];
    for (key, value, expected) in cases {
        assert_eq!(shown_value(key, value), expected, "{key} {value}");
    }
}
