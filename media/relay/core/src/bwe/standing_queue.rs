//! Notices a queue that has grown too slowly for the trend to tell.

/// What a receiver's jitter buffer takes as given; more is heard as delay.
const LIMIT_US: i64 = 80_000;
/// A queue this long that every packet meets has come about suddenly: the path has become narrow.
const SUDDEN_US: f64 = 150_000.0;
const SUDDEN_SMOOTHING: f64 = 0.8;
/// The least delay is looked for over one to two of these, in microseconds: clocks drift apart by less
/// than a millisecond meanwhile, and a path that has become longer is believed after the second.
const WINDOW_US: i64 = 10_000_000;
/// Weight of what is known against a new group's delay.
const SMOOTHING: f64 = 0.8;

/// Compares the one-way delay with the least of the last seconds.
///
/// Not in draft-ietf-rmcat-gcc-02, whose adaptive threshold follows a slow growth and so misses it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StandingQueue {
    /// Least delay in the window before and in this one.
    least: [Option<i64>; 2],
    window_from: i64,
    smoothed: Option<f64>,
    packets: f64,
}

impl StandingQueue {
    /// A group arrived after `delay_us` (between two clocks: only differences count). True if a queue
    /// stands that should not.
    pub(crate) fn update(&mut self, delay_us: i64, arrival_us: i64) -> bool {
        if arrival_us - self.window_from > WINDOW_US {
            self.least = [self.least[1], None];
            self.window_from = arrival_us;
        }
        self.least[1] = Some(self.least[1].map_or(delay_us, |least| least.min(delay_us)));
        let base = self.base().unwrap_or(delay_us);
        let above = (delay_us - base) as f64;
        let smoothed = self
            .smoothed
            .map_or(above, |known| SMOOTHING * known + (1.0 - SMOOTHING) * above);
        self.smoothed = Some(smoothed);
        smoothed > LIMIT_US as f64
    }

    /// A packet took `delay_us`. True if that tells of a queue that has grown too quickly for groups to tell:
    /// behind a large picture there are few of them.
    pub(crate) fn note_packet(&mut self, delay_us: i64) -> bool {
        let base = self.base().unwrap_or(delay_us);
        let above = (delay_us - base).max(0) as f64;
        self.packets = SUDDEN_SMOOTHING * self.packets + (1.0 - SUDDEN_SMOOTHING) * above;
        self.packets > SUDDEN_US
    }

    fn base(&self) -> Option<i64> {
        self.least.iter().flatten().min().copied()
    }

    /// Delay above the least, smoothed, in milliseconds.
    pub(crate) fn delay_ms(&self) -> f64 {
        self.smoothed.unwrap_or(0.0) / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups every 20 ms over `ms`, each as late as told.
    fn run(queue: &mut StandingQueue, from_ms: i64, ms: i64, late_ms: impl Fn(i64) -> i64) -> bool {
        (from_ms..from_ms + ms).step_by(20).fold(false, |_, at| {
            queue.update(late_ms(at - from_ms) * 1000, at * 1000)
        })
    }

    #[test]
    fn a_queue_is_noticed_however_slowly_it_grew() {
        let mut queue = StandingQueue::default();
        assert!(!run(&mut queue, 0, 7_500, |at| at / 100));
        assert!(run(&mut queue, 7_500, 6_000, |at| 75 + at / 100));
        assert!(
            (queue.delay_ms() - 133.0).abs() < 3.0,
            "{}",
            queue.delay_ms()
        );
    }

    #[test]
    fn jitter_is_no_queue_and_a_longer_path_is_believed_in_time() {
        let mut queue = StandingQueue::default();
        assert!(!run(&mut queue, 0, 20_000, |at| 40 + at * 7 % 60));
        assert!(run(&mut queue, 20_000, 5_000, |_| 240));
        assert!(!run(&mut queue, 25_000, 20_000, |_| 240));
    }
}
