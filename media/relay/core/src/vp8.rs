//! The VP8 payload descriptor (RFC 7741 section 4.2).

use crate::malformed::Malformed;
use crate::seq::{first, nearest};

/// What the descriptor at the front of a VP8 payload says. Nothing behind it is read but the one bit
/// that tells a keyframe (RFC 7741 section 4.3), so that it may be encrypted end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Length of the descriptor as it came in, in bytes.
    pub len: u8,
    /// First byte without the X bit: N (non-reference), S (start of partition), PID.
    pub flags: u8,
    /// First packet of a keyframe.
    pub keyframe: bool,
    /// PictureID with its width.
    pub picture_id: Option<PictureId>,
    /// TL0PICIDX, 8 bits, wraps.
    pub tl0_pic_idx: Option<u8>,
    /// TID is present (T).
    pub has_tid: bool,
    /// KEYIDX is present (K).
    pub has_key_idx: bool,
    /// The byte of TID, Y and KEYIDX; meaningful where T or K is set.
    pub tid_y_key_idx: u8,
}

/// A picture's number as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureId {
    /// 0 to 127.
    Short(u8),
    /// 0 to 32,767.
    Long(u16),
}

impl PictureId {
    /// The number, whatever its width.
    pub(crate) fn number(self) -> u16 {
        match self {
            Self::Short(id) => u16::from(id),
            Self::Long(id) => id,
        }
    }
}

impl Descriptor {
    /// Longest descriptor in bytes.
    pub const MAX_LEN: usize = 6;

    /// Parse the front of an RTP payload.
    ///
    /// # Errors
    /// [`Malformed`] where the descriptor is cut short or nothing follows it.
    pub fn parse(payload: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader { payload, at: 0 };
        let first = reader.byte()?;
        let extended = if first & 0x80 == 0 { 0 } else { reader.byte()? };
        let picture_id = if extended & 0x80 == 0 {
            None
        } else {
            Some(reader.picture_id()?)
        };
        let tl0_pic_idx = if extended & 0x40 == 0 {
            None
        } else {
            Some(reader.byte()?)
        };
        let tid_y_key_idx = if extended & 0x30 == 0 {
            0
        } else {
            reader.byte()?
        };
        // "P: Inverse key frame flag. When set to 0, the current frame is a key frame", in the first
        // byte of the VP8 payload header, which only the first packet of partition 0 carries.
        let inverse_keyframe = *payload.get(reader.at).ok_or(Malformed)? & 0x01;
        let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
        Ok(Self {
            len: reader.at as u8,
            flags: first & 0x7f,
            keyframe: starts_frame && inverse_keyframe == 0,
            picture_id,
            tl0_pic_idx,
            has_tid: extended & 0x20 != 0,
            has_key_idx: extended & 0x10 != 0,
            tid_y_key_idx,
        })
    }

    /// Write the descriptor; returns its length in bytes.
    pub fn write(&self, into: &mut [u8; Self::MAX_LEN]) -> usize {
        let extended = u8::from(self.picture_id.is_some()) << 7
            | u8::from(self.tl0_pic_idx.is_some()) << 6
            | u8::from(self.has_tid) << 5
            | u8::from(self.has_key_idx) << 4;
        into[0] = self.flags;
        if extended == 0 {
            return 1;
        }
        into[0] |= 0x80;
        into[1] = extended;
        let mut len = 2;
        let mut push = |byte: u8| {
            into[len] = byte;
            len += 1;
        };
        match self.picture_id {
            Some(PictureId::Short(id)) => push(id & 0x7f),
            Some(PictureId::Long(id)) => {
                for byte in (id | 0x8000).to_be_bytes() {
                    push(byte);
                }
            }
            None => {}
        }
        if let Some(index) = self.tl0_pic_idx {
            push(index);
        }
        if self.has_tid || self.has_key_idx {
            push(self.tid_y_key_idx);
        }
        len
    }
}

/// Brings picture ids of either width to 15 bits. A sender may change the width at any time (aiortc
/// takes 7 bits for ids that fit in them).
#[derive(Clone, Copy, Debug)]
pub(crate) struct PictureUnwrapper {
    highest: Option<u64>,
}

impl PictureUnwrapper {
    pub(crate) const fn new() -> Self {
        Self { highest: None }
    }

