//! Merging, shown by examples.

use super::*;

/// Profiles in one line: `a{x=1 s3=…} b{}`.
fn shown(profiles: &Profiles) -> String {
    let setting =
        |found: Found<'_>| format!("{}={}", found.setting.key, found.text().unwrap_or("…"));
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
fn sections_that_are_no_profiles() {
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
    let headers: Vec<_> =
        profile.headers.iter().map(|(file, span)| (*file, line(*file, *span))).collect();
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
