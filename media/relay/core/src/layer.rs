//! Which of a producer's encodings a consumer gets.

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Of the encoding being forwarded.
    Forward,
    /// A keyframe's first packet: forwarding of its encoding starts here.
    Switch,
    /// Of an encoding that is not being forwarded (now).
    Skip,
}

/// Chooses an encoding and moves to it at a keyframe, without touching any packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LayerSelector {
    needs_keyframe: bool,
    preferred: u8,
    /// May take a larger encoding for a while where none that is small enough is being received.
    may_exceed: bool,
    is_paused: bool,
    current: Option<u8>,
    target: Option<u8>,
}

impl LayerSelector {
    /// Prefers the largest picture there is.
    pub(crate) const fn new(needs_keyframe: bool) -> Self {
        Self {
            needs_keyframe,
            preferred: u8::MAX,
            may_exceed: true,
            is_paused: false,
            current: None,
            target: None,
        }
    }

    /// The highest encoding wanted; takes effect with the next [`select`](Self::select). `may_exceed`: while
    /// none up to it is being received, the smallest there is will do.
    pub(crate) fn prefer(&mut self, encoding: u8, may_exceed: bool) {
        self.preferred = encoding;
        self.may_exceed = may_exceed;
        self.is_paused = false;
    }

    /// Forward nothing and choose nothing until [`prefer`](Self::prefer).
    pub(crate) fn pause(&mut self) {
        self.stop();
        self.is_paused = true;
    }

    /// Forward an encoding larger than the preferred no longer, even if nothing takes its place yet.
    /// Whether there was one.
    pub(crate) fn let_go(&mut self) -> bool {
        let fits = self.current.is_none_or(|current| current <= self.preferred);
        if !fits {
            self.current = None;
        }
        !fits
    }

    /// The highest encoding wanted; `None` while paused.
    pub(crate) fn preferred(&self) -> Option<u8> {
        (!self.is_paused).then_some(self.preferred)
    }

    /// Bit n: encoding n is forwarded or about to be.
    pub(crate) fn in_use(&self) -> u8 {
        let bit = |encoding: Option<u8>| encoding.map_or(0, |encoding| 1 << encoding);
        bit(self.current) | bit(self.target)
    }

    /// Choose among `active` encodings (bit n: encoding n is being received). True if the choice needs a
    /// keyframe that was not needed before.
    #[must_use]
    pub(crate) fn select(&mut self, active: u8) -> bool {
        if self.is_paused {
            return false;
        }
        let chosen = choose(active, self.preferred, self.may_exceed);
        let wanted = chosen.filter(|wanted| self.current != Some(*wanted));
        let is_new = wanted.is_some() && wanted != self.target;
        self.target = wanted;
        is_new && self.needs_keyframe
    }

    /// Forward nothing until [`select`](Self::select) chooses anew.
    pub(crate) fn stop(&mut self) {
        self.current = None;
        self.target = None;
    }

    /// Start again at a keyframe of the same encoding: what was being forwarded has broken off.
    pub(crate) fn restart(&mut self) {
        self.target = self.target.or(self.current);
        self.current = None;
    }

    /// What to do with a packet of `encoding`; `keyframe`: it begins one.
    pub(crate) fn step(&mut self, encoding: u8, keyframe: bool) -> Step {
        if self.target == Some(encoding) && (keyframe || !self.needs_keyframe) {
            self.current = self.target.take();
            Step::Switch
        } else if self.current == Some(encoding) {
            Step::Forward
        } else {
            Step::Skip
        }
    }

    /// The encoding being forwarded.
    pub(crate) fn current(&self) -> Option<u8> {
        self.current
    }

    /// The encoding that a keyframe is awaited of.
    pub(crate) fn awaited(&self) -> Option<u8> {
        self.target.filter(|_| self.needs_keyframe)
    }
}

