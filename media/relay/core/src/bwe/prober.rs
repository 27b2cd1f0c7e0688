//! Tries whether more passes than is sent: short clusters in which padding fills up what media leaves.

use std::time::Duration;

use super::{MAX_BPS, MIN_BPS};
use crate::Instant;

/// How long a cluster lasts. At twice what passes it leaves a queue of the same length behind it,
/// within what a jitter buffer rides out.
const CLUSTER: Duration = Duration::from_millis(60);
/// Time between the bursts of a cluster: the router's timer grid.
const BURST_INTERVAL: Duration = Duration::from_millis(5);
/// Feedback on a cluster is waited for this long after its end.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// After a cluster that found more, until the next.
const FOLLOW_UP: Duration = Duration::from_millis(80);
/// After one that found nothing: doubled up to the longest. Four seconds, so that a path that has
/// recovered is full again within ten.
const RETRY: Duration = Duration::from_millis(1_000);
const MAX_RETRY: Duration = Duration::from_millis(4_000);
/// A cluster tries this many times the estimate; the first of all more.
const FACTOR: f64 = 2.0;
const FIRST_FACTOR: f64 = 3.0;
/// Share of a cluster that must pass for all of it to be believed.
const PASSED: f64 = 0.9;
/// What is believed of what a full path let through.
const BELIEVED: f64 = 0.9;
/// Loss in a cluster, beyond the path's own, from which it tells nothing good.
const MAX_LOSS: f64 = 0.15;

/// Loss up to this many times the usual one is the same: a cluster has few packets.
const SAME_LOSS: f64 = 1.25;

/// One half of a cluster as it arrived.
#[derive(Clone, Copy, Debug, Default)]
struct Half {
    bytes: u64,
    /// Sum of bytes times arrival, in byte-microseconds since the first arrival.
    moment: f64,
}

impl Half {
    fn mean_us(&self) -> f64 {
        self.moment / self.bytes as f64
    }
}

/// A cluster under way, or waited for.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    target_bps: u64,
    began: Instant,
    /// Bytes that the transport had sent when it began.
    base: u64,
    ended: Option<Instant>,
    halves: [Half; 2],
    origin_us: Option<i64>,
    lost: u32,
    arrived: u32,
}

/// What a cluster has shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// So many bits a second pass.
    Passes {
        /// How many.
        bps: u64,
        /// Nothing more was lost of twice as much than before, so loss is not for want of width.
        loses_as_before: bool,
    },
    /// Nothing that one could rely on.
    Nothing,
}

/// Decides when to probe, with what, and what the answer means. One cluster at a time.
#[derive(Debug)]
pub(crate) struct Prober {
    cluster: Option<Cluster>,
    /// Number of the cluster, as in [`Departure::probe`](super::departures::Departure); 1 to 255.
    number: u8,
    next: Option<Instant>,
    retry: Duration,
    has_probed: bool,
    /// Clusters sent since the beginning.
    pub(crate) count: u64,
}

impl Prober {
    pub(crate) fn new() -> Self {
        Self {
            cluster: None,
            number: 0,
            next: None,
            retry: RETRY,
            has_probed: false,
            count: 0,
        }
    }

    /// Number of the cluster being sent; 0: none.
    pub(crate) fn sending(&self) -> u8 {
        match &self.cluster {
            Some(cluster) if cluster.ended.is_none() => self.number,
            _ => 0,
        }
    }

    /// Whether a cluster is being sent or waited for.
    pub(crate) fn is_under_way(&self) -> bool {
        self.cluster.is_some()
    }

