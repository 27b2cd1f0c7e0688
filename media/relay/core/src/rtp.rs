//! An RTP packet as it came in (RFC 3550 section 5.1).

use crate::extension::Extensions;
use crate::malformed::Malformed;

/// A parsed RTP packet; borrows the datagram.
///
/// Contributing sources are skipped: nobody mixes on the way to us, and none are passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// Marker bit: end of a video frame, start of a talkspurt.
    pub marker: bool,
    /// Payload type, 0 to 127.
    pub payload_type: u8,
    /// 16-bit sequence number as on the wire.
    pub seq: u16,
    /// 32-bit timestamp in units of the payload type's clock.
    pub timestamp: u32,
    /// Synchronisation source.
    pub ssrc: u32,
    /// Header extensions; empty where the packet has none.
    pub extensions: Extensions<'a>,
    /// Length of the whole datagram in bytes.
    pub size: usize,
    /// Payload without padding. Empty for a packet that only pads.
    pub payload: &'a [u8],
}

impl<'a> RtpPacket<'a> {
    /// Length of the header without contributing sources and extensions, in bytes.
    pub const FIXED_HEADER: usize = 12;

    /// Parse one datagram.
    ///
    /// # Errors
    /// [`Malformed`] for another version, a header longer than the datagram or impossible padding.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, Malformed> {
        let (fixed, rest) = datagram.split_first_chunk::<12>().ok_or(Malformed)?;
        let [flags, kind, s0, s1, t0, t1, t2, t3, r0, r1, r2, r3] = *fixed;
        if flags >> 6 != 2 {
            return Err(Malformed);
        }
        let rest = rest.get(usize::from(flags & 0x0f) * 4..).ok_or(Malformed)?;
        let (extensions, rest) = if flags & 0x10 == 0 {
            (Extensions::default(), rest)
        } else {
            Extensions::split(rest)?
        };
        let payload = if flags & 0x20 == 0 {
            rest
        } else {
            without_padding(rest)?
        };
        Ok(Self {
            marker: kind & 0x80 != 0,
            payload_type: kind & 0x7f,
            seq: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([r0, r1, r2, r3]),
            extensions,
            size: datagram.len(),
            payload,
        })
    }
}

/// "The last octet of the padding contains a count of how many padding octets should be ignored,
/// including itself."
fn without_padding(rest: &[u8]) -> Result<&[u8], Malformed> {
    let count = usize::from(*rest.last().ok_or(Malformed)?);
    if count == 0 {
        return Err(Malformed);
    }
    rest.len()
        .checked_sub(count)
        .map(|end| &rest[..end])
        .ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: [u8; 14] = [0x80, 0xe0, 0x12, 0x34, 0, 0, 0, 9, 0, 0, 0, 7, 0xaa, 0xbb];

    #[test]
    fn reads_the_fixed_header() {
        let packet = RtpPacket::parse(&PLAIN).unwrap();
        assert!(packet.marker);
        assert_eq!(packet.payload_type, 96);
        assert_eq!(packet.seq, 0x1234);
        assert_eq!(packet.timestamp, 9);
        assert_eq!(packet.ssrc, 7);
        assert_eq!(packet.payload, [0xaa, 0xbb]);
    }

    #[test]
    fn skips_contributing_sources_and_padding() {
        let mut bytes = PLAIN[..12].to_vec();
        bytes[0] = 0x80 | 0x20 | 2;
        bytes.extend([1; 8]);
        bytes.extend([0xaa, 0, 0, 3]);
        assert_eq!(RtpPacket::parse(&bytes).unwrap().payload, [0xaa]);
    }

    #[test]
    fn padding_may_be_all_there_is() {
        let mut bytes = PLAIN[..12].to_vec();
        bytes[0] |= 0x20;
        bytes.extend([0, 0, 3]);
        assert_eq!(RtpPacket::parse(&bytes).unwrap().payload, []);
    }

    #[test]
    fn refuses_impossible_padding_other_versions_and_short_headers() {
        let mut padded = PLAIN.to_vec();
        padded[0] |= 0x20;
        padded[13] = 3;
        assert_eq!(RtpPacket::parse(&padded), Err(Malformed));
        padded[13] = 0;
        assert_eq!(RtpPacket::parse(&padded), Err(Malformed));
        let mut other_version = PLAIN;
        other_version[0] = 0x40;
        assert_eq!(RtpPacket::parse(&other_version), Err(Malformed));
        let mut sources_missing = PLAIN;
        sources_missing[0] |= 0x01;
        assert_eq!(RtpPacket::parse(&sources_missing), Err(Malformed));
        assert_eq!(RtpPacket::parse(&PLAIN[..11]), Err(Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_parse_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(packet) = RtpPacket::parse(&bytes) {
                prop_assert!(packet.payload.len() + RtpPacket::FIXED_HEADER <= bytes.len());
                for (_, data) in packet.extensions.iter() {
                    prop_assert!(data.len() < bytes.len());
                }
            }
        }
    }
}
