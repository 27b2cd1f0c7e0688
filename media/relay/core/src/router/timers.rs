//! What comes due without a packet: feedback, requests to be repeated, reports.

use super::{REPORTER_SSRC, Router};
use crate::arena::Slot;
use crate::clock::to_ntp;
use crate::nack_generator::NackGenerator;
use crate::rtcp::{CompoundWriter, ReportBlock};
use crate::transport::REPORT_INTERVAL;
use crate::twcc::TwccRecorder;
use crate::{Egress, Instant};

/// Our canonical name in receiver reports: no person's.
const REPORTER_CNAME: &str = "relay";

impl Router {
    /// Do what has come due by `now`: feedback, reports, requests to be repeated.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut impl Egress) {
        if self.wake.is_none_or(|wake| wake > now) {
            return;
        }
        self.send_transport_feedback(now, out);
        for slot in 0..self.producers.end() {
            if self.producers.get_mut(slot).is_some() {
                self.send_nacks(slot, now, out);
                self.retry_keyframes(slot, now, out);
                self.update_activity(slot, now, out);
            }
        }
        self.serve_downlinks(now, out);
        self.send_reports(now, out);
        self.schedule(now);
    }

    fn send_transport_feedback(&mut self, now: Instant, out: &mut impl Egress) {
        for transport in self.transports.values_mut() {
            let Some(twcc) = &mut transport.twcc else {
                continue;
            };
            if twcc.deadline().is_none_or(|due| due > now) {
                continue;
            }
            let mut writer = CompoundWriter::new(&mut self.rtcp[..]);
            while twcc.write(REPORTER_SSRC, transport.last_ssrc, &mut writer) {
                out.rtcp(transport.id, writer.finish());
            }
        }
    }

    fn send_nacks(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let producer = &mut self.producers[slot];
        let to = self.transports[producer.transport].id;
        let mut gave_up = 0u8;
        for (index, encoding) in producer.encodings.iter_mut().enumerate() {
            let (Some(nacks), Some(media)) = (&mut encoding.nacks, encoding.ssrc) else {
                continue;
            };
            if nacks.deadline().is_none_or(|due| due > now) {
                continue;
            }
            self.nacks.clear();
            gave_up |= u8::from(nacks.collect(now, &mut self.nacks)) << index;
            encoding.nacked += self.nacks.len() as u64;
            let mut writer = CompoundWriter::new(&mut self.rtcp[..]);
            writer.nack(REPORTER_SSRC, media, &self.nacks);
            if !writer.is_empty() {
                out.rtcp(to, writer.finish());
            }
        }
        for index in (0..8).filter(|index| gave_up >> index & 1 == 1) {
            if self.is_forwarded(slot, index) {
                self.request_keyframes(slot, 1 << index, now, out);
            }
        }
    }

    fn retry_keyframes(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        for index in 0..self.producers[slot].encodings.len() as u8 {
            let waiting = self.is_awaited(slot, index);
            let encoding = self.producers[slot].encoding(index);
            if encoding.keyframe.retry(waiting, now) {
                self.send_keyframe_request(slot, index, out);
            }
        }
    }

    fn update_activity(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let producer = &self.producers[slot];
        let active = (0u8..)
            .zip(&producer.encodings)
            .fold(0, |active, (index, encoding)| {
                let others_seen = producer.others_seen(usize::from(index));
                active | u8::from(encoding.is_active(others_seen, now)) << index
            });
        if std::mem::replace(&mut self.producers[slot].active, active) != active {
            self.select_layers(slot, now, out);
        } else {
            self.review_wish(slot, now, out);
        }
    }

    fn send_reports(&mut self, now: Instant, out: &mut impl Egress) {
        for slot in 0..self.transports.end() {
            let Some(transport) = self.transports.get_mut(slot) else {
                continue;
            };
            if transport.report_at.is_none_or(|due| due > now) {
                continue;
            }
            let is_idle = transport.producers.is_empty() && transport.consumers.is_empty();
            transport.report_at = (!is_idle).then(|| now + REPORT_INTERVAL);
            self.send_receiver_report(slot, now, out);
            self.send_sender_reports(slot, now, out);
        }
    }

    /// Tell a sender how its streams are received, and our time, so that it can tell us the round trip.
    fn send_receiver_report(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let mut blocks = [ReportBlock::default(); ReportBlock::MAX];
        let mut len = 0;
        for producer in &self.transports[slot].producers {
            let producer = &mut self.producers[*producer];
            for (encoding, clock) in producer.encodings.iter_mut().zip(&producer.clocks) {
                let Some(block) = encoding.report().filter(|_| len < blocks.len()) else {
                    continue;
                };
                let (last_sr, delay_since_last_sr) =
                    clock.map_or((0, 0), |clock| clock.last_sr(now));
                blocks[len] = ReportBlock {
                    last_sr,
                    delay_since_last_sr,
                    ..block
                };
                len += 1;
            }
        }
        if len > 0 {
            let mut writer = CompoundWriter::new(&mut self.rtcp[..]);
            writer.receiver_report(REPORTER_SSRC, &blocks[..len]);
            writer.source_description(REPORTER_SSRC, REPORTER_CNAME);
            writer.reference_time(REPORTER_SSRC, to_ntp(now.as_nanos()));
            out.rtcp(self.transports[slot].id, writer.finish());
        }
    }

    /// Tell a receiver how the timestamps of what it is sent lie on their senders' clocks (lip sync).
    fn send_sender_reports(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let transport = &self.transports[slot];
        let mut writer = CompoundWriter::new(&mut self.rtcp[..]);
        for consumer in &transport.consumers {
            let consumer = &mut self.consumers[*consumer];
            let clocks = &self.producers[consumer.producer].clocks;
            let Some(info) = consumer.report(clocks, now) else {
                continue;
            };
            if !writer.fits(CompoundWriter::sender_report_len(&consumer.cname)) {
                out.rtcp(transport.id, writer.finish());
            }
            writer.sender_report(consumer.ssrc, &info, &[]);
            writer.source_description(consumer.ssrc, &consumer.cname);
        }
        if !writer.is_empty() {
            out.rtcp(transport.id, writer.finish());
        }
    }

    /// Find the next deadline.
    fn schedule(&mut self, now: Instant) {
        let transports = self.transports.iter().flat_map(|(_, _, transport)| {
            [
                transport.report_at,
                transport.twcc.as_ref().and_then(TwccRecorder::deadline),
                transport.downlink.deadline(now),
            ]
        });
        let encodings = self.producers.iter().flat_map(|(_, _, producer)| {
            (0..)
                .zip(&producer.encodings)
                .flat_map(|(index, encoding)| {
                    let is_active = producer.active >> index & 1 == 1;
                    [
                        encoding.nacks.as_ref().and_then(NackGenerator::deadline),
                        encoding.keyframe.deadline(),
                        encoding
                            .look_again(producer.encodings.len() == 1, now)
                            .filter(|_| is_active),
                    ]
                })
        });
        let wishes = self
            .producers
            .iter()
            .map(|(_, _, producer)| producer.wish.deadline());
        let next = transports.chain(encodings).chain(wishes).flatten().min();
        self.wake = None;
        if let Some(next) = next {
            self.wake_at(next);
        }
    }
}
