//! Examples of merging.

use super::*;
use crate::diagnostic::Error;
use crate::text::File;

/// Profiles in one line: `a{x=1 s3=…} b{}`.
fn shown(profiles: &Profiles) -> String {
    let setting =
        |found: SettingRef<'_>| format!("{}={}", found.setting.key, found.text().unwrap_or("…"));
    let profile = |name: &str| {
        let settings: Vec<_> = profiles.get(name).unwrap().settings().map(setting).collect();
        format!("{name}{{{}}}", settings.join(" "))
    };
    profiles.names().map(profile).collect::<Vec<_>>().join(" ")
}

#[test]
fn profiles_of_both_files() {
    let cases = [
        ("nothing", "", "", ""),
        (
            "in the order of the file",
            "[profile b]\n[default]\n[profile a]\n",
            "",
            "b{} default{} a{}",
        ),
        ("the credentials file's behind", "[profile b]\n", "[c]\n[a]\n", "b{} c{} a{}"),
        ("key by key", "[profile a]\nx=1\ny=2\n", "[a]\nz=3\nx=4\n", "a{x=4 y=2 z=3}"),
        ("no prefix there", "[profile a]\n", "[profile a]\n", "a{} profile a{}"),
        ("no prefix here", "[a]\nx=1\n", "", ""),
        (
            "the later section whole",
            "[default]\nx=1\n[profile b]\n[profile default]\ny=2\n",
            "",
            "default{y=2} b{}",
        ),
        ("the other way round", "[profile default]\nx=1\n[default]\ny=2\n", "", "default{y=2}"),
        ("the same name in quotes", "[profile a]\nx=1\n[profile \"a\"]\ny=2\n", "", "a{y=2}"),
        (
            "other sections are no profiles",
            "[sso-session s]\n[services v]\n[preview]\n[profile a b]\n",
            "",
            "",
        ),
        (
            "inherited settings",
            "[DEFAULT]\nx=0\ny=0\n[profile a]\nz=3\nx=1\n",
            "",
            "a{z=3 x=1 y=0}",
        ),
        ("inherited from below", "[profile a]\n[DEFAULT]\nx=0\n", "", "a{x=0}"),
        (
            "inherited from two places",
            "[DEFAULT]\nx=0\n[profile a]\n[DEFAULT]\ny=0\n",
            "",
            "a{x=0 y=0}",
        ),
        ("inherited in its own file only", "[DEFAULT]\nx=0\n[profile a]\n", "[b]\n", "a{x=0} b{}"),
        ("inherited there, it still wins", "[profile a]\nx=1\n", "[DEFAULT]\nx=0\n[a]\n", "a{x=0}"),
        ("another case is a profile's name", "", "[Default]\nx=1\n", "Default{x=1}"),
        ("blocks", "[profile a]\ns3=\n  m=1\n", "[a]\ns3=2\n", "a{s3=2}"),
        (
            "a header twice, refused but read",
            "[profile a]\nx=1\n[profile a]\nx=2\ny=3\n",
            "",
            "a{x=1 y=3}",
        ),
    ];
    for (shows, config, credentials, expected) in cases {
        assert_eq!(shown(&Profiles::parse(config, credentials)), expected, "{shows}");
    }
}

#[test]
fn sections_that_are_not_profiles() {
    let config = "[sso-session s]\nsso_region = x\n[services v]\nsts =\n  endpoint_url = y\n";
    let profiles = Profiles::parse(config, "[sso-session t]\n");
    assert_eq!(profiles.sso_session("s").unwrap().text("sso_region"), Some("x"));
    let sts = profiles.services("v").unwrap().get("sts").unwrap();
    assert_eq!(sts.value().nested("endpoint_url").unwrap().value, "y");
    assert!(profiles.sso_session("t").is_none());
    assert!(profiles.sso_session("v").is_none());
}