    /// When to call [`padding`](Self::padding) next; `None` while no cluster is being sent.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        (self.sending() != 0).then(|| now + BURST_INTERVAL)
    }

    /// The path is too narrow as it is: no probe for a while, and what is under way tells nothing.
    pub(crate) fn hold_off(&mut self, now: Instant) {
        self.cluster = None;
        let until = now + self.retry;
        self.next = Some(self.next.map_or(until, |next| next.max(until)));
    }

    /// Begin a cluster if it is time to and `wanted_bps` is more than `estimate_bps`. `sent`: bytes that
    /// the transport has sent so far. True if one began.
    pub(crate) fn begin(
        &mut self,
        wanted_bps: u64,
        estimate_bps: u64,
        sent: u64,
        now: Instant,
    ) -> bool {
        let is_due = self.next.is_none_or(|next| next <= now);
        if self.cluster.is_some() || !is_due || wanted_bps <= estimate_bps {
            return false;
        }
        let factor = if self.has_probed {
            FACTOR
        } else {
            FIRST_FACTOR
        };
        let reach = (estimate_bps as f64 * factor) as u64;
        let target_bps = reach
            .min(wanted_bps + wanted_bps / 8)
            .clamp(MIN_BPS, MAX_BPS);
        self.has_probed = true;
        self.count += 1;
        self.number = self.number.checked_add(1).unwrap_or(1);
        self.cluster = Some(Cluster {
            target_bps,
            began: now,
            base: sent,
            ended: None,
            halves: [Half::default(); 2],
            origin_us: None,
            lost: 0,
            arrived: 0,
        });
        true
    }

    /// Bytes of padding to send now on top of what was `sent` by the transport since the beginning; ends
    /// the cluster when its time is over.
    pub(crate) fn padding(&mut self, sent: u64, now: Instant) -> u64 {
        let Some(cluster) = self
            .cluster
            .as_mut()
            .filter(|cluster| cluster.ended.is_none())
        else {
            return 0;
        };
        let age = now - cluster.began;
        if age >= CLUSTER {
            cluster.ended = Some(now);
            return 0;
        }
        let due_us = (age + BURST_INTERVAL).as_micros() as u64;
        (cluster.target_bps * due_us / 8_000_000).saturating_sub(sent - cluster.base)
    }

    /// A packet of cluster `number` arrived; times in microseconds.
    pub(crate) fn arrived(&mut self, number: u8, size: u16, sent: Instant, arrival_us: i64) {
        let Some(cluster) = self.cluster.as_mut().filter(|_| number == self.number) else {
            return;
        };
        let origin = *cluster.origin_us.get_or_insert(arrival_us);
        let half = &mut cluster.halves[usize::from(sent - cluster.began >= CLUSTER / 2)];
        half.bytes += u64::from(size);
        half.moment += f64::from(size) * (arrival_us - origin) as f64;
        cluster.arrived += 1;
    }

    /// A packet of cluster `number` was lost.
    pub(crate) fn lost(&mut self, number: u8) {
        if let Some(cluster) = self.cluster.as_mut().filter(|_| number == self.number) {
            cluster.lost += 1;
        }
    }

    /// Feedback has told of everything sent up to `told`: what the cluster shows, if it is over. `losses`:
    /// share lost lately, and share that the path loses whatever is sent.
    pub(crate) fn conclude(
        &mut self,
        told: Instant,
        losses: (f64, f64),
        now: Instant,
    ) -> Option<Outcome> {
        let cluster = self.cluster?;
        let ended = cluster.ended?;
        // The last burst was sent before the end.
        let is_told =
            told + BURST_INTERVAL >= cluster.began + CLUSTER && told + BURST_INTERVAL * 2 >= ended;
        if !is_told && now < ended + PATIENCE {
            return None;
        }
        self.cluster = None;
        Some(if is_told {
            cluster.outcome(losses)
        } else {
            Outcome::Nothing
        })
    }

    /// Plan the next cluster, by whether the last one brought the estimate up.
    pub(crate) fn plan(&mut self, has_grown: bool, now: Instant) {
        if has_grown {
            self.retry = RETRY;
            self.next = Some(now + FOLLOW_UP);
        } else {
            self.next = Some(now + self.retry);
            self.retry = (self.retry * 2).min(MAX_RETRY);
        }
    }
}

