//! Where a router puts what is to be sent.

use crate::{ConsumerId, ProducerId, TransportId, Urgency};

/// What a router has decided and others have to act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Which encodings of a producer anybody receives; told of every change.
    EncodingsWanted {
        /// Whose.
        producer: ProducerId,
        /// Bit n: encoding n, 0 the smallest. All are wanted to begin with.
        active: u8,
        /// How many encodings the producer has.
        count: u8,
    },
    /// A receiver's path is too narrow for this picture, or carries it again.
    Still {
        /// Which.
        consumer: ConsumerId,
        /// Nothing of it is sent.
        still: bool,
    },
}

/// Takes packets from a [`Router`](crate::Router) while it handles an input.
///
/// The slices are the router's own and valid only during the call: an egress copies them into the
/// buffer in which it encrypts. It must not fail; what cannot be sent is its own to count.
pub trait Egress {
    /// Send one RTP packet to the person at the far end of `to`.
    ///
    /// `urgency` tells what to give up first where not everything can be sent.
    ///
    /// The packet is `header` followed by `payload`, padding included (only probes have any). `header` holds the whole RTP
    /// header and *may go on with the first bytes of the RTP payload* (a rewritten payload
    /// descriptor, the original sequence number of RFC 4588): where the RTP header ends is told
    /// by its own fields (RFC 3550 section 5.1), not by `header.len()`. The two together are at most
    /// 255 bytes longer than the packet that came in.
    ///
    /// Under one SSRC the sequence numbers start below 2^15 (RFC 3711 section 3.3.1) and grow without
    /// holes of our making, but not every call carries a higher one than the last: a packet that
    /// came late goes out under its own number, at most 1,024 behind the highest, also across a wrap.
    /// A number is used a second time only for the very same bytes, so that no nonce of an AEAD
    /// profile ever protects two different packets.
    fn rtp(&mut self, to: TransportId, urgency: Urgency, header: &[u8], payload: &[u8]);

    /// Send one RTCP datagram, compound (RFC 3550 section 6.1) or of reduced size (RFC 5506).
    ///
    /// `compound` is at most 1,200 bytes.
    fn rtcp(&mut self, to: TransportId, compound: &[u8]);

    /// Tell the owner of the router something that it has to pass on.
    fn notify(&mut self, notice: Notice);
}
