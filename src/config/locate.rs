//! The paths of the files, as the AWS CLI finds them.

use serde::{Deserialize, Serialize};

use super::Environment;
use crate::text::upper;

/// The path rules of an operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// `/` is the separator, and `HOME` the home directory.
    #[default]
    Posix,
    /// `\` is the separator, and `USERPROFILE` the home directory.
    Windows,
}

/// The paths under `~/.aws` that rolehop reads or writes. Without a home directory there are only
/// those that a variable names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct Files {
    /// The config file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// The credentials file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// The AWS CLI's credential cache, `~/.aws/cli/cache`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cli_cache: Option<String>,
    /// SSO tokens, `~/.aws/sso/cache`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sso_cache: Option<String>,
    /// Login sessions of `aws login`, `~/.aws/login/cache` or the value of
    /// `AWS_LOGIN_CACHE_DIRECTORY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_cache: Option<String>,
    /// Rolehop's own directory, `~/.aws/rolehop`: locks, and the cache for custom endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolehop: Option<String>,
}

impl Files {
    /// Finds the files: `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` and
    /// `AWS_LOGIN_CACHE_DIRECTORY`, in which variables and a leading `~` are replaced as the AWS CLI
    /// does, or the default paths under the home directory. An empty variable results in an empty
    /// path, which is a file that does not exist. `fallback_home` is used if the environment does not
    /// set a home directory (on POSIX the AWS CLI then reads the user database).
    /// Source: observed AWS CLI behavior.
    pub fn locate(env: &Environment, platform: Platform, fallback_home: Option<&str>) -> Self {
        let home = home(env, platform).or_else(|| fallback_home.map(str::to_owned));
        let home = home.as_deref().map(|home| home.trim_end_matches(|c| platform.separates(c)));
        let in_home = |parts: &[&str]| {
            let parts = [&[home?, ".aws"], parts].concat();
            Some(parts.join(platform.separator()))
        };
        let named = |variable: &str, usual: &[&str]| match env.raw(variable) {
            Some(path) => Some(expand_home(&expand_variables(path, env, platform), home, platform)),
            None => in_home(usual),
        };
        Self {
            config: named("AWS_CONFIG_FILE", &["config"]),
            credentials: named("AWS_SHARED_CREDENTIALS_FILE", &["credentials"]),
            cli_cache: in_home(&["cli", "cache"]),
            sso_cache: in_home(&["sso", "cache"]),
            login_cache: named("AWS_LOGIN_CACHE_DIRECTORY", &["login", "cache"]),
            rolehop: in_home(&["rolehop"]),
        }
    }
}

impl Platform {
    fn separator(self) -> &'static str {
        match self {
            Self::Posix => "/",
            Self::Windows => "\\",
        }
    }

    fn separates(self, c: char) -> bool {
        c == '/' || (self == Self::Windows && c == '\\')
    }
}

/// The home directory in the environment. `HOME` is ignored on Windows.
fn home(env: &Environment, platform: Platform) -> Option<String> {
    let get = |name: &str| env.get(name).map(str::to_owned);
    match platform {
        Platform::Posix => get("HOME"),
        Platform::Windows => get("USERPROFILE").or_else(|| {
            let drive = get("HOMEDRIVE").unwrap_or_default();
            get("HOMEPATH").map(|path| drive + &path)
        }),
    }
}

/// Replaces a leading `~` if it is a whole path component and there is a home directory. `~user` is not
/// replaced, because the engine cannot read the user database.
fn expand_home(path: &str, home: Option<&str>, platform: Platform) -> String {
    match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home))
            if rest.is_empty() || rest.starts_with(|c| platform.separates(c)) =>
        {
            format!("{home}{rest}")
        }
        _ => path.to_owned(),
    }
}

/// A path that a user wrote. A leading `~` is replaced if the environment sets a home directory.
pub(crate) fn user_path(path: &str, env: &Environment, platform: Platform) -> String {
    expand_home(path, home(env, platform).as_deref(), platform)
}

/// Replaces references to variables. Variables that are not set are not replaced, and values are not
/// expanded again.
fn expand_variables(path: &str, env: &Environment, platform: Platform) -> String {
    let special: &[char] = match platform {
        Platform::Posix => &['$'],
        Platform::Windows => &['$', '%', '\''],
    };
    let mut expanded = String::new();
    let mut rest = path;
    while let Some(at) = rest.find(special) {
        let (before, from) = rest.split_at(at);
        let Reference { length, name, unset } = match platform {
            Platform::Posix => posix_reference(from),
            Platform::Windows => windows_reference(from),
        };
        let value = name.and_then(|name| lookup(env, name, platform));
        expanded.extend([before, value.unwrap_or(unset)]);
        rest = from.get(length..).unwrap_or("");
    }
    expanded + rest
}

