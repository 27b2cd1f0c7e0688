//! Tells a sender when its packets arrived, so that it may leave its start bitrate.

use std::time::Duration;

use crate::Instant;
use crate::rtcp::{CompoundWriter, MAX_STATUSES};
use crate::seq::Unwrapper;

/// After the first packet that has not been told of. Chromium's own receivers take 50 to 250 ms; the
/// shorter, the sooner a probe is judged.
const INTERVAL: Duration = Duration::from_millis(50);
/// Packets that are told of at once, whatever the time.
const MAX_PENDING: u32 = 200;
/// What came longer ago is not told again with a packet that came late. As it may lie any span apart, it
/// could take a feedback for each packet (the deltas have 16 bits of 250 us).
const TOLD_AGAIN: Duration = Duration::from_millis(500);
/// Numbers remembered. At 2,000 packets a second it is half a second.
const WINDOW: u64 = 1024;

/// Arrivals of one producing transport's packets, by transport-wide number.
#[derive(Debug)]
pub(crate) struct TwccRecorder {
    extension: u8,
    unwrapper: Unwrapper,
    /// Tick of 250 us plus one at the number's remainder; 0: not arrived.
    arrivals: Vec<u64>,
    /// First number not told of yet.
    base: u64,
    /// One above the highest number seen.
    end: u64,
    pending: u32,
    pending_since: Option<Instant>,
    feedback_count: u8,
}

impl TwccRecorder {
    /// `extension`: the local identifier of the header extension.
    pub(crate) fn new(extension: u8) -> Self {
        Self {
            extension,
            unwrapper: Unwrapper::new(16),
            arrivals: vec![0; WINDOW as usize],
            base: 0,
            end: 0,
            pending: 0,
            pending_since: None,
            feedback_count: 0,
        }
    }

    pub(crate) fn extension(&self) -> u8 {
        self.extension
    }

    /// Note a packet with this number.
    pub(crate) fn arrive(&mut self, seq: u16, now: Instant) {
        let number = self.unwrapper.unwrap(u64::from(seq));
        if self.end == 0 {
            (self.base, self.end) = (number, number);
        }
        if number + WINDOW <= self.end {
            return;
        }
        if number >= self.end {
            let skipped_from = self.end.max(number.saturating_sub(WINDOW - 1));
            (skipped_from..number).for_each(|skipped| self.arrivals[index(skipped)] = 0);
            self.end = number + 1;
        } else if self.arrivals[index(number)] != 0 {
            return;
        }
        let tick = ticks(now);
        self.arrivals[index(number)] = tick;
        // What had been told as lost is told anew.
        let oldest = tick.saturating_sub(ticks(Instant::default() + TOLD_AGAIN));
        for told in number + 1..self.base {
            let arrival = &mut self.arrivals[index(told)];
            if *arrival < oldest {
                *arrival = 0;
            }
        }
        self.base = self.base.min(number).max(self.end.saturating_sub(WINDOW));
        self.pending += 1;
        self.pending_since.get_or_insert(now);
    }

    /// When feedback is due; `None` while there is nothing to tell.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let since = self.pending_since?;
        Some(if self.pending >= MAX_PENDING {
            since
        } else {
            since + INTERVAL
        })
    }

    /// Write one feedback. False if there was nothing (more) to tell.
    #[must_use]
    pub(crate) fn write(
        &mut self,
        sender: u32,
        media: u32,
        writer: &mut CompoundWriter<'_>,
    ) -> bool {
        if self.pending_since.is_none() {
            return false;
        }
        // Nothing is told of a stretch in which nothing arrived: a jump in the numbers.
        let first = (self.base..self.end).find(|number| self.arrivals[index(*number)] != 0);
        let first = first.unwrap_or(self.end);
        if first - self.base >= MAX_STATUSES as u64 {
            self.base = first;
        }
        let arrivals =
            (self.base..self.end).map(|number| self.arrivals[index(number)].checked_sub(1));
        let told =
            writer.transport_feedback((sender, media), self.feedback_count, self.base, arrivals);
        self.base += told as u64;
        if told == 0 || self.base == self.end {
            self.base = self.end;
            self.pending = 0;
            self.pending_since = None;
        }
        self.feedback_count = self.feedback_count.wrapping_add(u8::from(told > 0));
        told > 0
    }
}

