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

/// The paths under `~/.aws` that rolehop reads or writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Files {
    /// The config file.
    pub config: String,
    /// The credentials file.
    pub credentials: String,
    /// The AWS CLI's credential cache, `~/.aws/cli/cache`.
    pub cli_cache: String,
    /// SSO tokens, `~/.aws/sso/cache`.
    pub sso_cache: String,
    /// Login sessions of `aws login`, `~/.aws/login/cache` or the value of
    /// `AWS_LOGIN_CACHE_DIRECTORY`.
    pub login_cache: String,
    /// Rolehop's own directory, `~/.aws/rolehop`: locks, and the cache for custom endpoints.
    pub rolehop: String,
}

impl Files {
    /// Finds the files: `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` and
    /// `AWS_LOGIN_CACHE_DIRECTORY`, in which `$NAME`, `${NAME}` and a leading `~` are replaced as
    /// the AWS CLI does, or the default paths under the home directory. An empty variable results
    /// in an empty path, which is a file that does not exist. `fallback_home` is used if the
    /// environment does not set a home directory (on POSIX the AWS CLI then reads the user
    /// database); if there is none either, the result is `None`.
    /// Source: observed AWS CLI behavior.
    pub fn locate(
        env: &Environment,
        platform: Platform,
        fallback_home: Option<&str>,
    ) -> Option<Self> {
        let home = home(env, platform).or_else(|| fallback_home.map(str::to_owned))?;
        let home = home.trim_end_matches(|c| platform.separates(c));
        let separator = platform.separator();
        let in_home = |parts: &[&str]| {
            let parts = [&[home, ".aws"], parts].concat();
            parts.join(separator)
        };
        let named = |variable: &str, usual: &[&str]| match env.raw(variable) {
            Some(path) => expand_home(&expand_variables(path, env, platform), home, platform),
            None => in_home(usual),
        };
        Some(Self {
            config: named("AWS_CONFIG_FILE", &["config"]),
            credentials: named("AWS_SHARED_CREDENTIALS_FILE", &["credentials"]),
            cli_cache: in_home(&["cli", "cache"]),
            sso_cache: in_home(&["sso", "cache"]),
            login_cache: named("AWS_LOGIN_CACHE_DIRECTORY", &["login", "cache"]),
            rolehop: in_home(&["rolehop"]),
        })
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

/// Replaces a leading `~` if it is a whole path component. `~user` is not replaced, because the
/// engine cannot read the user database.
fn expand_home(path: &str, home: &str, platform: Platform) -> String {
    match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(|c| platform.separates(c)) => {
            format!("{home}{rest}")
        }
        _ => path.to_owned(),
    }
}

/// A path that a user wrote. A leading `~` is replaced if the environment sets a home directory.
pub(crate) fn user_path(path: &str, env: &Environment, platform: Platform) -> String {
    home(env, platform).map_or_else(|| path.to_owned(), |home| expand_home(path, &home, platform))
}

/// Replaces `$NAME` and `${NAME}`, on Windows also `%NAME%`. Variables that are not set are not
/// replaced, and values are not expanded again.
fn expand_variables(path: &str, env: &Environment, platform: Platform) -> String {
    let mut expanded = String::new();
    let mut rest = path;
    while let Some(at) = rest.find(['$', '%']) {
        let (before, from) = rest.split_at(at);
        expanded.push_str(before);
        let (reference, name) = reference(from, platform);
        let value = name.and_then(|name| lookup(env, name, platform));
        expanded.push_str(value.unwrap_or(reference));
        rest = from.strip_prefix(reference).unwrap_or("");
    }
    expanded + rest
}

/// The variable reference at the start of `text` and the variable's name; only the first character
/// if there is no reference.
fn reference(text: &str, platform: Platform) -> (&str, Option<&str>) {
    let alone = (text.get(..1).unwrap_or(text), None);
    let until = |open: usize, close: char| {
        let name = text.get(open..)?.split_once(close)?.0;
        Some((text.get(..open + name.len() + 1)?, Some(name)))
    };
    let found = match text.as_bytes() {
        [b'$', b'{', ..] => until(2, '}'),
        [b'%', ..] if platform == Platform::Windows => until(1, '%'),
        [b'$', ..] => {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let length = text.chars().skip(1).take_while(|c| is_name(*c)).count();
            text.get(..=length).zip(Some(text.get(1..=length))).filter(|_| length > 0)
        }
        _ => None,
    };
    found.unwrap_or(alone)
}

/// Variables are case-insensitive on Windows; the AWS CLI stores them in upper case.
fn lookup<'e>(env: &'e Environment, name: &str, platform: Platform) -> Option<&'e str> {
    let upper = || env.raw(&upper(name)).filter(|_| platform == Platform::Windows);
    env.raw(name).or_else(upper)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn located(platform: Platform, env: &[(&str, &str)], fallback: Option<&str>) -> Option<Files> {
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
            let found = located(platform, env, fallback).map(|files| files.config);
            assert_eq!(found.as_deref(), expected, "{shows}");
        }
    }

    #[test]
    fn every_path() {
        let files = located(Platform::Posix, &[("HOME", "/me")], None).unwrap();
        assert_eq!(files.credentials, "/me/.aws/credentials");
        assert_eq!(files.cli_cache, "/me/.aws/cli/cache");
        assert_eq!(files.sso_cache, "/me/.aws/sso/cache");
        assert_eq!(files.login_cache, "/me/.aws/login/cache");
        assert_eq!(files.rolehop, "/me/.aws/rolehop");
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
            ("home on Windows", Windows, r"~\x", r"C:\me\x"),
            ("nothing: no file", Posix, "", ""),
        ];
        for (shows, platform, path, expected) in cases {
            let env = [
                ("HOME", "/me"),
                ("USERPROFILE", r"C:\me"),
                ("DIR", "/dir"),
                ("TILDE", "~"),
                ("NEST", "$DIR"),
                ("AWS_CONFIG_FILE", path),
                ("AWS_SHARED_CREDENTIALS_FILE", path),
                ("AWS_LOGIN_CACHE_DIRECTORY", path),
            ];
            let files = located(platform, &env, None).unwrap();
            assert_eq!(files.config, expected, "{shows}");
            assert_eq!(files.credentials, expected, "{shows}");
            assert_eq!(files.login_cache, expected, "{shows}");
        }
    }
}
