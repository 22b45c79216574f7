//! The credentials of a selected profile itself.

use super::*;

#[test]
fn the_first_configured_kind_applies() {
    let process = "credential_process=get-keys --for 'me'";
    let login = "login_session=arn:aws:iam::111122223333:user/u";
    let cases = [
        ("keys in the config file", "keys", "", "static p"),
        ("keys in the credentials file", "region=eu-west-1", "keys", "static p"),
        ("single sign-on goes before keys", "sso", "keys", "sso p"),
        ("and before keys of its own file", "sso\nkeys", "", "sso p"),
        ("keys of the credentials file before a sign-in", login, "keys", "static p"),
        ("a sign-in before keys of the config file", &format!("{login}\nkeys"), "", "login p"),
        ("keys of the credentials file before a process", process, "keys", "static p"),
        ("a process before keys of the config file", &format!("{process}\nkeys"), "", "process p"),
        ("a sign-in before a process", &format!("{process}\n{login}"), "", "login p"),
        ("single sign-on before a process", &format!("{process}\nsso"), "", "sso p"),
        (
            "web identity before all",
            "role\nweb_identity_token_file=/t\nsso\nkeys",
            "keys",
            "web-identity p",
        ),
        (
            "also before the role's source",
            "role\nweb_identity_token_file=/t\nsource_profile=p",
            "",
            "web-identity p",
        ),
        (
            "empty keys are none that can be used",
            "aws_access_key_id=\naws_secret_access_key=",
            "",
            "refused: static-keys-incomplete static-keys-incomplete",
        ),
        (
            "a session's name alone is no sign-on",
            "sso_session=s\n[sso-session s]\n\
          sso_region=eu-west-1\nsso_start_url=https://x.test",
            "",
            "ec2-metadata",
        ),
        ("an empty process", "credential_process=", "", "refused: credential-process-invalid"),
        (
            "a process with an open quote",
            "credential_process=a 'b",
            "",
            "refused: credential-process-invalid",
        ),
        (
            "web identity without a role",
            "web_identity_token_file=/t",
            "",
            "refused: web-identity-incomplete",
        ),
        ("single sign-on without an account", "sso_role_name=R", "", "refused: sso-incomplete"),
        ("a region of single sign-on that changes the host", "sso\n[profile q]", "", "sso p"),
    ];
    for (shows, config, credentials, expected) in cases {
        let config = format!("[profile p]\n{config}");
        let credentials =
            if credentials.is_empty() { String::new() } else { format!("[p]\n{credentials}") };
        assert_eq!(outline(&config, &credentials, &request("p", &[])), expected, "{shows}");
    }
}

#[test]
fn sso_sessions() {
    let profile = "[profile p]\nsso_session=s\nsso_account_id=1\nsso_role_name=R\n";
    let session = "[sso-session s]\nsso_region=eu-west-1\nsso_start_url=https://x.test\n";
    let cases = [
        ("named", "", session, "sso p"),
        ("not there", "", "", "refused: sso-session-not-found"),
        ("the same value twice", "sso_region=eu-west-1\n", session, "sso p"),
        ("another value", "sso_region=eu-west-2\n", session, "refused: sso-conflict"),
        (
            "a key is missing",
            "",
            "[sso-session s]\nsso_region=eu-west-1",
            "refused: sso-incomplete",
        ),
        (
            "a region that changes the host",
            "",
            "[sso-session s]\nsso_region=x/y\nsso_start_url=https://x.test",
            "refused: region-invalid",
        ),
    ];
    for (shows, more, session, expected) in cases {
        let config = format!("{profile}{more}{session}");
        assert_eq!(outline(&config, "", &request("p", &[])), expected, "{shows}");
    }
    let role = "[profile p]\nrole\nsource_profile=b\nsso_session=nope\n[profile b]\nkeys";
    assert_eq!(outline(role, "", &request("p", &[])), "refused: sso-session-not-found");
}

