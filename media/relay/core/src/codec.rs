//! The codecs that are relayed, and all that the relay knows of each.

/// A codec that the relay can forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Opus (RFC 7587): one kind of packet, any of which can be the first.
    Opus,
    /// VP8 (RFC 7741): starts at a keyframe, numbers its pictures.
    Vp8,
}

impl Codec {
    /// Whether a receiver can begin only at a keyframe.
    #[must_use]
    pub const fn needs_keyframe(self) -> bool {
        matches!(self, Self::Vp8)
    }
}
