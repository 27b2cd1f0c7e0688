//! RTP coming in.

use super::Router;
use crate::arena::Slot;
use crate::discovery;
use crate::encoding::{ACTIVE_FOR, Outcome, Unfit};
use crate::level::AudioLevel;
use crate::media::Media;
use crate::nack_generator::NackGenerator;
use crate::rtp::RtpPacket;
use crate::rtx::decapsulate;
use crate::transport::Leg;
use crate::{Egress, Instant, TransportId};

/// SSRCs that one transport may introduce without having declared them, anew with every producer. Eight
/// encodings with their retransmissions need sixteen; whoever changes them all the time gains nothing.
const MAX_LEARNED: u32 = 64;

impl Router {
    /// Take one decrypted RTP packet that came in on `from`.
    pub fn handle_rtp(
        &mut self,
        from: TransportId,
        packet: &[u8],
        now: Instant,
        out: &mut impl Egress,
    ) {
        let Ok(packet) = RtpPacket::parse(packet) else {
            self.dropped.rtp_malformed += 1;
            return;
        };
        let Some(slot) = self.transports.slot(from) else {
            return;
        };
        let transport = &mut self.transports[slot];
        let feedback_due = transport.note_arrival(&packet, now);
        let leg = transport.legs.get(packet.ssrc).copied();
        if let Some(due) = feedback_due {
            self.wake_at(due);
        }
        let Some(leg) = leg.or_else(|| self.learn(slot, &packet)) else {
            self.dropped.unknown_ssrc += 1;
            return;
        };
        self.transports[slot].last_ssrc = packet.ssrc;
        self.receive(leg, &packet, now, out);
    }

    /// Find out whose stream an unknown SSRC is, and remember it.
    #[cold]
    fn learn(&mut self, slot: Slot, packet: &RtpPacket<'_>) -> Option<Leg> {
        let transport = &mut self.transports[slot];
        if transport.learned == MAX_LEARNED {
            return None;
        }
        let producers = &mut self.producers;
        let leg = discovery::find(
            transport
                .producers
                .iter()
                .map(|producer| (*producer, &producers[*producer])),
            packet,
        )?;
        let encoding = producers[leg.producer].encoding(leg.encoding);
        transport.legs.retain(|other| *other != leg);
        transport.legs.insert(packet.ssrc, leg);
        transport.learned += 1;
        if leg.rtx {
            encoding.rtx_ssrc = Some(packet.ssrc);
        } else {
            encoding.rename(packet.ssrc);
        }
        Some(leg)
    }

    #[inline]
    fn receive(&mut self, leg: Leg, packet: &RtpPacket<'_>, now: Instant, out: &mut impl Egress) {
        let producer = &mut self.producers[leg.producer];
        let stream = &producer.stream;
        let expected = if leg.rtx {
            stream.rtx_payload_type
        } else {
            Some(stream.payload_type)
        };
        if expected != Some(packet.payload_type) {
            self.dropped.unknown_payload_type += 1;
            return;
        }
        let level = stream
            .extensions
            .audio_level
            .and_then(|id| packet.extensions.get(id));
        let level = level.and_then(AudioLevel::read);
        let payload_type = stream.payload_type;
        let is_used = producer.uses(leg.encoding);
        let encoding = producer.encoding(leg.encoding);
        let received = if leg.rtx {
            let original = decapsulate(packet, encoding.ssrc.unwrap_or_default(), payload_type);
            let Some(original) = original else { return };
            encoding.receive(&original, level, (true, is_used), now)
        } else {
            encoding.receive(packet, level, (false, is_used), now)
        };
        match received {
            Ok((media, outcome)) => self.deliver(leg, &media, outcome, now, out),
            Err(Unfit::Malformed) => self.dropped.rtp_malformed += 1,
            Err(Unfit::Duplicate) => self.dropped.duplicate += 1,
        }
    }