#[test]
fn where_settings_are() {
    let profiles = Profiles::parse("[profile a]\nx = 1\n", "\n[a]\nx = 2\ny = 3\n");
    let profile = profiles.get("a").unwrap();
    let line = |file, span| profiles.location(file, span).line;
    let headers: Vec<_> = profile.headers().map(|(file, span)| (file, line(file, span))).collect();
    assert_eq!(headers, [(File::Config, 1), (File::Credentials, 2)]);
    let x = profile.get("x").unwrap();
    assert_eq!((x.file, line(x.file, x.setting.span)), (File::Credentials, 3));
    let x = profile.get_in(File::Config, "x").unwrap();
    assert_eq!((x.file, line(x.file, x.setting.span)), (File::Config, 2));
    assert!(profile.get_in(File::Config, "y").is_none());
}

#[test]
fn values_by_dotted_names() {
    let config = "[default]\nx = 1\n[profile a.b]\nx = 2\ns3 =\n  m = 3\n  M = 4\n";
    let profiles = Profiles::parse(config, "");
    let cases = [
        ("of the selected profile", "default", "x", Some("1")),
        ("of another", "default", "profile.a.b.x", Some("2")),
        ("of default", "a.b", "default.x", Some("1")),
        ("of a known profile", "default", "a.b.x", Some("2")),
        ("in upper case", "default", "X", Some("1")),
        ("in a block", "a.b", "s3.m", Some("3")),
        ("in a block names keep their case", "a.b", "s3.M", Some("4")),
        ("a block is no string", "a.b", "s3", None),
        ("a string is no block", "default", "x.y", None),
        ("a key that is not there", "default", "y", None),
        ("a profile that is not there", "nope", "x", None),
    ];
    for (shows, profile, key, expected) in cases {
        assert_eq!(profiles.get_value(profile, key), expected, "{shows}");
    }
}

/// Sets a value and returns both texts.
fn set(
    files: (&str, &str),
    profile: &str,
    key: &str,
    value: &str,
) -> Result<(String, String), Error> {
    let mut profiles = Profiles::parse(files.0, files.1);
    let result = profiles.set(profile, key, value);
    let texts = [File::Config, File::Credentials].map(|it| profiles.document(it).text().to_owned());
    match result {
        Ok(()) => assert_eq!(profiles.get_value(profile, key), Some(value)),
        Err(_) => assert_eq!((&*texts[0], &*texts[1]), files, "nothing is changed"),
    }
    let [config, credentials] = texts;
    result.map(|()| (config, credentials))
}

#[test]
fn where_a_setting_is_written() {
    let cases = [
        ("default", ("", ""), "default", "region", ("[default]\nregion = v\n", "")),
        ("another profile", ("", ""), "a", "region", ("[profile a]\nregion = v\n", "")),
        ("a name with spaces", ("", ""), "a b", "region", ("[profile 'a b']\nregion = v\n", "")),
        ("a name with a quote", ("", ""), "o'neil", "x", ("[profile \"o'neil\"]\nx = v\n", "")),
        ("a part of `plugins`", ("", ""), "in", "x", ("[profile in]\nx = v\n", "")),
        (
            "a key in upper case",
            ("[default]\nREGION = u\n", ""),
            "default",
            "Region",
            ("[default]\nREGION = v\n", ""),
        ),
        ("an access key", ("", ""), "a", "aws_access_key_id", ("", "[a]\naws_access_key_id = v\n")),
        (
            "its secret",
            ("", "[a]\n"),
            "a",
            "aws_secret_access_key",
            ("", "[a]\naws_secret_access_key = v\n"),
        ),
        (
            "a token of old",
            ("", ""),
            "default",
            "aws_security_token",
            ("", "[default]\naws_security_token = v\n"),
        ),
        (
            "a name with spaces there",
            ("", ""),
            "a b",
            "aws_session_token",
            ("", "[a b]\naws_session_token = v\n"),
        ),
        (
            "double quotes are known",
            ("[profile \"a b\"]\n", ""),
            "a b",
            "x",
            ("[profile \"a b\"]\nx = v\n", ""),
        ),
        (
            "the section that counts",
            ("[profile default]\n", ""),
            "default",
            "x",
            ("[profile default]\nx = v\n", ""),
        ),
        (
            "the later one",
            ("[default]\n[profile default]\n", ""),
            "default",
            "x",
            ("[default]\n[profile default]\nx = v\n", ""),
        ),
        (
            "where it counts",
            ("[profile a]\nx = 1\n", "[a]\nx = 2\n"),
            "a",
            "x",
            ("[profile a]\nx = 1\n", "[a]\nx = v\n"),
        ),
        (
            "a profile of the other file",
            ("", "[a]\n"),
            "a",
            "region",
            ("[profile a]\nregion = v\n", "[a]\n"),
        ),
        (
            "over what it inherits",
            ("[DEFAULT]\nx = 1\n[profile a]\n", ""),
            "a",
            "x",
            ("[DEFAULT]\nx = 1\n[profile a]\nx = v\n", ""),
        ),
        ("a block", ("[default]\n", ""), "default", "s3.m", ("[default]\ns3 =\n    m = v\n", "")),
        (
            "another profile by name",
            ("", ""),
            "default",
            "profile.a.x",
            ("[profile a]\nx = v\n", ""),
        ),
        (
            "a profile with a dot",
            ("[profile a.b]\n", ""),
            "default",
            "profile.a.b.x",
            ("[profile a.b]\nx = v\n", ""),
        ),
        (
            "not the stray section",
            ("[a]\nx = 1\n", ""),
            "a",
            "x",
            ("[a]\nx = 1\n[profile a]\nx = v\n", ""),
        ),
    ];
    for (shows, files, profile, key, (config, credentials)) in cases {
        let texts = set(files, profile, key, "v").expect(shows);
        assert_eq!((&*texts.0, &*texts.1), (config, credentials), "{shows}");
    }
}

