//! Who gets how much of a receiver's bandwidth, and what senders need not send.

use super::Router;
use crate::allocator::{self, Demand, MAX_STEPS, SLOW, STILL, WHOLE};
use crate::arena::Slot;
use crate::consumer::Consumer;
use crate::downlink::ALLOCATION_INTERVAL;
use crate::producer::Producer;
use crate::{Egress, Instant, Notice};

/// Bit rates assumed of encodings that were not measured yet, the smallest first: 180p, 360p, 720p, and what
/// is larger.
const NOMINAL_BPS: [u64; 4] = [150_000, 500_000, 1_500_000, 3_000_000];
/// Of a picture's only encoding: it comes from a small camera.
const ONLY_BPS: u64 = 300_000;
/// Share of an encoding that its base temporal layer is assumed to have.
const BASE_PERCENT: u64 = 40;
/// Where more than this is sent of what there is, in percent, pictures that are too large go at once.
const OVERLOAD_PERCENT: u64 = 120;
/// Loss up to which bandwidth is kept back for sending again.
const MAX_RESERVE: f64 = 0.25;

impl Router {
    /// Do what is due for receivers: share bandwidth out, probe, say what stands still.
    pub(super) fn serve_downlinks(&mut self, now: Instant, out: &mut impl Egress) {
        for slot in 0..self.transports.end() {
            let Some(transport) = self.transports.get_mut(slot) else {
                continue;
            };
            let Some(due) = transport.downlink.allocate_at else {
                continue;
            };
            if due <= now || transport.downlink.is_outdated(now) {
                self.share(slot, now, out);
            }
            self.probe(slot, now, out);
        }
    }

    /// Share out what a receiver's path carries among the pictures it is to get.
    pub(super) fn share(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        self.gather(slot, now);
        let Some(transport) = self.transports.get_mut(slot) else {
            return;
        };
        let downlink = &mut transport.downlink;
        let bps = downlink.bps(now);
        let reserve = downlink.estimator.loss().min(MAX_RESERVE);
        let pictures_bps = (bps.saturating_sub(downlink.sound_bps) as f64 * (1.0 - reserve)) as u64;
        allocator::allocate(pictures_bps, &downlink.demands, &mut downlink.granted);
        downlink.shared_bps = bps;
        downlink.wanted_bps = downlink.sound_bps
            + (allocator::wanted_bps(&downlink.demands) as f64 / (1.0 - reserve)) as u64;
        downlink.granted_bps = downlink
            .demands
            .iter()
            .zip(&downlink.granted)
            .map(|(demand, step)| demand.rates[usize::from(*step)])
            .sum();
        let spare_bps = pictures_bps - downlink.granted_bps.min(pictures_bps);
        downlink.allocate_at = (!downlink.demands.is_empty()).then(|| now + ALLOCATION_INTERVAL);
        let due = downlink.allocate_at;
        self.grant(slot, spare_bps, now, out);
        self.relieve(slot, pictures_bps);
        if let Some(due) = due {
            self.wake_at(due);
        }
    }

    /// Find out what a receiver is to get, and what its sound takes.
    fn gather(&mut self, slot: Slot, now: Instant) {
        let Some(transport) = self.transports.get_mut(slot) else {
            return;
        };
        let downlink = &mut transport.downlink;
        let mut demands = std::mem::take(&mut downlink.demands);
        let mut demanding = std::mem::take(&mut downlink.demanding);
        demands.clear();
        demanding.clear();
        let mut sound_bps = 0;
        for index in &self.transports[slot].consumers {
            let consumer = &self.consumers[*index];
            let producer = &self.producers[consumer.producer];
            if !consumer.enabled || !producer.enabled {
                continue;
            }
            if producer.needs_keyframe() {
                let speaks = self.speaks(producer, now);
                demands.push(demand(consumer, producer, speaks, now));
                demanding.push(*index);
            } else if producer.active != 0 {
                sound_bps += producer.encodings[0].rate.bps().unwrap_or(0);
            }
        }
        let downlink = &mut self.transports[slot].downlink;
        downlink.demands = demands;
        downlink.demanding = demanding;
        downlink.sound_bps = sound_bps;
    }

    /// Whether whose picture this is speaks.
    fn speaks(&self, producer: &Producer, now: Instant) -> bool {
        let own = &self.transports[producer.transport].producers;
        own.iter()
            .map(|other| &self.producers[*other])
            .any(|other| !other.needs_keyframe() && other.encodings[0].is_speaking(now))
    }

    /// Let every consumer have what it was granted.
    fn grant(&mut self, slot: Slot, spare_bps: u64, now: Instant, out: &mut impl Egress) {
        for index in 0..self.transports[slot].downlink.demanding.len() {
            let downlink = &self.transports[slot].downlink;
            let (consumer, step) = (downlink.demanding[index], downlink.granted[index]);
            let demand = downlink.demands[index];
            let id = self.consumers.id(consumer);
            let consumer = &mut self.consumers[consumer];
            let granted_bps = demand.rates[usize::from(step)];
            let largest_bps = demand.rates[MAX_STEPS - 1];
            let has_changed = consumer.apply(step, granted_bps + spare_bps >= largest_bps);
            if let Some(still) = consumer.note_still(step == STILL, now) {
                out.notify(Notice::Still {
                    consumer: id,
                    still,
                });
            }
            if has_changed {
                let producer = consumer.producer;
                self.select_layers(producer, now, out);
            }
        }
    }

