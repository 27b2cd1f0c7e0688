//! What we send a peer.

use super::header::{rtcp_ssrc, rtp_header_bytes, rtp_ssrc, sequence_number};
use super::index::{RtpWindow, estimate_index};
use super::suite::Suite;
use super::{BadKey, INDEX_BITS, MAX_OVERHEAD_BYTES, Profile};
use crate::FastMap;

/// How many SSRCs we send one peer under one key, for RTP and RTCP each.
///
/// None is ever forgotten: starting again at rollover counter zero under the same SSRC would use a
/// nonce twice. Two are taken for each consumer ever opened on the transport.
pub const MAX_OUTBOUND_STREAMS: usize = 4096;

/// SRTCP indices have 31 bits (RFC 3711 section 3.4).
const MAX_RTCP_INDEX: u32 = (1 << 31) - 1;

/// Why a packet of ours was not protected; nothing changed, and it must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsendable {
    /// No RTP or RTCP packet, or no room behind it.
    Malformed,
    /// Its index was used before, or may have been. Sending again under the same index would betray
    /// the key (RFC 7714 section 5.1.1); what is sent again goes by RTX under numbers of its own.
    UsedIndex,
    /// Too many SSRCs or packets under one key.
    Exhausted,
}

/// The sending half of an SRTP session. Its `Debug` form shows no key.
pub struct Outbound {
    suite: Suite,
    rtp: FastMap<u32, RtpWindow>,
    /// The next SRTCP index of each SSRC.
    rtcp: FastMap<u32, u32>,
}

impl Outbound {
    /// Begin with `material`: master key, then master salt.
    ///
    /// # Errors
    ///
    /// [`BadKey`] where the length does not fit `profile`.
    pub fn new(profile: Profile, material: &[u8]) -> Result<Self, BadKey> {
        let suite = Suite::new(profile, material)?;
        Ok(Self {
            suite,
            rtp: FastMap::default(),
            rtcp: FastMap::default(),
        })
    }

    /// Protect the RTP packet in the first `length` bytes of `buffer` in place, which has
    /// [`MAX_OVERHEAD_BYTES`] more; the length of the SRTP packet.
    ///
    /// # Errors
    ///
    /// [`Unsendable`] tells why not.
    pub fn protect_rtp(&mut self, buffer: &mut [u8], length: usize) -> Result<usize, Unsendable> {
        let plain = buffer.get(..length).ok_or(Unsendable::Malformed)?;
        let header = rtp_header_bytes(plain).ok_or(Unsendable::Malformed)?;
        if buffer.len() < length + MAX_OVERHEAD_BYTES {
            return Err(Unsendable::Malformed);
        }
        let ssrc = rtp_ssrc(buffer);
        let is_full = self.rtp.len() >= MAX_OUTBOUND_STREAMS;
        if is_full && !self.rtp.contains_key(&ssrc) {
            return Err(Unsendable::Exhausted);
        }
        let window = self.rtp.entry(ssrc).or_insert_with(RtpWindow::new);
        let index = estimate_index(window.highest(), sequence_number(buffer));
        let index = index
            .filter(|i| window.is_fresh(*i))
            .ok_or(Unsendable::UsedIndex)?;
        if index >> INDEX_BITS != 0 {
            return Err(Unsendable::Exhausted);
        }
        window.mark(index);
        self.suite.seal_rtp(buffer, header, length, index);
        Ok(length + self.suite.tag_bytes())
    }

    /// Protect the compound RTCP packet in the first `length` bytes of `buffer` in place, which has
    /// [`MAX_OVERHEAD_BYTES`] more; the length of the SRTCP packet.
    ///
    /// # Errors
    ///
    /// [`Unsendable`] tells why not.
    pub fn protect_rtcp(&mut self, buffer: &mut [u8], length: usize) -> Result<usize, Unsendable> {
        if length < 8 || buffer.len() < length + MAX_OVERHEAD_BYTES {
            return Err(Unsendable::Malformed);
        }
        let ssrc = rtcp_ssrc(buffer);
        let is_full = self.rtcp.len() >= MAX_OUTBOUND_STREAMS;
        if is_full && !self.rtcp.contains_key(&ssrc) {
            return Err(Unsendable::Exhausted);
        }
        let next = self.rtcp.entry(ssrc).or_insert(0);
        if *next > MAX_RTCP_INDEX {
            return Err(Unsendable::Exhausted);
        }
        self.suite.seal_rtcp(buffer, length, *next);
        *next += 1;
        Ok(length + self.suite.tag_bytes() + 4)
    }

    /// Pretend that `index` was the last one used by `ssrc`.
    #[cfg(test)]
    pub(super) fn skip_rtcp_to(&mut self, ssrc: u32, index: u32) {
        self.rtcp.insert(ssrc, index);
    }

    /// Pretend that `index` was the highest used by `ssrc`.
    #[cfg(test)]
    pub(super) fn skip_rtp_to(&mut self, ssrc: u32, index: u64) {
        let mut window = RtpWindow::new();
        window.mark(index);
        self.rtp.insert(ssrc, window);
    }
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound")
            .field("rtp", &self.rtp.len())
            .finish_non_exhaustive()
    }
}
