//! Asks a sender for what is missing (RFC 4585 section 6.2.1).

use std::ops::Range;
use std::time::Duration;

use crate::Instant;

/// Most packets asked for at a time. A larger hole is mended faster by a keyframe.
pub(crate) const MAX_MISSING: usize = 256;
/// Requests for one packet before it is given up.
const MAX_TRIES: u8 = 8;
/// A packet that was only overtaken on the way comes within this; on Wi-Fi a few ms are usual.
const REORDERING: Duration = Duration::from_millis(10);
/// Shortest time between two requests for a packet, whatever the round trip.
const MIN_RETRY: Duration = Duration::from_millis(20);
/// Round trip assumed before one was measured: within a continent it is less.
const ASSUMED_RTT: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug)]
struct Missing {
    ext_seq: u64,
    due: Instant,
    asked_at: Instant,
    tries: u8,
}

/// The packets missing from one stream, and when to ask for each (again).
#[derive(Debug)]
pub(crate) struct NackGenerator {
    /// Answers come by RTX, so that they are told from originals.
    has_rtx: bool,
    /// Ascending; at most [`MAX_MISSING`].
    missing: Vec<Missing>,
    next_due: Option<Instant>,
    rtt: Option<Duration>,
    /// First number of the newest keyframe.
    keyframe: u64,
}

impl NackGenerator {
    pub(crate) fn new(has_rtx: bool) -> Self {
        Self {
            has_rtx,
            missing: Vec::with_capacity(MAX_MISSING),
            next_due: None,
            rtt: None,
            keyframe: 0,
        }
    }

    /// These numbers were skipped. False if that is more than can be asked for: all is given up then.
    #[must_use]
    pub(crate) fn skipped(&mut self, numbers: Range<u64>, now: Instant) -> bool {
        let count = numbers.end.saturating_sub(numbers.start);
        if self.missing.len() as u64 + count > MAX_MISSING as u64 {
            self.clear();
            return false;
        }
        let due = now + REORDERING;
        // All above the others, unless the stream began with packets in disorder.
        let at = self
            .missing
            .partition_point(|missing| missing.ext_seq < numbers.start);
        for (at, ext_seq) in (at..).zip(numbers) {
            self.missing.insert(
                at,
                Missing {
                    ext_seq,
                    due,
                    asked_at: now,
                    tries: 0,
                },
            );
        }
        self.next_due = Some(self.next_due.map_or(due, |next| next.min(due)));
        true
    }

    /// `ext_seq` has come, late or sent again (`by_rtx`).
    pub(crate) fn arrived(&mut self, ext_seq: u64, by_rtx: bool, now: Instant) {
        let Ok(at) = self
            .missing
            .binary_search_by_key(&ext_seq, |missing| missing.ext_seq)
        else {
            return;
        };
        let missing = self.missing.remove(at);
        // An original that was only late would tell a round trip far too short.
        if missing.tries == 1 && by_rtx == self.has_rtx {
            let sample = now - missing.asked_at;
            self.rtt = Some(self.rtt.map_or(sample, |rtt| (rtt * 7 + sample) / 8));
        }
        if self.missing.is_empty() {
            self.next_due = None;
        }
    }

    /// A keyframe begins at `ext_seq`: what is missing before it keeps no picture from being shown.
    pub(crate) fn begin_anew(&mut self, ext_seq: u64) {
        self.keyframe = self.keyframe.max(ext_seq);
    }

    /// Nothing is missing any more.
    pub(crate) fn clear(&mut self) {
        self.missing.clear();
        self.next_due = None;
    }

    /// When the next request is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.next_due
    }

    /// Round trip from a first request to its answer, smoothed.
    pub(crate) fn rtt(&self) -> Option<Duration> {
        self.rtt
    }

    /// Append the numbers to ask for now, ascending. True if packets were given up for which no keyframe
    /// has made up since.
    #[must_use]
    pub(crate) fn collect(&mut self, now: Instant, into: &mut Vec<u16>) -> bool {
        let rtt = self.rtt.unwrap_or(ASSUMED_RTT).max(MIN_RETRY);
        let mut gave_up = false;
        self.missing.retain(|missing| {
            let keeps = missing.due > now || missing.tries < MAX_TRIES;
            gave_up |= !keeps && missing.ext_seq > self.keyframe;
            keeps
        });
        for missing in self.missing.iter_mut().filter(|missing| missing.due <= now) {
            into.push(missing.ext_seq as u16);
            missing.tries += 1;
            missing.asked_at = now;
            missing.due = now + backoff(rtt, missing.tries);
        }
        self.next_due = self.missing.iter().map(|missing| missing.due).min();
        gave_up
    }
}

