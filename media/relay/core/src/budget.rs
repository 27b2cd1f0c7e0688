//! Bounds what one consumer may have sent again.

/// Credit to begin with, in bytes: a keyframe's worth.
const INITIAL: u64 = 64 * 1024;
/// Most credit that can be saved up, in bytes: a second of 720p.
const MAX: u64 = 256 * 1024;

/// Each forwarded byte buys half a byte sent again. With a third of all packets lost a receiver
/// still gets everything; one that asks without need cannot double its traffic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetransmissionBudget {
    bytes: u64,
}

impl RetransmissionBudget {
    pub(crate) const fn new() -> Self {
        Self { bytes: INITIAL }
    }

    /// `bytes` have been forwarded.
    #[inline]
    pub(crate) fn earn(&mut self, bytes: usize) {
        self.bytes = (self.bytes + bytes as u64 / 2).min(MAX);
    }

    /// Whether `bytes` may be sent again; they are taken off if so.
    #[must_use]
    pub(crate) fn spend(&mut self, bytes: usize) -> bool {
        match self.bytes.checked_sub(bytes as u64) {
            Some(left) => {
                self.bytes = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forwarded_pays_for_what_is_sent_again() {
        let mut budget = RetransmissionBudget::new();
        assert!(budget.spend(INITIAL as usize));
        assert!(!budget.spend(1));
        budget.earn(2000);
        assert!(budget.spend(1000));
        assert!(!budget.spend(1));
    }

    #[test]
    fn credit_is_bounded() {
        let mut budget = RetransmissionBudget::new();
        budget.earn(1 << 40);
        assert!(budget.spend(MAX as usize));
        assert!(!budget.spend(1));
    }
}
