//! What was sent to one receiver under which transport-wide number.

use crate::Instant;
use crate::seq::nearest;

/// Packets remembered: two seconds at 1,000 packets a second, 16 KiB. Feedback on what is older is of no
/// use: no path holds a packet that long and carries speech.
pub(crate) const WINDOW: usize = 2048;
/// Oldest packet that feedback may still tell of, in microseconds.
const MAX_AGE_US: u32 = 4_000_000;
/// What goes on the wire besides the RTP packet: IPv4 and UDP headers and the tag of an AEAD profile.
pub(crate) const OVERHEAD_BYTES: usize = 20 + 8 + 16;

/// What became of a packet, as far as it was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    #[default]
    Unknown,
    Lost,
    Arrived,
}

/// One packet that was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Departure {
    /// Microseconds since the worker's start, the low 32 bits.
    pub(crate) sent_us: u32,
    /// On the wire, [`OVERHEAD_BYTES`] included.
    pub(crate) size: u16,
    /// The probe it was sent during; 0: none.
    pub(crate) probe: u8,
    pub(crate) fate: Fate,
}

/// Gives out transport-wide sequence numbers and remembers what they were given to.
#[derive(Debug)]
pub(crate) struct DepartureLog {
    ring: Box<[Departure]>,
    /// The next number, unwrapped; one range up, so that numbers from before stay positive.
    next: u64,
    /// First number given out.
    first: u64,
    /// What is sent now belongs to this probe; 0: to none.
    pub(crate) probe: u8,
    /// Bytes sent on the wire since the beginning.
    pub(crate) bytes: u64,
}

impl DepartureLog {
    pub(crate) fn new() -> Self {
        Self {
            ring: Box::default(),
            next: 1 << 16,
            first: 1 << 16,
            probe: 0,
            bytes: 0,
        }
    }

    /// The number that the next packet has to carry.
    #[inline]
    pub(crate) fn next_seq(&self) -> u16 {
        self.next as u16
    }

    /// The packet with [`next_seq`](Self::next_seq) leaves, `size` bytes long (RTP).
    #[inline]
    pub(crate) fn depart(&mut self, size: usize, now: Instant) {
        if self.ring.is_empty() {
            self.ring = vec![Departure::default(); WINDOW].into();
        }
        let size = size + OVERHEAD_BYTES;
        self.bytes += size as u64;
        self.ring[self.next as usize % WINDOW] = Departure {
            sent_us: now.as_micros() as u32,
            size: size.min(usize::from(u16::MAX)) as u16,
            probe: self.probe,
            fate: Fate::Unknown,
        };
        self.next += 1;
    }

    /// Extend a number that feedback names; `None` for one that was not given out lately.
    pub(crate) fn unwrap(&self, seq: u16) -> Option<u64> {
        let number = nearest(u64::from(seq), 16, self.next.saturating_sub(1));
        (number >= self.first && number < self.next && number + WINDOW as u64 >= self.next)
            .then_some(number)
    }

    /// The packet under an unwrapped number, unless it is too old to tell anything.
    pub(crate) fn get(&mut self, number: u64, now: Instant) -> Option<&mut Departure> {
        if number < self.first || number >= self.next || number + (WINDOW as u64) < self.next {
            return None;
        }
        let departure = &mut self.ring[number as usize % WINDOW];
        let age_us = (now.as_micros() as u32).wrapping_sub(departure.sent_us);
        (age_us <= MAX_AGE_US).then_some(departure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn numbers_are_found_across_their_wrap_and_forgotten_after_the_window() {
        let mut log = DepartureLog::new();
        for n in 0..70_000u64 {
            assert_eq!(log.next_seq(), n as u16);
            log.depart(100, at(n / 100));
        }
        let now = at(700);
        let number = log.unwrap(69_999u64 as u16).unwrap();
        assert_eq!(
            log.get(number, now).map(|sent| sent.size),
            Some(144),
            "overhead counts"
        );
        assert_eq!(
            log.unwrap((70_000 - WINDOW as u64) as u16),
            Some(number + 1 - WINDOW as u64)
        );
        assert_eq!(log.unwrap((69_999 - WINDOW as u64) as u16), None);
        assert_eq!(log.unwrap(70_000u64 as u16), None, "never given out");
    }

    #[test]
    fn what_is_too_old_tells_nothing() {
        let mut log = DepartureLog::new();
        log.depart(100, at(0));
        assert!(log.get(1 << 16, at(4_000)).is_some());
        assert!(log.get(1 << 16, at(4_001)).is_none());
        assert_eq!(log.get((1 << 16) - 1, at(0)), None);
    }
}
