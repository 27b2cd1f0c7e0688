//! Reads bits, the most significant of each byte first.

use crate::malformed::Malformed;

/// A position in bytes that were sent to us.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `count` bits, at most 32, as a number.
    pub(crate) fn bits(&mut self, count: u32) -> Result<u32, Malformed> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at / 8).ok_or(Malformed)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Malformed> {
        Ok(self.bits(1)? == 1)
    }

    /// The next bits as a small number; `count` is at most 8.
    pub(crate) fn small(&mut self, count: u32) -> Result<u8, Malformed> {
        Ok(self.bits(count)? as u8)
    }

    /// A number below `values`, in as few bits as it takes: ns(n) of the AV1 bitstream specification,
    /// section 4.10.7.
    pub(crate) fn below(&mut self, values: u32) -> Result<u32, Malformed> {
        if values <= 1 {
            return Ok(0);
        }
        let width = 32 - values.leading_zeros();
        let short = (1 << width) - values;
        let value = self.bits(width - 1)?;
        if value < short {
            return Ok(value);
        }
        Ok((value << 1) - short + self.bits(1)?)
    }

    /// Pass over `count` bits.
    pub(crate) fn skip(&mut self, count: usize) -> Result<(), Malformed> {
        self.at += count;
        if self.at <= 8 * self.bytes.len() {
            Ok(())
        } else {
            Err(Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_from_the_top() {
        let mut reader = BitReader::new(&[0b1010_0110, 0x0f, 0xff]);
        assert_eq!(reader.bits(3), Ok(5));
        assert_eq!(reader.flag(), Ok(false));
        assert_eq!(reader.bits(12), Ok(0x60f));
        assert_eq!(reader.skip(7), Ok(()));
        assert_eq!(reader.flag(), Ok(true));
        assert_eq!(reader.flag(), Err(Malformed));
        assert_eq!(BitReader::new(&[0]).skip(9), Err(Malformed));
    }

    #[test]
    fn numbers_below_a_bound_take_as_few_bits_as_they_can() {
        // Of five values the first three take two bits, the others three.
        let mut reader = BitReader::new(&[0b0001_1011, 0b1000_0000]);
        let values: Vec<_> = (0..4).map(|_| reader.below(5)).collect();
        assert_eq!(values, [Ok(0), Ok(1), Ok(2), Ok(4)]);
        assert_eq!(BitReader::new(&[]).below(1), Ok(0));
    }
}
