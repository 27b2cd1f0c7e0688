//! How much one receiver's path carries: an estimate from its transport-wide feedback.
//!
//! Follows draft-ietf-rmcat-gcc-02: a delay-based and a loss-based rate, of which the lower counts. On
//! top of it, probes find what the draft's slow growth would take long to: what a relay sends comes in
//! layers, so the path is seldom full.

mod departures;
mod groups;
mod loss_controller;
mod overuse;
mod prober;
mod rate_controller;
mod standing_queue;
mod throughput;
mod trendline;

use std::time::Duration;

pub(crate) use departures::{DepartureLog, OVERHEAD_BYTES};

use crate::Instant;
use crate::rtcp::TransportFeedback;
use departures::{Departure, Fate, WINDOW};
use groups::Grouper;
use loss_controller::LossController;
use overuse::{OveruseDetector, Usage};
use prober::{Outcome, Prober};
use rate_controller::{Arriving, RateController};
use standing_queue::StandingQueue;
use throughput::Throughput;
use trendline::Trendline;

/// Bounds of every estimate, in bits a second on the wire: a voice, and more than a room of twelve needs.
pub(crate) const MIN_BPS: u64 = 50_000;
pub(crate) const MAX_BPS: u64 = 10_000_000;
/// Believed before anything is known: the first probe follows with the first feedback.
const INITIAL_BPS: u64 = 500_000;
/// Round trip assumed before one was measured.
const ASSUMED_RTT: Duration = Duration::from_millis(100);
/// Nothing at all came through for so long: the path was gone, which tells nothing about its width.
const OUTAGE: Duration = Duration::from_millis(300);
/// Without feedback for so long while packets are sent, nothing is known to come through.
const BLIND: Duration = Duration::from_millis(1_500);
/// A queue gets so long to drain before it is taken for a standing one again.
const DRAINING: Duration = Duration::from_millis(1_000);
/// So does that of a probe: it is at most 60 ms long, behind what waited already.
const PROBE_DRAINING: Duration = Duration::from_millis(400);
/// No probe behind a queue longer than this, in milliseconds: it would add to it and measure nothing.
const MAX_QUEUE_MS: f64 = 50.0;
/// Below this throughput a few packets come in 150 ms, which tell nothing of the last moments.
const MIN_RECENT_BPS: f64 = 300_000.0;
/// A tick of feedback, and of its reference time, in microseconds.
const TICK_US: i64 = 250;
const REFERENCE_US: i64 = 64_000;

/// What the packets of one feedback add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    lost: u32,
    arrived: u32,
    bytes: u64,
    /// Sent time of the first of a run of lost packets, with their number and bytes.
    run: Option<(Instant, u32, u64)>,
    usage: Option<Usage>,
    /// A queue has grown all of a sudden.
    is_sudden: bool,
    newest: Option<Instant>,
    newest_arrived: Option<Instant>,
}

/// The estimate for one receiving transport.
#[derive(Debug)]
pub(crate) struct BandwidthEstimator {
    pub(crate) log: DepartureLog,
    pub(crate) prober: Prober,
    grouper: Grouper,
    trendline: Trendline,
    detector: OveruseDetector,
    queue: StandingQueue,
    throughput: Throughput,
    delay: RateController,
    loss: LossController,
    /// Reference time of the last feedback, unwrapped, in units of 64 ms.
    reference: Option<i64>,
    rtt: Option<Duration>,
    fed_back: Option<Instant>,
    /// Bytes sent when feedback came last, and since when more was sent.
    unanswered: Option<(u64, Instant)>,
    /// Until when the queue of the last probe may still be draining.
    probe_drained: Instant,
}

impl BandwidthEstimator {
    pub(crate) fn new() -> Self {
        Self {
            log: DepartureLog::new(),
            prober: Prober::new(),
            grouper: Grouper::default(),
            trendline: Trendline::new(),
            detector: OveruseDetector::new(),
            queue: StandingQueue::default(),
            throughput: Throughput::default(),
            delay: RateController::new(INITIAL_BPS),
            loss: LossController::new(MAX_BPS),
            reference: None,
            rtt: None,
            fed_back: None,
            unanswered: None,
            probe_drained: Instant::default(),
        }
    }

