//! One room's packets: from transports to producers, from producers to consumers.

mod control;
mod ingress;
mod sharing;
mod timers;

use crate::arena::{Arena, Slot};
use crate::consumer::Consumer;
use crate::producer::Producer;
use crate::rtcp::{CompoundWriter, PictureLoss};
use crate::transport::{Leg, Transport};
use crate::twcc::TwccRecorder;
use crate::{
    ConsumerId, Dropped, Egress, Instant, PathStatistics, ProducerId, Stream, StreamStatistics,
    TransportId, Urgency,
};

/// Whom feedback and receiver reports come from: we send no media of our own.
const REPORTER_SSRC: u32 = 1;
/// Longest RTCP datagram in bytes: fits every path with room for SRTCP and tunnels.
const MAX_RTCP: usize = 1200;
/// Deadlines are moved up to a multiple of this, so that all rooms of a worker wake it together.
const TIMER_GRID_NANOS: u64 = 5_000_000;

/// Why something could not be opened; the router is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The id is in use for the same kind.
    IdInUse,
    /// No such transport (closed meanwhile, say).
    UnknownTransport,
    /// No such producer (closed meanwhile, say).
    UnknownProducer,
    /// The stream breaks a limit of [`Stream`], does not fit its producer, or an SSRC is taken.
    InvalidStream,
}

/// One room: its transports, producers and consumers, and every decision about a packet.
///
/// Does no I/O and reads no clock: packets arrive decrypted together with the instant, what is to be
/// sent leaves through the [`Egress`] before the call returns. Methods for ids that are unknown do
/// nothing. Call [`Router::handle_timeout`] when [`Router::deadline`] has come.
#[derive(Debug)]
pub struct Router {
    transports: Arena<TransportId, Transport>,
    producers: Arena<ProducerId, Producer>,
    consumers: Arena<ConsumerId, Consumer>,
    dropped: Dropped,
    forwarded: u64,
    wake: Option<Instant>,
    rtcp: Box<[u8; MAX_RTCP]>,
    /// Numbers to be asked for, while they are collected.
    nacks: Vec<u16>,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// An empty room.
    #[must_use]
    pub fn new() -> Self {
        Self {
            transports: Arena::new(),
            producers: Arena::new(),
            consumers: Arena::new(),
            dropped: Dropped::default(),
            forwarded: 0,
            wake: None,
            rtcp: Box::new([0; MAX_RTCP]),
            nacks: Vec::with_capacity(crate::nack_generator::MAX_MISSING),
        }
    }

    /// Make `id` known.
    ///
    /// # Errors
    /// [`Refusal::IdInUse`].
    pub fn open_transport(&mut self, id: TransportId) -> Result<(), Refusal> {
        if self.transports.slot(id).is_some() {
            return Err(Refusal::IdInUse);
        }
        self.transports.insert(id, Transport::new(id));
        Ok(())
    }

    /// Forget `id` with its producers (and their consumers everywhere) and its consumers.
    pub fn close_transport(&mut self, id: TransportId) {
        let Some(slot) = self.transports.slot(id) else {
            return;
        };
        while let Some(&producer) = self.transports[slot].producers.last() {
            self.remove_producer(producer);
        }
        while let Some(&consumer) = self.transports[slot].consumers.last() {
            self.remove_consumer(consumer);
        }
        self.transports.remove(slot);
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
        if self.producers.slot(id).is_some() {
            return Err(Refusal::IdInUse);
        }
        let slot = self
            .transports
            .slot(transport)
            .ok_or(Refusal::UnknownTransport)?;
        let transport = &mut self.transports[slot];
        let legs = stream.declared_legs().ok_or(Refusal::InvalidStream)?;
        if legs
            .iter()
            .any(|(ssrc, ..)| transport.legs.get(*ssrc).is_some())
        {
            return Err(Refusal::InvalidStream);
        }
        if let Some(extension) = stream
            .extensions
            .transport_cc
            .filter(|_| stream.transport_cc)
        {
            transport
                .twcc
                .get_or_insert_with(|| TwccRecorder::new(extension));
        }
        let producer = self.producers.insert(id, Producer::new(slot, stream));
        for (ssrc, encoding, rtx) in legs {
            transport.legs.insert(
                ssrc,
                Leg {
                    producer,
                    encoding,
                    rtx,
                },
            );
        }
        transport.producers.push(producer);
        transport.learned = 0;
        Ok(())
    }

    /// Forget `id` and its consumers.
    pub fn close_producer(&mut self, id: ProducerId) {
        if let Some(slot) = self.producers.slot(id) {
            self.remove_producer(slot);
        }
    }