    /// Hand a new packet on, as policy allows.
    #[inline]
    fn deliver(
        &mut self,
        leg: Leg,
        media: &Media<'_>,
        outcome: Outcome,
        now: Instant,
        out: &mut impl Egress,
    ) {
        let producer = &mut self.producers[leg.producer];
        let is_awake = producer.active >> leg.encoding & 1 == 1;
        let nack_due = producer
            .encoding(leg.encoding)
            .nacks
            .as_ref()
            .and_then(NackGenerator::deadline);
        if let Some(due) = nack_due {
            self.wake_at(due);
        }
        if !is_awake || outcome != Outcome::default() {
            let mut wanted = 0;
            if !is_awake {
                wanted |= self.wake_up(leg, now, out);
            }
            if outcome != Outcome::default() {
                wanted |= self.mend(leg, outcome);
            }
            // The packet may begin the very keyframe: senders resume with one, and asked for another
            // they make one of every encoding.
            let at_hand = u8::from(media.descriptor.is_keyframe()) << leg.encoding;
            self.request_keyframes(leg.producer, wanted & !at_hand, now, out);
        }
        let producer = &mut self.producers[leg.producer];
        if !producer.enabled {
            self.dropped.policy += 1;
            producer.encoding(leg.encoding).dropped_by_policy += 1;
            return;
        }
        if leg.encoding == 0 && !leg.rtx {
            self.dropped.policy += (producer.consumers.len() - producer.fanout.len()) as u64;
        }
        producer.encoding(leg.encoding).note_speech(media);
        if producer.keeps_history(leg.encoding) && !media.payload.is_empty() {
            producer.encoding(leg.encoding).history.push(media);
        }
        self.fan_out(leg.producer, media, now, out);
        // Not everybody may begin with it: it may be from before policy allowed them to.
        if media.descriptor.is_keyframe() && self.is_awaited(leg.producer, leg.encoding) {
            self.request_keyframes(leg.producer, 1 << leg.encoding, now, out);
        }
    }

    #[inline]
    fn fan_out(&mut self, slot: Slot, media: &Media<'_>, now: Instant, out: &mut impl Egress) {
        let producer = &self.producers[slot];
        let mut report_due = None;
        for consumer in &producer.fanout {
            let consumer = &mut self.consumers[*consumer];
            let transport = &mut self.transports[consumer.transport];
            let log = &mut transport.downlink.estimator.log;
            let Some(forwarded) = consumer.forward(media, &producer.clocks, log, out) else {
                continue;
            };
            self.forwarded += 1;
            if !forwarded.starts {
                continue;
            }
            // The keyframe came late: what arrived behind it was held back and can follow now.
            let encoding = &producer.encodings[usize::from(media.encoding)];
            let highest = encoding.stream.highest().unwrap_or(media.ext_seq);
            for ext_seq in media.ext_seq + 1..=highest {
                let Some(next) = encoding.history.get(ext_seq, now) else {
                    continue;
                };
                let forwarded = consumer.forward(&next, &producer.clocks, log, out);
                self.forwarded += u64::from(forwarded.is_some());
            }
            report_due = Some(transport.report_soon(now));
        }
        if let Some(due) = report_due {
            self.wake_at(due);
            self.review_wish(slot, now, out);
        }
    }

    /// An encoding is being received (again); the encodings of which a keyframe is needed for it.
    #[cold]
    fn wake_up(&mut self, leg: Leg, now: Instant, out: &mut impl Egress) -> u8 {
        let producer = &mut self.producers[leg.producer];
        producer.active |= 1 << leg.encoding;
        let due = self.transports[producer.transport].report_soon(now);
        self.wake_at(due);
        self.wake_at(now + ACTIVE_FOR);
        let wanted = self.choose_layers(leg.producer);
        self.review_wish(leg.producer, now, out);
        wanted
    }

    /// A stream broke off in a way that retransmission cannot mend; the encodings of which that needs a
    /// keyframe.
    #[cold]
    fn mend(&mut self, leg: Leg, outcome: Outcome) -> u8 {
        let producer = &mut self.producers[leg.producer];
        let mut wanted = 0;
        if outcome.restarted {
            producer.clocks[usize::from(leg.encoding)] = None;
            for consumer in &producer.fanout {
                let restarted = self.consumers[*consumer].forwarder.restart(leg.encoding);
                wanted |= restarted.map_or(0, |encoding| 1 << encoding);
            }
        }
        if outcome.hopeless && self.is_forwarded(leg.producer, leg.encoding) {
            wanted |= 1 << leg.encoding;
        }
        wanted
    }

    /// Whether some consumer cannot go on without a keyframe of this encoding.
    pub(super) fn is_awaited(&self, slot: Slot, encoding: u8) -> bool {
        let producer = &self.producers[slot];
        let waits =
            |consumer: &Slot| self.consumers[*consumer].forwarder.awaited() == Some(encoding);
        producer.enabled && producer.fanout.iter().any(waits)
    }

    /// Whether some consumer gets this encoding of a video.
    pub(super) fn is_forwarded(&self, slot: Slot, encoding: u8) -> bool {
        let producer = &self.producers[slot];
        producer.needs_keyframe()
            && producer
                .fanout
                .iter()
                .any(|consumer| self.consumers[*consumer].forwarder.current() == Some(encoding))
    }
}
