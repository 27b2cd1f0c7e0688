//! What is known of one received stream: which packets came, how many are lost, how evenly they come.

use std::ops::Range;
use std::time::Duration;

use crate::Instant;
use crate::clock::ticks;
use crate::rtcp::ReportBlock;
use crate::seq::{first, nearest};

/// How far behind the highest a packet may be and still be told from a duplicate, in packets.
pub(crate) const WINDOW: u64 = 1024;

/// A jump ahead of more than this is a restart, once a second packet confirms it (RFC 3550 A.1).
const MAX_DROPOUT: u64 = 3000;

/// What a packet turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Seen for the first time. `missing` numbers were skipped and may yet come.
    New { ext_seq: u64, missing: Range<u64> },
    /// The stream goes on elsewhere in its numbers: whatever was missing will not come.
    Restarted { ext_seq: u64 },
    /// Seen before, too old to tell, or a jump that nothing has confirmed yet.
    Unwanted,
}

/// Receive state of one RTP stream (RFC 3550 appendix A.1, A.3, A.8).
#[derive(Clone, Debug)]
pub(crate) struct ReceivedStream {
    clock_rate: u32,
    highest: Option<u64>,
    /// One bit for each of the last [`WINDOW`] numbers, at its remainder.
    seen: [u64; WINDOW as usize / 64],
    /// First number since the last restart, and how many were expected before it.
    base: u64,
    expected_before: u64,
    received: u64,
    /// The number after a jump; a packet with it confirms the jump.
    suspect: Option<u16>,
    /// The next packet begins anew without being confirmed.
    source_changed: bool,
    /// Arrival minus timestamp of the last packet, in timestamp units.
    transit: Option<u32>,
    /// In timestamp units, scaled by 16 as in RFC 3550 A.8.
    jitter: u32,
    at_last_report: (u64, u64),
    fraction_lost: u8,
}

