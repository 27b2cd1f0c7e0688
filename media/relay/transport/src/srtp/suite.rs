//! The profiles behind one door.

use super::cm::Cm;
use super::gcm::Gcm;
use super::{BadKey, Profile};

/// The tag does not fit what it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Forged;

/// Session keys of one direction, ready for use.
pub(super) enum Suite {
    Gcm(Box<Gcm>),
    Cm(Box<Cm>),
}

impl Suite {
    pub(super) fn new(profile: Profile, material: &[u8]) -> Result<Self, BadKey> {
        Ok(match profile {
            Profile::Aes128CmSha1_80 => Self::Cm(Box::new(Cm::new(material)?)),
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => {
                Self::Gcm(Box::new(Gcm::new(profile, material)?))
            }
        })
    }

    pub(super) const fn tag_bytes(&self) -> usize {
        match self {
            Self::Gcm(_) => Profile::AeadAes256Gcm.tag_bytes(),
            Self::Cm(_) => Profile::Aes128CmSha1_80.tag_bytes(),
        }
    }

    /// Where the word of E flag and index stands in an SRTCP packet `length` bytes long.
    pub(super) const fn rtcp_index_at(&self, length: usize) -> usize {
        match self {
            Self::Gcm(_) => length - 4,
            Self::Cm(_) => length - 4 - Profile::Aes128CmSha1_80.tag_bytes(),
        }
    }

    /// Protect the RTP packet in the first `length` bytes; the tag goes behind it.
    pub(super) fn seal_rtp(&self, packet: &mut [u8], header: usize, length: usize, index: u64) {
        match self {
            Self::Gcm(gcm) => gcm.seal_rtp(packet, header, length, index),
            Self::Cm(cm) => cm.seal_rtp(packet, header, length, index),
        }
    }

    /// Open a whole SRTP packet; the length of the plain one.
    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header: usize,
        index: u64,
    ) -> Result<usize, Forged> {
        match self {
            Self::Gcm(gcm) => gcm.open_rtp(packet, header, index),
            Self::Cm(cm) => cm.open_rtp(packet, header, index),
        }
    }

    /// Protect the RTCP packet in the first `length` bytes; index and tag go behind it.
    pub(super) fn seal_rtcp(&self, packet: &mut [u8], length: usize, index: u32) {
        match self {
            Self::Gcm(gcm) => gcm.seal_rtcp(packet, length, index),
            Self::Cm(cm) => cm.seal_rtcp(packet, length, index),
        }
    }

    /// Open a whole SRTCP packet; the length of the plain one.
    pub(super) fn open_rtcp(&self, packet: &mut [u8], index: u32) -> Result<usize, Forged> {
        match self {
            Self::Gcm(gcm) => gcm.open_rtcp(packet, index),
            Self::Cm(cm) => cm.open_rtcp(packet, index),
        }
    }
}
