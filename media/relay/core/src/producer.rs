//! One track that somebody sends.

use std::time::Duration;

use crate::arena::Slot;
use crate::clock::SenderClock;
use crate::encoding::ReceivedEncoding;
use crate::encoding_wish::EncodingWish;
use crate::{Instant, Stream};

/// What was sent of an encoding before it was left is still asked for over this time.
const LINGERING: Duration = Duration::from_millis(500);

/// A producer, its received encodings and who gets them.
#[derive(Debug)]
pub(crate) struct Producer {
    pub(crate) transport: Slot,
    pub(crate) stream: Stream,
    /// Policy: its media may go on.
    pub(crate) enabled: bool,
    pub(crate) encodings: Vec<ReceivedEncoding>,
    /// Of each encoding, from its sender reports.
    pub(crate) clocks: Vec<Option<SenderClock>>,
    /// Bit n: encoding n is being received.
    pub(crate) active: u8,
    /// Bit n: somebody is sent encoding n, or is about to be.
    pub(crate) in_use: u8,
    /// Bit n: encoding n was in use until lately, and when that is forgotten.
    lingering: (u8, Instant),
    /// What the sender is to send, as it was told.
    pub(crate) wish: EncodingWish,
    pub(crate) consumers: Vec<Slot>,
    /// The enabled ones of `consumers`: those that a packet is offered to.
    pub(crate) fanout: Vec<Slot>,
}

impl Producer {
    /// `stream` has been checked.
    pub(crate) fn new(transport: Slot, stream: Stream) -> Self {
        let encodings: Vec<_> = (0..)
            .zip(&stream.encodings)
            .map(|(index, encoding)| ReceivedEncoding::new(index, encoding, &stream))
            .collect();
        Self {
            transport,
            enabled: true,
            clocks: vec![None; encodings.len()],
            encodings,
            active: 0,
            in_use: 0,
            lingering: (0, Instant::default()),
            wish: EncodingWish::new(stream.encodings.len()),
            consumers: Vec::new(),
            fanout: Vec::new(),
            stream,
        }
    }

    /// Packets of `encoding` are worth keeping for retransmission.
    pub(crate) fn keeps_history(&self, encoding: u8) -> bool {
        self.uses(encoding) && (self.stream.nack || self.needs_keyframe())
    }

    /// Somebody gets `encoding`, is about to, or has had it until lately.
    #[inline]
    pub(crate) fn uses(&self, encoding: u8) -> bool {
        self.enabled && (self.in_use | self.lingering.0) >> encoding & 1 == 1
    }

    /// Note which encodings are in use now (bit n: encoding n).
    pub(crate) fn note_use(&mut self, in_use: u8, now: Instant) {
        let left = self.in_use & !in_use;
        if self.lingering.1 <= now {
            self.lingering.0 = 0;
        }
        if left != 0 {
            self.lingering = (self.lingering.0 | left, now + LINGERING);
        }
        self.in_use = in_use;
    }

    /// When the last packet of any encoding but this one came.
    pub(crate) fn others_seen(&self, encoding: usize) -> Option<Instant> {
        let others = self.encodings.iter().enumerate();
        others
            .filter(|(index, _)| *index != encoding)
            .filter_map(|(_, other)| other.last_seen)
            .max()
    }

    /// The highest number of each encoding so far.
    pub(crate) fn highest(&self) -> impl Iterator<Item = Option<u64>> + '_ {
        self.encodings
            .iter()
            .map(|encoding| encoding.stream.highest())
    }

    pub(crate) fn needs_keyframe(&self) -> bool {
        self.stream.codec.needs_keyframe()
    }

    pub(crate) fn encoding(&mut self, index: u8) -> &mut ReceivedEncoding {
        &mut self.encodings[usize::from(index)]
    }
}
