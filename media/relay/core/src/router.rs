//! One room's packets: from transports to producers, from producers to consumers.

use crate::{
    ConsumerId, Dropped, Egress, Instant, ProducerId, Stream, StreamStatistics, TransportId,
};

/// Why something could not be opened; the router is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The id is in use for the same kind.
    IdInUse,
    /// No such transport (closed meanwhile, say).
    UnknownTransport,
    /// No such producer (closed meanwhile, say).
    UnknownProducer,
    /// The stream breaks a limit of [`Stream`], or an SSRC is taken on its transport.
    InvalidStream,
}

/// One room: its transports, producers and consumers, and every decision about a packet.
///
/// Does no I/O and reads no clock: packets arrive decrypted together with the instant, what is to be
/// sent leaves through the [`Egress`] before the call returns. Methods for ids that are unknown do
/// nothing. Call [`Router::handle_timeout`] when [`Router::deadline`] has come.
#[derive(Debug, Default)]
pub struct Router {
    dropped: Dropped,
}

impl Router {
    /// An empty room.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Make `id` known.
    ///
    /// # Errors
    /// [`Refusal::IdInUse`].
    pub fn open_transport(&mut self, id: TransportId) -> Result<(), Refusal> {
        let _ = id;
        Ok(())
    }

    /// Forget `id` with its producers (and their consumers everywhere) and its consumers.
    pub fn close_transport(&mut self, id: TransportId) {
        let _ = id;
    }

    /// Accept a track on `transport`. Starts enabled.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub fn open_producer(
        &mut self,
        id: ProducerId,
        transport: TransportId,
        stream: Stream,
    ) -> Result<(), Refusal> {
        let _ = (id, transport, stream);
        Ok(())
    }

    /// Forget `id` and its consumers.
    pub fn close_producer(&mut self, id: ProducerId) {
        let _ = id;
    }

    /// Get ready to send `producer` on `transport`. Starts disabled.
    ///
    /// The SSRCs of `stream.encodings[0]` must never have been used on this transport before, not even
    /// by a consumer closed since: its numbers begin anew, and under one SRTP key a number must not
    /// come twice.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub fn open_consumer(
        &mut self,
        id: ConsumerId,
        producer: ProducerId,
        transport: TransportId,
        stream: Stream,
    ) -> Result<(), Refusal> {
        let _ = (id, producer, transport, stream);
        Ok(())
    }

    /// Forget `id`.
    pub fn close_consumer(&mut self, id: ConsumerId) {
        let _ = id;
    }

    /// Apply a policy in one step between two packets; what it does not name stays as it is.
    pub fn set_enabled(
        &mut self,
        producers: &[(ProducerId, bool)],
        consumers: &[(ConsumerId, bool)],
        now: Instant,
        out: &mut impl Egress,
    ) {
        let _ = (producers, consumers, now, out);
    }

    /// Ask for `encoding` (0 = smallest picture) or the nearest below that is being sent; what is there
    /// is used until a keyframe of it arrives. A new consumer asks for the largest.
    pub fn set_preferred_encoding(
        &mut self,
        consumer: ConsumerId,
        encoding: u8,
        now: Instant,
        out: &mut impl Egress,
    ) {
        let _ = (consumer, encoding, now, out);
    }

    /// Take one decrypted RTP packet that came in on `from`.
    pub fn handle_rtp(
        &mut self,
        from: TransportId,
        packet: &[u8],
        now: Instant,
        out: &mut impl Egress,
    ) {
        let _ = (from, packet, now, out);
    }

    /// Take one decrypted RTCP datagram that came in on `from`.
    pub fn handle_rtcp(
        &mut self,
        from: TransportId,
        compound: &[u8],
        now: Instant,
        out: &mut impl Egress,
    ) {
        let _ = (from, compound, now, out);
    }

    /// Do what has come due by `now`: feedback, reports, requests to be repeated.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut impl Egress) {
        let _ = (now, out);
    }

    /// When [`Router::handle_timeout`] wants to be called next; `None` while nothing is under way.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    /// Append the counters of every received encoding and of every consumer.
    pub fn statistics(&self, into: &mut Vec<StreamStatistics>) {
        let _ = into;
    }

    /// Packets that went nowhere, since the router was made.
    #[must_use]
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// RTP packets forwarded, without retransmissions, since the router was made.
    #[must_use]
    pub fn packets_forwarded(&self) -> u64 {
        0
    }
}
