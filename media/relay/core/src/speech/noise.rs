//! How loud it is where nobody speaks.

use std::time::Duration;

use crate::Instant;

/// The floor is the quietest packet of this many windows...
const WINDOWS: usize = 8;
/// ...of this length. Nobody speaks for 8 s without a moment's pause, while a fan does not pause.
const WINDOW: Duration = Duration::from_secs(1);
/// Speech is this much louder than the floor, in dB.
const ABOVE: u8 = 9;
/// Levels in -dBov between which the threshold stays: below the first nobody would hear a voice, above the
/// second everything is one.
const QUIETEST: u8 = 50;
const LOUDEST: u8 = 20;

/// Follows the noise of one sender's room by minimum statistics: the least of the last few seconds.
#[derive(Clone, Debug)]
pub(super) struct NoiseFloor {
    /// Quietest level of each window in -dBov, 127 the quietest; of those not yet begun too.
    windows: [u8; WINDOWS],
    current: usize,
    ends: Option<Instant>,
}

impl NoiseFloor {
    pub(super) fn new() -> Self {
        Self {
            windows: [127; WINDOWS],
            current: 0,
            ends: None,
        }
    }

    /// Note a packet's level in -dBov (127 is silence); whether it is louder than the noise.
    pub(super) fn is_exceeded(&mut self, dbov: u8, now: Instant) -> bool {
        let ends = *self.ends.get_or_insert(now + WINDOW);
        if now >= ends {
            self.current = (self.current + 1) % WINDOWS;
            self.windows[self.current] = dbov;
            self.ends = Some(now + WINDOW);
        }
        let quietest = &mut self.windows[self.current];
        *quietest = (*quietest).max(dbov);
        let floor = self.windows.iter().copied().max().unwrap_or(127);
        dbov < floor.saturating_sub(ABOVE).clamp(LOUDEST, QUIETEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loud(noise: &mut NoiseFloor, dbov: u8, from_ms: u64, to_ms: u64) -> usize {
        (from_ms..to_ms)
            .step_by(20)
            .filter(|ms| noise.is_exceeded(dbov, Instant::from_millis(*ms)))
            .count()
    }

    #[test]
    fn a_voice_in_a_quiet_room_is_heard_at_once() {
        let mut noise = NoiseFloor::new();
        assert_eq!(loud(&mut noise, 30, 0, 1000), 50);
        assert_eq!(loud(&mut noise, 51, 1000, 2000), 0);
    }

    #[test]
    fn a_fan_is_taken_for_a_voice_for_some_seconds_only() {
        let mut noise = NoiseFloor::new();
        loud(&mut noise, 90, 0, 1000);
        assert_eq!(loud(&mut noise, 40, 1000, 8000), 350);
        assert_eq!(loud(&mut noise, 40, 10_000, 20_000), 0);
        assert!(noise.is_exceeded(30, Instant::from_millis(20_000)));
    }

    #[test]
    fn whoever_shouts_is_always_heard() {
        let mut noise = NoiseFloor::new();
        assert_eq!(loud(&mut noise, 10, 0, 30_000), 1500);
    }
}
