//! Client-to-mixer audio level (RFC 6464).

/// The byte of a packet's audio level extension, passed on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioLevel(u8);

impl AudioLevel {
    /// Read the extension's data; `None` where it is not one byte (or padded to three, RFC 6464
    /// section 3).
    #[must_use]
    pub fn read(data: &[u8]) -> Option<Self> {
        match *data {
            [level] | [level, 0, 0] => Some(Self(level)),
            _ => None,
        }
    }

    /// Level in -dBov: 0 is the loudest, 127 silence.
    #[must_use]
    pub const fn dbov(self) -> u8 {
        self.0 & 0x7f
    }

    /// The sender believes that this is speech (the V bit).
    #[must_use]
    pub const fn voice(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// The byte as on the wire.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_level_and_voice() {
        let level = AudioLevel::read(&[0x80 | 42]).unwrap();
        assert_eq!(level.dbov(), 42);
        assert!(level.voice());
        assert_eq!(level.to_byte(), 0xaa);
    }

    #[test]
    fn refuses_other_lengths() {
        assert_eq!(AudioLevel::read(&[]), None);
        assert_eq!(AudioLevel::read(&[1, 2]), None);
    }
}