#[test]
fn rejected_edits() {
    let cases = [
        ("too many parts", ("[default]\n", ""), "default", "a.b.c", "v"),
        ("too many parts of a profile", ("", ""), "default", "profile.x.k.s.t", "v"),
        ("a block, or a profile", ("[profile a]\n", ""), "default", "a.x", "v"),
        ("the AWS CLI's own sections", ("", ""), "default", "plugins.x", "v"),
        ("a name with a bracket", ("", ""), "a]b", "x", "v"),
        ("the magic name", ("", ""), "DEFAULT", "aws_access_key_id", "v"),
        ("a name with a line end", ("", ""), "a\nb", "x", "v"),
        ("a space in front of a name", ("", ""), " a", "aws_access_key_id", "v"),
        ("a value with a line end", ("[default]\n", ""), "default", "x", "v\nw"),
        ("a broken file", ("foo\n", ""), "default", "x", "v"),
    ];
    for (shows, files, profile, key, value) in cases {
        let error = set(files, profile, key, value).expect_err(shows);
        assert_eq!(error.code.as_str(), "edit-refused", "{shows}");
    }
}

#[test]
fn removed_settings() {
    let cases = [
        (
            "from the config file",
            ("[profile a]\nx = 1\ny = 2\n", ""),
            "x",
            ("[profile a]\ny = 2\n", ""),
        ),
        ("from the credentials file", ("", "[a]\nx = 1\n"), "x", ("", "[a]\n")),
        ("from both", ("[profile a]\nx = 1\n", "[a]\nx = 2\n"), "x", ("[profile a]\n", "[a]\n")),
        (
            "a name of a block",
            ("[profile a]\ns3 =\n  m=1\n  n=2\n", ""),
            "s3.m",
            ("[profile a]\ns3 =\n  n=2\n", ""),
        ),
        ("nothing", ("[profile a]\n", ""), "x", ("[profile a]\n", "")),
        (
            "from a profile that is not there",
            ("[profile b]\nx = 1\n", ""),
            "x",
            ("[profile b]\nx = 1\n", ""),
        ),
    ];
    for (shows, (config, credentials), key, expected) in cases {
        let mut profiles = Profiles::parse(config, credentials);
        profiles.unset("a", key).expect(shows);
        let [config, credentials] =
            [File::Config, File::Credentials].map(|it| profiles.document(it).text().to_owned());
        assert_eq!((&*config, &*credentials), expected, "{shows}");
        assert_eq!(profiles.get_value("a", key), None, "{shows}");
    }
    let inherited = "[DEFAULT]\nx = 1\n[profile a]\nx = 2\n";
    let mut profiles = Profiles::parse(inherited, "");
    assert!(profiles.unset("a", "x").is_err(), "it would still be there");
    assert_eq!(profiles.document(File::Config).text(), inherited);
}

