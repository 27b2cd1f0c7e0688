//! Keeps a packet from being sent again while its last copy is still on the way.

use std::time::Duration;

use crate::Instant;

/// Packets remembered, by number; one that shares its place with a newer is forgotten. A loss of a second
/// of 720p is less.
const PLACES: usize = 128;
/// Bounds of the time between two copies: a path within a machine, and one over a satellite.
const MIN_INTERVAL: Duration = Duration::from_millis(10);
const MAX_INTERVAL: Duration = Duration::from_millis(500);
/// Round trip assumed before one was measured.
const ASSUMED_RTT: Duration = Duration::from_millis(50);

/// When each of the packets sent again last was.
#[derive(Debug)]
pub(crate) struct ResendGuard {
    places: Box<[(u16, Option<Instant>); PLACES]>,
}

impl ResendGuard {
    pub(crate) fn new() -> Self {
        Self {
            places: Box::new([(0, None); PLACES]),
        }
    }

    /// Whether `seq` may be sent again: not within about a round trip of the last time. It counts as sent
    /// if so.
    #[must_use]
    pub(crate) fn allows(&mut self, seq: u16, rtt: Option<Duration>, now: Instant) -> bool {
        let interval = rtt
            .unwrap_or(ASSUMED_RTT)
            .mul_f64(0.9)
            .clamp(MIN_INTERVAL, MAX_INTERVAL);
        let place = &mut self.places[usize::from(seq) % PLACES];
        let is_too_soon = place.0 == seq && place.1.is_some_and(|at| now - at < interval);
        if !is_too_soon {
            *place = (seq, Some(now));
        }
        !is_too_soon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_goes_out_again_once_in_a_round_trip() {
        let mut guard = ResendGuard::new();
        let rtt = Some(Duration::from_millis(100));
        let at = Instant::from_millis;
        assert!(guard.allows(7, rtt, at(1_000)));
        assert!(!guard.allows(7, rtt, at(1_089)));
        assert!(guard.allows(8, rtt, at(1_001)));
        assert!(guard.allows(7, rtt, at(1_090)));
        assert!(!guard.allows(7, None, at(1_134)));
        assert!(guard.allows(7, None, at(1_135)));
        assert!(guard.allows(7 + PLACES as u16, rtt, at(1_136)));
    }
}