/// Tick of 250 us, plus one: never 0.
fn ticks(at: Instant) -> u64 {
    at.as_micros() / 250 + 1
}

fn index(number: u64) -> usize {
    (number % WINDOW) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::{Packet, parse};

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn told(recorder: &mut TwccRecorder) -> Vec<(u16, bool)> {
        let mut statuses = vec![];
        let mut buffer = [0; 1200];
        let mut writer = CompoundWriter::new(&mut buffer);
        while recorder.write(1, 2, &mut writer) {
            let Some(Ok(Packet::TransportFeedback(feedback))) = parse(writer.finish()).next()
            else {
                panic!("no feedback")
            };
            statuses.extend(
                feedback
                    .statuses()
                    .map(|(seq, delta)| (seq, delta.is_some())),
            );
        }
        statuses
    }

    #[test]
    fn arrivals_are_told_once_across_the_wrap() {
        let mut recorder = TwccRecorder::new(5);
        recorder.arrive(65_534, at(0));
        recorder.arrive(0, at(3));
        assert_eq!(recorder.deadline(), Some(at(50)));
        assert_eq!(
            told(&mut recorder),
            [(65_534, true), (65_535, false), (0, true)]
        );
        assert_eq!(recorder.deadline(), None);
        recorder.arrive(1, at(60));
        assert_eq!(told(&mut recorder), [(1, true)]);
    }

    #[test]
    fn a_packet_told_as_lost_is_told_anew_when_it_comes() {
        let mut recorder = TwccRecorder::new(5);
        recorder.arrive(10, at(0));
        recorder.arrive(12, at(0));
        assert_eq!(told(&mut recorder).len(), 3);
        recorder.arrive(11, at(55));
        assert_eq!(told(&mut recorder), [(11, true), (12, true)]);
        recorder.arrive(11, at(56));
        assert_eq!(told(&mut recorder), []);
    }

    #[test]
    fn one_late_packet_brings_few_feedbacks_however_strange_the_past() {
        let mut recorder = TwccRecorder::new(5);
        let mut buffer = [0; 1200];
        let mut write_all = |recorder: &mut TwccRecorder| {
            let mut writer = CompoundWriter::new(&mut buffer);
            (0..).find(|_| !recorder.write(1, 2, &mut writer))
        };
        // Neighbours that came further apart than one feedback can tell.
        (1..250).for_each(|pair| recorder.arrive(4 * pair, at(1)));
        write_all(&mut recorder);
        (1..250).for_each(|pair| recorder.arrive(4 * pair + 1, at(10_000)));
        assert!(write_all(&mut recorder) < Some(5));
        recorder.arrive(6, at(20_000));
        assert!(write_all(&mut recorder) < Some(5));
    }

    #[test]
    fn a_burst_is_told_of_at_once() {
        let mut recorder = TwccRecorder::new(5);
        (0..MAX_PENDING as u16).for_each(|seq| recorder.arrive(seq, at(7)));
        assert_eq!(recorder.deadline(), Some(at(7)));
        assert_eq!(told(&mut recorder).len(), MAX_PENDING as usize);
    }

    #[test]
    fn a_jump_forgets_what_lies_further_back_than_the_window() {
        let mut recorder = TwccRecorder::new(5);
        recorder.arrive(0, at(0));
        recorder.arrive(20_000, at(1));
        assert_eq!(told(&mut recorder), [(20_000, true)]);
        recorder.arrive(3, at(2));
        assert_eq!(recorder.deadline(), None);
    }
}
