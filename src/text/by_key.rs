//! A list whose items are found by a key.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::SharedStr;

/// An item of a [`ByKey`].
pub trait Keyed {
    /// Its key, which does not change.
    fn key(&self) -> &SharedStr;
}

/// The index of each key in a list.
pub(crate) type Indexes = HashMap<SharedStr, usize, FixedState>;

/// A set of names.
pub(crate) type NameSet<'a> = HashSet<&'a str, FixedState>;

/// A list with more items than this has a table of their keys; in others, comparing is faster.
const FEW: usize = 16;

/// Items with different keys, in the order in which they were added.
#[derive(Clone, Debug)]
pub struct ByKey<T> {
    all: Vec<T>,
    /// Empty for a [`FEW`] items.
    indexes: Indexes,
}

impl<T> Default for ByKey<T> {
    fn default() -> Self {
        Self { all: Vec::new(), indexes: Indexes::default() }
    }
}

impl<T: Keyed> ByKey<T> {
    /// An empty list with space for this many items.
    pub(crate) fn with_capacity(count: usize) -> Self {
        let keys = if count > FEW { count } else { 0 };
        let indexes = Indexes::with_capacity_and_hasher(keys, FixedState::default());
        Self { all: Vec::with_capacity(count), indexes }
    }

    /// The item with this key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.all.get(self.index(key)?)
    }

    /// Whether there is an item with this key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.index(key).is_some()
    }

    /// The items.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.all.iter()
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|item| item.key().as_str())
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds an item whose key no other one has.
    pub(crate) fn push(&mut self, item: T) {
        self.all.push(item);
        if self.all.len() > FEW {
            let new = self.all.iter().enumerate().skip(self.indexes.len());
            self.indexes.extend(new.map(|(at, item)| (item.key().clone(), at)));
        }
    }

    /// The item with this key, which is added if there is none.
    pub(crate) fn get_or_push(&mut self, key: &str, new: impl FnOnce() -> T) -> Option<&mut T> {
        let at = self.index(key).unwrap_or_else(|| {
            self.push(new());
            self.all.len() - 1
        });
        self.all.get_mut(at)
    }

    fn index(&self, key: &str) -> Option<usize> {
        if self.all.len() > FEW {
            return self.indexes.get(key).copied();
        }
        self.all.iter().position(|item| *item.key() == *key)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    impl Keyed for SharedStr {
        fn key(&self) -> &SharedStr {
            self
        }
    }

    /// Items are found with and without the table.
    #[test]
    fn few_and_many_items() {
        for count in [0, 1, FEW, FEW + 1, 10 * FEW] {
            let mut items = ByKey::default();
            let keys: Vec<_> = (0..count).map(|at| format!("key{at}")).collect();
            for key in &keys {
                items.push(SharedStr::from(key.as_str()));
            }
            assert!(items.keys().eq(keys.iter().map(String::as_str)));
            for key in &keys {
                assert_eq!(*items.get(key).unwrap(), **key);
                items.get_or_push(key, || "other".into()).unwrap();
            }
            assert_eq!(items.len(), count);
            assert!(!items.contains_key("other"));
            items.get_or_push("other", || "other".into()).unwrap();
            assert_eq!(items.get("other"), items.values().next_back());
        }
    }
}
