//! Things with an id of the caller's, found by a dense index on the packet path.

use std::ops::{Index, IndexMut};

use crate::small_map::SmallMap;

/// Position in an [`Arena`]; valid until its entry is removed.
pub(crate) type Slot = u32;

/// Values under ids, in slots that are used again.
#[derive(Debug)]
pub(crate) struct Arena<K, T> {
    entries: Vec<Option<(K, T)>>,
    slots: SmallMap<K, Slot>,
    free: Vec<Slot>,
}

impl<K: Copy + Ord, T> Arena<K, T> {
    pub(crate) const fn new() -> Self {
        Self {
            entries: Vec::new(),
            slots: SmallMap::new(),
            free: Vec::new(),
        }
    }

    /// Add a value under an id that is not in use.
    pub(crate) fn insert(&mut self, id: K, value: T) -> Slot {
        debug_assert!(self.slot(id).is_none());
        let entry = Some((id, value));
        let slot = if let Some(slot) = self.free.pop() {
            self.entries[slot as usize] = entry;
            slot
        } else {
            self.entries.push(entry);
            (self.entries.len() - 1) as Slot
        };
        self.slots.insert(id, slot);
        slot
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Option<T> {
        let (id, value) = self.entries[slot as usize].take()?;
        self.slots.remove(id);
        self.free.push(slot);
        Some(value)
    }

    #[inline]
    pub(crate) fn slot(&self, id: K) -> Option<Slot> {
        self.slots.get(id).copied()
    }

    /// The id of the entry at a slot in use.
    pub(crate) fn id(&self, slot: Slot) -> K {
        self.entries[slot as usize]
            .as_ref()
            .expect("slots are forgotten with their entries")
            .0
    }

    /// Every slot in use, with its id and value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, K, &T)> {
        (0..)
            .zip(&self.entries)
            .filter_map(|(slot, entry)| entry.as_ref().map(|(id, value)| (slot, *id, value)))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.iter_mut().flatten().map(|(_, value)| value)
    }

    /// One above the highest slot ever used.
    pub(crate) fn end(&self) -> Slot {
        self.entries.len() as Slot
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.entries
            .get_mut(slot as usize)?
            .as_mut()
            .map(|(_, value)| value)
    }
}

impl<K, T> Index<Slot> for Arena<K, T> {
    type Output = T;

    #[inline]
    fn index(&self, slot: Slot) -> &T {
        &self.entries[slot as usize]
            .as_ref()
            .expect("slots are forgotten with their entries")
            .1
    }
}

impl<K, T> IndexMut<Slot> for Arena<K, T> {
    #[inline]
    fn index_mut(&mut self, slot: Slot) -> &mut T {
        &mut self.entries[slot as usize]
            .as_mut()
            .expect("slots are forgotten with their entries")
            .1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_used_again() {
        let mut arena = Arena::new();
        let ana = arena.insert(7, "ana");
        let ben = arena.insert(3, "ben");
        assert_eq!(arena.remove(ana), Some("ana"));
        assert_eq!(arena.slot(7), None);
        let cyd = arena.insert(9, "cyd");
        assert_eq!((cyd, arena.end()), (ana, 2));
        assert_eq!(arena[cyd], "cyd");
        arena[ben] = "eve";
        let all: Vec<_> = arena.iter().collect();
        assert_eq!(all, [(cyd, 9, &"cyd"), (ben, 3, &"eve")]);
        assert_eq!(arena.remove(ben), Some("eve"));
        assert_eq!(arena.remove(ben), None);
        assert_eq!(arena.get_mut(ben), None);
    }
}
