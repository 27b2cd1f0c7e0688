//! Delay variation between groups of packets (draft-ietf-rmcat-gcc-02 section 5.1 and 5.2).

/// "a sequence of packets which are sent within a burst_time interval constitute a group", in us.
const BURST_US: i64 = 5_000;
/// A burst that a queue let go at once is still one group, but not for longer than this, in us.
const MAX_BURST_US: i64 = 100_000;
/// A clock of the receiver that jumps by more than this tells nothing, in us.
const MAX_JUMP_US: i64 = 3_000_000;

#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: i64,
    last_sent: i64,
    first_arrival: i64,
    last_arrival: i64,
}

impl Group {
    fn of(sent: i64, arrival: i64) -> Self {
        Self {
            first_sent: sent,
            last_sent: sent,
            first_arrival: arrival,
            last_arrival: arrival,
        }
    }

    /// "an inter-arrival time less than burst_time and an inter-group delay variation d(i) less than 0".
    fn takes(&self, sent: i64, arrival: i64) -> bool {
        let inter_arrival = arrival - self.last_arrival;
        let variation = inter_arrival - (sent - self.last_sent);
        sent - self.first_sent <= BURST_US
            || variation < 0
                && inter_arrival <= BURST_US
                && arrival - self.first_arrival < MAX_BURST_US
    }
}

/// How much later one group arrived than the one before, against how it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variation {
    /// `d(i)` in microseconds: positive where a queue grows.
    pub(crate) delay_us: i64,
    /// Arrival of the group on the receiver's clock, in microseconds.
    pub(crate) arrival_us: i64,
    /// From sending to arrival, in microseconds between two clocks.
    pub(crate) one_way_us: i64,
}

/// Puts packets into groups and compares each with the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Grouper {
    current: Option<Group>,
    previous: Option<Group>,
}

impl Grouper {
    /// Take one arrived packet in order of sending; what a finished group tells. Both times in
    /// microseconds, each on its own clock.
    pub(crate) fn arrive(&mut self, sent: i64, arrival: i64) -> Option<Variation> {
        let Some(current) = &mut self.current else {
            self.current = Some(Group::of(sent, arrival));
            return None;
        };
        if sent < current.first_sent {
            return None;
        }
        if current.takes(sent, arrival) {
            current.last_sent = current.last_sent.max(sent);
            current.last_arrival = current.last_arrival.max(arrival);
            return None;
        }
        let finished = *current;
        let previous = self.previous.replace(finished);
        self.current = Some(Group::of(sent, arrival));
        let previous = previous?;
        let arrival_us = finished.last_arrival - previous.last_arrival;
        if arrival_us.abs() > MAX_JUMP_US {
            *self = Self::default();
            return None;
        }
        Some(Variation {
            delay_us: arrival_us - (finished.last_sent - previous.last_sent),
            arrival_us: finished.last_arrival,
            one_way_us: finished.last_arrival - finished.last_sent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variations(packets: &[(i64, i64)]) -> Vec<i64> {
        let mut grouper = Grouper::default();
        let told = packets
            .iter()
            .filter_map(|(sent_ms, arrival_ms)| grouper.arrive(sent_ms * 1000, arrival_ms * 1000));
        told.map(|variation| variation.delay_us / 1000).collect()
    }

    #[test]
    fn a_steady_path_varies_by_nothing_and_a_queue_by_its_growth() {
        let steady: Vec<_> = (0..5).map(|n| (20 * n, 20 * n + 50)).collect();
        assert_eq!(variations(&steady), [0, 0, 0]);
        let growing: Vec<_> = (0..5).map(|n| (20 * n, 23 * n + 50)).collect();
        assert_eq!(variations(&growing), [3, 3, 3]);
    }

    #[test]
    fn what_is_sent_in_a_burst_is_one_group() {
        // Pictures of three packets; the link takes 2 ms for each.
        let burst = |n: i64| (0..3).map(move |part| (33 * n + part, 33 * n + 40 + 2 * part));
        let packets: Vec<_> = (0..4).flat_map(burst).collect();
        assert_eq!(variations(&packets), [0, 0]);
    }

    #[test]
    fn what_a_queue_lets_go_at_once_is_one_group() {
        // Held for 60 ms on the way (Wi-Fi), then all at once.
        let held = [
            (0, 50),
            (20, 70),
            (40, 150),
            (60, 151),
            (80, 152),
            (100, 153),
            (120, 170),
        ];
        assert_eq!(variations(&held), [0, 3]);
    }

    #[test]
    fn a_clock_that_jumps_tells_nothing() {
        assert_eq!(
            variations(&[(0, 0), (20, 20), (40, 90_000), (60, 90_020)]),
            [0]
        );
    }
}
