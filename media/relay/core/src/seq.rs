//! Counters that wrap on the wire, unwrapped to 64 bits.

/// Extend `value`, of which the wire carries the low `bits`, to the number nearest to `reference`.
///
/// The result is within half the wire's range of `reference`. `reference` must be at least that half,
/// so that a number from before the first cannot turn negative; see [`first`].
#[must_use]
pub(crate) fn nearest(value: u64, bits: u32, reference: u64) -> u64 {
    let range = 1 << bits;
    let half = range / 2;
    let ahead = value.wrapping_sub(reference) & (range - 1);
    if ahead < half {
        reference + ahead
    } else {
        (reference + ahead).saturating_sub(range)
    }
}

/// What to extend the first number of a stream to: one range up, so that earlier ones fit below.
#[must_use]
pub(crate) fn first(value: u64, bits: u32) -> u64 {
    value | 1 << bits
}

/// Extends numbers in the order in which they arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unwrapper {
    bits: u32,
    highest: Option<u64>,
}

impl Unwrapper {
    /// For numbers of `bits` bits.
    pub(crate) const fn new(bits: u32) -> Self {
        Self {
            bits,
            highest: None,
        }
    }

    /// Extend `value` to the number nearest to the highest seen.
    pub(crate) fn unwrap(&mut self, value: u64) -> u64 {
        let extended = match self.highest {
            Some(highest) => nearest(value, self.bits, highest),
            None => first(value, self.bits),
        };
        self.highest = self.highest.max(Some(extended));
        extended
    }
}

/// Whether 32-bit timestamp `a` is later than `b` across a wrap.
#[must_use]
pub(crate) fn timestamp_after(a: u32, b: u32) -> bool {
    a != b && a.wrapping_sub(b) < 1 << 31
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_go_on_across_the_wrap_in_both_directions() {
        let mut unwrapper = Unwrapper::new(16);
        let first = unwrapper.unwrap(65_534);
        assert_eq!(unwrapper.unwrap(1), first + 3);
        assert_eq!(unwrapper.unwrap(65_535), first + 1);
        assert_eq!(unwrapper.unwrap(2), first + 4);
    }

    #[test]
    fn a_number_before_the_first_stays_positive() {
        let mut unwrapper = Unwrapper::new(16);
        assert_eq!(unwrapper.unwrap(0), 1 << 16);
        assert_eq!(unwrapper.unwrap(65_535), (1 << 16) - 1);
    }

    #[test]
    fn timestamps_compare_across_the_wrap() {
        assert!(timestamp_after(5, u32::MAX - 5));
        assert!(!timestamp_after(u32::MAX - 5, 5));
        assert!(!timestamp_after(7, 7));
    }

    proptest! {
        #[test]
        fn steps_below_half_the_range_are_followed(
            bits in 7u32..=32,
            start in any::<u32>(),
            steps in proptest::collection::vec(any::<i32>(), 1..100),
        ) {
            let range = 1u64 << bits;
            let half = i64::try_from(range / 2).unwrap();
            let mut truth = i64::from(start) + (1 << 33);
            let mut unwrapper = Unwrapper::new(bits);
            let wire = |truth: i64| truth.cast_unsigned() & (range - 1);
            let base = truth - i64::try_from(unwrapper.unwrap(wire(truth))).unwrap();
            let mut highest = truth;
            for step in steps {
                truth = highest + i64::from(step) % half;
                if truth - base < 0 {
                    truth = highest;
                }
                let extended = i64::try_from(unwrapper.unwrap(wire(truth))).unwrap();
                prop_assert_eq!(extended + base, truth);
                highest = highest.max(truth);
            }
        }
    }
}
