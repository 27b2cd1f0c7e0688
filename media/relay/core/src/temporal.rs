//! Drops the upper temporal layers of a picture that is to come at a low frame rate.

/// The temporal layer of one frame (RFC 7741 section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TemporalLayer {
    /// 0 is the base, on which only the base depends.
    pub(crate) index: u8,
    /// It depends on the base alone (the Y bit): one may go up here.
    pub(crate) is_sync: bool,
}

/// Lets through the layers up to the one that is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemporalFilter {
    wanted: u8,
    /// The highest that the receiver can decode now.
    current: u8,
}

impl TemporalFilter {
    /// Lets everything through.
    pub(crate) const fn new() -> Self {
        Self {
            wanted: u8::MAX,
            current: u8::MAX,
        }
    }

    /// Let layers up to `wanted` through: lower at once, higher from the next frame that can be decoded.
    pub(crate) fn limit(&mut self, wanted: u8) {
        self.wanted = wanted;
        self.current = self.current.min(wanted);
    }

    /// A key frame begins: whatever is wanted can be decoded from here.
    pub(crate) fn begin(&mut self) {
        self.current = self.wanted;
    }

    /// Whether a frame of `layer` goes on.
    #[inline]
    pub(crate) fn passes(&mut self, layer: TemporalLayer) -> bool {
        if layer.index > self.current && layer.index <= self.wanted && layer.is_sync {
            self.current = layer.index;
        }
        layer.index <= self.current
    }

    /// Whether everything goes on, so that nobody need ask.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.current == u8::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(index: u8, is_sync: bool) -> TemporalLayer {
        TemporalLayer { index, is_sync }
    }

    #[test]
    fn it_goes_down_at_once_and_up_where_the_receiver_can_follow() {
        let mut filter = TemporalFilter::new();
        assert!(filter.is_open() && filter.passes(frame(2, false)));
        filter.limit(0);
        assert!(filter.passes(frame(0, false)));
        assert!(!filter.passes(frame(1, true)));
        filter.limit(u8::MAX);
        assert!(!filter.passes(frame(2, false)));
        assert!(filter.passes(frame(1, true)));
        assert!(!filter.passes(frame(2, false)));
        assert!(filter.passes(frame(2, true)));
        filter.limit(0);
        filter.limit(u8::MAX);
        filter.begin();
        assert!(filter.is_open());
    }
}