/// A quarter more than the round trip at first (the answer is queued behind what is being sent), then
/// growing by half, at most eightfold.
fn backoff(rtt: Duration, tries: u8) -> Duration {
    let mut wait = rtt + rtt / 4;
    for _ in 1..tries.min(6) {
        wait += wait / 2;
    }
    wait.min(rtt * 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn ask(nacks: &mut NackGenerator, ms: u64) -> Vec<u16> {
        let mut seqs = Vec::new();
        let _gave_up = nacks.collect(at(ms), &mut seqs);
        seqs
    }

    #[test]
    fn a_packet_is_asked_for_after_it_had_time_to_be_overtaken() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0xfffe..0x1_0002, at(0)));
        assert_eq!(nacks.deadline(), Some(at(10)));
        assert!(ask(&mut nacks, 9).is_empty());
        nacks.arrived(0x1_0000, true, at(9));
        assert_eq!(ask(&mut nacks, 10), [0xfffe, 0xffff, 1]);
    }

    #[test]
    fn it_is_asked_for_again_more_and_more_slowly_and_then_given_up() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0x1_0001..0x1_0002, at(0)));
        let mut asked = Vec::new();
        let gave_up = loop {
            let now = nacks.deadline().unwrap();
            let mut seqs = Vec::new();
            if nacks.collect(now, &mut seqs) {
                break now;
            }
            assert_eq!(seqs, [1]);
            asked.push(now.as_millis());
        };
        assert_eq!(asked.len(), usize::from(MAX_TRIES));
        let gaps: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.is_sorted() && gaps[0] == 125, "{gaps:?}");
        assert!(gave_up < at(6_000));
        assert_eq!(nacks.deadline(), None);
    }

    #[test]
    fn what_a_keyframe_has_made_up_for_is_given_up_in_silence() {
        for (keyframe, tells) in [(0x1_0003, false), (0x1_0001, true)] {
            let mut nacks = NackGenerator::new(true);
            assert!(nacks.skipped(0x1_0002..0x1_0003, at(0)));
            nacks.begin_anew(keyframe);
            let mut told = false;
            while let Some(now) = nacks.deadline() {
                told |= nacks.collect(now, &mut Vec::new());
            }
            assert_eq!(told, tells);
        }
    }

    #[test]
    fn the_first_answer_tells_the_round_trip() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0x1_0001..0x1_0003, at(0)));
        assert_eq!(ask(&mut nacks, 10).len(), 2);
        nacks.arrived(0x1_0001, true, at(50));
        assert_eq!(nacks.rtt(), Some(Duration::from_millis(40)));
    }

    #[test]
    fn an_original_that_was_only_late_tells_no_round_trip() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0x1_0001..0x1_0002, at(0)));
        assert_eq!(ask(&mut nacks, 10), [1]);
        nacks.arrived(0x1_0001, false, at(12));
        assert_eq!((nacks.rtt(), nacks.deadline()), (None, None));
        let mut without_rtx = NackGenerator::new(false);
        assert!(without_rtx.skipped(0x1_0001..0x1_0002, at(0)));
        assert_eq!(ask(&mut without_rtx, 10), [1]);
        without_rtx.arrived(0x1_0001, false, at(90));
        assert_eq!(without_rtx.rtt(), Some(Duration::from_millis(80)));
    }

    #[test]
    fn a_hole_too_large_is_given_up_whole() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0x1_0000..0x1_00c8, at(0)));
        assert!(!nacks.skipped(0x1_0200..0x1_0239, at(1)));
        assert_eq!(nacks.deadline(), None);
        assert!(ask(&mut nacks, 100).is_empty());
    }

    #[test]
    fn numbers_from_before_the_first_are_asked_for_in_order() {
        let mut nacks = NackGenerator::new(true);
        assert!(nacks.skipped(0x1_0005..0x1_0006, at(0)));
        assert!(nacks.skipped(0x1_0001..0x1_0003, at(0)));
        assert_eq!(ask(&mut nacks, 10), [1, 2, 5]);
    }

    #[test]
    fn what_arrives_unasked_is_no_matter() {
        let mut nacks = NackGenerator::new(true);
        nacks.arrived(5, true, at(0));
        assert_eq!(nacks.deadline(), None);
        assert_eq!(nacks.rtt(), None);
    }
}
