//! The estimator in a loop with a path of virtual time: it sends what it believes in, and learns.

use std::collections::VecDeque;

use super::*;
use crate::rtcp::{CompoundWriter, Packet, parse};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[derive(Clone, Copy)]
struct Path {
    capacity_bps: u64,
    queue_ms: u64,
    one_way_ms: u64,
    jitter_ms: u64,
    loss: f64,
    is_cut: bool,
}

const WIDE: Path = Path {
    capacity_bps: 20_000_000,
    queue_ms: 300,
    one_way_ms: 25,
    jitter_ms: 0,
    loss: 0.0,
    is_cut: false,
};

/// A sender with something to send, a path, and a receiver that tells every 100 ms.
struct Loop {
    estimator: BandwidthEstimator,
    path: Path,
    random: Random,
    now_us: u64,
    free_us: u64,
    /// Media that there is to send.
    wanted_bps: u64,
    credit: f64,
    /// Arrival in us, number.
    under_way: Vec<(u64, u64)>,
    sent: u64,
    told: u64,
    arrivals: Vec<Option<u64>>,
    /// When each feedback is back at the sender.
    feedback: VecDeque<(u64, Vec<u8>)>,
    /// How long each packet waited in the queue.
    waits_ms: Vec<u64>,
}

impl Loop {
    fn new(seed: u64, path: Path, wanted_bps: u64) -> Self {
        Self {
            estimator: BandwidthEstimator::new(),
            path,
            random: Random(seed),
            now_us: 10_000_000,
            free_us: 0,
            wanted_bps,
            credit: 0.0,
            under_way: vec![],
            sent: 0,
            told: 0,
            arrivals: vec![],
            feedback: VecDeque::new(),
            waits_ms: vec![],
        }
    }

    fn now(&self) -> Instant {
        Instant::from_nanos(self.now_us * 1000)
    }

    fn send(&mut self, size: usize) {
        let now = self.now();
        self.estimator.log.depart(size - OVERHEAD_BYTES, now);
        let number = self.sent;
        self.sent += 1;
        self.arrivals.push(None);
        let queued_ms = self.free_us.saturating_sub(self.now_us) / 1000;
        let is_lost = self.random.unit() < self.path.loss;
        if self.path.is_cut || queued_ms > self.path.queue_ms || is_lost {
            return;
        }
        self.free_us =
            self.free_us.max(self.now_us) + size as u64 * 8_000_000 / self.path.capacity_bps;
        let jitter = (self.random.unit() * self.path.jitter_ms as f64 * 1000.0) as u64;
        self.under_way
            .push((self.free_us + self.path.one_way_ms * 1000 + jitter, number));
        self.waits_ms.push((self.free_us - self.now_us) / 1000);
    }

    fn run(&mut self, ms: u64) {
        for _ in 0..ms / 5 {
            self.now_us += 5_000;
            let now = self.now();
            while self
                .feedback
                .front()
                .is_some_and(|(due, _)| *due <= self.now_us)
            {
                let (_, datagram) = self.feedback.pop_front().unwrap();
                for packet in parse(&datagram) {
                    if let Ok(Packet::TransportFeedback(feedback)) = packet {
                        self.estimator.take(&feedback, now);
                    }
                }
            }
            // A voice of 100 bytes every 20 ms, then as much picture as the estimate lets through.
            if self.now_us.is_multiple_of(20_000) {
                self.send(150);
            }
            let video = self
                .estimator
                .bps()
                .saturating_sub(60_000)
                .min(self.wanted_bps);
            self.credit += video as f64 * 0.005 / 8.0;
            while self.credit > 1000.0 {
                self.credit -= 1000.0;
                self.send(1000);
            }
            let wanted = self.wanted_bps + self.wanted_bps / 5;
            self.estimator.probe(wanted, now);
            for _ in 0..self.estimator.padding(now).div_ceil(320) {
                self.send(320);
            }
            self.receive();
        }
    }

    fn receive(&mut self) {
        let now_us = self.now_us;
        self.under_way.retain(|(due, number)| {
            if *due <= now_us {
                self.arrivals[*number as usize] = Some(*due / 250);
            }
            *due > now_us
        });
        let has_news = self.arrivals[self.told as usize..]
            .iter()
            .any(Option::is_some);
        if !self.now_us.is_multiple_of(100_000) || !has_news {
            return;
        }
        let until = self.arrivals.iter().rposition(Option::is_some).unwrap() + 1;
        let told = self.arrivals[self.told as usize..until].to_vec();
        for chunk in told.chunks(400) {
            let mut buffer = [0; 1200];
            let mut writer = CompoundWriter::new(&mut buffer);
            let base = self.told + (1 << 16);
            self.told += chunk.len() as u64;
            writer.transport_feedback((1, 2), 0, base, chunk.iter().copied());
            let due = self.now_us + self.path.one_way_ms * 1000;
            if !writer.is_empty() {
                self.feedback.push_back((due, writer.finish().to_vec()));
            }
        }
    }

    fn bps(&self) -> u64 {
        self.estimator.bps()
    }
}

