//! As much of RTP as SRTP has to know.

/// Length of the RTP header: fixed part, CSRCs and header extension (RFC 3550 section 5).
///
/// `None` where the version is not 2 or the header is longer than `packet`.
#[must_use]
pub fn rtp_header_bytes(packet: &[u8]) -> Option<usize> {
    let first = *packet.first()?;
    if first >> 6 != 2 {
        return None;
    }
    let mut length = 12 + 4 * usize::from(first & 0x0F);
    if first & 0x10 != 0 {
        let words = packet.get(length + 2..length + 4)?;
        length += 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
    }
    (length <= packet.len()).then_some(length)
}

/// Sequence number of a packet at least 12 bytes long.
pub(super) fn sequence_number(packet: &[u8]) -> u16 {
    u16::from_be_bytes([packet[2], packet[3]])
}

/// SSRC of an RTP packet at least 12 bytes long.
pub(super) fn rtp_ssrc(packet: &[u8]) -> u32 {
    u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]])
}

/// SSRC of the sender of an RTCP packet at least 8 bytes long.
pub(super) fn rtcp_ssrc(packet: &[u8]) -> u32 {
    u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]])
}
