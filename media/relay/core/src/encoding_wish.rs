//! Which of a producer's encodings its sender should send: those that somebody receives.

use std::time::Duration;

use crate::{Instant, Stream};

/// An encoding that nobody has received for so long is not wanted any more. A layer that is left only for
/// a moment stays; together with the way to the sender it is paused within two seconds.
const PAUSE_AFTER: Duration = Duration::from_millis(1_000);
/// An encoding that was asked for and has not come within this time is one that the sender cannot give.
const GIVE_UP_AFTER: Duration = Duration::from_millis(3_000);

/// What a sender was told to send, and what that saves it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EncodingWish {
    count: u8,
    told: u8,
    /// Since when an encoding that was told as active is of no use.
    useless_since: [Option<Instant>; Stream::MAX_ENCODINGS],
    /// Since when an encoding is asked for and does not come.
    missing_since: [Option<Instant>; Stream::MAX_ENCODINGS],
    /// What a paused encoding sent before, and until when that was counted.
    paused: [Option<(u64, Instant)>; Stream::MAX_ENCODINGS],
    saved_bits: [u64; Stream::MAX_ENCODINGS],
}

impl EncodingWish {
    /// For a producer of `count` encodings, all of which are wanted to begin with.
    pub(crate) fn new(count: usize) -> Self {
        let count = count.min(Stream::MAX_ENCODINGS) as u8;
        Self {
            count,
            told: ((1u16 << count) - 1) as u8,
            useless_since: [None; Stream::MAX_ENCODINGS],
            missing_since: [None; Stream::MAX_ENCODINGS],
            paused: [None; Stream::MAX_ENCODINGS],
            saved_bits: [0; Stream::MAX_ENCODINGS],
        }
    }

    /// How many encodings there are.
    pub(crate) fn count(&self) -> u8 {
        self.count
    }

    /// Bit n: encoding n was told as wanted.
    pub(crate) fn told(&self) -> u8 {
        self.told
    }

    /// Consider what is `wanted` and what `comes` (bit n: encoding n), with the bit rate of each encoding.
    /// True if the sender is to be told [`told`](Self::told) anew.
    #[must_use]
    pub(crate) fn consider(
        &mut self,
        wanted: u8,
        comes: u8,
        rate: impl Fn(usize) -> u64,
        now: Instant,
    ) -> bool {
        let before = self.told;
        for index in 0..usize::from(self.count) {
            let bit = 1 << index;
            if wanted & bit != 0 {
                self.told |= bit;
                self.useless_since[index] = None;
            } else if self.told & bit != 0 {
                let since = *self.useless_since[index].get_or_insert(now);
                if now - since >= PAUSE_AFTER {
                    self.told &= !bit;
                    self.useless_since[index] = None;
                }
            }
            self.note_missing(index, wanted & bit != 0 && comes & bit == 0, now);
            self.count_savings(index, rate(index), now);
        }
        self.told != before
    }

    /// Bit n: encoding n can be had, as far as is known.
    pub(crate) fn available(&self, comes: u8, now: Instant) -> u8 {
        let missing = self
            .missing_since
            .iter()
            .enumerate()
            .filter(|(_, since)| since.is_some_and(|since| now - since >= GIVE_UP_AFTER));
        let missing = missing.fold(0, |bits, (index, _)| bits | 1 << index);
        comes | (((1u16 << self.count) - 1) as u8 & !missing)
    }

    /// When [`consider`](Self::consider) is to be called next, if nothing changes before.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.useless_since
            .iter()
            .flatten()
            .min()
            .map(|since| *since + PAUSE_AFTER)
    }

    /// Whether the sender was told not to send encoding `index`.
    pub(crate) fn is_paused(&self, index: u8) -> bool {
        self.told >> index & 1 == 0
    }

    /// Bits that the sender did not send because encoding `index` was paused.
    pub(crate) fn saved_bits(&self, index: u8) -> u64 {
        self.saved_bits[usize::from(index)]
    }

    fn note_missing(&mut self, index: usize, is_missing: bool, now: Instant) {
        let since = &mut self.missing_since[index];
        if is_missing {
            since.get_or_insert(now);
        } else {
            *since = None;
        }
    }

    fn count_savings(&mut self, index: usize, rate: u64, now: Instant) {
        let is_paused = self.told >> index & 1 == 0;
        if let Some((bps, since)) = self.paused[index].take() {
            self.saved_bits[index] += (now - since).as_micros() as u64 * bps / 1_000_000;
            self.paused[index] = is_paused.then_some((bps, now));
        } else if is_paused {
            self.paused[index] = Some((rate, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn what_nobody_receives_is_paused_after_a_second_and_resumed_at_once() {
        let mut wish = EncodingWish::new(3);
        assert_eq!(wish.told(), 0b111);
        let rate = |index: usize| [100_000, 400_000, 1_200_000][index];
        assert!(!wish.consider(0b100, 0b111, rate, at(0)));
        assert_eq!(wish.deadline(), Some(at(1_000)));
        assert!(!wish.consider(0b110, 0b111, rate, at(500)));
        assert!(wish.consider(0b110, 0b111, rate, at(1_000)));
        assert_eq!(wish.told(), 0b110);
        assert!(wish.is_paused(0) && !wish.is_paused(1));
        assert!(wish.consider(0b111, 0b110, rate, at(11_000)));
        assert_eq!(wish.told(), 0b111);
        assert_eq!((wish.saved_bits(0), wish.saved_bits(1)), (1_000_000, 0));
    }

    #[test]
    fn what_does_not_come_though_asked_for_cannot_be_had() {
        let mut wish = EncodingWish::new(2);
        assert!(!wish.consider(0b11, 0b01, |_| 0, at(0)));
        assert_eq!(wish.available(0b01, at(2_999)), 0b11);
        assert_eq!(wish.available(0b01, at(3_000)), 0b01);
        assert!(!wish.consider(0b11, 0b11, |_| 0, at(4_000)));
        assert_eq!(wish.available(0b11, at(9_000)), 0b11);
    }
}
