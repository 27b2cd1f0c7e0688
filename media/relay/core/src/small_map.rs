//! A map for few entries that is read for every packet and seldom changed.

/// Pairs sorted by key: with the tens of entries that a transport or room has, a search touches one or
/// two cache lines, and a key chosen by a stranger cannot make it slow.
#[derive(Clone, Debug)]
pub(crate) struct SmallMap<K, V> {
    pairs: Vec<(K, V)>,
}

impl<K: Copy + Ord, V> SmallMap<K, V> {
    pub(crate) const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    #[inline]
    pub(crate) fn get(&self, key: K) -> Option<&V> {
        self.find(key).ok().map(|at| &self.pairs[at].1)
    }

    /// Set the value of `key`; returns the one it had.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(key) {
            Ok(at) => Some(std::mem::replace(&mut self.pairs[at].1, value)),
            Err(at) => {
                self.pairs.insert(at, (key, value));
                None
            }
        }
    }

    pub(crate) fn remove(&mut self, key: K) -> Option<V> {
        self.find(key).ok().map(|at| self.pairs.remove(at).1)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&V) -> bool) {
        self.pairs.retain(|(_, value)| keep(value));
    }

    fn find(&self, key: K) -> Result<usize, usize> {
        self.pairs.binary_search_by(|(other, _)| other.cmp(&key))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map(story in proptest::collection::vec((0u8..8, 0u32..6, any::<u8>()), 0..100)) {
            let mut map = SmallMap::new();
            let mut model = BTreeMap::new();
            for (event, key, value) in story {
                match event {
                    0..4 => prop_assert_eq!(map.insert(key, value), model.insert(key, value)),
                    4..6 => prop_assert_eq!(map.remove(key), model.remove(&key)),
                    6 => {
                        map.retain(|other| *other != value);
                        model.retain(|_, other| *other != value);
                    }
                    _ => prop_assert_eq!(map.get(key), model.get(&key)),
                }
            }
        }
    }
}
