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
}
