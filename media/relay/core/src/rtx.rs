//! Retransmission payloads (RFC 4588 section 4).

use crate::rtp::RtpPacket;

/// Length of the original sequence number in front of the payload, in bytes.
pub(crate) const OSN_LEN: usize = 2;

/// The packet that `rtx` carries, as if it had come in its own stream; `None` for one that only pads.
pub(crate) fn decapsulate<'a>(
    rtx: &RtpPacket<'a>,
    ssrc: u32,
    payload_type: u8,
) -> Option<RtpPacket<'a>> {
    let (&osn, payload) = rtx.payload.split_first_chunk::<OSN_LEN>()?;
    Some(RtpPacket {
        ssrc,
        payload_type,
        seq: u16::from_be_bytes(osn),
        payload,
        ..*rtx
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_comes_back_with_its_own_number() {
        let bytes = [0x80, 97, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7, 0x12, 0x34, 0xaa];
        let rtx = RtpPacket::parse(&bytes).unwrap();
        let original = decapsulate(&rtx, 5, 96).unwrap();
        assert_eq!(
            (original.ssrc, original.payload_type, original.seq),
            (5, 96, 0x1234)
        );
        assert_eq!(original.timestamp, 9);
        assert_eq!(original.payload, [0xaa]);
    }

    #[test]
    fn padding_carries_nothing() {
        let bytes = [0x80, 97, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7];
        assert_eq!(decapsulate(&RtpPacket::parse(&bytes).unwrap(), 5, 96), None);
    }
}
