//! Merges everybody's wish for a keyframe of one encoding into few requests to its sender.

use std::time::Duration;

use crate::Instant;

/// Chromium answers at most one request in 300 ms; more would only queue up keyframes.
const MIN_INTERVAL: Duration = Duration::from_millis(300);
/// A sender that gives no keyframe is asked ever more rarely, down to this.
const MAX_INTERVAL: Duration = Duration::from_millis(3000);

/// Decides when to ask for a keyframe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyframeRequester {
    asked_at: Option<Instant>,
    /// Somebody still waits.
    wanted: bool,
    interval: Duration,
}

impl KeyframeRequester {
    pub(crate) const fn new() -> Self {
        Self {
            asked_at: None,
            wanted: false,
            interval: MIN_INTERVAL,
        }
    }

    /// Somebody wants a keyframe. True if the sender is to be asked now; otherwise the wish is kept
    /// until [`deadline`](Self::deadline).
    #[must_use]
    pub(crate) fn request(&mut self, now: Instant) -> bool {
        if !self.wanted {
            self.wanted = true;
            self.interval = MIN_INTERVAL;
        }
        self.ask(now)
    }

    /// When to look again; `None` while nobody waits.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.asked_at
            .filter(|_| self.wanted)
            .map(|asked_at| asked_at + self.interval)
    }

    /// Look again. `waiting`: somebody cannot go on without a keyframe. True if the sender is to be asked.
    #[must_use]
    pub(crate) fn retry(&mut self, waiting: bool, now: Instant) -> bool {
        if self.deadline().is_none_or(|deadline| deadline > now) {
            return false;
        }
        let asks = self.ask(now);
        self.wanted = waiting;
        self.interval = (self.interval * 2).min(MAX_INTERVAL);
        asks
    }

    /// The keyframe has come.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
    }

    fn ask(&mut self, now: Instant) -> bool {
        let asks = self
            .asked_at
            .is_none_or(|asked_at| now >= asked_at + self.interval);
        if asks {
            self.asked_at = Some(now);
        }
        asks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn many_wishes_are_one_request() {
        let mut requester = KeyframeRequester::new();
        assert!(requester.request(at(0)));
        assert!(!requester.request(at(1)));
        assert!(!requester.request(at(299)));
        assert_eq!(requester.deadline(), Some(at(300)));
    }

    #[test]
    fn a_wish_too_soon_after_the_last_keyframe_is_kept() {
        let mut requester = KeyframeRequester::new();
        assert!(requester.request(at(0)));
        requester.arrived();
        assert_eq!(requester.deadline(), None);
        assert!(!requester.request(at(100)));
        assert!(!requester.retry(false, at(299)));
        assert!(requester.retry(false, at(300)));
        assert_eq!(requester.deadline(), None);
    }

    #[test]
    fn it_asks_again_ever_more_rarely_while_somebody_waits() {
        let mut requester = KeyframeRequester::new();
        assert!(requester.request(at(0)));
        let mut asked = vec![];
        while asked.len() < 6 {
            let now = requester.deadline().unwrap();
            assert!(requester.retry(true, now));
            asked.push(now.as_millis());
        }
        assert_eq!(asked, [300, 900, 2100, 4500, 7500, 10_500]);
        requester.arrived();
        assert!(requester.request(at(10_900)));
    }
}
