//! A network that loses, delays, reorders and duplicates by seed.

use std::collections::BTreeMap;

/// A small generator (SplitMix64), so that a seed gives the same network everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= probability && probability > 0.0
    }
}

/// How bad a network is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quality {
    pub(crate) loss: f64,
    pub(crate) duplication: f64,
    pub(crate) delay_ms: u64,
    /// Added at random to each datagram; what is sent within it may be overtaken.
    pub(crate) jitter_ms: u64,
}

/// How narrow a network is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Width {
    pub(crate) bps: u64,
    /// What would have to wait longer is dropped.
    pub(crate) queue_ms: u64,
}

/// What every datagram has on the wire besides itself: IPv4, UDP and SRTP's tag.
const OVERHEAD: u64 = 44;

/// One direction of a path.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) quality: Quality,
    pub(crate) width: Option<Width>,
    /// Nothing comes through.
    pub(crate) is_cut: bool,
    /// Until when the narrow part is busy, in microseconds.
    busy_until_us: u64,
    /// Bytes that went through.
    pub(crate) bytes: u64,
    random: Random,
    /// By due time in microseconds and order of sending.
    under_way: BTreeMap<(u64, u64), Vec<u8>>,
    sent: u64,
    pub(crate) lost: u64,
}

impl Link {
    pub(crate) fn new(seed: u64, quality: Quality) -> Self {
        let random = Random::new(seed);
        Self {
            quality,
            width: None,
            is_cut: false,
            busy_until_us: 0,
            bytes: 0,
            random,
            under_way: BTreeMap::new(),
            sent: 0,
            lost: 0,
        }
    }

    pub(crate) fn send(&mut self, datagram: &[u8], now_ms: u64) {
        let copies = 1 + u64::from(self.random.chance(self.quality.duplication));
        for _ in 0..copies {
            self.sent += 1;
            let is_lost = self.random.chance(self.quality.loss) || self.is_cut;
            let Some(through_us) = self.pass(datagram.len(), now_ms).filter(|_| !is_lost) else {
                self.lost += 1;
                continue;
            };
            let late = self.random.below(self.quality.jitter_ms + 1);
            let due = through_us + (self.quality.delay_ms + late) * 1000;
            self.bytes += datagram.len() as u64 + OVERHEAD;
            self.under_way.insert((due, self.sent), datagram.to_vec());
        }
    }

    pub(crate) fn receive(&mut self, now_ms: u64) -> Option<Vec<u8>> {
        self.receive_timed(now_ms).map(|(_, datagram)| datagram)
    }

    /// With the microsecond at which it came.
    pub(crate) fn receive_timed(&mut self, now_ms: u64) -> Option<(u64, Vec<u8>)> {
        let first = self.under_way.first_entry()?;
        let due_us = first.key().0;
        (due_us <= now_ms * 1000).then(|| (due_us, first.remove()))
    }

    /// When a datagram is through the narrow part, in microseconds; `None` where the queue is full.
    fn pass(&mut self, len: usize, now_ms: u64) -> Option<u64> {
        let now_us = now_ms * 1000;
        let Some(width) = self.width else {
            return Some(now_us);
        };
        let free_us = self.busy_until_us.max(now_us);
        if free_us - now_us > width.queue_ms * 1000 {
            return None;
        }
        self.busy_until_us = free_us + (len as u64 + OVERHEAD) * 8_000_000 / width.bps;
        Some(self.busy_until_us)
    }
}
