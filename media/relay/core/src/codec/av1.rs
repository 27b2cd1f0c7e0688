//! Where key frames of AV1 begin (RTP Payload Format For AV1, section 4.4).

use crate::malformed::Malformed;

/// Whether an RTP payload is the first of a coded video sequence (N): a key frame with its sequence header.
///
/// Only the aggregation header is read.
///
/// # Errors
/// [`Malformed`] where nothing follows the header, or it begins a sequence in the middle of a unit.
pub fn begins_keyframe(payload: &[u8]) -> Result<bool, Malformed> {
    let [header, _, ..] = *payload else {
        return Err(Malformed);
    };
    let (continues, begins) = (header & 0x80 != 0, header & 0x08 != 0);
    // "If N equals 1 then Z must equal 0."
    if begins && continues {
        return Err(Malformed);
    }
    Ok(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_packet_of_a_sequence_is_told_by_its_header() {
        assert_eq!(begins_keyframe(&[0x18, 0x0a]), Ok(true));
        assert_eq!(begins_keyframe(&[0x10, 0x32]), Ok(false));
        assert_eq!(begins_keyframe(&[0xd0, 0x32]), Ok(false));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for payload in [&[][..], &[0x18], &[0x98, 0x0a]] {
            assert_eq!(begins_keyframe(payload), Err(Malformed));
        }
    }
}