    /// Bits a second that may be sent, overhead included.
    pub(crate) fn bps(&self) -> u64 {
        self.delay
            .bps()
            .min(self.loss.bps())
            .clamp(MIN_BPS, MAX_BPS)
    }

    /// Round trip to the receiver with the time that it holds back feedback.
    pub(crate) fn rtt(&self) -> Option<Duration> {
        self.rtt
    }

    /// Share of packets lost on the way, 0 to 1.
    pub(crate) fn loss(&self) -> f64 {
        self.loss.loss()
    }

    /// Whether any feedback has come yet.
    pub(crate) fn is_fed_back(&self) -> bool {
        self.fed_back.is_some()
    }

    /// Whether much is sent and nothing comes back. Call it now and then.
    pub(crate) fn is_blind(&mut self, now: Instant) -> bool {
        let Some(fed_back) = self.fed_back else {
            return false;
        };
        let (bytes, since) = *self.unanswered.get_or_insert((self.log.bytes, fed_back));
        if bytes == self.log.bytes {
            self.unanswered = Some((bytes, now));
            return false;
        }
        now - since > BLIND
    }

    /// Take one feedback. True if the estimate is lower than before.
    pub(crate) fn take(&mut self, feedback: &TransportFeedback<'_>, now: Instant) -> bool {
        let before = self.bps();
        let told = self.walk(feedback, now);
        self.fed_back = Some(now);
        self.unanswered = None;
        if let Some(sent) = told.newest_arrived {
            let sample = now - sent;
            self.rtt = Some(self.rtt.map_or(sample, |rtt| sample.min(rtt + rtt / 16)));
        }
        self.loss.tally(told.lost, told.arrived, told.bytes, now);
        self.conclude_probe(told.newest, now);
        let delay_before = self.delay.bps();
        self.adjust(&told, now);
        // Loss alone may be the path's own, which a probe can tell.
        if self.delay.bps() < delay_before {
            self.prober.hold_off(now);
        }
        self.bps() < before
    }

    /// Begin a probe if it is time to, towards `wanted_bps`.
    pub(crate) fn probe(&mut self, wanted_bps: u64, now: Instant) {
        let was_full = self.delay.decreased_within(Duration::from_secs(1), now);
        if self.is_fed_back()
            && !was_full
            && !self.is_blind(now)
            && self.queue.delay_ms() < MAX_QUEUE_MS
        {
            let (estimate, sent) = (self.bps(), self.log.bytes);
            self.prober.begin(wanted_bps, estimate, sent, now);
        }
    }

    /// Bytes of padding to send now.
    pub(crate) fn padding(&mut self, now: Instant) -> u64 {
        let padding = self.prober.padding(self.log.bytes, now);
        self.log.probe = self.prober.sending();
        padding
    }

    fn walk(&mut self, feedback: &TransportFeedback<'_>, now: Instant) -> Told {
        let mut arrival_us = self.unwrap_reference(feedback.reference) * REFERENCE_US;
        let mut told = Told::default();
        // More than the window cannot be known here, and would be work for nothing.
        for (seq, delta) in feedback.statuses().take(WINDOW) {
            if let Some(delta) = delta {
                arrival_us += i64::from(delta) * TICK_US;
            }
            let Some(number) = self.log.unwrap(seq) else {
                continue;
            };
            let Some(departure) = self.log.get(number, now) else {
                continue;
            };
            let known = *departure;
            if known.fate == Fate::Arrived || known.fate == Fate::Lost && delta.is_none() {
                continue;
            }
            departure.fate = if delta.is_some() {
                Fate::Arrived
            } else {
                Fate::Lost
            };
            let age_us = (now.as_micros() as u32).wrapping_sub(known.sent_us);
            let sent = Instant::from_nanos(now.as_nanos() - u64::from(age_us) * 1000);
            told.newest = told.newest.max(Some(sent));
            if delta.is_some() {
                self.note_arrival(&known, (sent, now), arrival_us, &mut told);
            } else {
                self.note_loss(&known, sent, &mut told);
            }
        }
        if let Some((_, lost, bytes)) = told.run {
            told.lost += lost;
            told.bytes += bytes;
        }
        told
    }

