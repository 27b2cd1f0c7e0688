//! Counters of a router, for operators and tests.

use std::time::Duration;

use goround_relay_transport::ice;

use crate::TransportId;

/// Which way a leg's packets go, as seen by the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From a producer to the relay.
    In,
    /// From the relay to a consumer.
    Out,
}

/// One leg of a producer (a received encoding) or a consumer (what is sent), since it was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamStatistics {
    /// The producer's or the consumer's id.
    pub id: u32,
    /// Whose id it is.
    pub direction: Direction,
    /// Index into the producer's encodings; for a consumer the encoding forwarded now or last.
    pub encoding: u8,
    /// RTP packets, retransmissions not counted.
    pub packets: u64,
    /// Bytes of those packets, RTP headers included.
    pub bytes: u64,
    /// In: by sequence numbers. Out: as the receiver last reported (RFC 3550 section 6.4.1).
    pub packets_lost: i64,
    /// Of the last report interval, 0 to 1.
    pub fraction_lost: f64,
    /// Interarrival jitter (RFC 3550 section 6.4.1) in milliseconds.
    pub jitter_ms: f64,
    /// Round-trip time to the far end in milliseconds.
    pub rtt_ms: Option<f64>,
    /// In: packets recovered by retransmission. Out: packets sent again.
    pub retransmitted: u64,
    /// In: packets asked for. Out: packets the receiver asked for.
    pub nacked: u64,
    /// In: requests sent. Out: requests of the receiver.
    pub keyframes_requested: u64,
    /// Packets that policy kept from going on. For a simulcast consumer those of the first encoding.
    pub dropped_by_policy: u64,
    /// RFC 6464 level of the last packet in -dBov, 0 (loudest) to 127; `None` where none has come lately.
    pub audio_level: Option<u8>,
    /// The sender speaks, going by levels; until shortly after the last sound. Of an outgoing leg always false.
    pub speaking: bool,
    /// Speech that went on to others, in milliseconds; pauses within it included. Of an outgoing leg 0.
    pub speech_ms: u64,
    /// In: the sender was told that nobody receives the encoding. Of an outgoing leg: the picture stands
    /// still for want of bandwidth.
    pub paused: bool,
    /// In: bits that the sender did not have to send because of that, by its rate before.
    pub saved_bits: u64,
}

/// What one receiver's path carries, now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathStatistics {
    /// The transport on which it receives.
    pub id: TransportId,
    /// Bits a second that it is believed to carry, 44 bytes of overhead counted with each packet.
    pub estimate_bps: u64,
    /// Of these, what all that is shown would take, in the size in which it is.
    pub wanted_bps: u64,
    /// Sound that is sent.
    pub sound_bps: u64,
    /// Pictures that are granted.
    pub pictures_bps: u64,
    /// Share of packets lost on the way, 0 to 1.
    pub loss: f64,
    /// Round trip with the time that the receiver holds back feedback, in milliseconds.
    pub rtt_ms: Option<f64>,
    /// Probes sent since the transport was opened.
    pub probes: u64,
}

/// One transport, now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportStatistics {
    /// Whose figures these are.
    pub id: TransportId,
    /// Where ICE stands.
    pub state: ice::State,
    /// Since the last authentic datagram; `None` before the first.
    pub silent: Option<Duration>,
}

/// Packets that went nowhere, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Not RTP, or a payload that its codec's descriptor does not parse.
    pub rtp_malformed: u64,
    /// Not RTCP, or cut short.
    pub rtcp_malformed: u64,
    /// RTP of a stream that no producer of the transport has.
    pub unknown_ssrc: u64,
    /// RTP with a payload type that its producer did not negotiate.
    pub unknown_payload_type: u64,
    /// RTP that had arrived before, or is too old to tell.
    pub duplicate: u64,
    /// Kept back by policy: of a disabled producer, and once for each disabled consumer.
    pub policy: u64,
    /// Retransmissions asked for beyond a consumer's budget.
    pub retransmission_budget: u64,
}

impl Dropped {
    /// Every reason under its permanent name.
    pub fn by_reason(&self) -> [(&'static str, u64); 7] {
        [
            ("rtp_malformed", self.rtp_malformed),
            ("rtcp_malformed", self.rtcp_malformed),
            ("unknown_ssrc", self.unknown_ssrc),
            ("unknown_payload_type", self.unknown_payload_type),
            ("duplicate", self.duplicate),
            ("policy", self.policy),
            ("retransmission_budget", self.retransmission_budget),
        ]
    }
}
