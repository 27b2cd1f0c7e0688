//! Delays, counted by the microsecond.

use std::time::Duration;

/// Delays up to this are told apart; longer ones are counted as this long, but for the longest.
const SPAN_US: usize = 50_000;

/// How often each delay was seen.
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
    longest: Duration,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self {
            counts: vec![0; SPAN_US + 1],
            total: 0,
            longest: Duration::ZERO,
        }
    }

    pub(crate) fn add(&mut self, delay: Duration) {
        let micros = usize::try_from(delay.as_micros()).unwrap_or(SPAN_US);
        self.counts[micros.min(SPAN_US)] += 1;
        self.total += 1;
        self.longest = self.longest.max(delay);
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Microseconds that `share` (0 to 1) of all delays do not exceed; 0 where there are none.
    pub(crate) fn quantile_us(&self, share: f64) -> u64 {
        let wanted = (share * self.total as f64).ceil() as u64;
        let mut seen = 0;
        let found = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        found.unwrap_or(SPAN_US) as u64
    }

    pub(crate) fn longest(&self) -> Duration {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_what_was_added() {
        let mut delays = Histogram::new();
        assert_eq!(delays.quantile_us(0.5), 0);
        (1..=100).for_each(|us| delays.add(Duration::from_micros(us)));
        delays.add(Duration::from_secs(1));
        assert_eq!(delays.quantile_us(0.5), 51);
        assert_eq!(delays.quantile_us(0.99), 100);
        assert_eq!(delays.quantile_us(1.0), 50_000);
        assert_eq!((delays.total(), delays.longest().as_secs()), (101, 1));
    }
}
