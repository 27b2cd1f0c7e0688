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

/// One direction of a path.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) quality: Quality,
    random: Random,
    /// By due time and order of sending.
    under_way: BTreeMap<(u64, u64), Vec<u8>>,
    sent: u64,
    pub(crate) lost: u64,
}

impl Link {
    pub(crate) fn new(seed: u64, quality: Quality) -> Self {
        let random = Random::new(seed);
        Self {
            quality,
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
            if self.random.chance(self.quality.loss) {
                self.lost += 1;
                continue;
            }
            let late = self.random.below(self.quality.jitter_ms + 1);
            let due = now_ms + self.quality.delay_ms + late;
            self.under_way.insert((due, self.sent), datagram.to_vec());
        }
    }

    pub(crate) fn receive(&mut self, now_ms: u64) -> Option<Vec<u8>> {
        let first = self.under_way.first_entry()?;
        (first.key().0 <= now_ms).then(|| first.remove())
    }
}
