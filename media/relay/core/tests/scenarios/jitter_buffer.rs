//! How much of a voice a browser would have to make up.

use crate::receiver::Receiver;

/// Length of a packet.
const FRAME_MS: u64 = 20;
/// What is buffered before it begins, and above which it plays faster.
const TARGET_MS: u64 = 60;

/// Share of the playing time from `from_ms` to `until_ms` that is concealed, 0 to 1.
///
/// Like a browser's: what has not come when it is its turn is made up. If something behind it is there
/// already, it counts as lost; otherwise everything waits, and the delay grows. A delay grown too large
/// shrinks by leaving out what is there, which is not counted: that is played faster.
pub(crate) fn concealed(voice: &Receiver, from_ms: u64, until_ms: u64) -> f64 {
    let Some((&first, start)) = voice.packets.iter().find(|(_, got)| got.at_ms >= from_ms) else {
        return 1.0;
    };
    let has_come = |number: i64, now_ms: u64| {
        voice
            .packets
            .get(&number)
            .is_some_and(|got| got.at_ms <= now_ms)
    };
    let (mut next, mut played, mut made_up) = (first, 0u32, 0u32);
    let mut now_ms = start.at_ms + TARGET_MS;
    while now_ms < until_ms {
        let buffered = (next..next + 100)
            .filter(|number| has_come(*number, now_ms))
            .count();
        if has_come(next, now_ms) {
            played += 1;
            next += 1;
        } else {
            made_up += 1;
            next += i64::from(buffered > 0);
        }
        if buffered as u64 * FRAME_MS > TARGET_MS + 4 * FRAME_MS && has_come(next, now_ms) {
            next += 1;
        }
        now_ms += FRAME_MS;
    }
    f64::from(made_up) / f64::from((made_up + played).max(1))
}
