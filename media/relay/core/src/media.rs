//! One packet on its way from a producer to consumers.

use crate::Instant;
use crate::codec::Descriptor;
use crate::level::AudioLevel;

/// A received packet, found to be new and in order to be forwarded, or the same out of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Media<'a> {
    /// Index into the producer's encodings.
    pub(crate) encoding: u8,
    /// The encoding's sequence number, unwrapped.
    pub(crate) ext_seq: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) level: Option<AudioLevel>,
    /// Picture ids in it are unwrapped to 15 bits.
    pub(crate) descriptor: Descriptor,
    /// When it arrived. What is sent of it depends on this and on nothing later, so that the same bytes
    /// come about when it is sent again under the same number.
    pub(crate) arrival: Instant,
    /// As it came in, descriptor included. Empty: only padding, to be left out.
    pub(crate) payload: &'a [u8],
}

impl<'a> Media<'a> {
    /// The payload behind its descriptor.
    pub(crate) fn body(&self) -> &'a [u8] {
        &self.payload[self.descriptor.len()..]
    }
}