    /// Where far more is being sent than was granted, do not wait for key frames of what is smaller.
    fn relieve(&mut self, slot: Slot, budget_bps: u64) {
        let Some(transport) = self.transports.get_mut(slot) else {
            return;
        };
        let mut sent_bps = 0;
        for consumer in &transport.downlink.demanding {
            let consumer = &self.consumers[*consumer];
            let encodings = &self.producers[consumer.producer].encodings;
            let current = consumer.forwarder.current().map(usize::from);
            sent_bps += current
                .and_then(|index| encodings[index].rate.bps())
                .unwrap_or(0);
        }
        if sent_bps > budget_bps * OVERLOAD_PERCENT / 100 {
            for consumer in &transport.downlink.demanding {
                self.consumers[*consumer].forwarder.let_go();
            }
        }
    }

    /// Send what a probe needs on top of media, if one is due.
    pub(super) fn probe(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let Some(transport) = self.transports.get_mut(slot) else {
            return;
        };
        let downlink = &mut transport.downlink;
        let estimator = &mut downlink.estimator;
        let carrier = transport
            .consumers
            .iter()
            .find(|consumer| self.consumers[**consumer].can_pad());
        if carrier.is_some() {
            estimator.probe(downlink.wanted_bps, now);
        }
        let until = estimator.log.bytes + estimator.padding(now);
        if let Some(carrier) = carrier {
            while estimator.log.bytes < until {
                self.consumers[*carrier].pad(now, &mut estimator.log, out);
            }
        }
        if let Some(due) = transport.downlink.deadline(now) {
            self.wake_at(due);
        }
    }

    /// Tell a producer's sender what nobody receives, or again does.
    pub(super) fn review_wish(&mut self, slot: Slot, now: Instant, out: &mut impl Egress) {
        let Some(producer) = self.producers.get_mut(slot) else {
            return;
        };
        let consumers = &self.consumers;
        let fanout = producer
            .fanout
            .iter()
            .map(|consumer| &consumers[*consumer].forwarder);
        let (mut in_use, mut wanted) = (0, 0);
        for forwarder in fanout {
            in_use |= forwarder.in_use();
            wanted |= wish(
                forwarder.preferred(),
                producer.active,
                producer.encodings.len(),
            );
        }
        producer.note_use(in_use, now);
        if !producer.needs_keyframe() {
            return;
        }
        let wanted = if producer.enabled { wanted | in_use } else { 0 };
        let (encodings, comes) = (&producer.encodings, producer.active);
        let rate = |index: usize| encodings[index].rate.bps().unwrap_or(0);
        if producer.wish.consider(wanted, comes, rate, now) {
            let (active, count) = (producer.wish.told(), producer.wish.count());
            let producer = self.producers.id(slot);
            out.notify(Notice::EncodingsWanted {
                producer,
                active,
                count,
            });
        }
        if let Some(due) = self.producers[slot].wish.deadline() {
            self.wake_at(due);
        }
    }
}

/// What a consumer wants that is granted `preferred`: that encoding, and while it does not come the next
/// ones below, down to one that does.
fn wish(preferred: Option<u8>, active: u8, count: usize) -> u8 {
    let Some(preferred) = preferred else { return 0 };
    let top = preferred.min(count as u8 - 1);
    let mut wanted = 0;
    for encoding in (0..=top).rev() {
        wanted |= 1 << encoding;
        if active >> encoding & 1 == 1 {
            break;
        }
    }
    wanted
}

/// What a consumer's picture costs at each step, and which of them it is to have.
fn demand(consumer: &Consumer, producer: &Producer, speaks: bool, now: Instant) -> Demand {
    let count = producer.encodings.len();
    let available = producer.wish.available(producer.active, now);
    let mut rates = [0; MAX_STEPS];
    let mut least = 0;
    for (index, encoding) in producer.encodings.iter().enumerate() {
        let nominal = if count == 1 {
            ONLY_BPS
        } else {
            NOMINAL_BPS[index.min(NOMINAL_BPS.len() - 1)]
        };
        let rate = encoding.rate.bps().unwrap_or(nominal);
        if index == 0 {
            let base = encoding
                .base_rate
                .bps()
                .unwrap_or(rate * BASE_PERCENT / 100);
            let slow = if encoding.has_temporal {
                base.min(rate)
            } else {
                rate
            };
            rates[usize::from(SLOW)] = slow;
            least = slow;
        }
        // What the sender cannot give costs what is sent instead.
        if available >> index & 1 == 1 {
            least = least.max(rate);
        }
        rates[usize::from(WHOLE) + index] = least;
    }
    rates[usize::from(WHOLE) + count..].fill(least);
    Demand {
        rank: consumer.priority.min(126) * 2 + u8::from(speaks),
        rates,
        wanted: WHOLE + consumer.wanted.min(count as u8 - 1),
        current: consumer.step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_is_asked_for_and_what_is_below_until_it_comes() {
        assert_eq!(wish(Some(2), 0b100, 3), 0b100);
        assert_eq!(wish(Some(2), 0b001, 3), 0b111);
        assert_eq!(wish(Some(2), 0b010, 3), 0b110);
        assert_eq!(wish(Some(0), 0b100, 3), 0b001);
        assert_eq!(wish(Some(9), 0, 2), 0b11);
        assert_eq!(wish(None, 0b111, 3), 0);
    }
}
