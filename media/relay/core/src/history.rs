//! Recent packets of one encoding, kept once for all consumers that may ask for them again.

use std::time::Duration;

use crate::Instant;
use crate::codec::Descriptor;
use crate::level::AudioLevel;
use crate::media::Media;

/// Packets kept: at 720p and 2.5 Mbit/s two seconds' worth.
const MAX_PACKETS: usize = 512;
/// Age up to which packets are given out: three retries on a bad line. What is older comes too late to be
/// shown.
const MAX_AGE: Duration = Duration::from_millis(1000);
/// The buffer starts with this many bytes...
const MIN_BYTES: usize = 16 * 1024;
/// ...and doubles up to this many while what it would overwrite is younger than [`MAX_AGE`].
const MAX_BYTES: usize = 512 * 1024;

#[derive(Clone, Copy, Debug)]
struct Slot {
    ext_seq: u64,
    /// How often the buffer had wrapped when it was written.
    lap: u64,
    start: usize,
    len: usize,
    timestamp: u32,
    marker: bool,
    level: Option<AudioLevel>,
    descriptor: Descriptor,
    arrival: Instant,
}

/// A ring of packets, bounded in packets, bytes and milliseconds.
#[derive(Debug)]
pub(crate) struct History {
    encoding: u8,
    /// At the remainder of the number; empty until the first packet.
    slots: Vec<Option<Slot>>,
    bytes: Vec<u8>,
    write: usize,
    lap: u64,
    lap_began: Instant,
}

impl History {
    /// For packets of `encoding`. Takes no memory before the first.
    pub(crate) fn new(encoding: u8) -> Self {
        let lap_began = Instant::default();
        Self {
            encoding,
            slots: Vec::new(),
            bytes: Vec::new(),
            write: 0,
            lap: 0,
            lap_began,
        }
    }

    /// Keep a copy of `media`, at the cost of the oldest.
    pub(crate) fn push(&mut self, media: &Media<'_>) {
        let len = media.payload.len();
        let slot = self.slots.get(index(media.ext_seq));
        let is_older = matches!(slot, Some(Some(slot)) if slot.ext_seq > media.ext_seq);
        if is_older || len > MIN_BYTES / 4 {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize(MAX_PACKETS, None);
            self.bytes.resize(MIN_BYTES, 0);
            self.lap_began = media.arrival;
        }
        if self.write + len > self.bytes.len() {
            self.make_room(media.arrival);
        }
        self.bytes[self.write..self.write + len].copy_from_slice(media.payload);
        let slot = Slot {
            ext_seq: media.ext_seq,
            lap: self.lap,
            start: self.write,
            len,
            timestamp: media.timestamp,
            marker: media.marker,
            level: media.level,
            descriptor: media.descriptor,
            arrival: media.arrival,
        };
        self.slots[index(media.ext_seq)] = Some(slot);
        self.write += len;
    }

    /// The packet with this number, if it is still here and not too old.
    pub(crate) fn get(&self, ext_seq: u64, now: Instant) -> Option<Media<'_>> {
        let slot = (*self.slots.get(index(ext_seq))?)?;
        let is_whole = slot.lap == self.lap || slot.lap + 1 == self.lap && slot.start >= self.write;
        if slot.ext_seq != ext_seq || !is_whole || now - slot.arrival > MAX_AGE {
            return None;
        }
        Some(Media {
            encoding: self.encoding,
            ext_seq,
            timestamp: slot.timestamp,
            marker: slot.marker,
            level: slot.level,
            descriptor: slot.descriptor,
            arrival: slot.arrival,
            payload: &self.bytes[slot.start..slot.start + slot.len],
        })
    }

    /// Forget every packet; the memory is kept.
    pub(crate) fn clear(&mut self) {
        self.slots.fill(None);
    }

    /// The end of the buffer is reached: grow if the oldest bytes are still of use, or go round.
    fn make_room(&mut self, now: Instant) {
        if now - self.lap_began < MAX_AGE && self.bytes.len() < MAX_BYTES {
            self.bytes.resize(self.bytes.len() * 2, 0);
        } else {
            self.write = 0;
            self.lap += 1;
            self.lap_began = now;
        }
    }
}

fn index(ext_seq: u64) -> usize {
    ext_seq as usize % MAX_PACKETS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(ext_seq: u64, payload: &[u8], ms: u64) -> Media<'_> {
        Media {
            encoding: 1,
            ext_seq,
            timestamp: ext_seq as u32 * 10,
            marker: true,
            level: None,
            descriptor: Descriptor::Opaque,
            arrival: Instant::from_millis(ms),
            payload,
        }
    }

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn what_was_kept_comes_back_as_it_was() {
        let mut history = History::new(1);
        assert_eq!(history.get(70_000, at(0)), None);
        let packet = media(70_000, b"abc", 5);
        history.push(&packet);
        assert_eq!(history.get(70_000, at(500)), Some(packet));
        assert_eq!(history.get(70_001, at(500)), None);
        assert_eq!(history.get(70_000 + MAX_PACKETS as u64, at(500)), None);
    }

    #[test]
    fn it_is_bounded_in_time_and_packets() {
        let mut history = History::new(0);
        for n in 0..=MAX_PACKETS as u64 {
            history.push(&media(n, b"x", n));
        }
        let now = at(MAX_PACKETS as u64);
        assert_eq!(history.get(0, now), None);
        assert!(history.get(1, now).is_some());
        assert_eq!(history.get(1, at(1002)), None);
    }

    #[test]
    fn it_is_bounded_in_bytes_and_never_gives_overwritten_ones() {
        let mut history = History::new(1);
        let payload: Vec<Vec<u8>> = (0..=255u8).map(|byte| vec![byte; 1200]).collect();
        for n in 0..4000u64 {
            let ms = n / 4;
            history.push(&media(n, &payload[n as usize % 256], ms));
            for back in 0..MAX_PACKETS as u64 {
                let Some(packet) = n.checked_sub(back).and_then(|seq| history.get(seq, at(ms)))
                else {
                    continue;
                };
                assert_eq!(packet.payload, payload[packet.ext_seq as usize % 256]);
            }
        }
        assert_eq!(history.bytes.len(), MAX_BYTES);
        assert!(history.get(3999 - 400, at(999)).is_some());
    }

    #[test]
    fn a_packet_that_came_very_late_takes_no_newer_ones_place() {
        let mut history = History::new(1);
        let newer = media(2 * MAX_PACKETS as u64 + 7, b"newer", 900);
        history.push(&newer);
        history.push(&media(MAX_PACKETS as u64 + 7, b"late", 901));
        assert_eq!(history.get(newer.ext_seq, at(950)), Some(newer));
    }

    #[test]
    fn a_slow_stream_takes_little_memory() {
        let mut history = History::new(1);
        for n in 0..1000u64 {
            history.push(&media(n, &[0; 160], n * 20));
        }
        assert_eq!(history.bytes.len(), MIN_BYTES);
        assert!(history.get(960, at(20 * 1000)).is_some());
    }

    #[test]
    fn what_was_cleared_is_gone() {
        let mut history = History::new(1);
        history.push(&media(9, b"abc", 0));
        history.clear();
        assert_eq!(history.get(9, at(0)), None);
    }
}
