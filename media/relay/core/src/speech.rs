//! Who speaks, and for how long, by the levels that senders state (RFC 6464).

mod noise;

use std::time::Duration;

use crate::Instant;
use crate::clock::ticks;
use crate::level::AudioLevel;
use noise::NoiseFloor;

/// Speech goes on over a gap of this length: between words, for breath, or of packets that were lost.
pub(crate) const HANGOVER: Duration = Duration::from_millis(500);
/// A sound must last this long to be speech and no click; it counts from its beginning then.
const ONSET: Duration = Duration::from_millis(80);
/// Longest gap in a sound that is not known to be speech yet.
const ONSET_GAP: Duration = Duration::from_millis(40);
/// Opus packets are 2.5 to 120 ms long (RFC 7587 section 4.2); what a packet covers is bounded by that.
const LONGEST_PACKET: Duration = Duration::from_millis(120);
/// Length of the first packet, before a second tells.
const USUAL_PACKET: Duration = Duration::from_millis(20);
/// How far a sender's timestamps may run ahead of the packets' arrival before they count for nothing: no
/// sender speaks more than a second in a second.
const MAX_CREDIT: Duration = Duration::from_secs(2);

/// Measures the speech of one sender.
///
/// Time is that of the sender's timestamps, so loss, jitter and reordering do not matter. Gaps up to
/// [`HANGOVER`] within speech count as speech, the hangover after its end does not.
#[derive(Clone, Debug)]
pub(crate) struct SpeechMeter {
    clock_rate: u32,
    noise: NoiseFloor,
    /// Timestamp of the newest packet, how long packets are (in timestamp units), and its arrival.
    newest: Option<Newest>,
    run: Option<Run>,
    /// Speech so far, in timestamp units, and what may yet be added at this moment.
    spoken: u64,
    credit: u64,
}

#[derive(Clone, Copy, Debug)]
struct Newest {
    timestamp: u32,
    length: u32,
    arrival: Instant,
}

/// A sound that may be, or is, speech.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// From its beginning to the end of its last loud packet, in timestamp units.
    length: u32,
    /// End of the last loud packet.
    until: u32,
    /// When that packet came.
    heard: Instant,
    /// It has lasted for [`ONSET`].
    is_speech: bool,
}

impl SpeechMeter {
    /// `clock_rate`: of the sender's timestamps, in ticks a second.
    pub(crate) fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            noise: NoiseFloor::new(),
            newest: None,
            run: None,
            spoken: 0,
            credit: 0,
        }
    }

    /// Take the level of one packet; one that comes late is passed over.
    #[inline]
    pub(crate) fn take(&mut self, level: AudioLevel, timestamp: u32, now: Instant) {
        let usual = self.units(USUAL_PACKET);
        let length = match self.newest {
            Some(newest) => {
                let step = timestamp.wrapping_sub(newest.timestamp);
                if step == 0 || step > u32::MAX / 2 {
                    return;
                }
                let passed = ticks((now - newest.arrival).as_nanos() as u64, self.clock_rate);
                self.credit = (self.credit + passed).min(self.units(MAX_CREDIT).into());
                if step > self.units(LONGEST_PACKET) {
                    newest.length
                } else {
                    step
                }
            }
            None => {
                self.credit = self.units(MAX_CREDIT).into();
                usual
            }
        };
        self.newest = Some(Newest {
            timestamp,
            length,
            arrival: now,
        });
        let is_loud = self.noise.is_exceeded(level.dbov(), now);
        self.advance(is_loud, timestamp, length, now);
    }

    /// Whether the sender speaks, by what has arrived: until [`HANGOVER`] after the last loud packet.
    pub(crate) fn is_speaking(&self, now: Instant) -> bool {
        self.run
            .is_some_and(|run| run.is_speech && now < run.heard + HANGOVER)
    }

    /// Speech so far in milliseconds.
    pub(crate) fn spoken_ms(&self) -> u64 {
        self.spoken * 1000 / u64::from(self.clock_rate)
    }

    fn advance(&mut self, is_loud: bool, timestamp: u32, length: u32, now: Instant) {
        if let Some(run) = self.run {
            let longest = if run.is_speech { HANGOVER } else { ONSET_GAP };
            let gap = timestamp.wrapping_sub(run.until).cast_signed().max(0);
            if gap.unsigned_abs() > self.units(longest) {
                self.run = None;
            }
        }
        if !is_loud {
            return;
        }
        let until = timestamp.wrapping_add(length);
        let Some(mut run) = self.run else {
            self.run = Some(Run {
                length,
                until,
                heard: now,
                is_speech: false,
            });
            return;
        };
        let added = until
            .wrapping_sub(run.until)
            .cast_signed()
            .max(0)
            .unsigned_abs();
        run.length = run.length.saturating_add(added);
        run.until = until;
        run.heard = now;
        if run.is_speech {
            self.count(added);
        } else if run.length >= self.units(ONSET) {
            run.is_speech = true;
            self.count(run.length);
        }
        self.run = Some(run);
    }

    fn count(&mut self, units: u32) {
        let counted = self.credit.min(units.into());
        self.credit -= counted;
        self.spoken += counted;
    }

    fn units(&self, span: Duration) -> u32 {
        ticks(span.as_nanos() as u64, self.clock_rate) as u32
    }
}

#[cfg(test)]
mod tests;