/// Every profile needs both keys, so the section is the place where one is missing.
#[test]
fn a_key_that_an_sso_session_lacks_is_reported_once() {
    let account = "sso_session=s\nsso_account_id=1\nsso_role_name=R\n";
    let session =
        |settings: &str| format!("[sso-session s]\nsso_start_url=https://x.test\n{settings}");
    let cases = [
        ("empty", account, session("sso_region="), "config:2:13 sso-incomplete"),
        ("not set", account, session(""), "config:2:13 sso-incomplete"),
        (
            "set in the profile",
            "sso_session=s\nsso_region=eu-west-1\nsso_account_id=1\nsso_role_name=R\n",
            session(""),
            "config:2:13 sso-incomplete",
        ),
        (
            "and another that the profile lacks",
            "sso_session=s\nsso_account_id=1\n",
            session(""),
            "config:2:13 sso-incomplete config:3:16 sso-incomplete",
        ),
    ];
    for (shows, settings, session, expected) in cases {
        let role = "[profile r]\nrole\nsource_profile=p\n";
        let files = profiles(&format!("[profile p]\n{settings}{session}\n{role}"), "");
        for name in ["p", ""] {
            let found = checked(&files, &request(name, &[]));
            assert_eq!(places(&found).join(" "), expected, "{shows}, {name:?}");
        }
    }
}

#[test]
fn sources_contain_no_secrets() {
    let config = "[profile p]\ncredential_process = \"/opt/my tools/get\" --token TOKENTOKEN\n";
    let found = plan(&profiles(config, ""), &request("p", &[])).unwrap();
    let Source::Process(ProcessSource { program, location, .. }) = &found.source else {
        panic!("a process")
    };
    assert_eq!((program.as_str(), location.line, location.column), ("/opt/my tools/get", 2, 22));
    let keys = "[p]\nkeys\naws_session_token=TOKENTOKEN";
    let found = plan(&profiles("", keys), &request("p", &[])).unwrap();
    let Source::Static(StaticSource { file, has_session_token, location, .. }) = &found.source
    else {
        panic!("static")
    };
    assert_eq!(
        (*file, *has_session_token, location.line),
        (crate::text::File::Credentials, true, 2)
    );
    assert_eq!((location.column, location.end_column), (1, 18));
    let web = "[profile p]\nrole_arn=arn:aws:iam::111122223333:role/Admin\n\
               web_identity_token_file=/t\nrole_session_name=ci";
    let found = plan(&profiles(web, ""), &request("p", &[])).unwrap();
    let Source::WebIdentity(WebIdentitySource { cache_key, .. }) = &found.source else {
        panic!("web identity")
    };
    assert_eq!(cache_key, "bb04c981b50ea0d93aef5a7d48535bfc3ce27c5b");
    let sso = "[profile p]\nsso_account_id=012345678901\nsso_role_name=ReadOnly\n\
               sso_start_url=https://example.awsapps.com/start\nsso_region=eu-west-1";
    let found = plan(&profiles(sso, ""), &request("p", &[])).unwrap();
    let Source::Sso(SsoSource { cache_key, .. }) = &found.source else { panic!("single sign-on") };
    assert_eq!(cache_key, "bf42bbc7aa1174d5c7156d61e06c25242ed3d968");
}

#[test]
fn sources_need_capabilities_of_the_runtime() {
    let cases = [
        ("a program", "credential_process=x", "config:2:20 not-supported-here"),
        ("a file", "role\nweb_identity_token_file=/t", "config:3:25 not-supported-here"),
        ("single sign-on", "sso", "config:3:17 not-supported-here"),
        ("a sign-in", "login_session=x", "config:2:15 not-supported-here"),
        (
            "the instance",
            "role\ncredential_source=Ec2InstanceMetadata",
            "config:3:19 not-supported-here",
        ),
    ];
    let none = Capabilities {
        process: false,
        files: false,
        sso_tokens: false,
        metadata: false,
        endpoint_override: false,
        untrusted: false,
    };
    for (shows, lines, expected) in cases {
        let files = profiles(&format!("[profile p]\n{lines}"), "");
        let request = Request { capabilities: none, ..request("p", &[]) };
        let error = plan(&files, &request).unwrap_err();
        assert_eq!(places(&own(&files, &error.diagnostics)), [expected], "{shows}");
        let untrusted = Capabilities { untrusted: true, ..none };
        let request = Request { capabilities: untrusted, ..request };
        assert_eq!(plan(&files, &request).unwrap_err().code, Code::Untrusted, "{shows}");
    }
    let keys = Request { capabilities: none, ..request("p", &[]) };
    assert_eq!(outline("[profile p]\nkeys", "", &keys), "static p");
}
