//! The environment variables of a run.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The complete environment of a run; no other variable is read.
#[derive(Clone, Default, Deserialize)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The value of a variable, if it is set. An empty variable is ignored, which is safer than the
    /// AWS CLI's behavior; `environment-variable-ignored` reports it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// The names of all variables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The value of a variable, even if it is empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Names only: the values can be secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