impl Cluster {
    /// A flow that takes `T` to arrive has its halves `T/2` apart on average, however its packets are
    /// scattered by jitter.
    fn outcome(&self, (usual_loss, own_loss): (f64, f64)) -> Outcome {
        let loss = f64::from(self.lost) / f64::from((self.lost + self.arrived).max(1));
        let [early, late] = self.halves;
        if early.bytes == 0 || late.bytes == 0 || loss > usual_loss.max(own_loss) + MAX_LOSS {
            return Outcome::Nothing;
        }
        let apart_us = (late.mean_us() - early.mean_us()).max(1_000.0);
        let bits = (early.bytes + late.bytes) as f64 / 2.0 * 8.0;
        let rate = bits * 1e6 / apart_us / (1.0 - loss.min(usual_loss.max(own_loss)));
        let target = self.target_bps as f64;
        let has_passed = rate >= PASSED * target;
        let bps = if has_passed {
            self.target_bps
        } else {
            (BELIEVED * rate) as u64
        };
        Outcome::Passes {
            bps,
            loses_as_before: has_passed && loss <= usual_loss * SAME_LOSS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    /// One whole cluster over a path that passes `capacity_bps`; what it shows.
    fn probe(prober: &mut Prober, wanted: u64, estimate: u64, capacity_bps: u64) -> Outcome {
        let start = 1_000;
        assert!(prober.begin(wanted, estimate, 0, at(start)));
        let number = prober.sending();
        let (mut sent, mut free_us) = (0, 0u64);
        let mut last = at(start);
        for ms in (start..=start + 60).step_by(5) {
            let now = at(ms);
            for _ in 0..prober.padding(sent, now).div_ceil(300) {
                sent += 300;
                free_us = free_us.max(ms * 1000) + 300 * 8_000_000 / capacity_bps;
                prober.arrived(number, 300, now, free_us as i64 + 40_000);
                last = now;
            }
        }
        assert_eq!(prober.sending(), 0);
        prober.conclude(last, (0.0, 0.0), at(start + 120)).unwrap()
    }

    #[test]
    fn a_wide_path_passes_all_of_it() {
        let mut prober = Prober::new();
        assert_eq!(
            probe(&mut prober, 5_000_000, 500_000, 20_000_000),
            Outcome::Passes {
                bps: 1_500_000,
                loses_as_before: true
            }
        );
    }

    #[test]
    fn a_narrow_path_shows_how_narrow_it_is() {
        let mut prober = Prober::new();
        let Outcome::Passes { bps, .. } = probe(&mut prober, 5_000_000, 500_000, 800_000) else {
            panic!()
        };
        assert!((640_000..800_000).contains(&bps), "{bps}");
    }

    #[test]
    fn no_more_is_tried_than_is_wanted() {
        let mut prober = Prober::new();
        assert!(!prober.begin(500_000, 500_000, 0, at(0)));
        assert_eq!(
            probe(&mut prober, 600_000, 500_000, 20_000_000),
            Outcome::Passes {
                bps: 675_000,
                loses_as_before: true
            }
        );
    }

    #[test]
    fn failures_make_it_rare_and_success_quick() {
        let mut prober = Prober::new();
        let begins = |prober: &mut Prober, ms| prober.begin(5_000_000, 500_000, 0, at(ms));
        probe(&mut prober, 5_000_000, 500_000, 20_000_000);
        let mut now = 2_000;
        for wait in [1_000, 2_000, 4_000, 4_000] {
            prober.plan(false, at(now));
            assert!(!begins(&mut prober, now + wait - 1));
            assert!(begins(&mut prober, now + wait));
            prober.cluster = None;
            now += 10_000;
        }
        prober.plan(true, at(now));
        assert!(!begins(&mut prober, now + 79));
        assert!(begins(&mut prober, now + 80));
        assert_eq!(prober.deadline(at(now)), Some(at(now + 5)));
        prober.hold_off(at(now + 100));
        assert_eq!(prober.deadline(at(now)), None);
        assert!(!begins(&mut prober, now + 1_099));
        assert!(begins(&mut prober, now + 1_100));
    }

    #[test]
    fn a_cluster_without_an_answer_tells_nothing() {
        let mut prober = Prober::new();
        assert!(prober.begin(5_000_000, 500_000, 0, at(0)));
        assert_eq!(prober.padding(0, at(60)), 0);
        assert_eq!(prober.conclude(at(0), (0.0, 0.0), at(500)), None);
        assert_eq!(
            prober.conclude(at(0), (0.0, 0.0), at(1_060)),
            Some(Outcome::Nothing)
        );
    }
}
