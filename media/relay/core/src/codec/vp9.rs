//! The VP9 payload descriptor (RFC 9628 section 4.2).

use super::bits::BitReader;
use crate::malformed::Malformed;

/// What the descriptor at the front of a VP9 payload says, as far as the relay needs it. Nothing behind the
/// descriptor is read, so that it may be encrypted end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The bytes up to the picture's numbers, which are rewritten; the rest of the descriptor goes on as it is.
    head: [u8; Self::MAX_HEAD],
    head_len: u8,
    /// PictureID, if it is there: 15 bits, or 7 where [`Descriptor::has_long_id`] is false.
    pub picture_id: Option<u16>,
    /// The picture id has 15 bits (M).
    pub has_long_id: bool,
    /// TL0PICIDX, 8 bits, wraps; only in non-flexible mode.
    pub tl0_pic_idx: Option<u8>,
    /// Temporal layer, 0 to 7; 0 where the descriptor tells none.
    pub temporal: u8,
    /// Spatial layer, 0 to 7; 0 where the descriptor tells none.
    pub spatial: u8,
    /// Layers are told (L).
    pub has_layers: bool,
    /// Receivers of lower temporal layers may switch up to this one here (U).
    pub switching_up: bool,
    /// First packet of a layer's frame (B).
    pub begins_frame: bool,
    /// Last packet of a layer's frame (E).
    pub ends_frame: bool,
    /// First packet of a key picture: nothing before it is needed.
    pub keyframe: bool,
}

impl Descriptor {
    /// Longest part that is rewritten, in bytes: flags, 15-bit picture id, layers, TL0PICIDX.
    pub const MAX_HEAD: usize = 5;

    /// Parse the front of an RTP payload.
    ///
    /// # Errors
    /// [`Malformed`] where the descriptor is cut short or nothing follows it.
    pub fn parse(payload: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader { payload, at: 0 };
        let flags = reader.byte()?;
        let [has_id, is_predicted, has_layers, is_flexible] =
            [0x80, 0x40, 0x20, 0x10].map(|bit| flags & bit != 0);
        let (begins_frame, ends_frame) = (flags & 0x08 != 0, flags & 0x04 != 0);
        let mut has_long_id = false;
        let mut picture_id = None;
        if has_id {
            let first = reader.byte()?;
            has_long_id = first & 0x80 != 0;
            let low = u16::from(first & 0x7f);
            picture_id = Some(if has_long_id {
                low << 8 | u16::from(reader.byte()?)
            } else {
                low
            });
        }
        let layers = if has_layers { reader.byte()? } else { 0 };
        let tl0_pic_idx = if has_layers && !is_flexible {
            Some(reader.byte()?)
        } else {
            None
        };
        let head_len = reader.at;
        if is_predicted && is_flexible {
            reader.pass_references()?;
        }
        if flags & 0x02 != 0 {
            reader.pass_structure()?;
        }
        if reader.at >= payload.len() {
            return Err(Malformed);
        }
        let mut head = [0; Self::MAX_HEAD];
        head[..head_len].copy_from_slice(&payload[..head_len]);
        let spatial = layers >> 1 & 0x07;
        Ok(Self {
            head,
            head_len: head_len as u8,
            picture_id,
            has_long_id,
            tl0_pic_idx,
            temporal: layers >> 5,
            spatial,
            has_layers,
            switching_up: layers & 0x10 != 0,
            begins_frame,
            ends_frame,
            keyframe: begins_frame && !is_predicted && spatial == 0,
        })
    }

