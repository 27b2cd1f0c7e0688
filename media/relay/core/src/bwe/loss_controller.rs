//! The loss-based rate (draft-ietf-rmcat-gcc-02 section 6), with losses that are the path's own set apart.

use std::time::Duration;

use super::{MAX_BPS, MIN_BPS};
use crate::Instant;

/// "When loss is above 10%, A_s_hat(i) = A_s_hat(i-1) * (1 - 0.5 * p)".
const HIGH: f64 = 0.10;
/// "When loss is below 2%, A_s_hat(i) = 1.05 * A_s_hat(i-1)".
const LOW: f64 = 0.02;
const GROWTH: f64 = 1.05;
/// A radio loses up to about this much of everything, whatever is sent; what loses more is too narrow.
const MAX_OWN: f64 = 0.3;
/// A verdict takes this long and this many packets.
const STEP: Duration = Duration::from_millis(200);
const MIN_PACKETS: u32 = 20;
/// Loss is compared between rates over spans of this length and at least this many packets.
const SPAN: Duration = Duration::from_millis(1_000);
const MIN_SPAN_PACKETS: u32 = 40;
/// Loss that is this much of what it was at a rate a quarter higher has nothing to do with the rate.
const INSENSITIVE: f64 = 0.7;
const LOWER_RATE: f64 = 0.75;

/// Packets that were told of.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    lost: u32,
    arrived: u32,
    bytes: u64,
    since: Option<Instant>,
}

impl Tally {
    fn packets(&self) -> u32 {
        self.lost + self.arrived
    }

    fn loss(&self) -> f64 {
        f64::from(self.lost) / f64::from(self.packets().max(1))
    }
}

/// Follows the share of packets that are lost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LossController {
    bps: f64,
    step: Tally,
    span: Tally,
    /// Share that is lost whatever is sent.
    own: f64,
    /// Rate and loss of the span with loss at the highest rate since `own` last changed.
    lossy: Option<(f64, f64)>,
    last_loss: f64,
}

impl LossController {
    pub(crate) fn new(bps: u64) -> Self {
        Self {
            bps: bps as f64,
            step: Tally::default(),
            span: Tally::default(),
            own: 0.0,
            lossy: None,
            last_loss: 0.0,
        }
    }

    pub(crate) fn bps(&self) -> u64 {
        self.bps as u64
    }

    /// Share of packets lost over the last span, 0 to 1.
    pub(crate) fn loss(&self) -> f64 {
        self.last_loss
    }

    /// Share that the path loses whatever is sent, 0 to 0.3.
    pub(crate) fn own_loss(&self) -> f64 {
        self.own
    }

    /// A probe has shown that this much passes.
    pub(crate) fn raise(&mut self, bps: u64) {
        self.bps = self.bps.max(bps as f64).min(MAX_BPS as f64);
    }

    /// Far more was sent for a moment, and no greater share of it was lost.
    pub(crate) fn note_insensitive(&mut self) {
        if self.last_loss > LOW {
            self.own = self.own.max(self.last_loss.min(MAX_OWN));
            self.lossy = None;
        }
    }

    /// Packets that one feedback told of, `bytes` of all of them.
    pub(crate) fn tally(&mut self, lost: u32, arrived: u32, bytes: u64, now: Instant) {
        for tally in [&mut self.step, &mut self.span] {
            tally.since.get_or_insert(now);
            tally.lost += lost;
            tally.arrived += arrived;
            tally.bytes += bytes;
        }
    }

    /// Judge what was told so far. `arriving_bps`: what comes through now; `sent` is believed to be
    /// what was used of the path.
    pub(crate) fn update(&mut self, arriving_bps: Option<f64>, now: Instant) {
        let is_due = |tally: &Tally, span: Duration, packets: u32| {
            tally.since.is_some_and(|since| now - since >= span) && tally.packets() >= packets
        };
        if is_due(&self.span, SPAN, MIN_SPAN_PACKETS) {
            let span = std::mem::take(&mut self.span);
            self.compare(span, now);
        }
        if is_due(&self.step, STEP, MIN_PACKETS) {
            let step = std::mem::take(&mut self.step);
            self.judge(&step, arriving_bps);
        }
    }