    /// Get ready to send `producer` on `transport`. Starts disabled.
    ///
    /// The SSRCs of `stream.encodings[0]` must never have been used on this transport before, not even
    /// by a consumer closed since: its numbers begin anew, and under one SRTP key a number must not
    /// come twice.
    ///
    /// # Errors
    /// Any [`Refusal`].
    #[allow(
        clippy::needless_pass_by_value,
        reason = "the same shape as `open_producer`"
    )]
    pub fn open_consumer(
        &mut self,
        id: ConsumerId,
        producer: ProducerId,
        transport: TransportId,
        stream: Stream,
    ) -> Result<(), Refusal> {
        if self.consumers.slot(id).is_some() {
            return Err(Refusal::IdInUse);
        }
        let source = self
            .producers
            .slot(producer)
            .ok_or(Refusal::UnknownProducer)?;
        let target = self
            .transports
            .slot(transport)
            .ok_or(Refusal::UnknownTransport)?;
        let fits =
            |other: &Stream| (other.codec, other.clock_rate) == (stream.codec, stream.clock_rate);
        let legs = stream.declared_legs().ok_or(Refusal::InvalidStream)?;
        let sinks = &mut self.transports[target].sinks;
        let ([encoding], true) = (&stream.encodings[..], fits(&self.producers[source].stream))
        else {
            return Err(Refusal::InvalidStream);
        };
        let ssrc = encoding.ssrc.ok_or(Refusal::InvalidStream)?;
        if legs.iter().any(|(ssrc, ..)| sinks.get(*ssrc).is_some()) {
            return Err(Refusal::InvalidStream);
        }
        let mut consumer = Consumer::new(
            source,
            (target, transport),
            (ssrc, encoding.rtx_ssrc),
            &stream,
        );
        consumer.disabled_at = self.producers[source].encodings[0].packets();
        let slot = self.consumers.insert(id, consumer);
        for (ssrc, ..) in legs {
            sinks.insert(ssrc, slot);
        }
        let is_numbered = self.consumers[slot].is_numbered();
        self.transports[target].downlink.is_numbered |= is_numbered;
        self.transports[target].consumers.push(slot);
        self.producers[source].consumers.push(slot);
        Ok(())
    }

    /// Forget `id`.
    pub fn close_consumer(&mut self, id: ConsumerId) {
        if let Some(slot) = self.consumers.slot(id) {
            self.remove_consumer(slot);
        }
    }

    /// Apply a policy in one step between two packets; what it does not name stays as it is.
    pub fn set_enabled(
        &mut self,
        producers: &[(ProducerId, bool)],
        consumers: &[(ConsumerId, bool)],
        now: Instant,
        out: &mut impl Egress,
    ) {
        for (id, enabled) in producers {
            let Some(slot) = self.producers.slot(*id) else {
                continue;
            };
            self.enable_producer(slot, *enabled);
        }
        for (id, enabled) in consumers {
            let Some(slot) = self.consumers.slot(*id) else {
                continue;
            };
            self.enable_consumer(slot, *enabled, now);
        }
        for slot in 0..self.producers.end() {
            self.select_layers(slot, now, out);
        }
        for slot in 0..self.transports.end() {
            self.share(slot, now, out);
        }
    }

    /// Say that a picture larger than `encoding` (0 is the smallest) is of no use, and who comes first where
    /// there is not room for all: the highest `priority`, a number up to 126. A new consumer asks for the
    /// largest, with priority 0. What is there is used until a keyframe of what was granted arrives.
    pub fn set_preferred_encoding(
        &mut self,
        consumer: ConsumerId,
        encoding: u8,
        priority: u8,
        now: Instant,
        out: &mut impl Egress,
    ) {
        let Some(slot) = self.consumers.slot(consumer) else {
            return;
        };
        let consumer = &mut self.consumers[slot];
        consumer.wanted = encoding;
        consumer.priority = priority;
        if consumer.urgency != Urgency::Sound {
            consumer.urgency = Urgency::of_picture(priority);
        }
        let transport = consumer.transport;
        self.share(transport, now, out);
    }

    /// When [`Router::handle_timeout`] wants to be called next; `None` while nothing is under way.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.wake
    }

    /// Append the counters of every received encoding and of every consumer.
    pub fn statistics(&self, now: Instant, into: &mut Vec<StreamStatistics>) {
        for (_, id, producer) in self.producers.iter() {
            let rtt = self.transports[producer.transport].rtt;
            into.extend(
                (0..)
                    .zip(&producer.encodings)
                    .map(|(index, encoding)| StreamStatistics {
                        paused: producer.wish.is_paused(index),
                        saved_bits: producer.wish.saved_bits(index),
                        ..encoding.statistics(id.0, rtt, now)
                    }),
            );
        }
        for (_, id, consumer) in self.consumers.iter() {
            let received = self.producers[consumer.producer].encodings[0].packets();
            into.push(consumer.statistics(id.0, received));
        }
    }

    /// Append what is known of every receiver's path.
    pub fn paths(&mut self, now: Instant, into: &mut Vec<PathStatistics>) {
        for slot in 0..self.transports.end() {
            let transport = self.transports.get_mut(slot);
            let receiving = transport.filter(|transport| !transport.consumers.is_empty());
            into.extend(
                receiving.map(|transport| transport.downlink.statistics(transport.id, now)),
            );
        }
    }

    /// Packets that went nowhere, since the router was made.
    #[must_use]
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// RTP packets forwarded, without retransmissions, since the router was made.
    #[must_use]
    pub fn packets_forwarded(&self) -> u64 {
        self.forwarded
    }

    fn remove_producer(&mut self, slot: Slot) {
        while let Some(&consumer) = self.producers[slot].consumers.last() {
            self.remove_consumer(consumer);
        }
        let Some(producer) = self.producers.remove(slot) else {
            return;
        };
        let transport = &mut self.transports[producer.transport];
        transport.producers.retain(|other| *other != slot);
        transport.legs.retain(|leg| leg.producer != slot);
    }

    fn remove_consumer(&mut self, slot: Slot) {
        let Some(consumer) = self.consumers.remove(slot) else {
            return;
        };
        let transport = &mut self.transports[consumer.transport];
        transport.consumers.retain(|other| *other != slot);
        transport.sinks.retain(|other| *other != slot);
        let producer = &mut self.producers[consumer.producer];
        producer.consumers.retain(|other| *other != slot);
        producer.fanout.retain(|other| *other != slot);
    }

    fn enable_producer(&mut self, slot: Slot, enabled: bool) {
        let producer = &mut self.producers[slot];
        let was_enabled = std::mem::replace(&mut producer.enabled, enabled);
        if enabled && !was_enabled {
            for consumer in &producer.fanout {
                let forwarder = &mut self.consumers[*consumer].forwarder;
                forwarder.allow(producer.highest());
            }
        }
        if was_enabled && !enabled {
            // Nothing from before may go out any more, nor be taken up again later.
            producer
                .encodings
                .iter_mut()
                .for_each(|encoding| encoding.history.clear());
            for consumer in &producer.consumers {
                self.consumers[*consumer].forwarder.stop();
            }
        }
    }

    fn enable_consumer(&mut self, slot: Slot, enabled: bool, now: Instant) {
        let consumer = &mut self.consumers[slot];
        if consumer.enabled == enabled {
            return;
        }
        consumer.enabled = enabled;
        let producer = &mut self.producers[consumer.producer];
        let received = producer.encodings[0].packets();
        if enabled {
            consumer.dropped_by_policy += received - consumer.disabled_at;
            consumer.forwarder.allow(producer.highest());
            producer.fanout.push(slot);
            let due = self.transports[consumer.transport].report_soon(now);
            self.wake_at(due);
        } else {
            consumer.disabled_at = received;
            consumer.forwarder.stop();
            producer.fanout.retain(|other| *other != slot);
        }
    }

    /// Let every consumer of a producer choose among its active encodings, and ask for the keyframes that
    /// the choices need. Does nothing for a producer that is disabled or gone.
    fn select_layers(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let wanted = self.choose_layers(slot);
        self.request_keyframes(slot, wanted, now, out);
        self.review_wish(slot, now, out);
    }

    /// Let every consumer of a producer choose; the encodings of which that needs a keyframe.
    fn choose_layers(&mut self, slot: Slot) -> u8 {
        let Some(producer) = self
            .producers
            .get_mut(slot)
            .filter(|producer| producer.enabled)
        else {
            return 0;
        };
        let mut wanted = 0u8;
        for consumer in &producer.fanout {
            if let Some(encoding) = self.consumers[*consumer].forwarder.select(producer.active) {
                wanted |= 1 << encoding;
            }
        }
        wanted
    }

    /// Ask for keyframes of the encodings in `wanted`, as often as the limit of each allows.
    fn request_keyframes(&mut self, slot: Slot, wanted: u8, now: Instant, out: &mut impl Egress) {
        for index in (0..8).filter(|index| wanted >> index & 1 == 1) {
            let asks = self.producers[slot].encoding(index).keyframe.request(now);
            if asks {
                self.send_keyframe_request(slot, index, out);
            }
            if let Some(due) = self.producers[slot].encoding(index).keyframe.deadline() {
                self.wake_at(due);
            }
        }
    }

    fn send_keyframe_request(&mut self, slot: Slot, index: u8, out: &mut impl Egress) {
        let producer = &mut self.producers[slot];
        let to = self.transports[producer.transport].id;
        let asks = producer.enabled && producer.stream.pli;
        let encoding = producer.encoding(index);
        let Some(media) = encoding.ssrc.filter(|_| asks) else {
            return;
        };
        encoding.keyframes_requested += 1;
        let mut writer = CompoundWriter::new(&mut self.rtcp[..]);
        writer.picture_loss(PictureLoss {
            sender: REPORTER_SSRC,
            media,
        });
        out.rtcp(to, writer.finish());
    }

    fn wake_at(&mut self, due: Instant) {
        let due = Instant::from_nanos(due.as_nanos().next_multiple_of(TIMER_GRID_NANOS));
        self.wake = Some(self.wake.map_or(due, |wake| wake.min(due)));
    }
}
