//! SRTP and SRTCP (RFC 3711, RFC 7714), in place and without allocation per packet.
//!
//! A transport has one [`Inbound`] and one [`Outbound`], keyed apart as DTLS-SRTP does (RFC 5764
//! section 4.2). Each keeps per-SSRC state: rollover counter and replay window.

mod cm;
mod gcm;
mod header;
mod inbound;
mod index;
mod kdf;
mod outbound;
mod profile;
mod replay;
mod session;
mod suite;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

pub use header::rtp_header_bytes;
pub use inbound::{Inbound, MAX_INBOUND_STREAMS, Refused};
pub use outbound::{MAX_OUTBOUND_STREAMS, Outbound, Unsendable};
pub use profile::{BadKey, Profile};
pub use session::Session;

/// A protected packet is at most this much longer than the plain one: tag and SRTCP index.
pub const MAX_OVERHEAD_BYTES: usize = 20;

/// RTP index: 32 bits of rollover counter and 16 of sequence number (RFC 3711 section 3.3.1).
const INDEX_BITS: u32 = 48;
