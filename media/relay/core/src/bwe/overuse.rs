//! Tells over-use of the path from its noise (draft-ietf-rmcat-gcc-02 section 5.4).

/// "the threshold del_var_th(i) ... is initialized to 12.5 ms".
const INITIAL_MS: f64 = 12.5;
/// "it's RECOMMENDED to clamp del_var_th(i) to the range [6, 600]".
const MIN_MS: f64 = 6.0;
const MAX_MS: f64 = 600.0;
/// "K_u" and "K_d", in 1/ms.
const K_UP: f64 = 0.01;
const K_DOWN: f64 = 0.00018;
/// Not adapted "if |m(i)| - del_var_th(i) > 15".
const MAX_EXCESS_MS: f64 = 15.0;
/// "overuse_time_th": for how long the trend must be above the threshold, in ms.
const OVERUSE_TIME_MS: f64 = 10.0;
/// Longest time that one adaptation accounts for, in ms: a pause is no reason to forget.
const MAX_STEP_MS: f64 = 100.0;

/// What the detector believes of the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Usage {
    #[default]
    Normal,
    /// A queue grows.
    Over,
    /// A queue drains.
    Under,
}

/// Compares the trend of the delay with a threshold that adapts to what is usual on the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OveruseDetector {
    threshold_ms: f64,
    last_trend: f64,
    last_ms: Option<f64>,
    over_for_ms: Option<f64>,
    usage: Usage,
}

impl OveruseDetector {
    pub(crate) fn new() -> Self {
        Self {
            threshold_ms: INITIAL_MS,
            last_trend: 0.0,
            last_ms: None,
            over_for_ms: None,
            usage: Usage::Normal,
        }
    }

    /// `trend`: `m(i)`; `arrival_us`: of its group.
    pub(crate) fn detect(&mut self, trend: f64, arrival_us: i64) -> Usage {
        let now_ms = arrival_us as f64 / 1000.0;
        let step_ms = self
            .last_ms
            .map_or(0.0, |last| (now_ms - last).clamp(0.0, MAX_STEP_MS));
        if trend > self.threshold_ms {
            let over_for = self
                .over_for_ms
                .map_or(step_ms / 2.0, |over| over + step_ms);
            self.over_for_ms = Some(over_for);
            // "if m(i) < m(i-1), over-use will not be signaled even if all the above conditions are met".
            if over_for > OVERUSE_TIME_MS && trend >= self.last_trend {
                self.over_for_ms = Some(0.0);
                self.usage = Usage::Over;
            }
        } else {
            self.over_for_ms = None;
            self.usage = if trend < -self.threshold_ms {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.last_trend = trend;
        self.last_ms = Some(now_ms);
        self.adapt(trend.abs(), step_ms);
        self.usage
    }

    fn adapt(&mut self, trend: f64, step_ms: f64) {
        if trend - self.threshold_ms > MAX_EXCESS_MS {
            return;
        }
        let gain = if trend < self.threshold_ms {
            K_DOWN
        } else {
            K_UP
        };
        self.threshold_ms += step_ms * gain * (trend - self.threshold_ms);
        self.threshold_ms = self.threshold_ms.clamp(MIN_MS, MAX_MS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(detector: &mut OveruseDetector, from_ms: i64, trends: &[f64]) -> Vec<Usage> {
        let at = |index: usize| (from_ms + 20 * index as i64) * 1000;
        trends
            .iter()
            .enumerate()
            .map(|(index, trend)| detector.detect(*trend, at(index)))
            .collect()
    }

    #[test]
    fn a_trend_above_the_threshold_has_to_last() {
        let mut detector = OveruseDetector::new();
        let usages = run(&mut detector, 0, &[0.0, 14.0, 0.0, 14.0, 15.0, 16.0]);
        assert_eq!(usages[..4], [Usage::Normal; 4]);
        assert_eq!(usages[5], Usage::Over);
    }

    #[test]
    fn a_trend_that_falls_already_is_not_over_use() {
        let mut detector = OveruseDetector::new();
        assert_eq!(
            run(&mut detector, 0, &[0.0, 20.0, 19.0, 18.0, 17.0]),
            [Usage::Normal; 5]
        );
    }

    #[test]
    fn a_falling_delay_is_under_use() {
        let mut detector = OveruseDetector::new();
        assert_eq!(run(&mut detector, 0, &[-30.0]), [Usage::Under]);
    }

    #[test]
    fn the_threshold_follows_what_is_usual_within_its_bounds() {
        let mut detector = OveruseDetector::new();
        run(&mut detector, 0, &[20.0; 200]);
        assert!(detector.threshold_ms > 18.0);
        run(&mut detector, 4_000, &[0.0; 5_000]);
        assert!((detector.threshold_ms - MIN_MS).abs() < 0.1);
    }
}
