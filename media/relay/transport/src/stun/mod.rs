//! STUN binding messages (RFC 8489) as ICE uses them (RFC 8445 section 7).

mod builder;
mod crc;
mod key;
mod message;
#[cfg(test)]
mod vectors;

pub use builder::{Builder, MAX_REPLY_BYTES};
pub use key::Key;
pub use message::{Class, Malformed, Message, Role};

/// The fixed value of bytes 4 to 7 (RFC 8489 section 5).
pub const MAGIC_COOKIE: u32 = 0x2112_A442;

/// Size of the header before the first attribute.
pub const HEADER_BYTES: usize = 20;

/// Identifies a transaction: bytes 8 to 19 of the header, the same in request and response.
pub type TransactionId = [u8; 12];

/// XORed into the CRC so that FINGERPRINT differs from another protocol's CRC-32 (section 14.7).
const FINGERPRINT_XOR: u32 = 0x5354_554E;

/// Attribute types (RFC 8489 section 18.3, RFC 8445 section 21.2).
mod attribute {
    pub(super) const USERNAME: u16 = 0x0006;
    pub(super) const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub(super) const ERROR_CODE: u16 = 0x0009;
    pub(super) const UNKNOWN_ATTRIBUTES: u16 = 0x000A;
    pub(super) const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    pub(super) const PRIORITY: u16 = 0x0024;
    pub(super) const USE_CANDIDATE: u16 = 0x0025;
    pub(super) const FINGERPRINT: u16 = 0x8028;
    pub(super) const ICE_CONTROLLED: u16 = 0x8029;
    pub(super) const ICE_CONTROLLING: u16 = 0x802A;
}
