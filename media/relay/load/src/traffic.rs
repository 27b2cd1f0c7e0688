//! What people in a room send, and when: the same for a relay and for a floor.

use std::time::Duration;

/// Time between two pictures of a camera: 25 a second.
pub(crate) const FRAME: Duration = Duration::from_millis(40);
/// Time between two packets of a voice.
const VOICE: Duration = Duration::from_millis(20);
/// People in a room.
pub(crate) const PEOPLE: usize = 8;
/// Bytes of one Opus packet: 42 kbit/s.
pub(crate) const VOICE_BYTES: usize = 106;
/// Packets of a picture, its least bytes and how many more it may have, of each encoding: 180p, 360p
/// and 720p.
const ENCODINGS: [(usize, usize, usize); 3] = [(1, 500, 200), (2, 1_700, 400), (5, 4_965, 400)];
/// The encoding that everybody receives: five packets, about 1.03 Mbit/s.
pub(crate) const FORWARDED: usize = 2;

/// Something that one person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A picture leaves the camera, in every encoding, all its packets at once: browsers pace over
    /// longer spans than a picture takes.
    Picture,
    /// A packet of sound.
    Voice,
}

/// An act within the time of one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beat {
    pub(crate) at: Duration,
    /// Counted through all rooms.
    pub(crate) person: usize,
    pub(crate) act: Act,
}

/// Everything that happens in [`FRAME`], in order; then it all happens again.
///
/// Nobody's camera is in step with anybody else's, nor with the own microphone: offsets are spread by
/// multiples of the golden ratio.
pub(crate) fn beats(people: usize) -> Vec<Beat> {
    let mut beats: Vec<Beat> = (0..people)
        .flat_map(|person| {
            let beat = |at, act| Beat { at, person, act };
            let voice = spread(2 * person + 1, VOICE);
            [
                beat(spread(2 * person, FRAME), Act::Picture),
                beat(voice, Act::Voice),
                beat(voice + VOICE, Act::Voice),
            ]
        })
        .collect();
    beats.sort_by_key(|beat| beat.at);
    beats
}

/// The point of `span` that is `index` steps of the golden ratio on.
fn spread(index: usize, span: Duration) -> Duration {
    let share = (index as f64 * 0.618_033_988_749_895).fract();
    span.mul_f64(share)
}

/// Lengths of the payloads of picture number `frame` in one encoding, as a browser cuts it: about
/// equally, the longer ones last.
pub(crate) fn picture(frame: u32, encoding: usize) -> impl Iterator<Item = usize> {
    let (packets, least, more) = ENCODINGS[encoding];
    // A linear congruential generator's step (Knuth, MMIX) stands for what the camera sees.
    let varied = u64::from(frame).wrapping_mul(6_364_136_223_846_793_005) >> 33;
    let bytes = least + varied as usize % (more + 1);
    let longer = bytes % packets;
    (0..packets).map(move |index| bytes / packets + usize::from(index >= packets - longer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_sends_one_picture_and_two_voices_in_order() {
        let beats = beats(16);
        assert_eq!(beats.len(), 48);
        assert!(beats.is_sorted_by_key(|beat| beat.at));
        assert!(beats.iter().all(|beat| beat.at < FRAME));
    }

    #[test]
    fn packets_of_a_picture_differ_by_a_byte_at_most() {
        for frame in 0..100 {
            let lengths: Vec<usize> = picture(frame, FORWARDED).collect();
            assert_eq!(lengths.len(), 5);
            assert!(lengths.is_sorted() && lengths[4] - lengths[0] <= 1);
            assert!((4_965..=5_365).contains(&lengths.iter().sum::<usize>()));
        }
    }
}
