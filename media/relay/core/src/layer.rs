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
    current: Option<u8>,
    target: Option<u8>,
}

impl LayerSelector {
    /// Prefers the largest picture there is.
    pub(crate) const fn new(needs_keyframe: bool) -> Self {
        Self {
            needs_keyframe,
            preferred: u8::MAX,
            current: None,
            target: None,
        }
    }

    /// The highest encoding wanted; takes effect with the next [`select`](Self::select).
    pub(crate) fn prefer(&mut self, encoding: u8) {
        self.preferred = encoding;
    }

    /// Choose among `active` encodings (bit n: encoding n is being received). True if the choice needs a
    /// keyframe that was not needed before.
    #[must_use]
    pub(crate) fn select(&mut self, active: u8) -> bool {
        let wanted = choose(active, self.preferred).filter(|wanted| self.current != Some(*wanted));
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

/// The highest active encoding up to `preferred`, or else the lowest there is.
fn choose(active: u8, preferred: u8) -> Option<u8> {
    let up_to = if preferred >= 7 {
        u8::MAX
    } else {
        (2 << preferred) - 1
    };
    let below = active & up_to;
    if below != 0 {
        Some(7 - below.leading_zeros() as u8)
    } else if active != 0 {
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
        assert_eq!(choose(0b111, 1), Some(1));
        assert_eq!(choose(0b101, 1), Some(0));
        assert_eq!(choose(0b100, 1), Some(2));
        assert_eq!(choose(0b1000_0001, 255), Some(7));
        assert_eq!(choose(0, 2), None);
    }

    #[test]
    fn the_old_encoding_is_kept_until_a_keyframe_of_the_new() {
        let mut layers = LayerSelector::new(true);
        layers.prefer(0);
        assert!(layers.select(0b111));
        assert_eq!(layers.step(0, false), Step::Skip);
        assert_eq!(layers.step(0, true), Step::Switch);
        layers.prefer(2);
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
                        layers.prefer(encoding);
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
