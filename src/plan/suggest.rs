//! Which name was meant.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use crate::config::Profiles;

/// How many pairs of letters are compared in all, so that a file with nothing but wrong names is
/// still checked in linear time.
const COMPARISONS: usize = 2_000_000;

/// Names longer than this are not compared letter by letter.
const COMPARED_LENGTH: usize = 64;

/// The names of all profiles, to find the one that was meant by a wrong one.
pub(crate) struct Names<'a> {
    profiles: &'a Profiles,
    by_shape: OnceCell<HashMap<String, &'a str>>,
    left: Cell<usize>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(profiles: &'a Profiles) -> Self {
        Self { profiles, by_shape: OnceCell::new(), left: Cell::new(COMPARISONS) }
    }

    /// The profile that was most likely meant: the same name but for case, quotes or a comment
    /// after it, else the nearest one.
    pub(crate) fn nearest(&self, wrong: &str) -> Option<&'a str> {
        let shape = shape(wrong);
        let by_shape = self.by_shape.get_or_init(|| {
            self.profiles.names().map(|name| (name.to_lowercase(), name)).collect()
        });
        by_shape.get(&shape).copied().or_else(|| self.nearest_spelling(&shape))
    }

    fn nearest_spelling(&self, wrong: &str) -> Option<&'a str> {
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
            .map(|name| (strsim::osa_distance(wrong, &name.to_lowercase()), name))
            .min_by_key(|(distance, _)| *distance)?;
        (best.0 <= allowed).then_some(best.1)
    }

    /// Takes what a comparison may cost from what is left, if there is enough.
    fn may_compare(&self, wrong: usize, name: usize) -> bool {
        let cost = (wrong + 1) * (name.min(4 * COMPARED_LENGTH) + 1);
        let left = self.left.get().checked_sub(cost);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// One of a fixed list of words that was most likely meant.
pub(crate) fn nearest_word(wrong: &str, words: &[&'static str]) -> Option<&'static str> {
    let wrong = shape(wrong);
    if wrong.chars().count() > COMPARED_LENGTH {
        return None;
    }
    words
        .iter()
        .map(|word| (strsim::osa_distance(&wrong, &word.to_lowercase()), *word))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .map(|(_, word)| word)
}

/// A name without what people add to it and the AWS CLI takes for part of it.
fn shape(name: &str) -> String {
    let uncommented = [" #", " ;", "\t#", "\t;"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()
        .and_then(|end| name.get(..end))
        .unwrap_or(name);
    uncommented.trim().trim_matches(['"', '\'']).trim().to_lowercase()
}
