//! The codecs that are relayed, and all that the relay knows of each.

pub mod av1;
mod bits;
pub mod dependency;
pub mod h264;
pub mod vp9;

use crate::malformed::Malformed;
use crate::temporal::TemporalLayer;
use crate::vp8;

/// A codec that the relay can forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Opus (RFC 7587): one kind of packet, any of which can be the first.
    Opus,
    /// VP8 (RFC 7741): starts at a keyframe, numbers its pictures.
    Vp8,
}

/// What the front of a payload says, as far as the relay may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descriptor {
    /// The codec has none.
    Opaque,
    Vp8(vp8::Descriptor),
}

impl Codec {
    /// Whether a receiver can begin only at a keyframe.
    #[must_use]
    pub const fn needs_keyframe(self) -> bool {
        matches!(self, Self::Vp8)
    }

    /// Whether it is picture rather than sound.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        !matches!(self, Self::Opus)
    }

    /// Read the front of a payload.
    pub(crate) fn describe(self, payload: &[u8]) -> Result<Descriptor, Malformed> {
        match self {
            Self::Opus => Ok(Descriptor::Opaque),
            Self::Vp8 => vp8::Descriptor::parse(payload).map(Descriptor::Vp8),
        }
    }
}

impl Descriptor {
    /// First packet of a keyframe.
    pub(crate) fn is_keyframe(&self) -> bool {
        match self {
            Self::Opaque => false,
            Self::Vp8(descriptor) => descriptor.keyframe,
        }
    }

    /// The temporal layer, if the sender says which.
    pub(crate) fn temporal(&self) -> Option<TemporalLayer> {
        match self {
            Self::Opaque => None,
            Self::Vp8(descriptor) => descriptor.has_tid.then_some(TemporalLayer {
                index: descriptor.tid_y_key_idx >> 6,
                is_sync: descriptor.tid_y_key_idx >> 5 & 1 == 1,
            }),
        }
    }

    /// Length in the incoming payload, in bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Opaque => 0,
            Self::Vp8(descriptor) => usize::from(descriptor.len),
        }
    }
}