#[test]
fn an_edit_is_merged_again() {
    let mut profiles = Profiles::parse("[default]\nregoin = x\n", "");
    assert_eq!(profiles.diagnostics().len(), 1);
    profiles.unset("default", "regoin").unwrap();
    profiles.set("new", "region", "y").unwrap();
    assert_eq!(profiles.names().collect::<Vec<_>>(), ["default", "new"]);
    assert!(profiles.diagnostics().is_empty());
}

#[test]
fn settings_of_other_sections() {
    use super::SectionRef::{Services, SsoSession};
    let quoted = "[services \"a b\"]\nsts =\n  endpoint_url = http://one\n";
    // what it shows, config, section, key, config afterwards
    let cases = [
        (
            "a new section",
            "",
            SsoSession("corp"),
            "sso_region",
            "[sso-session corp]\nsso_region = v\n",
        ),
        ("a name with a space", "", SsoSession("a b"), "x", "[sso-session 'a b']\nx = v\n"),
        (
            "a quote in a name, which `aws configure set` writes unquoted and then ignores",
            "",
            SsoSession("a\"b"),
            "x",
            "[sso-session 'a\"b']\nx = v\n",
        ),
        (
            "a nested setting",
            "",
            Services("local"),
            "sts.endpoint_url",
            "[services local]\nsts =\n    endpoint_url = v\n",
        ),
        (
            "an existing section in other quotes",
            quoted,
            Services("a b"),
            "sts.endpoint_url",
            "[services \"a b\"]\nsts =\n  endpoint_url = v\n",
        ),
        (
            "access keys too are settings of the config file here",
            "",
            SsoSession("corp"),
            "aws_access_key_id",
            "[sso-session corp]\naws_access_key_id = v\n",
        ),
        (
            "a key that begins with a profile's name",
            "[profile sts]\n",
            Services("local"),
            "sts.endpoint_url",
            "[profile sts]\n[services local]\nsts =\n    endpoint_url = v\n",
        ),
    ];
    for (shows, config, section, key, expected) in cases {
        let mut profiles = Profiles::parse(config, "");
        profiles.set(section, key, "v").expect(shows);
        assert_eq!(profiles.document(File::Config).text(), expected, "{shows}");
        assert_eq!(profiles.document(File::Credentials).text(), "", "{shows}");
        assert_eq!(profiles.get_value(section, key), Some("v"), "{shows}");
        profiles.unset(section, key).expect(shows);
        assert_eq!(profiles.get_value(section, key), None, "{shows}");
    }
}

#[test]
fn rejected_edits_of_other_sections() {
    use super::SectionRef::{Services, SsoSession};
    let block = "[services s]\nsts =\n  endpoint_url = http://one\n";
    let cases = [
        ("three parts", Services("s"), "sts.a.b", "v"),
        ("a block gets a value", Services("s"), "sts", "v"),
        ("no name", SsoSession(""), "x", "v"),
        ("a name that begins with a space", SsoSession(" a"), "x", "v"),
        ("a name with a bracket", SsoSession("a]b"), "x", "v"),
        ("a name that the AWS CLI refuses", SsoSession("!a"), "x", "v"),
        ("a value of two lines", SsoSession("a"), "x", "v\nw"),
    ];
    for (shows, section, key, value) in cases {
        let mut profiles = Profiles::parse(block, "");
        let error = profiles.set(section, key, value).expect_err(shows);
        assert_eq!(error.code.as_str(), "edit-refused", "{shows}");
        assert_eq!(error.profile, None, "{shows}");
        assert_eq!(profiles.document(File::Config).text(), block, "{shows}");
    }
}
