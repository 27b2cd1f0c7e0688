//! Writing STUN binding messages into a buffer of the caller.

use std::net::{IpAddr, SocketAddr};

use super::{
    Class, FINGERPRINT_XOR, HEADER_BYTES, Key, MAGIC_COOKIE, Role, TransactionId, attribute,
    crc::crc32,
};

/// No reply that an ICE-lite agent builds is longer.
pub const MAX_REPLY_BYTES: usize = 128;

/// Writes one message, attribute by attribute, without allocating.
///
/// # Panics
///
/// Its methods panic where the buffer is too small: what we send is ours to bound.
/// [`MAX_REPLY_BYTES`] is enough for every reply.
#[derive(Debug)]
pub struct Builder<'b> {
    buffer: &'b mut [u8],
    length: usize,
}

impl<'b> Builder<'b> {
    /// Begin a binding message in `buffer`.
    #[must_use]
    pub fn new(buffer: &'b mut [u8], class: Class, transaction: TransactionId) -> Self {
        let kind: u16 = match class {
            Class::Request => 0x0001,
            Class::Indication => 0x0011,
            Class::Success => 0x0101,
            Class::Error => 0x0111,
        };
        buffer[..2].copy_from_slice(&kind.to_be_bytes());
        buffer[2..4].fill(0);
        buffer[4..8].copy_from_slice(&MAGIC_COOKIE.to_be_bytes());
        buffer[8..HEADER_BYTES].copy_from_slice(&transaction);
        Self {
            buffer,
            length: HEADER_BYTES,
        }
    }

    /// Append USERNAME.
    #[must_use]
    pub fn username(self, username: &str) -> Self {
        self.attribute(attribute::USERNAME, username.as_bytes())
    }

    /// Append PRIORITY (RFC 8445 section 7.1.1).
    #[must_use]
    pub fn priority(self, priority: u32) -> Self {
        self.attribute(attribute::PRIORITY, &priority.to_be_bytes())
    }

    /// Append ICE-CONTROLLING or ICE-CONTROLLED (RFC 8445 section 7.1.3).
    #[must_use]
    pub fn role(self, role: Role, tie_breaker: u64) -> Self {
        let kind = match role {
            Role::Controlling => attribute::ICE_CONTROLLING,
            Role::Controlled => attribute::ICE_CONTROLLED,
        };
        self.attribute(kind, &tie_breaker.to_be_bytes())
    }

    /// Append USE-CANDIDATE (RFC 8445 section 7.1.2).
    #[must_use]
    pub fn use_candidate(self) -> Self {
        self.attribute(attribute::USE_CANDIDATE, &[])
    }

    /// Append XOR-MAPPED-ADDRESS (RFC 8489 section 14.2).
    ///
    /// An IPv4 address mapped into IPv6, as a dual-stack socket reports it, is written as IPv4.
    #[must_use]
    pub fn xor_mapped_address(self, address: SocketAddr) -> Self {
        let mut value = [0; 20];
        let port = address.port() ^ (MAGIC_COOKIE >> 16) as u16;
        value[2..4].copy_from_slice(&port.to_be_bytes());
        // The mask is the cookie and the transaction id: bytes 4 to 19 of this very message.
        let mut mask = [0; 16];
        mask.copy_from_slice(&self.buffer[4..HEADER_BYTES]);
        let length = match address.ip().to_canonical() {
            IpAddr::V4(ip) => {
                value[1] = 1;
                value[4..8].copy_from_slice(&ip.octets());
                8
            }
            IpAddr::V6(ip) => {
                value[1] = 2;
                value[4..20].copy_from_slice(&ip.octets());
                20
            }
        };
        value[4..length]
            .iter_mut()
            .zip(mask)
            .for_each(|(byte, mask)| *byte ^= mask);
        self.attribute(attribute::XOR_MAPPED_ADDRESS, &value[..length])
    }

    /// Append ERROR-CODE, 300 to 699, without a reason phrase (RFC 8489 section 14.8).
    #[must_use]
    pub fn error_code(self, code: u16) -> Self {
        self.attribute(
            attribute::ERROR_CODE,
            &[0, 0, (code / 100) as u8, (code % 100) as u8],
        )
    }

    /// Append UNKNOWN-ATTRIBUTES (RFC 8489 section 14.13).
    #[must_use]
    pub fn unknown_attributes(self, kinds: &[u16]) -> Self {
        let mut value = [0; 16];
        let bytes = kinds.iter().flat_map(|kind| kind.to_be_bytes());
        value
            .iter_mut()
            .zip(bytes)
            .for_each(|(slot, byte)| *slot = byte);
        self.attribute(
            attribute::UNKNOWN_ATTRIBUTES,
            &value[..(2 * kinds.len()).min(16)],
        )
    }

    /// Append MESSAGE-INTEGRITY and FINGERPRINT; the length of the finished message.
    #[must_use]
    pub fn finish(mut self, key: &Key) -> usize {
        let tag = key.tag(&self.buffer[..self.length]);
        self = self.attribute(attribute::MESSAGE_INTEGRITY, &tag);
        self.set_length(8);
        let crc = crc32(&self.buffer[..self.length]) ^ FINGERPRINT_XOR;
        self.attribute(attribute::FINGERPRINT, &crc.to_be_bytes())
            .finish_bare()
    }

    /// The length of the message, finished as it is: without integrity.
    #[must_use]
    pub fn finish_bare(mut self) -> usize {
        self.set_length(0);
        self.length
    }

    /// Let the length field count what is written plus `more` bytes.
    fn set_length(&mut self, more: usize) {
        let length = (self.length - HEADER_BYTES + more) as u16;
        self.buffer[2..4].copy_from_slice(&length.to_be_bytes());
    }

    fn attribute(mut self, kind: u16, value: &[u8]) -> Self {
        let end = self.length + 4 + value.len().next_multiple_of(4);
        let slot = &mut self.buffer[self.length..end];
        slot[..2].copy_from_slice(&kind.to_be_bytes());
        slot[2..4].copy_from_slice(&(value.len() as u16).to_be_bytes());
        slot[4..].fill(0);
        slot[4..4 + value.len()].copy_from_slice(value);
        self.length = end;
        self
    }
}
