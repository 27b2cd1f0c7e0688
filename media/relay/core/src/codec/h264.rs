//! Where key frames of H.264 begin (RFC 6184).

/// NAL unit types (ITU-T H.264 table 7-1, RFC 6184 table 1).
const SEQUENCE_PARAMETERS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// Whether an RTP payload holds the beginning of a key frame.
///
/// That is the sequence parameter set: browsers send one before every IDR picture, and without it a
/// decoder that comes in here cannot begin. Only headers of NAL units are read.
#[must_use]
pub fn begins_keyframe(payload: &[u8]) -> bool {
    let Some((&first, rest)) = payload.split_first() else {
        return false;
    };
    match nal_type(first) {
        STAP_A => Aggregated(rest).any(|unit| nal_type(unit) == SEQUENCE_PARAMETERS),
        // S: the first fragment.
        FU_A => rest
            .first()
            .is_some_and(|header| header & 0x80 != 0 && nal_type(*header) == SEQUENCE_PARAMETERS),
        other => other == SEQUENCE_PARAMETERS,
    }
}

const fn nal_type(header: u8) -> u8 {
    header & 0x1f
}

/// The headers of the NAL units in a STAP-A (section 5.7.1), each behind its 16-bit size.
struct Aggregated<'a>(&'a [u8]);

impl Iterator for Aggregated<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&[high, low], rest) = self.0.split_first_chunk::<2>()?;
        let size = usize::from(u16::from_be_bytes([high, low]));
        let (unit, rest) = rest.split_at_checked(size)?;
        self.0 = rest;
        unit.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_begin_a_key_frame_however_they_are_packed() {
        let stap_a = [0x78, 0, 2, 0x67, 0x42, 0, 1, 0x68, 0, 2, 0x65, 0x88];
        assert!(begins_keyframe(&stap_a));
        assert!(begins_keyframe(&[0x67, 0x42, 0xe0, 0x1f]));
        assert!(begins_keyframe(&[0x7c, 0x87, 0x42]));
        let delimiter_first = [0x78, 0, 2, 0x09, 0x10, 0, 2, 0x67, 0x42];
        assert!(begins_keyframe(&delimiter_first));
    }

    #[test]
    fn other_packets_do_not() {
        let payloads: [&[u8]; 9] = [
            &[],
            &[0x61, 0x9a],                         // a slice
            &[0x65, 0x88],                         // an IDR slice: its parameters came before it
            &[0x7c, 0x85, 0x88],                   // the first fragment of one
            &[0x7c, 0x07, 0x42],                   // a later fragment of parameters
            &[0x7c],                               // a fragment cut short
            &[0x78, 0, 9, 0x67],                   // a size beyond the end
            &[0x78, 0, 0, 0, 1],                   // an empty unit
            &[0x78, 0, 1, 0x68, 0, 2, 0x65, 0x88], // parameters of a picture, and a slice
        ];
        for payload in payloads {
            assert!(!begins_keyframe(payload), "{payload:x?}");
        }
    }
}
