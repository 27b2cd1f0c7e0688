//! The bit rate of one stream, for what it will cost to send it on.

use std::time::Duration;

use crate::Instant;

/// Width of a bucket.
const BUCKET: Duration = Duration::from_millis(250);
/// Buckets that count: a second and a half, so that one key frame is no change of price.
const BUCKETS: usize = 6;
/// Buckets that must have been filled before the rate is known.
const KNOWN: usize = 3;

/// Bytes of the last second and a half.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RateMeter {
    bytes: [u32; BUCKETS],
    /// Whole buckets filled without a break, at most [`BUCKETS`].
    filled: usize,
    at: usize,
    ends: Instant,
    /// The last rate that was known.
    last_bps: u64,
}

impl RateMeter {
    /// `bytes` have come.
    #[inline]
    pub(crate) fn add(&mut self, bytes: usize, now: Instant) {
        if now >= self.ends {
            self.turn(now);
        }
        self.bytes[self.at] += bytes as u32;
    }

    /// Bits a second, or the last that were known; `None` if that was never the case.
    pub(crate) fn bps(&self) -> Option<u64> {
        let known = self.known_bps().unwrap_or(self.last_bps);
        (known > 0).then_some(known)
    }

    fn known_bps(&self) -> Option<u64> {
        if self.filled < KNOWN {
            return None;
        }
        // All but the one that is being filled.
        let span = self.filled.min(BUCKETS - 1);
        let bytes: u64 = (1..=span)
            .map(|back| u64::from(self.bytes[(self.at + BUCKETS - back) % BUCKETS]))
            .sum();
        Some(bytes * 8 * 1000 / (span as u64 * BUCKET.as_millis() as u64))
    }

    #[cold]
    fn turn(&mut self, now: Instant) {
        self.last_bps = self.known_bps().unwrap_or(self.last_bps);
        if now - self.ends >= BUCKET {
            // A pause: what comes begins anew.
            *self = Self {
                last_bps: self.last_bps,
                ends: now + BUCKET,
                ..Self::default()
            };
            return;
        }
        self.at = (self.at + 1) % BUCKETS;
        self.bytes[self.at] = 0;
        self.filled = (self.filled + 1).min(BUCKETS);
        self.ends = self.ends + BUCKET;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(meter: &mut RateMeter, from_ms: u64, until_ms: u64, bytes: usize) {
        (from_ms..until_ms)
            .step_by(10)
            .for_each(|ms| meter.add(bytes, Instant::from_millis(ms)));
    }

    #[test]
    fn a_rate_is_known_after_most_of_a_second_and_remembered_over_a_pause() {
        let mut meter = RateMeter::default();
        feed(&mut meter, 1_000, 1_700, 1_000);
        assert_eq!(meter.bps(), None);
        feed(&mut meter, 1_700, 3_000, 1_000);
        assert_eq!(meter.bps(), Some(800_000));
        feed(&mut meter, 9_000, 9_500, 100);
        assert_eq!(meter.bps(), Some(800_000));
        feed(&mut meter, 9_500, 11_000, 100);
        assert_eq!(meter.bps(), Some(80_000));
    }
}