/// A reference to a variable at the start of a text, or a special character without one.
struct Reference<'t> {
    /// Its length in bytes.
    length: usize,
    /// The name of the variable.
    name: Option<&'t str>,
    /// The text that replaces it if the variable is not set.
    unset: &'t str,
}

impl<'t> Reference<'t> {
    /// The first `length` bytes, which are not replaced without a variable.
    fn new(text: &'t str, length: usize, name: Option<&'t str>) -> Self {
        Self { length, name, unset: text.get(..length).unwrap_or(text) }
    }

    /// The text up to `close`, or the whole text if there is none.
    fn enclosed(text: &'t str, open: usize, close: char) -> Self {
        match text.get(open..).and_then(|rest| rest.split_once(close)) {
            Some((name, _)) => Self::new(text, open + name.len() + 1, Some(name)),
            None => Self::new(text, text.len(), None),
        }
    }

    /// A `$` and the characters of a name after it.
    fn bare(text: &'t str, is_name: impl Fn(u8) -> bool) -> Self {
        let length = text.bytes().skip(1).take_while(|byte| is_name(*byte)).count();
        Self::new(text, length + 1, text.get(1..=length).filter(|name| !name.is_empty()))
    }
}

/// `$NAME` and `${NAME}`. Source: Python's `posixpath.expandvars`.
fn posix_reference(text: &str) -> Reference<'_> {
    match text.as_bytes() {
        [b'$', b'{', ..] if text.contains('}') => Reference::enclosed(text, 2, '}'),
        _ => Reference::bare(text, |byte| byte.is_ascii_alphanumeric() || byte == b'_'),
    }
}

/// `%NAME%`, `$NAME` and `${NAME}`; `%%` and `$$` are one character, text in single quotes is literal.
/// Source: Python's `ntpath.expandvars`.
fn windows_reference(text: &str) -> Reference<'_> {
    match text.as_bytes() {
        [b'%', b'%', ..] | [b'$', b'$', ..] => {
            Reference { length: 2, name: None, unset: text.get(..1).unwrap_or(text) }
        }
        [b'%', ..] => Reference::enclosed(text, 1, '%'),
        [b'$', b'{', ..] => Reference::enclosed(text, 2, '}'),
        [b'\'', ..] => Reference { name: None, ..Reference::enclosed(text, 1, '\'') },
        _ => Reference::bare(text, |byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)),
    }
}

