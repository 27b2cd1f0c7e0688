//! A bound on how often something may happen.

use std::time::Duration;

use crate::Instant;

/// A token bucket as one instant (the generic cell rate algorithm, ITU-T I.371).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    /// When the bucket will be full again.
    full_at: Instant,
}

impl Bucket {
    /// Tokens the full bucket holds.
    ///
    /// A DTLS handshake takes four flights of at most a dozen records; with every one sent twice
    /// more it stays below this.
    const BURST: u32 = 64;
    /// Time in which one token grows back.
    const INTERVAL: Duration = Duration::from_millis(50);

    /// Take one token at `now`, if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let full_at = self.full_at.max(now);
        let allowed = full_at - now <= Self::INTERVAL * (Self::BURST - 1);
        if allowed {
            self.full_at = full_at + Self::INTERVAL;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;
    use crate::Instant;

    fn taken(bucket: &mut Bucket, now_ms: u64) -> usize {
        (0..1000)
            .filter(|_| bucket.take(Instant::from_millis(now_ms)))
            .count()
    }

    #[test]
    fn a_burst_then_a_trickle() {
        let mut bucket = Bucket::default();
        assert_eq!(taken(&mut bucket, 1_000), 64);
        assert_eq!(taken(&mut bucket, 1_049), 0);
        assert_eq!(taken(&mut bucket, 1_050), 1);
        assert_eq!(taken(&mut bucket, 1_550), 10);
        assert_eq!(taken(&mut bucket, 3_600_000), 64);
    }
}
