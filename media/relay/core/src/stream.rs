//! What one side of a producer or consumer negotiated (ORTC's RTP parameters, without the names).

use crate::Codec;

/// One RTP stream of a producer, known by SSRC or learned from MID and RID (RFC 8852).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// SSRC of the media.
    pub ssrc: Option<u32>,
    /// SSRC of its retransmissions (RFC 4588, SSRC-multiplexed).
    pub rtx_ssrc: Option<u32>,
    /// RID of the media, and repaired RID of its retransmissions.
    pub rid: Option<String>,
}

/// Ids negotiated for RTP header extensions (RFC 8285), 1 to 255; `None` where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeaderExtensions {
    /// `urn:ietf:params:rtp-hdrext:sdes:mid` (RFC 9143).
    pub mid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id` (RFC 8852).
    pub rid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id` (RFC 8852).
    pub repaired_rid: Option<u8>,
    /// `http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`.
    pub abs_send_time: Option<u8>,
    /// `http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01`.
    pub transport_cc: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:ssrc-audio-level` (RFC 6464).
    pub audio_level: Option<u8>,
}

/// What one side of a producer or consumer negotiated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Codec of `payload_type`.
    pub codec: Codec,
    /// Payload type of the media, 0 to 127.
    pub payload_type: u8,
    /// Payload type of its retransmissions, if RTX was negotiated.
    pub rtx_payload_type: Option<u8>,
    /// Ticks of the RTP timestamp in a second.
    pub clock_rate: u32,
    /// Media identification (RFC 9143), at most [`Stream::MAX_NAME`] bytes.
    pub mid: Option<String>,
    /// Canonical name for SDES (RFC 3550 section 6.5.1), at most [`Stream::MAX_CNAME`] bytes.
    pub cname: String,
    /// A producer's encodings from the smallest picture up, at most [`Stream::MAX_ENCODINGS`]; for a
    /// consumer one, with the SSRCs to send under.
    pub encodings: Vec<Encoding>,
    /// Header extensions as this side numbers them.
    pub extensions: HeaderExtensions,
    /// Generic NACK (RFC 4585 section 6.2.1) was negotiated.
    pub nack: bool,
    /// Picture loss indication (RFC 4585 section 6.3.1) was negotiated.
    pub pli: bool,
    /// Transport-wide congestion feedback was negotiated.
    pub transport_cc: bool,
}

impl Stream {
    /// Most encodings a producer may have.
    pub const MAX_ENCODINGS: usize = 8;
    /// Longest MID or RID in bytes: what an element of a one-byte header extension can hold.
    pub const MAX_NAME: usize = 16;
    /// Longest canonical name in bytes, so that a description fits in a report beside others.
    pub const MAX_CNAME: usize = 64;

    /// Every declared SSRC with the index of its encoding and whether it is for retransmissions; `None` if
    /// the stream breaks a limit or declares an SSRC twice.
    pub(crate) fn declared_legs(&self) -> Option<Vec<(u32, u8, bool)>> {
        if !self.is_within_limits() {
            return None;
        }
        let mut legs = Vec::with_capacity(2 * self.encodings.len());
        for (index, encoding) in (0..).zip(&self.encodings) {
            legs.extend(encoding.ssrc.map(|ssrc| (ssrc, index, false)));
            legs.extend(encoding.rtx_ssrc.map(|ssrc| (ssrc, index, true)));
        }
        let is_twice = |at: usize| legs[..at].iter().any(|(ssrc, ..)| *ssrc == legs[at].0);
        (!(0..legs.len()).any(is_twice)).then_some(legs)
    }

    fn is_within_limits(&self) -> bool {
        let is_name = |name: &String| (1..=Self::MAX_NAME).contains(&name.len());
        let payload_types = [Some(self.payload_type), self.rtx_payload_type];
        (1..=Self::MAX_ENCODINGS).contains(&self.encodings.len())
            && self
                .encodings
                .iter()
                .filter_map(|encoding| encoding.rid.as_ref())
                .all(is_name)
            && self.mid.iter().all(is_name)
            && self.cname.len() <= Self::MAX_CNAME
            && payload_types
                .iter()
                .flatten()
                .all(|payload_type| *payload_type < 128)
            && self.rtx_payload_type != Some(self.payload_type)
            && self.clock_rate > 0
            && !self.extensions.ids().contains(&Some(0))
    }
}

impl HeaderExtensions {
    fn ids(&self) -> [Option<u8>; 6] {
        [
            self.mid,
            self.rid,
            self.repaired_rid,
            self.abs_send_time,
            self.transport_cc,
            self.audio_level,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opus() -> Stream {
        Stream {
            codec: Codec::Opus,
            payload_type: 100,
            rtx_payload_type: None,
            clock_rate: 48_000,
            mid: Some("0".to_owned()),
            cname: "ana".to_owned(),
            encodings: vec![Encoding {
                ssrc: Some(7),
                ..Encoding::default()
            }],
            extensions: HeaderExtensions::default(),
            nack: false,
            pli: false,
            transport_cc: false,
        }
    }

    #[test]
    fn declared_ssrcs_are_listed() {
        let mut stream = opus();
        stream.encodings.push(Encoding {
            rtx_ssrc: Some(9),
            ..Encoding::default()
        });
        assert_eq!(
            stream.declared_legs(),
            Some(vec![(7, 0, false), (9, 1, true)])
        );
    }

    #[test]
    fn limits_are_kept() {
        let broken: [fn(&mut Stream); 9] = [
            |stream| stream.encodings[0].rtx_ssrc = Some(7),
            |stream| stream.encodings.clear(),
            |stream| stream.encodings.resize(9, Encoding::default()),
            |stream| stream.encodings[0].rid = Some(String::new()),
            |stream| stream.mid = Some("x".repeat(17)),
            |stream| stream.cname = "x".repeat(65),
            |stream| stream.rtx_payload_type = Some(128),
            |stream| stream.clock_rate = 0,
            |stream| stream.extensions.mid = Some(0),
        ];
        for (index, damage) in broken.iter().enumerate() {
            let mut stream = opus();
            damage(&mut stream);
            assert_eq!(stream.declared_legs(), None, "damage {index}");
        }
    }
}
