//! A sender's clock as its sender reports tell it, and conversions between units of time.

use std::time::Duration;

use crate::Instant;
use crate::rtcp::SenderInfo;

/// `nanos` in ticks of `rate` in a second.
pub(crate) const fn ticks(nanos: u64, rate: u32) -> u64 {
    const SECOND: u64 = 1_000_000_000;
    nanos / SECOND * rate as u64 + nanos % SECOND * rate as u64 / SECOND
}

/// 32.32 fixed-point seconds, as in an NTP timestamp. Our own clock counts from the worker's start:
/// nobody needs our wall time.
pub(crate) const fn to_ntp(span_nanos: u64) -> u64 {
    const SECOND: u64 = 1_000_000_000;
    ((span_nanos / SECOND) << 32) | (((span_nanos % SECOND) << 32) / SECOND)
}

/// The middle 32 bits of an NTP timestamp, in units of 1/65536 s; wraps every 18 hours.
pub(crate) const fn middle(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// A span in units of 1/65536 s.
pub(crate) fn from_short(units: u32) -> Duration {
    Duration::from_nanos((u64::from(units) * 1_000_000_000) >> 16)
}

/// Where a stream's timestamps lie on its sender's wall clock: the last sender report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SenderClock {
    ntp: u64,
    rtp_timestamp: u32,
    arrival: Instant,
}

impl SenderClock {
    pub(crate) fn new(info: &SenderInfo, arrival: Instant) -> Self {
        Self {
            ntp: info.ntp,
            rtp_timestamp: info.rtp_timestamp,
            arrival,
        }
    }

    /// The sender's wall clock and timestamp now. Both are moved on by the same span, so that the line
    /// through them (all that lip sync rests on) is the sender's own, however late its report came.
    pub(crate) fn at(&self, now: Instant, rate: u32) -> (u64, u32) {
        let span = now.as_nanos().saturating_sub(self.arrival.as_nanos());
        let moved = self.rtp_timestamp.wrapping_add(ticks(span, rate) as u32);
        (self.ntp.wrapping_add(to_ntp(span)), moved)
    }

    /// The timestamp of `to`'s stream at the instant at which this stream's is `timestamp`.
    pub(crate) fn translate(&self, timestamp: u32, to: &Self, rate: u32) -> u32 {
        let own = i64::from(timestamp.wrapping_sub(self.rtp_timestamp).cast_signed());
        let ntp = self.ntp.wrapping_sub(to.ntp).cast_signed();
        let between = (i128::from(ntp) * i128::from(rate)) >> 32;
        to.rtp_timestamp
            .wrapping_add((i128::from(own) + between) as u32)
    }

    /// What a receiver report gives back: the middle of the reported wall clock, and since when.
    pub(crate) fn last_sr(&self, now: Instant) -> (u32, u32) {
        let delay = to_ntp(now.as_nanos().saturating_sub(self.arrival.as_nanos()));
        (middle(self.ntp), middle(delay))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(ntp_ms: u64, rtp_timestamp: u32, arrival_ms: u64) -> SenderClock {
        let ntp = (3_900_000_000 << 32) + to_ntp(ntp_ms * 1_000_000);
        let info = SenderInfo {
            ntp,
            rtp_timestamp,
            packets: 0,
            bytes: 0,
        };
        SenderClock::new(&info, Instant::from_millis(arrival_ms))
    }

    #[test]
    fn spans_convert_without_overflow() {
        assert_eq!(ticks(1_500_000_000, 90_000), 135_000);
        assert_eq!(ticks(u64::MAX, 90_000), 18_446_744_073 * 90_000 + 63_859);
        assert_eq!(to_ntp(2_500_000_000), 5 << 31);
        assert_eq!(from_short(0x8000), Duration::from_millis(500));
    }

    #[test]
    fn wall_clock_and_timestamp_move_on_together() {
        let (ntp, timestamp) = clock(0, u32::MAX - 8, 100).at(Instant::from_millis(1100), 90_000);
        assert_eq!(ntp, 3_900_000_001 << 32);
        assert_eq!(timestamp, 90_000 - 9);
    }

    #[test]
    fn timestamps_translate_between_encodings() {
        let small = clock(1000, 5_000, 3);
        let large = clock(3000, u32::MAX - 99, 9);
        // 5_000 + 90 ticks is 1 ms after second 1; the large one's report is of second 3.
        let expected = (u32::MAX - 99).wrapping_sub(180_000 - 90);
        assert_eq!(small.translate(5_090, &large, 90_000), expected);
        assert_eq!(large.translate(expected, &small, 90_000), 5_090);
    }

    #[test]
    fn a_report_is_given_back_with_its_age() {
        let (last_sr, delay) = clock(0, 0, 100).last_sr(Instant::from_millis(600));
        assert_eq!(last_sr, middle(3_900_000_000 << 32));
        assert_eq!(delay, 0x8000);
    }
}
