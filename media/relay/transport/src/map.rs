//! Maps for keys that no stranger can choose to collide.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A hash map without SipHash's price, for small keys.
///
/// Only for keys that come in after authentication and in bounded number (an SSRC, the address of a
/// peer) or that are our own (ids): it does not withstand keys chosen to collide.
pub type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// Multiplies and folds, eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct FastHasher(u64);

impl FastHasher {
    fn mix(&mut self, word: u64) {
        // An odd constant near 2**64 divided by the golden ratio (Knuth, multiplicative hashing);
        // the upper half of the product, which every bit reaches, is folded into the lower.
        let mixed = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }
}

impl Hasher for FastHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u16(&mut self, word: u16) {
        self.mix(word.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::{BuildHasher, BuildHasherDefault};
    use std::net::SocketAddr;

    use super::FastHasher;

    #[test]
    fn neighbouring_keys_spread_in_the_low_and_the_high_bits() {
        let hasher = BuildHasherDefault::<FastHasher>::default();
        let hashes: Vec<u64> = (0..1024u16)
            .map(|port| hasher.hash_one(SocketAddr::from(([192, 0, 2, 1], 40_000 + port))))
            .collect();
        let low: HashSet<u64> = hashes.iter().map(|hash| hash % 4096).collect();
        let high: HashSet<u64> = hashes.iter().map(|hash| hash >> 52).collect();
        // 1,024 keys in 4,096 places: about 906 are hit when places are drawn at random.
        assert!(
            low.len() > 700 && high.len() > 700,
            "{} {}",
            low.len(),
            high.len()
        );
    }
}
