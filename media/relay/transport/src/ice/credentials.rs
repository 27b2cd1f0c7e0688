//! One generation of ICE credentials.

use crate::stun::Key;

/// The ufrag and password we gave the peer (RFC 8445 section 5.3).
#[derive(Clone, Debug)]
pub struct Credentials {
    ufrag: Box<str>,
    key: Key,
}

impl Credentials {
    /// Keep `ufrag`, and `password` as a MESSAGE-INTEGRITY key.
    #[must_use]
    pub fn new(ufrag: &str, password: &str) -> Self {
        Self {
            ufrag: ufrag.into(),
            key: Key::new(password),
        }
    }

    /// Our ufrag: the first part of USERNAME in checks for us.
    #[must_use]
    pub fn ufrag(&self) -> &str {
        &self.ufrag
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }
}
