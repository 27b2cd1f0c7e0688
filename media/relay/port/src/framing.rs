//! Datagrams on a stream: each behind its length in two bytes (RFC 4571 section 2).

use std::io::{self, Read};

/// Most bytes of one frame; what peers of WebRTC send stays below 1,500. A longer one ends the
/// connection, since nobody who means well sends it.
pub const MAX_FRAME_BYTES: usize = 2048;

/// Bytes of the length before each frame.
pub const HEADER_BYTES: usize = 2;

/// Read from the stream at once: several frames of a picture.
const BUFFER_BYTES: usize = 16 * (HEADER_BYTES + MAX_FRAME_BYTES);

/// The peer announced a frame longer than [`MAX_FRAME_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Cuts what comes out of a stream into frames. Its buffer is all it ever holds.
#[derive(Debug)]
pub struct Deframer {
    buffer: Box<[u8]>,
    /// What is in the buffer and not cut yet: `buffer[start..end]`.
    start: usize,
    end: usize,
}

impl Default for Deframer {
    fn default() -> Self {
        Self::new()
    }
}

impl Deframer {
    /// One that waits for the first byte of a length.
    #[must_use]
    pub fn new() -> Self {
        Self {
            buffer: vec![0; BUFFER_BYTES].into(),
            start: 0,
            end: 0,
        }
    }

    /// Read once from `stream`; how many bytes came, 0 at its end.
    ///
    /// To be called when [`Deframer::next_frame`] has given all it has.
    ///
    /// # Errors
    ///
    /// Those of `stream`, `WouldBlock` where nothing has come.
    pub fn fill(&mut self, stream: &mut impl Read) -> io::Result<usize> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        // A frame that is not complete is shorter than the buffer, so there is room.
        let count = stream.read(&mut self.buffer[self.end..])?;
        self.end += count;
        Ok(count)
    }

    /// The next complete frame, to be worked on in place; `None` while there is none.
    ///
    /// # Errors
    ///
    /// [`TooLong`] where the peer breaks the bound; nothing after that can be made sense of.
    pub fn next_frame(&mut self) -> Result<Option<&mut [u8]>, TooLong> {
        let held = &self.buffer[self.start..self.end];
        let Some((length, _)) = held.split_first_chunk::<HEADER_BYTES>() else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_FRAME_BYTES {
            return Err(TooLong);
        }
        let first = self.start + HEADER_BYTES;
        if self.end - first < length {
            return Ok(None);
        }
        self.start = first + length;
        Ok(Some(&mut self.buffer[first..first + length]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stream that gives its bytes in pieces of these lengths.
    struct Pieces<'a> {
        bytes: &'a [u8],
        lengths: Vec<usize>,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let wanted = self.lengths.pop().unwrap_or(usize::MAX);
            let count = wanted.min(into.len()).min(self.bytes.len());
            let (piece, rest) = self.bytes.split_at(count);
            into[..count].copy_from_slice(piece);
            self.bytes = rest;
            Ok(count)
        }
    }

    /// All frames of a stream, and whether it broke the bound.
    fn frames(stream: &mut Pieces<'_>) -> (Vec<Vec<u8>>, bool) {
        let mut deframer = Deframer::new();
        let mut frames = Vec::new();
        loop {
            loop {
                match deframer.next_frame() {
                    Ok(Some(frame)) => frames.push(frame.to_vec()),
                    Ok(None) => break,
                    Err(TooLong) => return (frames, true),
                }
            }
            if deframer.fill(stream).expect("a slice") == 0 {
                return (frames, false);
            }
        }
    }

    #[test]
    fn a_frame_of_the_rfcs_form() {
        let mut stream = Pieces {
            bytes: &[0, 3, 1, 2, 3, 0, 0, 0, 1, 9, 0],
            lengths: vec![],
        };
        assert_eq!(
            frames(&mut stream),
            (vec![vec![1, 2, 3], vec![], vec![9]], false)
        );
    }

    #[test]
    fn a_length_beyond_the_bound_ends_it() {
        let mut stream = Pieces {
            bytes: &[0, 1, 7, 8, 1, 0],
            lengths: vec![],
        };
        assert_eq!(frames(&mut stream), (vec![vec![7]], true));
    }

    proptest! {
        #[test]
        fn frames_come_out_as_they_went_in_however_the_stream_is_cut(
            sent in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..MAX_FRAME_BYTES), 0..40),
            lengths in prop::collection::vec(1usize..5000, 0..200),
        ) {
            let bytes: Vec<u8> = sent
                .iter()
                .flat_map(|frame| [&(frame.len() as u16).to_be_bytes()[..], frame].concat())
                .collect();
            let mut stream = Pieces { bytes: &bytes, lengths };
            prop_assert_eq!(frames(&mut stream), (sent, false));
        }

        #[test]
        fn no_stream_makes_it_panic_or_give_more_than_came(
            bytes in prop::collection::vec(any::<u8>(), 0..5000),
            lengths in prop::collection::vec(1usize..500, 0..50),
        ) {
            let (frames, _) = frames(&mut Pieces { bytes: &bytes, lengths });
            let total: usize = frames.iter().map(|frame| frame.len() + HEADER_BYTES).sum();
            prop_assert!(total <= bytes.len());
        }
    }
}