impl ReceivedStream {
    pub(crate) fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            highest: None,
            seen: [0; WINDOW as usize / 64],
            base: 0,
            expected_before: 0,
            received: 0,
            suspect: None,
            source_changed: false,
            transit: None,
            jitter: 0,
            at_last_report: (0, 0),
            fraction_lost: 0,
        }
    }

    /// Take a packet that came in its own stream.
    pub(crate) fn arrive(&mut self, seq: u16, timestamp: u32, now: Instant) -> Arrival {
        let Some(highest) = self.highest else {
            let ext_seq = first(u64::from(seq), 16);
            self.begin(ext_seq);
            self.received += 1;
            self.update_jitter(timestamp, now);
            return Arrival::New {
                ext_seq,
                missing: 0..0,
            };
        };
        if std::mem::take(&mut self.source_changed) {
            return self.restart(seq, timestamp, now);
        }
        let ext_seq = nearest(u64::from(seq), 16, highest);
        if ext_seq > highest + MAX_DROPOUT || ext_seq + WINDOW <= highest {
            // "If two sequential packets arrive, assume that the other side restarted without telling us."
            if self.suspect.replace(seq.wrapping_add(1)) != Some(seq) {
                return Arrival::Unwanted;
            }
            return self.restart(seq, timestamp, now);
        }
        self.suspect = None;
        let arrival = self.mark(ext_seq, highest);
        if arrival != Arrival::Unwanted {
            self.received += 1;
            self.update_jitter(timestamp, now);
        }
        arrival
    }

    /// Take a packet that came as a retransmission: it counts as lost all the same, and tells nothing
    /// about jitter or a restart. One from before the first was not asked for: Chromium probes the
    /// bandwidth with copies of what it has sent, also of what it sent before we listened.
    pub(crate) fn recover(&mut self, seq: u16) -> Arrival {
        let Some(highest) = self.highest else {
            return Arrival::Unwanted;
        };
        let ext_seq = nearest(u64::from(seq), 16, highest);
        let is_near = ext_seq <= highest + MAX_DROPOUT && ext_seq + WINDOW > highest;
        if !is_near || ext_seq < self.base {
            return Arrival::Unwanted;
        }
        self.mark(ext_seq, highest)
    }

    /// The next packet is of another source: it counts from there, whatever its number.
    pub(crate) fn expect_restart(&mut self) {
        self.source_changed = self.highest.is_some();
    }

    /// Highest extended sequence number so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// Packets lost on the way, less duplicates; retransmissions do not mend it.
    pub(crate) fn lost(&self) -> i64 {
        self.expected().cast_signed() - self.received.cast_signed()
    }

    /// Of the last report interval, of 256.
    pub(crate) fn fraction_lost(&self) -> u8 {
        self.fraction_lost
    }

    /// Interarrival jitter.
    pub(crate) fn jitter(&self) -> Duration {
        let nanos = u64::from(self.jitter >> 4) * 1_000_000_000 / u64::from(self.clock_rate);
        Duration::from_nanos(nanos)
    }

    /// The block of the next report, which begins a new interval; `None` before the first packet.
    pub(crate) fn report(&mut self, ssrc: u32) -> Option<ReportBlock> {
        let highest = self.highest?;
        let (expected, received) = (self.expected(), self.received);
        let (expected_before, received_before) =
            std::mem::replace(&mut self.at_last_report, (expected, received));
        let expected_now = expected - expected_before;
        let lost_now = expected_now.saturating_sub(received - received_before);
        self.fraction_lost = (lost_now * 256)
            .checked_div(expected_now)
            .map_or(0, |part| part.min(255) as u8);
        Some(ReportBlock {
            ssrc,
            fraction_lost: self.fraction_lost,
            packets_lost: self.lost().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32,
            // Ours are one range up, see `first`.
            highest_seq: (highest - (1 << 16)) as u32,
            jitter: self.jitter >> 4,
            last_sr: 0,
            delay_since_last_sr: 0,
        })
    }

    fn expected(&self) -> u64 {
        self.expected_before + self.highest.map_or(0, |highest| highest + 1 - self.base)
    }

    fn begin(&mut self, ext_seq: u64) {
        self.expected_before = self.expected();
        self.base = ext_seq;
        self.highest = Some(ext_seq);
        self.seen.fill(0);
        self.set_seen(ext_seq);
        self.suspect = None;
        self.transit = None;
    }

    fn mark(&mut self, ext_seq: u64, highest: u64) -> Arrival {
        if ext_seq <= highest {
            // Numbers from before the first packet were not asked for, but do come reordered.
            if self.is_seen(ext_seq) || ext_seq < first(0, 16) {
                return Arrival::Unwanted;
            }
            let missing = if ext_seq < self.base {
                ext_seq + 1..std::mem::replace(&mut self.base, ext_seq)
            } else {
                0..0
            };
            self.set_seen(ext_seq);
            return Arrival::New { ext_seq, missing };
        }
        if ext_seq - highest >= WINDOW {
            self.seen.fill(0);
        } else {
            (highest + 1..ext_seq).for_each(|skipped| self.clear_seen(skipped));
        }
        self.set_seen(ext_seq);
        self.highest = Some(ext_seq);
        Arrival::New {
            ext_seq,
            missing: highest + 1..ext_seq,
        }
    }

    /// Go on above every number so far, so that none is ever met twice.
    fn restart(&mut self, seq: u16, timestamp: u32, now: Instant) -> Arrival {
        let above = self.highest.map_or(0, |highest| highest + 1 + WINDOW);
        let ext_seq = nearest(u64::from(seq), 16, above + (1 << 15));
        self.begin(ext_seq);
        self.received += 1;
        self.update_jitter(timestamp, now);
        Arrival::Restarted { ext_seq }
    }

    fn update_jitter(&mut self, timestamp: u32, now: Instant) {
        let transit = (ticks(now.as_nanos(), self.clock_rate) as u32).wrapping_sub(timestamp);
        if let Some(last) = self.transit.replace(transit) {
            let distance = transit.wrapping_sub(last).cast_signed().unsigned_abs();
            // A sender whose clock jumps must not leave a jitter that takes minutes to fade.
            let distance = distance.min(self.clock_rate);
            self.jitter = self.jitter + distance - ((self.jitter + 8) >> 4);
        }
    }

    fn is_seen(&self, ext_seq: u64) -> bool {
        let bit = ext_seq % WINDOW;
        self.seen[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }

    fn set_seen(&mut self, ext_seq: u64) {
        let bit = ext_seq % WINDOW;
        self.seen[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    fn clear_seen(&mut self, ext_seq: u64) {
        let bit = ext_seq % WINDOW;
        self.seen[(bit / 64) as usize] &= !(1 << (bit % 64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> ReceivedStream {
        ReceivedStream::new(90_000)
    }

    fn arrive(stream: &mut ReceivedStream, seq: u16) -> Arrival {
        stream.arrive(seq, 0, Instant::from_millis(0))
    }

    #[test]
    fn loss_is_what_the_numbers_skip() {
        let mut stream = stream();
        for seq in [65_533, 65_534, 1, 2] {
            arrive(&mut stream, seq);
        }
        let block = stream.report(7).unwrap();
        assert_eq!(
            (block.ssrc, block.packets_lost, block.highest_seq),
            (7, 2, 0x1_0002)
        );
        assert_eq!(block.fraction_lost, (2 * 256 / 6) as u8);
        arrive(&mut stream, 3);
        let block = stream.report(7).unwrap();
        assert_eq!((block.packets_lost, block.fraction_lost), (2, 0));
        assert_eq!(stream.fraction_lost(), 0);
    }

    #[test]
    fn a_late_packet_is_no_loss_and_a_second_copy_no_packet() {
        let mut stream = stream();
        arrive(&mut stream, 10);
        assert_eq!(
            arrive(&mut stream, 13),
            Arrival::New {
                ext_seq: 0x1_000d,
                missing: 0x1_000b..0x1_000d
            }
        );
        assert_eq!(
            arrive(&mut stream, 11),
            Arrival::New {
                ext_seq: 0x1_000b,
                missing: 0..0
            }
        );
        assert_eq!(arrive(&mut stream, 11), Arrival::Unwanted);
        assert_eq!(stream.lost(), 1);
    }

    #[test]
    fn a_recovered_packet_stays_lost_and_is_new_once() {
        let mut stream = stream();
        arrive(&mut stream, 10);
        arrive(&mut stream, 12);
        assert_eq!(
            stream.recover(11),
            Arrival::New {
                ext_seq: 0x1_000b,
                missing: 0..0
            }
        );
        assert_eq!(stream.recover(11), Arrival::Unwanted);
        assert_eq!(arrive(&mut stream, 11), Arrival::Unwanted);
        assert_eq!(stream.lost(), 1);
    }

    #[test]
    fn a_packet_from_before_the_first_is_taken() {
        let mut stream = stream();
        arrive(&mut stream, 12);
        assert_eq!(
            arrive(&mut stream, 9),
            Arrival::New {
                ext_seq: 0x1_0009,
                missing: 0x1_000a..0x1_000c
            }
        );
        assert_eq!(stream.lost(), 2);
    }

    #[test]
    fn a_probe_that_repeats_what_was_sent_before_we_listened_is_unwanted() {
        let mut stream = stream();
        arrive(&mut stream, 1000);
        assert_eq!(stream.recover(900), Arrival::Unwanted);
        assert_eq!(stream.lost(), 0);
        assert_eq!(
            arrive(&mut stream, 999),
            Arrival::New {
                ext_seq: 0x1_03e7,
                missing: 0x1_03e8..0x1_03e8
            }
        );
    }

    #[test]
    fn a_jump_counts_only_when_confirmed() {
        let mut stream = stream();
        arrive(&mut stream, 10);
        assert_eq!(arrive(&mut stream, 20_000), Arrival::Unwanted);
        assert_eq!(
            arrive(&mut stream, 11),
            Arrival::New {
                ext_seq: 0x1_000b,
                missing: 0x1_000b..0x1_000b
            }
        );
        assert_eq!(arrive(&mut stream, 20_001), Arrival::Unwanted);
        let ext_seq = 0x1_0000 + 20_002;
        assert_eq!(arrive(&mut stream, 20_002), Arrival::Restarted { ext_seq });
        assert_eq!(stream.lost(), 0);
    }

    #[test]
    fn another_source_begins_anew_wherever_it_is() {
        let mut stream = stream();
        arrive(&mut stream, 65_000);
        stream.expect_restart();
        let Arrival::Restarted { ext_seq } = arrive(&mut stream, 65_001) else {
            panic!()
        };
        assert_eq!(ext_seq & 0xffff, 65_001);
        assert!(ext_seq > 0x1_fde8 + WINDOW);
        assert_eq!(
            arrive(&mut stream, 65_002),
            Arrival::New {
                ext_seq: ext_seq + 1,
                missing: ext_seq + 1..ext_seq + 1
            }
        );
        assert_eq!(stream.lost(), 0);
    }

    #[test]
    fn a_packet_older_than_the_window_is_unwanted() {
        let mut stream = stream();
        arrive(&mut stream, 10);
        arrive(&mut stream, 10 + WINDOW as u16 + 5);
        assert_eq!(arrive(&mut stream, 12), Arrival::Unwanted);
        assert!(matches!(arrive(&mut stream, 16), Arrival::New { .. }));
    }

    #[test]
    fn jitter_follows_rfc_3550() {
        let mut stream = stream();
        let mut jitter = 0.0;
        let mut last: Option<f64> = None;
        for (index, late_ms) in [0u64, 7, 1, 12, 3, 0, 9, 20, 4].into_iter().enumerate() {
            let index = index as u64;
            let at = Instant::from_millis(1000 + 20 * index + late_ms);
            stream.arrive(index as u16, (index * 1800) as u32, at);
            let transit = late_ms as f64;
            if let Some(last) = last {
                jitter += ((transit - last).abs() - jitter) / 16.0;
            }
            last = Some(transit);
        }
        let measured = stream.jitter().as_secs_f64() * 1000.0;
        assert!(
            (measured - jitter).abs() < 0.05,
            "{measured} against {jitter}"
        );
    }
}
