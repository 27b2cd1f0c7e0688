//! The slope of the one-way delay: the filter in front of the over-use detector.

use super::groups::Variation;

/// Groups that the line is laid through: at 30 pictures a second two thirds of a second.
const WINDOW: usize = 20;
/// Weight of what is known against a new sum of variations.
const SMOOTHING: f64 = 0.9;
/// Groups that count towards confidence in the slope.
const MAX_CONFIDENCE: f64 = 60.0;
/// Brings the slope to the scale of the detector's threshold, in milliseconds.
const GAIN: f64 = 4.0;

/// Lays a least-squares line through the last smoothed delays.
///
/// It stands in for the Kalman filter of draft-ietf-rmcat-gcc-02 section 5.3: its result is used in the
/// same way (`m(i)`, compared with `del_var_th`), and it needs no model of the noise.
#[derive(Clone, Debug)]
pub(crate) struct Trendline {
    /// Arrival and smoothed delay, in milliseconds, oldest at `count % WINDOW` once full.
    points: [(f64, f64); WINDOW],
    count: usize,
    first_arrival_us: i64,
    delay_ms: f64,
    smoothed_ms: f64,
}

impl Trendline {
    pub(crate) fn new() -> Self {
        Self {
            points: [(0.0, 0.0); WINDOW],
            count: 0,
            first_arrival_us: 0,
            delay_ms: 0.0,
            smoothed_ms: 0.0,
        }
    }

    /// `m(i)` after one more group, in the detector's milliseconds: 0 until the window is full.
    pub(crate) fn update(&mut self, variation: Variation) -> f64 {
        if self.count == 0 {
            self.first_arrival_us = variation.arrival_us;
        }
        self.delay_ms += variation.delay_us as f64 / 1000.0;
        self.smoothed_ms = SMOOTHING * self.smoothed_ms + (1.0 - SMOOTHING) * self.delay_ms;
        let arrival_ms = (variation.arrival_us - self.first_arrival_us) as f64 / 1000.0;
        self.points[self.count % WINDOW] = (arrival_ms, self.smoothed_ms);
        self.count += 1;
        if self.count < WINDOW {
            return 0.0;
        }
        self.slope() * GAIN * (self.count as f64).min(MAX_CONFIDENCE)
    }

    fn slope(&self) -> f64 {
        let n = WINDOW as f64;
        let sum = self
            .points
            .iter()
            .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
        let mean = (sum.0 / n, sum.1 / n);
        let (mut covariance, mut variance) = (0.0, 0.0);
        for (arrival, delay) in &self.points {
            covariance += (arrival - mean.0) * (delay - mean.1);
            variance += (arrival - mean.0) * (arrival - mean.0);
        }
        if variance > 0.0 {
            covariance / variance
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(delay_us: impl Fn(i64) -> i64) -> f64 {
        let mut line = Trendline::new();
        (0..100).fold(0.0, |_, n| {
            line.update(Variation {
                delay_us: delay_us(n),
                arrival_us: 20_000 * n,
                one_way_us: 0,
            })
        })
    }

    #[test]
    fn it_rises_with_a_queue_and_falls_with_its_end() {
        assert!(trend(|_| 0).abs() < 1e-9);
        // 2 ms more in 20 ms: a slope of a tenth.
        let rising = trend(|_| 2_000);
        assert!(
            (rising - 0.1 * GAIN * MAX_CONFIDENCE).abs() < 0.5,
            "{rising}"
        );
        assert!(trend(|_| -2_000) < -20.0);
    }

    #[test]
    fn jitter_that_evens_out_is_no_trend() {
        assert!(trend(|n| if n % 2 == 0 { 15_000 } else { -15_000 }).abs() < 6.0);
    }
}
