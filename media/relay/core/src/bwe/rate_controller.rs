//! The delay-based rate (draft-ietf-rmcat-gcc-02 section 5.5): additive or multiplicative increase,
//! multiplicative decrease.

use std::time::Duration;

use super::overuse::Usage;
use super::{MAX_BPS, MIN_BPS};
use crate::Instant;

/// "beta is typically chosen to be in the interval [0.8, 0.95], 0.85 is the RECOMMENDED value".
const BETA: f64 = 0.85;
/// "eta = 1.08^min(time_since_last_update_ms / 1000, 1.0)".
const GROWTH: f64 = 1.08;
/// "A_hat(i) < 1.5 * R_hat(i)": what was not tried is not believed. Probes try more.
const HEADROOM: f64 = 1.5;
/// Smoothing of the throughput at which the path was full: "exponential moving average ... 0.95".
const LINK_SMOOTHING: f64 = 0.05;
/// Bits of a full packet: "packets_per_frame = ceil(bits_per_frame / (1200 * 8))", at 30 frames a second.
const PACKET_BITS: f64 = 1200.0 * 8.0;
const FRAMES_PER_S: f64 = 30.0;
/// Shortest time between two decreases: what the first brought about must be seen.
const MIN_DECREASE_INTERVAL: Duration = Duration::from_millis(100);
/// A throughput over the last moments that is this much below the half second's tells that the path
/// has just become narrower.
const SLOWDOWN: f64 = 0.9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Hold,
    Increase,
    Decrease,
}

/// What arrives at the far end, in bits a second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Arriving {
    /// Over half a second (`R_hat`).
    pub(crate) bps: f64,
    /// Over the last 150 ms.
    pub(crate) recent_bps: f64,
}

/// Follows the detector up and down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateController {
    bps: f64,
    state: State,
    updated: Option<Instant>,
    decreased: Option<Instant>,
    /// Average and variance of the throughput when the path was full.
    link: Option<(f64, f64)>,
}

impl RateController {
    pub(crate) fn new(bps: u64) -> Self {
        Self {
            bps: bps as f64,
            state: State::Hold,
            updated: None,
            decreased: None,
            link: None,
        }
    }

    pub(crate) fn bps(&self) -> u64 {
        self.bps as u64
    }

    /// A probe has shown that this much passes.
    pub(crate) fn raise(&mut self, bps: u64) {
        self.bps = self.bps.max(bps as f64).min(MAX_BPS as f64);
        self.link = self
            .link
            .filter(|(average, _)| self.bps < average * HEADROOM);
    }

    /// Whether it was decreased within `span` before `now`.
    pub(crate) fn decreased_within(&self, span: Duration, now: Instant) -> bool {
        self.decreased.is_some_and(|at| now - at < span)
    }

    /// Follow what the detector says. `arriving`: `None` while too little is known.
    pub(crate) fn update(
        &mut self,
        usage: Usage,
        arriving: Option<Arriving>,
        rtt: Duration,
        now: Instant,
    ) {
        let step = self
            .updated
            .map_or(Duration::ZERO, |at| now - at)
            .min(Duration::from_secs(1));
        self.updated = Some(now);
        self.state = match (usage, self.state) {
            (Usage::Over, _) => State::Decrease,
            (Usage::Under, _) | (Usage::Normal, State::Decrease) => State::Hold,
            (Usage::Normal, State::Hold | State::Increase) => State::Increase,
        };
        let Some(arriving) = arriving else { return };
        match self.state {
            State::Hold => {}
            State::Increase => self.increase(arriving, step, rtt),
            State::Decrease => self.decrease(arriving, rtt, now),
        }
    }

    fn increase(&mut self, arriving: Arriving, step: Duration, rtt: Duration) {
        // "if R_hat(i) increases above three standard deviations of the average max bitrate, ... we are
        // no longer near convergence".
        self.link = self.link.filter(|(average, variance)| {
            arriving.bps <= average + 3.0 * variance.sqrt().max(0.05 * average)
        });
        let grown = if self.link.is_some() {
            // "response_time_ms = 100 + rtt_ms; alpha = 0.5 * min(time_since_last_update / response_time, 1)".
            let response = Duration::from_millis(100) + rtt;
            let alpha = 0.5 * (step.as_secs_f64() / response.as_secs_f64()).min(1.0);
            self.bps + alpha * self.packet_bits()
        } else {
            self.bps * GROWTH.powf(step.as_secs_f64())
        };
        let ceiling = HEADROOM * arriving.bps + PACKET_BITS;
        self.bps = grown.min(ceiling.max(self.bps)).min(MAX_BPS as f64);
    }