/// The highest active encoding up to `preferred`, or else the lowest there is, if it may exceed.
fn choose(active: u8, preferred: u8, may_exceed: bool) -> Option<u8> {
    let up_to = if preferred >= 7 {
        u8::MAX
    } else {
        (2 << preferred) - 1
    };
    let below = active & up_to;
    if below != 0 {
        Some(7 - below.leading_zeros() as u8)
    } else if active != 0 && may_exceed {
        Some(active.trailing_zeros() as u8)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_best_active_encoding_within_the_wish_is_chosen() {
        assert_eq!(choose(0b111, 1, true), Some(1));
        assert_eq!(choose(0b101, 1, true), Some(0));
        assert_eq!(choose(0b100, 1, true), Some(2));
        assert_eq!(choose(0b1000_0001, 255, true), Some(7));
        assert_eq!(choose(0, 2, true), None);
        assert_eq!(choose(0b100, 1, false), None);
        assert_eq!(choose(0b101, 1, false), Some(0));
    }

    #[test]
    fn the_old_encoding_is_kept_until_a_keyframe_of_the_new() {
        let mut layers = LayerSelector::new(true);
        layers.prefer(0, true);
        assert!(layers.select(0b111));
        assert_eq!(layers.step(0, false), Step::Skip);
        assert_eq!(layers.step(0, true), Step::Switch);
        layers.prefer(2, true);
        assert!(layers.select(0b111));
        assert_eq!(layers.awaited(), Some(2));
        assert_eq!(layers.step(0, false), Step::Forward);
        assert_eq!(layers.step(2, false), Step::Skip);
        assert_eq!(layers.step(2, true), Step::Switch);
        assert_eq!(layers.step(0, true), Step::Skip);
        assert_eq!((layers.current(), layers.awaited()), (Some(2), None));
    }

    #[test]
    fn a_dead_encoding_is_left_for_the_next_below() {
        let mut layers = LayerSelector::new(true);
        assert!(layers.select(0b111));
        assert_eq!(layers.step(2, true), Step::Switch);
        assert!(layers.select(0b011));
        assert!(!layers.select(0b011));
        assert_eq!(layers.step(1, true), Step::Switch);
        assert!(layers.select(0b111));
        assert!(!layers.select(0b011));
        assert_eq!(layers.awaited(), None);
    }

    #[test]
    fn nothing_active_keeps_what_is_there() {
        let mut layers = LayerSelector::new(true);
        assert!(layers.select(1));
        assert_eq!(layers.step(0, true), Step::Switch);
        assert!(!layers.select(0));
        assert_eq!(layers.step(0, false), Step::Forward);
    }

    #[test]
    fn what_is_too_large_is_let_go_and_what_is_paused_stays_so() {
        let mut layers = LayerSelector::new(true);
        assert!(layers.select(0b100));
        assert_eq!(layers.step(2, true), Step::Switch);
        layers.prefer(0, false);
        assert!(!layers.select(0b100));
        assert_eq!(layers.in_use(), 0b100);
        assert!(layers.let_go());
        assert!(!layers.let_go());
        assert_eq!(layers.step(2, true), Step::Skip);
        assert!(layers.select(0b101));
        assert_eq!((layers.in_use(), layers.preferred()), (0b001, Some(0)));
        layers.pause();
        assert!(!layers.select(0b111));
        assert_eq!((layers.in_use(), layers.preferred()), (0, None));
        layers.prefer(1, false);
        assert!(layers.select(0b111));
    }

    #[test]
    fn sound_starts_anywhere() {
        let mut layers = LayerSelector::new(false);
        assert!(!layers.select(1));
        assert_eq!(layers.step(0, false), Step::Switch);
        assert_eq!(layers.step(0, false), Step::Forward);
    }

    #[test]
    fn a_stopped_or_broken_stream_waits_for_a_keyframe() {
        let mut layers = LayerSelector::new(true);
        assert!(layers.select(1));
        assert_eq!(layers.step(0, true), Step::Switch);
        layers.restart();
        assert_eq!(layers.step(0, false), Step::Skip);
        assert_eq!(layers.awaited(), Some(0));
        assert_eq!(layers.step(0, true), Step::Switch);
        layers.stop();
        assert_eq!(layers.step(0, true), Step::Skip);
    }

    proptest! {
        #[test]
        fn nothing_is_forwarded_before_a_keyframe(
            story in proptest::collection::vec((any::<u8>(), 0u8..3, any::<bool>(), 0u8..8), 0..60),
        ) {
            let mut layers = LayerSelector::new(true);
            let mut started = None;
            for (active, encoding, keyframe, event) in story {
                match event {
                    0 => {
                        layers.prefer(encoding, true);
                        let _ = layers.select(active);
                    }
                    1 => layers.stop(),
                    2 => layers.restart(),
                    _ => match layers.step(encoding, keyframe) {
                        Step::Switch => {
                            prop_assert!(keyframe);
                            started = Some(encoding);
                        }
                        Step::Forward => prop_assert_eq!(started, Some(encoding)),
                        Step::Skip => {}
                    },
                }
            }
        }
    }
}
