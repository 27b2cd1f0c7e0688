//! Bounds what is sent again to one receiver by what its path carries.

use crate::Instant;

/// Part of the path that may be spent on sending again: with a third of all packets lost, all of it.
const SHARE: f64 = 0.4;
/// Time over which unspent budget adds up, in seconds.
const DEPTH_S: f64 = 0.5;

/// Bytes that may be sent again, filled up by time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RepairBudget {
    bytes: f64,
    filled: Option<Instant>,
}

impl RepairBudget {
    /// Add what has come together since the last time on a path of `bps`.
    pub(crate) fn fill(&mut self, bps: u64, now: Instant) {
        let rate = bps as f64 / 8.0 * SHARE;
        let span = self
            .filled
            .map_or(DEPTH_S, |filled| (now - filled).as_secs_f64());
        self.filled = Some(now);
        self.bytes = (self.bytes + rate * span).min(rate * DEPTH_S);
    }

    /// Whether `size` bytes may be sent again; they are taken off if so.
    #[must_use]
    pub(crate) fn spend(&mut self, size: usize) -> bool {
        let enough = self.bytes >= size as f64;
        if enough {
            self.bytes -= size as f64;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_take_no_more_than_their_share() {
        let mut budget = RepairBudget::default();
        let mut spent = 0;
        for ms in (0..10_000).step_by(100) {
            budget.fill(1_000_000, Instant::from_millis(ms));
            while budget.spend(1_000) {
                spent += 1_000;
            }
        }
        // Half a second's to begin with, then 50 kB a second.
        assert!((510_000..=520_000).contains(&spent), "{spent}");
        budget.fill(100_000, Instant::from_millis(60_000));
        assert!(!budget.spend(2_501));
        assert!(budget.spend(2_500));
    }
}