    fn judge(&mut self, step: &Tally, arriving_bps: Option<f64>) {
        // Few packets do not tell a share exactly: what may be chance is not held against the path.
        let chance = (self.own * (1.0 - self.own) / f64::from(step.packets().max(1))).sqrt();
        let excess = ((step.loss() - self.own - chance) / (1.0 - self.own)).max(0.0);
        if excess < LOW {
            self.bps = (self.bps * GROWTH).min(MAX_BPS as f64);
        } else if excess > HIGH {
            let passes = arriving_bps.map(|bps| bps / (1.0 - self.own));
            // What was not used says nothing about what passes.
            let used = passes.map_or(self.bps, |passes| {
                self.bps.min(1.5 * passes / (1.0 - excess))
            });
            self.bps = used * (1.0 - 0.5 * excess);
            if let Some(passes) = passes.filter(|_| excess > MAX_OWN) {
                self.bps = self.bps.min(passes);
            }
            self.bps = self.bps.max(MIN_BPS as f64);
        }
    }

    /// Learn which share of the loss does not depend on what is sent.
    fn compare(&mut self, span: Tally, now: Instant) {
        let took = span.since.map_or(SPAN, |since| now - since);
        let rate = span.bytes as f64 * 8.0 / took.as_secs_f64();
        let loss = span.loss();
        self.last_loss = loss;
        if loss < self.own {
            self.own += 0.3 * (loss - self.own);
        }
        if loss <= LOW {
            self.lossy = None;
            return;
        }
        match self.lossy {
            Some((lossy_rate, lossy)) if rate <= LOWER_RATE * lossy_rate => {
                if lossy <= MAX_OWN && loss >= INSENSITIVE * lossy && loss > self.own {
                    self.own = loss.min(MAX_OWN);
                    self.lossy = None;
                }
            }
            Some((lossy_rate, _)) if rate < lossy_rate => {}
            _ => self.lossy = Some((rate, loss)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second of feedback at `rate`, with every n-th packet lost as `loss` says.
    fn second(control: &mut LossController, at_s: u64, rate: f64, loss: f64) {
        for tenth in 0..10 {
            let now = Instant::from_millis(at_s * 1000 + tenth * 100);
            let packets = 20.0;
            let lost = (packets * loss).round() as u32;
            let bytes = (rate / 80.0) as u64;
            control.tally(lost, 20 - lost, bytes, now);
            control.update(Some(rate * (1.0 - loss)), now);
        }
    }

    #[test]
    fn little_loss_lets_it_grow_and_much_makes_it_shrink() {
        let mut control = LossController::new(1_000_000);
        second(&mut control, 0, 1_000_000.0, 0.0);
        assert!(control.bps() > 1_100_000);
        let before = control.bps();
        second(&mut control, 1, 1_000_000.0, 0.05);
        assert_eq!(control.bps(), before, "between 2 and 10 % it stays");
        second(&mut control, 2, 1_000_000.0, 0.2);
        assert!(control.bps() < before * 8 / 10);
    }

    #[test]
    fn where_nearly_all_is_lost_only_what_passes_counts() {
        let mut control = LossController::new(5_000_000);
        second(&mut control, 0, 2_000_000.0, 0.85);
        assert!(control.bps() <= 300_000, "{}", control.bps());
    }

    #[test]
    fn loss_that_does_not_depend_on_the_rate_is_the_paths_own() {
        let mut control = LossController::new(1_000_000);
        for at_s in 0..3 {
            second(&mut control, at_s, 900_000.0, 0.2);
        }
        for at_s in 3..6 {
            second(&mut control, at_s, 500_000.0, 0.2);
        }
        assert!(
            (control.own_loss() - 0.2).abs() < 0.03,
            "{}",
            control.own_loss()
        );
        let before = control.bps();
        second(&mut control, 6, 900_000.0, 0.2);
        assert!(control.bps() > before);
    }

    #[test]
    fn loss_that_ends_with_a_lower_rate_is_not() {
        let mut control = LossController::new(1_000_000);
        second(&mut control, 0, 900_000.0, 0.25);
        second(&mut control, 1, 900_000.0, 0.25);
        second(&mut control, 2, 600_000.0, 0.05);
        second(&mut control, 3, 600_000.0, 0.05);
        assert!(control.own_loss() < 0.01);
    }
}
