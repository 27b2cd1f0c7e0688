//! Both directions of one transport.

use super::{BadKey, Inbound, Outbound, Profile};

/// The SRTP session of one transport, keyed once.
///
/// Setting up anew under the same keys would use nonces twice, so whoever holds a session keeps it for
/// the life of the keys.
#[derive(Debug)]
pub struct Session {
    /// What the peer sends.
    pub inbound: Inbound,
    /// What we send.
    pub outbound: Outbound,
}

impl Session {
    /// Begin with the keys as DTLS-SRTP gives them, each a master key followed by its salt (RFC 5764
    /// section 4.2).
    ///
    /// # Errors
    ///
    /// [`BadKey`] where a length does not fit `profile`.
    pub fn new(profile: Profile, send_key: &[u8], receive_key: &[u8]) -> Result<Self, BadKey> {
        Ok(Self {
            inbound: Inbound::new(profile, receive_key)?,
            outbound: Outbound::new(profile, send_key)?,
        })
    }
}
