//! How much arrives: `R_hat` of draft-ietf-rmcat-gcc-02 section 5.5.

/// Width of a bucket on the receiver's clock, in microseconds.
const BUCKET_US: i64 = 50_000;
/// Buckets kept: half a second, the draft's `T` ("between 0.5 and 1 second").
const BUCKETS: usize = 10;

/// Measures the arriving bit rate, over half a second and over what has just happened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Throughput {
    bytes: [u64; BUCKETS],
    /// Number of the newest bucket; 0 before the first packet.
    newest: i64,
    first: i64,
}

impl Throughput {
    /// A packet arrived, `size` bytes long on the wire.
    pub(crate) fn arrive(&mut self, size: u16, arrival_us: i64) {
        let bucket = arrival_us.div_euclid(BUCKET_US);
        if self.newest == 0 || bucket < self.newest - BUCKETS as i64 * 20 {
            *self = Self {
                newest: bucket,
                first: bucket,
                ..Self::default()
            };
        }
        let skipped = (bucket - self.newest).clamp(0, BUCKETS as i64);
        for ahead in 1..=skipped {
            self.bytes[index(bucket - skipped + ahead)] = 0;
        }
        self.newest = self.newest.max(bucket);
        if bucket > self.newest - BUCKETS as i64 {
            self.bytes[index(bucket)] += u64::from(size);
        }
    }

    /// Bits a second over half a second; `None` before so much is known.
    pub(crate) fn bps(&self) -> Option<u64> {
        self.over(BUCKETS)
    }

    /// Bits a second over the last 150 ms: after a sudden end of capacity the half second tells of what was.
    pub(crate) fn recent_bps(&self) -> Option<u64> {
        self.over(4)
    }

    /// Over whole buckets: the newest is still filling.
    fn over(&self, buckets: usize) -> Option<u64> {
        let whole = buckets as i64 - 1;
        if self.newest == 0 || self.newest - self.first < whole {
            return None;
        }
        let bytes: u64 = (1..=whole)
            .map(|back| self.bytes[index(self.newest - back)])
            .sum();
        Some(bytes * 8 * 1_000_000 / (whole * BUCKET_US).cast_unsigned())
    }
}

fn index(bucket: i64) -> usize {
    bucket.rem_euclid(BUCKETS as i64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_measures_what_arrives_and_forgets_what_did() {
        let mut throughput = Throughput::default();
        assert_eq!(throughput.bps(), None);
        // 1,000 bytes every 10 ms are 800 kbit/s.
        for n in 0..100 {
            throughput.arrive(1000, 77_000_000 + n * 10_000);
        }
        assert_eq!(throughput.bps(), Some(800_000));
        for n in 0..5 {
            throughput.arrive(1000, 78_000_000 + n * 50_000);
        }
        assert_eq!(throughput.recent_bps(), Some(160_000));
        assert!(throughput.bps().is_some_and(|bps| bps > 400_000));
        throughput.arrive(1000, 80_000_000);
        assert_eq!(throughput.bps(), Some(0));
    }
}