#[test]
fn a_wide_path_is_found_within_two_seconds() {
    let mut lab = Loop::new(1, WIDE, 4_000_000);
    lab.run(2_000);
    assert!(lab.bps() >= 4_000_000, "{}", lab.bps());
}

#[test]
fn a_narrow_path_is_filled_and_not_flooded() {
    for (capacity_bps, seed) in [(2_000_000, 1), (500_000, 2), (250_000, 3), (100_000, 4)] {
        let mut lab = Loop::new(
            seed,
            Path {
                capacity_bps,
                ..WIDE
            },
            4_000_000,
        );
        lab.run(5_000);
        lab.waits_ms.clear();
        let mut low = u64::MAX;
        let mut sum = 0;
        for _ in 0..60 {
            lab.run(500);
            low = low.min(lab.bps());
            sum += lab.bps() / 60;
        }
        assert!(
            sum > capacity_bps * 7 / 10 && sum < capacity_bps * 11 / 10,
            "{capacity_bps}: {sum}"
        );
        assert!(low > capacity_bps / 2, "{capacity_bps}: {low}");
        lab.waits_ms.sort_unstable();
        let usual_ms = lab.waits_ms[lab.waits_ms.len() * 9 / 10];
        let packet_ms = 8_000_000 / capacity_bps;
        assert!(usual_ms < 130 + packet_ms, "{capacity_bps}: {usual_ms} ms");
    }
}

#[test]
fn a_step_down_is_followed_in_a_second_and_a_step_up_in_seven() {
    for seed in 0..5 {
        let mut lab = Loop::new(
            seed,
            Path {
                capacity_bps: 5_000_000,
                ..WIDE
            },
            2_500_000,
        );
        lab.run(10_000);
        assert!(lab.bps() > 2_500_000, "seed {seed}: {}", lab.bps());
        lab.path.capacity_bps = 300_000;
        lab.run(1_000);
        assert!(lab.bps() < 330_000, "seed {seed}: {}", lab.bps());
        lab.run(20_000);
        assert!(
            (200_000..350_000).contains(&lab.bps()),
            "seed {seed}: {}",
            lab.bps()
        );
        lab.path.capacity_bps = 5_000_000;
        lab.run(7_000);
        assert!(lab.bps() > 2_500_000, "seed {seed}: {}", lab.bps());
    }
}

#[test]
fn random_loss_is_not_taken_for_a_narrow_path() {
    for (loss, seed) in [(0.02, 1), (0.05, 2), (0.1, 3), (0.2, 4)] {
        let mut lab = Loop::new(seed, Path { loss, ..WIDE }, 2_000_000);
        lab.run(20_000);
        let mut sum = 0;
        for _ in 0..40 {
            lab.run(500);
            sum += lab.bps() / 40;
        }
        assert!(sum > 1_500_000, "loss {loss}: {sum}");
    }
}

#[test]
fn jitter_and_long_paths_do_not_keep_it_down() {
    for (one_way_ms, jitter_ms) in [(25, 30), (100, 30), (200, 0), (200, 30)] {
        let path = Path {
            one_way_ms,
            jitter_ms,
            capacity_bps: 3_000_000,
            ..WIDE
        };
        let mut lab = Loop::new(7, path, 2_000_000);
        lab.run(10_000);
        let mut low = u64::MAX;
        for _ in 0..40 {
            lab.run(500);
            low = low.min(lab.bps());
        }
        assert!(
            low > 1_500_000,
            "{one_way_ms} ms, jitter {jitter_ms} ms: {low}"
        );
    }
}

#[test]
fn an_outage_is_no_narrow_path() {
    let mut lab = Loop::new(
        3,
        Path {
            capacity_bps: 4_000_000,
            ..WIDE
        },
        2_000_000,
    );
    lab.run(5_000);
    lab.path.is_cut = true;
    lab.run(1_000);
    lab.path.is_cut = false;
    lab.run(500);
    assert!(lab.bps() > 1_500_000, "{}", lab.bps());
}

#[test]
fn nothing_coming_back_is_noticed() {
    let mut lab = Loop::new(3, WIDE, 500_000);
    lab.run(2_000);
    let now = lab.now();
    assert!(!lab.estimator.is_blind(now));
    lab.path.is_cut = true;
    lab.run(2_000);
    let now = lab.now();
    assert!(lab.estimator.is_blind(now));
    lab.path.is_cut = false;
    lab.run(500);
    let now = lab.now();
    assert!(!lab.estimator.is_blind(now));
}

#[test]
fn feedback_that_makes_no_sense_does_no_harm() {
    let mut estimator = BandwidthEstimator::new();
    let now = Instant::from_millis(5_000);
    for seed in 0..2_000u64 {
        let mut random = Random(seed);
        let mut body = vec![0x8f, 205, 0, 0];
        let words = 4 + (random.unit() * 20.0) as usize;
        body.extend((0..words * 4).map(|_| (random.unit() * 256.0) as u8));
        body[3] = words as u8;
        for packet in parse(&body) {
            if let Ok(Packet::TransportFeedback(feedback)) = packet {
                estimator.take(&feedback, now);
            }
        }
        estimator.log.depart(100, now);
        assert!((MIN_BPS..=MAX_BPS).contains(&estimator.bps()));
    }
}