    fn note_arrival(
        &mut self,
        known: &Departure,
        (sent, now): (Instant, Instant),
        arrival_us: i64,
        told: &mut Told,
    ) {
        told.newest_arrived = told.newest_arrived.max(Some(sent));
        if let Some((since, lost, bytes)) = told.run.take()
            && sent - since < OUTAGE
        {
            told.lost += lost;
            told.bytes += bytes;
        }
        self.throughput.arrive(known.size, arrival_us);
        if known.probe == 0 {
            told.arrived += 1;
            told.bytes += u64::from(known.size);
        } else {
            self.prober
                .arrived(known.probe, known.size, sent, arrival_us);
        }
        if known.fate == Fate::Lost {
            // Told as lost before: it was only late.
            return;
        }
        let one_way_us = arrival_us - sent.as_micros().cast_signed();
        told.is_sudden |= self.queue.note_packet(one_way_us);
        if let Some(variation) = self
            .grouper
            .arrive(sent.as_micros().cast_signed(), arrival_us)
        {
            let trend = self.trendline.update(variation);
            let mut usage = self.detector.detect(trend, variation.arrival_us);
            let stands = self
                .queue
                .update(variation.one_way_us, variation.arrival_us);
            let may_drain = self.delay.decreased_within(DRAINING, now);
            if stands && !may_drain && usage == Usage::Normal {
                usage = Usage::Over;
            }
            let is_over = told.usage == Some(Usage::Over);
            told.usage = if is_over { told.usage } else { Some(usage) };
        }
    }

    fn note_loss(&mut self, known: &Departure, sent: Instant, told: &mut Told) {
        if known.probe == 0 {
            let run = told.run.get_or_insert((sent, 0, 0));
            run.1 += 1;
            run.2 += u64::from(known.size);
        } else {
            self.prober.lost(known.probe);
        }
    }

    fn conclude_probe(&mut self, told: Option<Instant>, now: Instant) {
        let Some(told) = told else { return };
        let losses = (self.loss.loss(), self.loss.own_loss());
        let Some(outcome) = self.prober.conclude(told, losses, now) else {
            return;
        };
        let before = self.bps();
        if let Outcome::Passes {
            bps,
            loses_as_before,
        } = outcome
        {
            if loses_as_before {
                self.loss.note_insensitive();
            }
            if bps > before {
                self.delay.raise(bps);
                self.loss.raise(bps);
            }
        }
        self.prober.plan(self.bps() > before + before / 10, now);
        // The queue that a probe leaves behind is its own doing.
        self.probe_drained = now + PROBE_DRAINING;
        self.grouper = Grouper::default();
        self.trendline = Trendline::new();
    }

    fn adjust(&mut self, told: &Told, now: Instant) {
        let own = 1.0 - self.loss.own_loss();
        let bps = self.throughput.bps().map(|bps| bps as f64);
        let recent_bps = self.throughput.recent_bps().map(|bps| bps as f64);
        let recent_bps = if bps.is_some_and(|bps| bps > MIN_RECENT_BPS) {
            recent_bps
        } else {
            bps
        };
        self.loss.update(recent_bps, now);
        let mut arriving = bps.zip(recent_bps).map(|(bps, recent_bps)| Arriving {
            bps: bps / own,
            recent_bps: recent_bps / own,
        });
        let mut usage = told.usage;
        let is_probed = self.prober.is_under_way() || now < self.probe_drained;
        if told.is_sudden && !is_probed && !self.delay.decreased_within(DRAINING, now) {
            usage = Some(Usage::Over);
            // What came before the last moments came over another path.
            if let Some(arriving) = &mut arriving {
                arriving.bps = f64::MAX;
            }
        }
        let Some(usage) = usage else { return };
        let usage = if is_probed && usage == Usage::Over {
            Usage::Under
        } else {
            usage
        };
        let rtt = self.rtt.unwrap_or(ASSUMED_RTT);
        self.delay.update(usage, arriving, rtt, now);
    }

    /// The reference time counts in 24 bits, which wrap after twelve days.
    fn unwrap_reference(&mut self, reference: i32) -> i64 {
        let unwrapped = match self.reference {
            None => i64::from(reference),
            Some(last) => {
                let ahead = (reference.wrapping_sub(last as i32) << 8) >> 8;
                last + i64::from(ahead)
            }
        };
        self.reference = Some(unwrapped);
        unwrapped
    }
}

#[cfg(test)]
mod tests;
