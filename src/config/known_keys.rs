//! The properties of keys: valid, secret, a block, or misspelled.

use super::key_catalog::{Key, PROFILE, SSO_SESSION};

/// Names that users write instead of a key, although the two are not similar.
const ALIASES: &[(&str, &str)] = &[
    ("access_key", "aws_access_key_id"),
    ("access_key_id", "aws_access_key_id"),
    ("aws_access_key", "aws_access_key_id"),
    ("aws_default_region", "region"),
    ("aws_region", "region"),
    ("aws_secret_key", "aws_secret_access_key"),
    ("default_region", "region"),
    ("duration", "duration_seconds"),
    ("mfa_arn", "mfa_serial"),
    ("mfa_device", "mfa_serial"),
    ("secret_access_key", "aws_secret_access_key"),
    ("secret_key", "aws_secret_access_key"),
    ("session_duration", "duration_seconds"),
    ("session_name", "role_session_name"),
    ("session_token", "aws_session_token"),
    ("sso_account", "sso_account_id"),
    ("sso_role", "sso_role_name"),
    ("sso_scopes", "sso_registration_scopes"),
    ("sso_url", "sso_start_url"),
];

/// Keys whose values are credentials, besides the access key ID. [`crate::text::redact`] decides
/// what else looks like a secret.
const SECRET: &[&str] = &["aws_secret_access_key", "aws_security_token", "aws_session_token"];

/// Keys whose values are blocks.
const BLOCKS: &[&str] = &["api_versions", "emr", "s3", "s3api"];

/// The maximum length of a key that is compared with the known ones.
const LONGEST: usize = 64;

/// The keys that a section can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Profile,
    SsoSession,
}

impl Table {
    /// All of them, sorted.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            Self::Profile => PROFILE,
            Self::SsoSession => SSO_SESSION,
        }
    }

    /// The catalog entry of a key.
    pub(crate) fn find(self, key: &str) -> Option<&'static Key> {
        let at = self.keys().binary_search_by_key(&key, |(name, ..)| name).ok()?;
        self.keys().get(at)
    }

    /// Whether an AWS tool knows the key.
    pub(crate) fn knows(self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The known key that the user most likely meant.
    pub(crate) fn nearest(self, key: &str) -> Option<&'static str> {
        // The rest of a line of a shell script: `export AWS_REGION=…`.
        let key =
            ["export ", "set ", "$env:"].iter().find_map(|it| key.strip_prefix(it)).unwrap_or(key);
        if let Some((known, ..)) = self.find(key) {
            return Some(known);
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == key).map(|(_, known)| *known);
        if alias.is_some() || key.len() > LONGEST {
            return alias.filter(|known| self.knows(known));
        }
        let near = self.keys().iter().filter_map(|(known, ..)| {
            let allowed = allowed_distance(known);
            let distance = (known.len().abs_diff(key.len()) <= allowed)
                .then(|| strsim::osa_distance(key, known))?;
            (distance <= allowed).then_some((distance, *known))
        });
        near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
    }
}

/// Whether the values of this key (in lower case, as it is read) are secrets of credentials.
pub(super) fn is_secret(key: &str) -> bool {
    SECRET.contains(&key)
}

/// Whether `aws configure set` writes the key to the credentials file.
pub(crate) fn is_for_credentials(key: &str) -> bool {
    key == "aws_access_key_id" || is_secret(key)
}

/// Whether the key, which must be one of a profile, has a plain value and not a block.
pub(crate) fn is_plain(key: &str) -> bool {
    Table::Profile.knows(key) && !BLOCKS.contains(&key)
}

/// The maximum edit distance: one for a short key, two for a long one. Very short keys have too
/// many neighbors.
fn allowed_distance(known: &str) -> usize {
    match known.len() {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// Every key that AWS tools read, for tests.
#[cfg(test)]
pub(crate) fn known_keys() -> impl Iterator<Item = &'static str> {
    [Table::Profile, Table::SsoSession].into_iter().flat_map(Table::keys).map(|(name, ..)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [Table::Profile, Table::SsoSession] {
            assert!(table.keys().is_sorted_by_key(|(name, ..)| name), "{table:?}");
        }
    }

    #[test]
    fn aliases_and_secrets_are_known_keys() {
        let known = ALIASES.iter().map(|(_, known)| *known);
        for key in known.chain(SECRET.iter().copied()).chain(BLOCKS.iter().copied()) {
            assert!(Table::Profile.knows(key), "{key}");
        }
        assert!(ALIASES.iter().all(|(alias, _)| !Table::Profile.knows(alias)));
    }

    #[test]
    fn nearest_keys() {
        let cases = [
            ("a letter too many", "role_arns", Some("role_arn")),
            ("a letter missing", "mfa_serail", Some("mfa_serial")),
            ("neighbours swapped", "regoin", Some("region")),
            ("a hyphen", "source-profile", Some("source_profile")),
            ("spaces", "source profile", Some("source_profile")),
            ("another name for it", "aws_secret_key", Some("aws_secret_access_key")),
            ("an export line", "export aws_access_key_id", Some("aws_access_key_id")),
            ("one of the region", "export aws_default_region", Some("region")),
            ("one of PowerShell", "$env:aws_session_token", Some("aws_session_token")),
            ("of another tool", "granted_sso_region", None),
            ("of another tool, near nothing", "include_profile", None),
            ("a short key", "s2", None),
            ("an accent", "région", Some("region")),
            ("nothing alike", "color", None),
        ];
        for (shows, key, expected) in cases {
            assert_eq!(Table::Profile.nearest(key), expected, "{shows}");
        }
    }

    #[test]
    fn sso_session_sections_have_other_keys() {
        assert_eq!(Table::SsoSession.nearest("sso_regions"), Some("sso_region"));
        assert_eq!(Table::SsoSession.nearest("role_arns"), None);
        assert_eq!(Table::SsoSession.nearest("aws_secret_key"), None);
    }
}
