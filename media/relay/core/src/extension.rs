//! RTP header extensions with one-byte and two-byte headers (RFC 8285).

use crate::malformed::Malformed;

/// "defined by profile" of one-byte headers.
const ONE_BYTE: u16 = 0xbede;
/// The same of two-byte headers, without the four application bits.
const TWO_BYTE: u16 = 0x1000;

/// The extension block of one packet; borrows the datagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions<'a> {
    two_byte: bool,
    block: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// Split what follows the fixed header and contributing sources into extensions and payload.
    ///
    /// A profile that is not RFC 8285's gives an empty block: RFC 3550 lets a receiver ignore it.
    ///
    /// # Errors
    /// [`Malformed`] where the block is longer than what there is.
    pub(crate) fn split(rest: &'a [u8]) -> Result<(Self, &'a [u8]), Malformed> {
        let (&[p0, p1, l0, l1], rest) = rest.split_first_chunk::<4>().ok_or(Malformed)?;
        let len = usize::from(u16::from_be_bytes([l0, l1])) * 4;
        let (block, rest) = rest.split_at_checked(len).ok_or(Malformed)?;
        let profile = u16::from_be_bytes([p0, p1]);
        let two_byte = profile & 0xfff0 == TWO_BYTE;
        let known = two_byte || profile == ONE_BYTE;
        let block = if known { block } else { &[] };
        Ok((Self { two_byte, block }, rest))
    }

    /// Data of the first element with local identifier `id`.
    #[must_use]
    pub fn get(&self, id: u8) -> Option<&'a [u8]> {
        self.iter()
            .find_map(|(other, data)| (other == id).then_some(data))
    }

    /// Every element as identifier and data. Ends at the first that does not fit in the block.
    #[must_use]
    pub fn iter(&self) -> Elements<'a> {
        Elements {
            two_byte: self.two_byte,
            rest: self.block,
        }
    }
}

/// Iterator over the elements of a block.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    two_byte: bool,
    rest: &'a [u8],
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (&first, rest) = self.rest.split_first()?;
            if first == 0 {
                self.rest = rest;
                continue;
            }
            let (id, len, rest) = if self.two_byte {
                let (&len, rest) = rest.split_first()?;
                (first, usize::from(len), rest)
            } else {
                (first >> 4, usize::from(first & 0x0f) + 1, rest)
            };
            // "ID value 15 is reserved ... processing of the rest of the extension block SHOULD stop"
            if !self.two_byte && id == 15 {
                self.rest = &[];
                return None;
            }
            let Some((data, rest)) = rest.split_at_checked(len) else {
                self.rest = &[];
                return None;
            };
            self.rest = rest;
            if id != 0 {
                return Some((id, data));
            }
        }
    }
}

/// Writes an extension block, in the shorter form that can carry all its elements.
#[derive(Debug)]
pub(crate) struct ExtensionWriter<'a> {
    two_byte: bool,
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> ExtensionWriter<'a> {
    /// Begin a block in `buffer`; `two_byte` if an identifier is above 14 or an element's data empty or
    /// longer than 16 bytes.
    pub(crate) fn new(two_byte: bool, buffer: &'a mut [u8]) -> Self {
        let profile = if two_byte { TWO_BYTE } else { ONE_BYTE };
        buffer[..2].copy_from_slice(&profile.to_be_bytes());
        Self {
            two_byte,
            buffer,
            len: 4,
        }
    }

    /// Append an element; returns where in the buffer it starts (its header included).
    ///
    /// # Panics
    /// If the buffer is too small: its size is the caller's constant.
    pub(crate) fn push(&mut self, id: u8, data: &[u8]) -> usize {
        let start = self.len;
        let len = u8::try_from(data.len()).expect("an element has at most 255 bytes");
        if self.two_byte {
            self.buffer[start..start + 2].copy_from_slice(&[id, len]);
            self.len += 2;
        } else {
            self.buffer[start] = id << 4 | (len - 1);
            self.len += 1;
        }
        self.buffer[self.len..self.len + data.len()].copy_from_slice(data);
        self.len += data.len();
        start
    }

    /// Pad to a multiple of 32 bits and write the length; returns the block's size in bytes.
    pub(crate) fn finish(self) -> usize {
        let end = self.len.next_multiple_of(4);
        self.buffer[self.len..end].fill(0);
        let words = u16::try_from((end - 4) / 4).expect("the buffer is small");
        self.buffer[2..4].copy_from_slice(&words.to_be_bytes());
        end
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn elements(block: &[u8]) -> Vec<(u8, Vec<u8>)> {
        let (extensions, rest) = Extensions::split(block).unwrap();
        assert!(rest.is_empty());
        extensions
            .iter()
            .map(|(id, data)| (id, data.to_vec()))
            .collect()
    }

    #[test]
    fn reads_the_one_byte_example_of_rfc_8285() {
        let block = [
            0xbe, 0xde, 0, 3, 0x10, 0xa1, 0x21, 0xb1, 0xb2, 0, 0, 0x33, 1, 2, 3, 4,
        ];
        let expected = vec![
            (1, vec![0xa1]),
            (2, vec![0xb1, 0xb2]),
            (3, vec![1, 2, 3, 4]),
        ];
        assert_eq!(elements(&block), expected);
    }

    #[test]
    fn reads_two_byte_headers_with_any_application_bits() {
        let block = [0x10, 0x05, 0, 2, 1, 0, 2, 1, 0xb1, 0, 3, 0];
        assert_eq!(
            elements(&block),
            vec![(1, vec![]), (2, vec![0xb1]), (3, vec![])]
        );
    }

    #[test]
    fn stops_at_the_reserved_identifier_and_at_a_cut_element() {
        assert_eq!(elements(&[0xbe, 0xde, 0, 1, 0xf0, 1, 0x10, 2]), vec![]);
        assert_eq!(
            elements(&[0xbe, 0xde, 0, 1, 0x10, 9, 0x27, 2]),
            vec![(1, vec![9])]
        );
    }

    #[test]
    fn an_unknown_profile_is_skipped() {
        let (extensions, rest) = Extensions::split(&[0xab, 0xcd, 0, 1, 1, 2, 3, 4, 5]).unwrap();
        assert_eq!(extensions.iter().count(), 0);
        assert_eq!(rest, [5]);
        assert_eq!(
            Extensions::split(&[0xbe, 0xde, 0, 2, 1, 2, 3, 4]),
            Err(Malformed)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            wide in any::<bool>(),
            items in vec((1u8..=14, vec(any::<u8>(), 1..=16)), 0..8),
        ) {
            let mut buffer = [0xff; 256];
            let mut writer = ExtensionWriter::new(wide, &mut buffer);
            for (id, data) in &items {
                writer.push(*id, data);
            }
            let len = writer.finish();
            prop_assert_eq!(elements(&buffer[..len]), items);
        }

        #[test]
        fn any_block_is_walked_to_its_end(bytes in vec(any::<u8>(), 0..80), wide in any::<bool>()) {
            let extensions = Extensions { two_byte: wide, block: &bytes };
            prop_assert!(extensions.iter().count() <= bytes.len());
        }
    }
}
