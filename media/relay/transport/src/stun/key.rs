//! The key of MESSAGE-INTEGRITY.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// HMAC-SHA1 keyed with a short-term password (RFC 8489 section 9.1.1).
///
/// Keyed once, so that a check costs no key schedule. Its `Debug` form does not show the key.
#[derive(Clone)]
pub struct Key(Hmac<Sha1>);

impl Key {
    /// The key for `password`: its bytes (RFC 8265 `OpaqueString` leaves ICE's characters alone).
    #[must_use]
    pub fn new(password: &str) -> Self {
        // HMAC takes keys of every length (RFC 2104 section 2), so this cannot fail.
        Self(Hmac::new_from_slice(password.as_bytes()).expect("HMAC takes keys of every length"))
    }

    /// The HMAC of a message up to its MESSAGE-INTEGRITY attribute.
    ///
    /// `before` is everything in front of that attribute. The length field counts as if the
    /// attribute were the last (RFC 8489 section 14.5).
    pub(super) fn tag(&self, before: &[u8]) -> [u8; 20] {
        self.over(before).finalize().into_bytes().into()
    }

    /// Whether `tag` is the HMAC of `before`, compared in constant time.
    pub(super) fn verifies(&self, before: &[u8], tag: &[u8]) -> bool {
        self.over(before).verify_slice(tag).is_ok()
    }

    fn over(&self, before: &[u8]) -> Hmac<Sha1> {
        let length = (before.len() + 24 - super::HEADER_BYTES) as u16;
        let mut hmac = self.0.clone();
        hmac.update(&before[..2]);
        hmac.update(&length.to_be_bytes());
        hmac.update(&before[4..]);
        hmac
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}
