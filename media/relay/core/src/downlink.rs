//! One receiver's path: what it carries, and what it was given to carry.

use std::time::Duration;

use crate::Instant;
use crate::allocator::Demand;
use crate::arena::Slot;
use crate::bwe::BandwidthEstimator;
use crate::repair_budget::RepairBudget;
use crate::{PathStatistics, TransportId};

/// How often bandwidth is given out anew without another reason: rates and who is speaking change.
pub(crate) const ALLOCATION_INTERVAL: Duration = Duration::from_millis(250);
/// Believed of a receiver that tells nothing of what arrives: two large pictures and five small.
const WITHOUT_FEEDBACK_BPS: u64 = 4_000_000;
/// A change of the estimate by less than this share does not have to be acted upon at once.
const NOTEWORTHY: u64 = 50;

/// The downward half of a transport.
#[derive(Debug)]
pub(crate) struct Downlink {
    pub(crate) estimator: BandwidthEstimator,
    /// Some consumer numbers its packets, so that the receiver can tell of them.
    pub(crate) is_numbered: bool,
    /// The receiver reports at all (RFC 3550 section 6.4.2).
    pub(crate) is_reported: bool,
    /// Bounds what is sent again.
    pub(crate) repairs: RepairBudget,
    /// When bandwidth is to be given out next; `None` while there are no pictures.
    pub(crate) allocate_at: Option<Instant>,
    /// The budget that was given out last.
    pub(crate) shared_bps: u64,
    /// Sound, the pictures as granted, and with all pictures as wanted, in bits a second.
    pub(crate) sound_bps: u64,
    pub(crate) granted_bps: u64,
    pub(crate) wanted_bps: u64,
    /// The pictures to be served, with the consumer of each; kept so that nothing is allocated.
    pub(crate) demands: Vec<Demand>,
    pub(crate) demanding: Vec<Slot>,
    pub(crate) granted: Vec<u8>,
}

impl Downlink {
    pub(crate) fn new() -> Self {
        Self {
            estimator: BandwidthEstimator::new(),
            is_numbered: false,
            is_reported: false,
            repairs: RepairBudget::default(),
            allocate_at: None,
            shared_bps: 0,
            sound_bps: 0,
            granted_bps: 0,
            wanted_bps: 0,
            demands: Vec::new(),
            demanding: Vec::new(),
            granted: Vec::new(),
        }
    }

    /// Bits a second that may be sent.
    pub(crate) fn bps(&mut self, now: Instant) -> u64 {
        // Who reports but never tells of transport-wide numbers does not know them, whatever was negotiated.
        let is_deaf = self.is_reported && !self.estimator.is_fed_back();
        if !self.is_numbered || is_deaf {
            WITHOUT_FEEDBACK_BPS
        } else if self.estimator.is_blind(now) {
            0
        } else {
            self.estimator.bps()
        }
    }

    /// Whether the estimate has changed enough since it was last shared out.
    pub(crate) fn is_outdated(&mut self, now: Instant) -> bool {
        let bps = self.bps(now);
        bps.abs_diff(self.shared_bps) > self.shared_bps / NOTEWORTHY
    }

    /// What is known of the path, for operators.
    pub(crate) fn statistics(&mut self, id: TransportId, now: Instant) -> PathStatistics {
        let rtt = self.estimator.rtt();
        PathStatistics {
            id,
            estimate_bps: self.bps(now),
            wanted_bps: self.wanted_bps,
            sound_bps: self.sound_bps,
            pictures_bps: self.granted_bps,
            loss: self.estimator.loss(),
            rtt_ms: rtt.map(|rtt| rtt.as_secs_f64() * 1000.0),
            probes: self.estimator.prober.count,
        }
    }

    /// When something is due.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        let probe = self
            .estimator
            .prober
            .deadline(now)
            .filter(|_| self.allocate_at.is_some());
        [self.allocate_at, probe].into_iter().flatten().min()
    }
}
