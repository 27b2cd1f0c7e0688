//! One track that somebody sends.

use crate::Stream;
use crate::arena::Slot;
use crate::clock::SenderClock;
use crate::encoding::ReceivedEncoding;

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
            consumers: Vec::new(),
            fanout: Vec::new(),
            stream,
        }
    }

    /// Packets for retransmission are worth keeping.
    pub(crate) fn keeps_history(&self) -> bool {
        self.enabled && !self.fanout.is_empty() && (self.stream.nack || self.needs_keyframe())
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
