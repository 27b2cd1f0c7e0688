//! RTCP coming in.

use super::{REPORTER_SSRC, Router};
use crate::arena::Slot;
use crate::clock::{SenderClock, from_short, middle, to_ntp};
use crate::rtcp::{self, DlrrBlock, Nack, Packet, ReportBlock, SenderInfo};
use crate::{Egress, Instant, TransportId, Urgency};

impl Router {
    /// Take one decrypted RTCP datagram that came in on `from`.
    pub fn handle_rtcp(
        &mut self,
        from: TransportId,
        compound: &[u8],
        now: Instant,
        out: &mut impl Egress,
    ) {
        let Some(slot) = self.transports.slot(from) else {
            return;
        };
        for packet in rtcp::parse(compound) {
            let Ok(packet) = packet else {
                self.dropped.rtcp_malformed += 1;
                return;
            };
            self.handle_control(slot, &packet, now, out);
        }
    }

    fn handle_control(
        &mut self,
        slot: Slot,
        packet: &Packet<'_>,
        now: Instant,
        out: &mut impl Egress,
    ) {
        match packet {
            Packet::SenderReport { ssrc, info, blocks } => {
                self.take_sender_report(slot, *ssrc, info, now);
                blocks
                    .iter()
                    .for_each(|block| self.take_report_block(slot, block, now));
            }
            Packet::ReceiverReport { blocks, .. } => {
                blocks
                    .iter()
                    .for_each(|block| self.take_report_block(slot, block, now));
            }
            Packet::Goodbye(sources) => {
                for source in *sources {
                    self.take_goodbye(slot, u32::from_be_bytes(*source), now, out);
                }
            }
            Packet::Nack(nack) => self.retransmit(slot, nack, now, out),
            Packet::PictureLoss(request) => {
                self.take_keyframe_request(slot, request.media, now, out);
            }
            Packet::FullIntraRequest(request) => {
                for media in request.ssrcs() {
                    self.take_keyframe_request(slot, media, now, out);
                }
            }
            Packet::ExtendedReport(report) => {
                report
                    .dlrr_blocks()
                    .for_each(|block| self.take_dlrr(slot, block, now));
            }
            Packet::TransportFeedback(feedback) => {
                let downlink = &mut self.transports[slot].downlink;
                let fell = downlink.estimator.take(feedback, now);
                if fell || downlink.is_outdated(now) {
                    self.share(slot, now, out);
                }
                self.probe(slot, now, out);
            }
            Packet::Other => {}
        }
    }

    fn take_sender_report(&mut self, slot: Slot, ssrc: u32, info: &SenderInfo, now: Instant) {
        let Some(leg) = self.transports[slot]
            .legs
            .get(ssrc)
            .copied()
            .filter(|leg| !leg.rtx)
        else {
            return;
        };
        let producer = &mut self.producers[leg.producer];
        let clock = &mut producer.clocks[usize::from(leg.encoding)];
        if clock.replace(SenderClock::new(info, now)).is_some() {
            return;
        }
        // The first one lets receivers synchronise: they should not wait for it.
        let mut due = None;
        for consumer in &self.producers[leg.producer].fanout {
            let transport = self.consumers[*consumer].transport;
            due = Some(self.transports[transport].report_soon(now));
        }
        if let Some(due) = due {
            self.wake_at(due);
        }
    }

    fn take_report_block(&mut self, slot: Slot, block: ReportBlock, now: Instant) {
        if let Some(consumer) = self.consumer_sending(slot, block.ssrc) {
            self.transports[slot].downlink.is_reported = true;
            self.consumers[consumer].take_report(block, now);
        }
    }

    fn take_goodbye(&mut self, slot: Slot, ssrc: u32, now: Instant, out: &mut impl Egress) {
        let Some(leg) = self.transports[slot]
            .legs
            .get(ssrc)
            .copied()
            .filter(|leg| !leg.rtx)
        else {
            return;
        };
        let producer = &mut self.producers[leg.producer];
        producer.encoding(leg.encoding).last_seen = None;
        producer.active &= !(1 << leg.encoding);
        self.select_layers(leg.producer, now, out);
    }

    fn take_keyframe_request(
        &mut self,
        slot: Slot,
        ssrc: u32,
        now: Instant,
        out: &mut impl Egress,
    ) {
        let Some(consumer) = self.consumer_sending(slot, ssrc) else {
            return;
        };
        let consumer = &mut self.consumers[consumer];
        consumer.keyframes_requested += 1;
        let (producer, encoding) = (consumer.producer, consumer.forwarder.current());
        if let Some(encoding) = encoding.filter(|_| self.producers[producer].needs_keyframe()) {
            self.request_keyframes(producer, 1 << encoding, now, out);
        }
    }

    fn retransmit(&mut self, slot: Slot, nack: &Nack<'_>, now: Instant, out: &mut impl Egress) {
        let Some(consumer) = self.consumer_sending(slot, nack.media) else {
            return;
        };
        let consumer = &mut self.consumers[consumer];
        let producer = &self.producers[consumer.producer];
        let is_sound = consumer.urgency == Urgency::Sound;
        let downlink = &mut self.transports[slot].downlink;
        let bps = downlink.bps(now);
        downlink.repairs.fill(bps, now);
        let rtt = downlink.estimator.rtt();
        for seq in nack.seqs() {
            let Some((number, source)) = consumer.asked_for(seq, rtt, now) else {
                continue;
            };
            let history = &producer.encodings[usize::from(source.encoding)].history;
            let Some(media) = history.get(source.ext_seq, now) else {
                continue;
            };
            let is_carried = is_sound || downlink.repairs.spend(media.payload.len());
            let (copy, log) = ((number, source.context), &mut downlink.estimator.log);
            if !is_carried || !consumer.resend(&media, copy, now, log, out) {
                self.dropped.retransmission_budget += 1;
            }
        }
    }

    fn take_dlrr(&mut self, slot: Slot, block: DlrrBlock, now: Instant) {
        if block.ssrc != REPORTER_SSRC || block.last_rr == 0 {
            return;
        }
        let since = middle(to_ntp(now.as_nanos())).wrapping_sub(block.last_rr);
        // More than nine hours is not a round trip but a clock that answers nonsense.
        let rtt = since.checked_sub(block.delay).filter(|rtt| *rtt < 1 << 31);
        if let Some(rtt) = rtt {
            self.transports[slot].rtt = Some(from_short(rtt));
        }
    }

    /// The consumer that sends media under `ssrc` on a transport.
    fn consumer_sending(&self, slot: Slot, ssrc: u32) -> Option<Slot> {
        let consumer = *self.transports[slot].sinks.get(ssrc)?;
        (self.consumers[consumer].ssrc == ssrc).then_some(consumer)
    }
}
