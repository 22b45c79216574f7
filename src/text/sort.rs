//! The only sort of the engine. The standard one is compiled for each type of item and key, which
//! takes 4 kB of the engine each time.

use std::cmp::Ordering;

/// Sorts by a key; items with the same key stay in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let order = order(keys.len(), &|a, b| keys.get(a).cmp(&keys.get(b)));
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| unsorted.get_mut(at)?.take()));
}

/// The indexes of this many items in sorted order.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_are_sorted_as_the_standard_library_sorts_them(mut items: Vec<(u8, String)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| key % 16);
            sort_by_key(&mut items, |(key, _)| key % 16);
            prop_assert_eq!(items, expected);
        }
    }
}