/// Variables are case-insensitive on Windows; the runtime passes them in upper case.
fn lookup<'e>(env: &'e Environment, name: &str, platform: Platform) -> Option<&'e str> {
    match platform {
        Platform::Posix => env.raw(name),
        Platform::Windows => env.raw(&upper(name)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn located(platform: Platform, env: &[(&str, &str)], fallback: Option<&str>) -> Files {
        Files::locate(&env.iter().copied().collect(), platform, fallback)
    }

    #[test]
    fn default_paths() {
        use Platform::{Posix, Windows};
        type Optional<'a> = Option<&'a str>;
        type Case<'a> = (&'a str, Platform, &'a [(&'a str, &'a str)], Optional<'a>, Optional<'a>);
        let cases: [Case<'_>; 8] = [
            ("home", Posix, &[("HOME", "/home/me")], None, Some("/home/me/.aws/config")),
            ("a slash behind it", Posix, &[("HOME", "/me/")], None, Some("/me/.aws/config")),
            ("root's home", Posix, &[("HOME", "/")], None, Some("/.aws/config")),
            ("no home but the user's", Posix, &[], Some("/u"), Some("/u/.aws/config")),
            ("an empty home", Posix, &[("HOME", "")], Some("/u"), Some("/u/.aws/config")),
            ("no home at all", Posix, &[], None, None),
            (
                "Windows ignores HOME",
                Windows,
                &[("HOME", "/home/me"), ("USERPROFILE", r"C:\Users\me")],
                None,
                Some(r"C:\Users\me\.aws\config"),
            ),
            (
                "Windows without a profile folder",
                Windows,
                &[("HOMEDRIVE", "D:"), ("HOMEPATH", r"\me")],
                None,
                Some(r"D:\me\.aws\config"),
            ),
        ];
        for (shows, platform, env, fallback, expected) in cases {
            let found = located(platform, env, fallback).config;
            assert_eq!(found.as_deref(), expected, "{shows}");
        }
    }

    #[test]
    fn without_a_home_only_what_variables_name() {
        let env = [("AWS_CONFIG_FILE", "/etc/aws"), ("AWS_LOGIN_CACHE_DIRECTORY", "~/login")];
        let files = located(Platform::Posix, &env, None);
        let expected = Files {
            config: Some("/etc/aws".to_owned()),
            credentials: None,
            cli_cache: None,
            sso_cache: None,
            login_cache: Some("~/login".to_owned()),
            rolehop: None,
        };
        assert_eq!(files, expected);
    }

    #[test]
    fn every_path() {
        let files = located(Platform::Posix, &[("HOME", "/me")], None);
        for (path, expected) in [
            (files.credentials, "/me/.aws/credentials"),
            (files.cli_cache, "/me/.aws/cli/cache"),
            (files.sso_cache, "/me/.aws/sso/cache"),
            (files.login_cache, "/me/.aws/login/cache"),
            (files.rolehop, "/me/.aws/rolehop"),
        ] {
            assert_eq!(path.as_deref(), Some(expected));
        }
    }

    #[test]
    fn paths_in_variables() {
        use Platform::{Posix, Windows};
        let cases = [
            ("as it is", Posix, "/etc/aws", "/etc/aws"),
            ("home", Posix, "~/x", "/me/x"),
            ("home alone", Posix, "~", "/me"),
            ("another user's home stays", Posix, "~root/x", "~root/x"),
            ("a tilde inside stays", Posix, "/a/~/x", "/a/~/x"),
            ("a variable", Posix, "$DIR/x", "/dir/x"),
            ("a variable in braces", Posix, "/a/${DIR}x", "/a//dirx"),
            ("a name that is not set stays", Posix, "$NO/${NO}/x", "$NO/${NO}/x"),
            ("a dollar alone stays", Posix, "/a$/b$", "/a$/b$"),
            ("a brace that is not closed stays", Posix, "/a${DIR", "/a${DIR"),
            ("variables before home", Posix, "$TILDE/x", "/me/x"),
            ("what a variable holds is final", Posix, "$NEST/x", "$DIR/x"),
            ("percent signs are Windows's", Posix, "%DIR%/x", "%DIR%/x"),
            ("percent signs", Windows, r"%dir%\x", r"/dir\x"),
            ("a percent sign alone stays", Windows, r"50%\x", r"50%\x"),
            ("so does what is behind it", Windows, r"50%\$DIR", r"50%\$DIR"),
            ("two percent signs are one", Windows, r"50%%\%DIR%", r"50%\/dir"),
            ("two dollars are one", Windows, r"$$DIR\$DIR", r"$DIR\/dir"),
            ("two dollars stay elsewhere", Posix, "$$DIR", "$/dir"),
            (
                "a name that is not set stays on Windows",
                Windows,
                r"%NO%\${NO}\$NO",
                r"%NO%\${NO}\$NO",
            ),
            ("a name may have a hyphen on Windows", Windows, r"$DIR-2\x", r"two\x"),
            ("single quotes keep what they enclose", Windows, r"'%DIR%'\%DIR%", r"'%DIR%'\/dir"),
            ("so does one that is not closed", Windows, r"o'neil\%DIR%", r"o'neil\%DIR%"),
            ("a brace that is not closed, on Windows", Windows, r"${DIR\$DIR", r"${DIR\$DIR"),
            ("home on Windows", Windows, r"~\x", r"C:\me\x"),
            ("nothing: no file", Posix, "", ""),
        ];
        for (shows, platform, path, expected) in cases {
            let env = [
                ("HOME", "/me"),
                ("USERPROFILE", r"C:\me"),
                ("DIR", "/dir"),
                ("DIR-2", "two"),
                ("TILDE", "~"),
                ("NEST", "$DIR"),
                ("AWS_CONFIG_FILE", path),
                ("AWS_SHARED_CREDENTIALS_FILE", path),
                ("AWS_LOGIN_CACHE_DIRECTORY", path),
            ];
            let files = located(platform, &env, None);
            for path in [files.config, files.credentials, files.login_cache] {
                assert_eq!(path.as_deref(), Some(expected), "{shows}");
            }
        }
    }
}