    /// How many bytes of the payload [`Descriptor::write`] stands for.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.head_len)
    }

    /// Never: the flags are always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Write the head with the numbers as they are now; returns its length in bytes, which is as it came.
    pub fn write(&self, into: &mut [u8; Self::MAX_HEAD]) -> usize {
        *into = self.head;
        let mut at = 1;
        if let Some(id) = self.picture_id {
            if self.has_long_id {
                into[at..at + 2].copy_from_slice(&(id | 0x8000).to_be_bytes());
                at += 2;
            } else {
                into[at] = (id & 0x7f) as u8;
                at += 1;
            }
        }
        if let Some(index) = self.tl0_pic_idx {
            into[at + 1] = index;
        }
        self.len()
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

    /// Up to three P_DIFF, each of which says whether another follows.
    fn pass_references(&mut self) -> Result<(), Malformed> {
        for _ in 0..3 {
            if self.byte()? & 0x01 == 0 {
                return Ok(());
            }
        }
        // "There MUST NOT be more than three reference pictures specified."
        Err(Malformed)
    }

    /// The scalability structure (section 4.2.1).
    fn pass_structure(&mut self) -> Result<(), Malformed> {
        let mut flags = BitReader::new(self.payload.get(self.at..).ok_or(Malformed)?);
        let layers = usize::from(flags.small(3)?) + 1;
        let (has_sizes, has_group) = (flags.flag()?, flags.flag()?);
        self.at += 1;
        if has_sizes {
            self.at += 4 * layers;
        }
        if has_group {
            for _ in 0..self.byte()? {
                let references = self.byte()? >> 2 & 0x03;
                self.at += usize::from(references);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The key picture of three spatial layers, in non-flexible mode, with its structure.
    const KEY: [u8; 24] = [
        0xaa, 0x92, 0x34, 0x00, 0x07, // I L B V, id 0x1234, layer 0.0, TL0PICIDX 7
        0x58, 1, 64, 0, 180, 2, 128, 1, 104, 5, 0, 2, 208, // three sizes, and a group
        1, 0x14, 1, // of one picture with a reference to the one before
        0xaa, 0xbb, 0xcc,
    ];

    #[test]
    fn a_key_picture_with_its_structure_is_read() {
        let descriptor = Descriptor::parse(&KEY).unwrap();
        assert!(descriptor.keyframe && descriptor.begins_frame && !descriptor.ends_frame);
        assert_eq!(
            (descriptor.picture_id, descriptor.has_long_id),
            (Some(0x1234), true)
        );
        assert_eq!(descriptor.tl0_pic_idx, Some(7));
        assert_eq!((descriptor.spatial, descriptor.temporal), (0, 0));
        assert_eq!(descriptor.len(), 5);
        for len in 0..KEY.len() - 2 {
            assert_eq!(
                Descriptor::parse(&KEY[..len]),
                Err(Malformed),
                "{len} bytes"
            );
        }
    }

    #[test]
    fn only_the_lowest_layer_begins_a_key_picture() {
        let upper = [0x88 | 0x20, 0x92, 0x34, 0x02 | 0x01, 0x07, 0xaa];
        let descriptor = Descriptor::parse(&upper).unwrap();
        assert_eq!((descriptor.spatial, descriptor.keyframe), (1, false));
        let later = [0xa8 | 0x40, 0x92, 0x34, 0x50, 0x07, 0xaa];
        let descriptor = Descriptor::parse(&later).unwrap();
        assert_eq!((descriptor.temporal, descriptor.switching_up), (2, true));
        assert!(!descriptor.keyframe);
        assert!(Descriptor::parse(&[0x08, 0xaa]).unwrap().keyframe);
        assert!(!Descriptor::parse(&[0x00, 0xaa]).unwrap().keyframe);
    }

    #[test]
    fn flexible_mode_names_its_references() {
        let packet = [0xf4, 0x05, 0x20, 0x03, 0x04, 0xaa];
        let descriptor = Descriptor::parse(&packet).unwrap();
        assert_eq!(
            (descriptor.picture_id, descriptor.has_long_id),
            (Some(5), false)
        );
        assert_eq!((descriptor.tl0_pic_idx, descriptor.temporal), (None, 1));
        assert_eq!(descriptor.len(), 3);
        let too_many = [0xf4, 0x05, 0x20, 0x03, 0x05, 0x07, 0x02, 0xaa];
        assert_eq!(Descriptor::parse(&too_many), Err(Malformed));
    }

    #[test]
    fn numbers_are_written_in_their_place() {
        let mut descriptor = Descriptor::parse(&KEY).unwrap();
        descriptor.picture_id = Some(0x7fff);
        descriptor.tl0_pic_idx = Some(255);
        let mut head = [0; Descriptor::MAX_HEAD];
        assert_eq!(descriptor.write(&mut head), 5);
        assert_eq!(head, [0xaa, 0xff, 0xff, 0x00, 0xff]);
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_again(payload in proptest::collection::vec(any::<u8>(), 0..40)) {
            let Ok(descriptor) = Descriptor::parse(&payload) else { return Ok(()) };
            let mut head = [0; Descriptor::MAX_HEAD];
            let len = descriptor.write(&mut head);
            prop_assert_eq!(&head[..len], &payload[..len]);
        }
    }
}
