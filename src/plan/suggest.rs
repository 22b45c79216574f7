//! Suggestions for misspelled names.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use crate::config::Profiles;
use crate::text::lower;

/// The limit of character comparisons in total, so that a file in which every name is misspelled is
/// still checked in linear time.
const COMPARISONS: usize = 2_000_000;

/// The maximum length of a name that is compared by edit distance.
const COMPARED_LENGTH: usize = 64;

/// The names of all profiles, to suggest one for a misspelled name.
pub(crate) struct Names<'a> {
    profiles: &'a Profiles,
    by_shape: OnceCell<HashMap<String, &'a str>>,
    comparisons_left: Cell<usize>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(profiles: &'a Profiles) -> Self {
        Self { profiles, by_shape: OnceCell::new(), comparisons_left: Cell::new(COMPARISONS) }
    }

    /// The most similar name: one that differs only in case, quotes or a trailing comment or,
    /// without one, the one with the smallest edit distance.
    pub(crate) fn nearest(&self, wrong: &str) -> Option<&'a str> {
        self.nearest_where(wrong, |_| true)
    }

    /// The most similar name that is accepted.
    pub(crate) fn nearest_where(
        &self,
        wrong: &str,
        accepts: impl Fn(&str) -> bool,
    ) -> Option<&'a str> {
        let shape = shape(wrong);
        let by_shape = self
            .by_shape
            .get_or_init(|| self.profiles.names().map(|name| (lower(name), name)).collect());
        let same = by_shape.get(&shape).copied().filter(|name| accepts(name));
        same.or_else(|| self.nearest_spelling(&shape, accepts))
    }

    fn nearest_spelling(&self, wrong: &str, accepts: impl Fn(&str) -> bool) -> Option<&'a str> {
        let length = wrong.chars().take(COMPARED_LENGTH + 1).count();
        if length > COMPARED_LENGTH {
            return None;
        }
        let allowed = (length / 3).max(1);
        let best = self
            .profiles
            .names()
            .take_while(|name| self.may_compare(length, name.len()))
            .filter(|name| name.len() <= 4 * COMPARED_LENGTH)
            .filter(|name| name.chars().count().abs_diff(length) <= allowed)
            .map(|name| (strsim::osa_distance(wrong, &lower(name)), name))
            .filter(|(distance, name)| *distance <= allowed && accepts(name))
            .min_by_key(|(distance, _)| *distance)?;
        Some(best.1)
    }

    /// Whether the budget allows this comparison; subtracts its cost.
    fn may_compare(&self, wrong: usize, name: usize) -> bool {
        let cost = (wrong + 1) * (name.min(4 * COMPARED_LENGTH) + 1);
        let left = self.comparisons_left.get().checked_sub(cost);
        self.comparisons_left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// The most similar word of a fixed list.
pub(crate) fn nearest_word(wrong: &str, words: &[&'static str]) -> Option<&'static str> {
    let wrong = shape(wrong);
    if wrong.chars().count() > COMPARED_LENGTH {
        return None;
    }
    words
        .iter()
        .map(|word| (strsim::osa_distance(&wrong, &lower(word)), *word))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .map(|(_, word)| word)
}

/// A name in lower case without the quotes and trailing comments that users add and that the AWS CLI
/// reads as part of the name.
fn shape(name: &str) -> String {
    let uncommented = [" #", " ;", "\t#", "\t;"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()
        .and_then(|end| name.get(..end))
        .unwrap_or(name);
    lower(uncommented.trim().trim_matches(['"', '\'']).trim())
}
