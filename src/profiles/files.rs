//! Where the files are, found as the AWS CLI finds them.

use serde::{Deserialize, Serialize};

use super::Environment;

/// The rules of paths that differ between systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// `/` separates, `HOME` is home.
    Posix,
    /// `\` separates, `USERPROFILE` is home.
    Windows,
}

/// Paths of everything under `~/.aws` that rolehop reads or writes.
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
    /// Rolehop's own folder, `~/.aws/rolehop`: locks, and the cache of overridden endpoints.
    pub rolehop: String,
}

impl Files {
    /// Finds the files: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, with `$NAME`,
    /// `${NAME}` and a leading `~` replaced as the AWS CLI does, else the usual places under the
    /// home folder. `fallback_home` serves where the environment names no home (on POSIX the
    /// AWS CLI then asks the user database); without one the paths are `None`.
    pub fn locate(
        env: &Environment,
        platform: Platform,
        fallback_home: Option<&str>,
    ) -> Option<Self> {
        let _ = (env, platform, fallback_home);
        None
    }
}
