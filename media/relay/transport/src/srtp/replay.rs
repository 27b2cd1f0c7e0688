//! Which packet indices were seen (RFC 3711 section 3.3.2).

/// A sliding window of `64 * WORDS` indices below and including the highest.
///
/// Each index has its bit at its value modulo the size, so advancing clears and never shifts.
#[derive(Clone, Debug)]
pub(super) struct ReplayWindow<const WORDS: usize> {
    bits: [u64; WORDS],
    /// The highest index seen; `None` before the first.
    highest: Option<u64>,
}

impl<const WORDS: usize> ReplayWindow<WORDS> {
    const SIZE: u64 = 64 * WORDS as u64;

    pub(super) const fn new() -> Self {
        Self {
            bits: [0; WORDS],
            highest: None,
        }
    }

    pub(super) fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// Whether `index` is neither seen nor too old to tell.
    pub(super) fn is_fresh(&self, index: u64) -> bool {
        let Some(highest) = self.highest else {
            return true;
        };
        if index > highest {
            return true;
        }
        highest - index < Self::SIZE && self.bits[Self::word(index)] & Self::bit(index) == 0
    }

    /// Mark `index`, which is fresh, as seen.
    pub(super) fn mark(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => {}
            Some(highest) if index - highest < Self::SIZE => {
                (highest + 1..index).for_each(|skipped| self.clear(skipped));
                self.highest = Some(index);
            }
            _ => {
                self.bits = [0; WORDS];
                self.highest = Some(index);
            }
        }
        self.bits[Self::word(index)] |= Self::bit(index);
    }

    fn clear(&mut self, index: u64) {
        self.bits[Self::word(index)] &= !Self::bit(index);
    }

    const fn word(index: u64) -> usize {
        (index % Self::SIZE / 64) as usize
    }

    const fn bit(index: u64) -> u64 {
        1 << (index % 64)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::ReplayWindow;

    type Window = ReplayWindow<2>;

    #[test]
    fn each_index_is_fresh_once() {
        let mut window = Window::new();
        for index in [5, 3, 4, 200, 199, 100] {
            assert!(window.is_fresh(index), "{index}");
            window.mark(index);
            assert!(!window.is_fresh(index), "{index}");
        }
    }

    #[test]
    fn what_is_older_than_the_window_is_not_fresh() {
        let mut window = Window::new();
        window.mark(1_000);
        assert!(window.is_fresh(1_000 - 127));
        assert!(!window.is_fresh(1_000 - 128));
        assert!(!window.is_fresh(0));
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_set(indices in prop::collection::vec(0u64..600, 1..400)) {
            let mut window = Window::new();
            let mut seen = HashSet::new();
            let mut highest = 0;
            for index in indices {
                let expected = !seen.contains(&index) && index + 128 > highest;
                prop_assert_eq!(window.is_fresh(index), expected);
                if expected {
                    window.mark(index);
                    seen.insert(index);
                    highest = highest.max(index);
                    prop_assert_eq!(window.highest(), Some(highest));
                }
            }
        }
    }
}