    /// The id as 15 bits, nearest to the highest seen.
    pub(crate) fn unwrap(&mut self, id: PictureId) -> u16 {
        let (value, bits) = match id {
            PictureId::Short(id) => (u64::from(id), 7),
            PictureId::Long(id) => (u64::from(id), 15),
        };
        let extended = match self.highest {
            Some(highest) => nearest(value, bits, highest),
            None => first(value, 15),
        };
        self.highest = self.highest.max(Some(extended));
        (extended & 0x7fff) as u16
    }
}

struct Reader<'a> {
    payload: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, Malformed> {
        let byte = *self.payload.get(self.at).ok_or(Malformed)?;
        self.at += 1;
        Ok(byte)
    }

    fn picture_id(&mut self) -> Result<PictureId, Malformed> {
        let high = self.byte()?;
        if high & 0x80 == 0 {
            return Ok(PictureId::Short(high));
        }
        Ok(PictureId::Long(u16::from_be_bytes([
            high & 0x7f,
            self.byte()?,
        ])))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_chromium_sends() {
        let descriptor = Descriptor::parse(&[0x90, 0xe0, 0x92, 0x34, 0x07, 0x60, 0x10]).unwrap();
        assert_eq!(descriptor.len, 6);
        assert!(descriptor.keyframe);
        assert_eq!(descriptor.picture_id, Some(PictureId::Long(0x1234)));
        assert_eq!(descriptor.tl0_pic_idx, Some(7));
        assert!(descriptor.has_tid);
        assert_eq!(descriptor.tid_y_key_idx, 0x60);
        assert!(!descriptor.has_key_idx);
    }

    #[test]
    fn a_keyframe_is_told_only_by_the_first_packet_of_partition_zero() {
        assert!(Descriptor::parse(&[0x10, 0x00]).unwrap().keyframe);
        assert!(!Descriptor::parse(&[0x10, 0x01]).unwrap().keyframe);
        assert!(!Descriptor::parse(&[0x00, 0x00]).unwrap().keyframe);
        assert!(!Descriptor::parse(&[0x11, 0x00]).unwrap().keyframe);
    }

    #[test]
    fn seven_bit_picture_ids_are_told_from_fifteen() {
        let descriptor = Descriptor::parse(&[0x80, 0x80, 0x7f, 0x01]).unwrap();
        assert_eq!(descriptor.picture_id, Some(PictureId::Short(127)));
        assert_eq!(descriptor.len, 3);
    }

    #[test]
    fn a_cut_descriptor_is_refused() {
        let whole = [0x90, 0xf0, 0x92, 0x34, 0x07, 0x60, 0x10];
        for len in 0..whole.len() {
            assert_eq!(
                Descriptor::parse(&whole[..len]),
                Err(Malformed),
                "{len} bytes"
            );
        }
    }

    #[test]
    fn picture_ids_of_either_width_go_on_across_their_wraps() {
        let mut unwrapper = PictureUnwrapper::new();
        let mut expected = 100u16;
        assert_eq!(unwrapper.unwrap(PictureId::Short(100)), 100);
        for _ in 0..300 {
            expected += 1;
            assert_eq!(
                unwrapper.unwrap(PictureId::Short((expected & 0x7f) as u8)),
                expected
            );
        }
        assert_eq!(unwrapper.unwrap(PictureId::Long(401)), 401);
        assert_eq!(unwrapper.unwrap(PictureId::Long(10_000)), 10_000);
        assert_eq!(unwrapper.unwrap(PictureId::Long(20_000)), 20_000);
        assert_eq!(unwrapper.unwrap(PictureId::Long(32_767)), 32_767);
        assert_eq!(unwrapper.unwrap(PictureId::Short(0)), 0);
        assert_eq!(unwrapper.unwrap(PictureId::Long(32_766)), 32_766);
        assert_eq!(unwrapper.unwrap(PictureId::Short(1)), 1);
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_again(payload in proptest::collection::vec(any::<u8>(), 0..12)) {
            let Ok(descriptor) = Descriptor::parse(&payload) else { return Ok(()) };
            let mut buffer = [0; Descriptor::MAX_LEN];
            let len = descriptor.write(&mut buffer);
            let mut again = buffer[..len].to_vec();
            again.extend(&payload[usize::from(descriptor.len)..]);
            let reread = Descriptor::parse(&again).unwrap();
            prop_assert_eq!(Descriptor { len: 0, ..reread }, Descriptor { len: 0, ..descriptor });
            prop_assert!(len <= usize::from(descriptor.len));
        }
    }
}