    /// "avg_packet_size_bits = bits_per_frame / packets_per_frame".
    fn packet_bits(&self) -> f64 {
        let frame = self.bps / FRAMES_PER_S;
        frame / (frame / PACKET_BITS).ceil()
    }

    fn decrease(&mut self, arriving: Arriving, rtt: Duration, now: Instant) {
        let interval = MIN_DECREASE_INTERVAL.max(rtt.min(Duration::from_millis(300)));
        if self.decreased_within(interval, now) {
            return;
        }
        let slows = arriving.recent_bps < SLOWDOWN * arriving.bps;
        let full = if slows {
            arriving.recent_bps
        } else {
            arriving.bps
        };
        // Where far less was sent than is believed to pass, one alarm may be a false one: what arrives is
        // believed in full, until the next.
        let is_idle = self.bps > HEADROOM * full;
        let is_first = !self.decreased_within(Duration::from_secs(1), now);
        let beta = if is_idle && is_first && !slows {
            1.0
        } else {
            BETA
        };
        self.bps = self.bps.min(beta * full).max(MIN_BPS as f64);
        self.decreased = Some(now);
        self.note_full(full);
    }

    fn note_full(&mut self, full: f64) {
        let known = self.link.filter(|(average, variance)| {
            (full - average).abs() <= 3.0 * variance.sqrt().max(0.05 * average)
        });
        let (average, variance) = known.unwrap_or((full, 0.0));
        let off = full - average;
        self.link = Some((
            average + LINK_SMOOTHING * off,
            (1.0 - LINK_SMOOTHING) * (variance + LINK_SMOOTHING * off * off),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTT: Duration = Duration::from_millis(50);

    fn arriving(bps: f64) -> Option<Arriving> {
        Some(Arriving {
            bps,
            recent_bps: bps,
        })
    }

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn it_grows_by_eight_percent_a_second_while_it_is_used() {
        let mut rate = RateController::new(1_000_000);
        for n in 0..=100 {
            rate.update(Usage::Normal, arriving(1_000_000.0), RTT, at(n * 100));
        }
        // 1.5 times what arrives, and no more.
        assert_eq!(rate.bps(), 1_509_600);
        let mut rate = RateController::new(1_000_000);
        for n in 0..=10 {
            rate.update(Usage::Normal, arriving(1_000_000.0), RTT, at(n * 100));
        }
        assert!(
            (1_070_000..1_085_000).contains(&rate.bps()),
            "{}",
            rate.bps()
        );
    }

    #[test]
    fn over_use_takes_it_below_what_arrives_once_in_a_round_trip() {
        let mut rate = RateController::new(1_000_000);
        rate.update(Usage::Over, arriving(800_000.0), RTT, at(0));
        assert_eq!(rate.bps(), 680_000);
        rate.update(Usage::Over, arriving(600_000.0), RTT, at(50));
        assert_eq!(rate.bps(), 680_000);
        rate.update(Usage::Over, arriving(600_000.0), RTT, at(150));
        assert_eq!(rate.bps(), 510_000);
    }

    #[test]
    fn a_path_that_has_just_become_narrow_is_judged_by_the_last_moments() {
        let mut rate = RateController::new(5_000_000);
        let now_narrow = Arriving {
            bps: 2_000_000.0,
            recent_bps: 300_000.0,
        };
        rate.update(Usage::Over, Some(now_narrow), RTT, at(0));
        assert_eq!(rate.bps(), 255_000);
    }

    #[test]
    fn one_alarm_on_a_path_hardly_used_costs_no_more_than_what_was_not_tried() {
        let mut rate = RateController::new(5_000_000);
        rate.update(Usage::Over, arriving(400_000.0), RTT, at(0));
        assert_eq!(rate.bps(), 400_000);
        rate.update(Usage::Over, arriving(400_000.0), RTT, at(200));
        assert_eq!(rate.bps(), 340_000);
    }

    #[test]
    fn near_what_was_full_before_it_grows_by_packets() {
        let mut rate = RateController::new(1_000_000);
        rate.update(Usage::Over, arriving(1_000_000.0), RTT, at(0));
        rate.update(Usage::Normal, arriving(850_000.0), RTT, at(100));
        for n in 2..=11 {
            rate.update(Usage::Normal, arriving(850_000.0), RTT, at(n * 100));
        }
        let grown = rate.bps() - 850_000;
        assert!((20_000..40_000).contains(&grown), "{grown}");
    }
}
