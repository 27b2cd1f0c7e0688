use proptest::prelude::*;

use super::*;

const RATE: u32 = 48_000;
const PACKET_MS: u64 = 20;

fn level(dbov: u8) -> AudioLevel {
    AudioLevel::read(&[dbov]).unwrap()
}

/// Packets as a microphone gives them: the level at each instant, by a script of sounds.
struct Script {
    meter: SpeechMeter,
    /// Milliseconds from the first packet.
    at: u64,
    drops: Box<dyn FnMut(u64) -> bool>,
}

impl Script {
    fn new() -> Self {
        Self {
            meter: SpeechMeter::new(RATE),
            at: 0,
            drops: Box::new(|_| false),
        }
    }

    fn sound(&mut self, dbov: u8, span_ms: u64) -> &mut Self {
        self.sounds(span_ms, |_| dbov)
    }

    fn sounds(&mut self, span_ms: u64, dbov: impl Fn(u64) -> u8) -> &mut Self {
        let end = self.at + span_ms;
        let began = self.at;
        while self.at < end {
            if !(self.drops)(self.at) {
                // The timestamp wraps a second after the beginning.
                let timestamp = 0u32.wrapping_sub(RATE).wrapping_add((self.at * 48) as u32);
                let now = Instant::from_millis(5_000 + self.at);
                self.meter
                    .take(level(dbov(self.at - began)), timestamp, now);
            }
            self.at += PACKET_MS;
        }
        self
    }

    /// Syllables as in speech: four a second, each swelling and falling by 25 dB, a weak one now and then.
    fn words(&mut self, span_ms: u64) -> &mut Self {
        self.words_over(127, span_ms)
    }

    /// The same where the room itself is as loud as `noise`.
    fn words_over(&mut self, noise: u8, span_ms: u64) -> &mut Self {
        self.sounds(span_ms, |ms| {
            let phase = (ms % 250) as f64 / 250.0;
            let swell = (std::f64::consts::PI * phase).sin();
            let weak = if ms / 250 % 5 == 4 { 14.0 } else { 0.0 };
            noise.min((22.0 + weak + 25.0 * (1.0 - swell)) as u8)
        })
    }

    fn nothing_sent(&mut self, span_ms: u64) -> &mut Self {
        self.at += span_ms;
        self
    }

    fn is_speaking(&self) -> bool {
        self.meter
            .is_speaking(Instant::from_millis(5_000 + self.at))
    }
}

fn close(measured_ms: u64, truth_ms: u64) {
    let distance = measured_ms.abs_diff(truth_ms);
    assert!(
        distance * 20 <= truth_ms,
        "{measured_ms} ms measured, {truth_ms} ms spoken"
    );
}

#[test]
fn speech_is_measured_as_it_was_scripted() {
    let mut script = Script::new();
    let mut truth = 0;
    for span in [700, 3000, 12_000, 1500, 40_000, 900] {
        script.sound(65, 2000).words(span);
        truth += span;
    }
    close(script.sound(65, 2000).meter.spoken_ms(), truth);
}

#[test]
fn a_tenth_of_the_packets_lost_changes_little() {
    let mut script = Script::new();
    let mut state = 7u64;
    script.drops = Box::new(move |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state >> 33 < (1 << 31) / 10
    });
    for _ in 0..20 {
        script.sound(65, 3000).words(4000);
    }
    close(script.meter.spoken_ms(), 80_000);
}

#[test]
fn noise_of_the_room_is_no_speech_but_a_voice_over_it_is() {
    let mut script = Script::new();
    script.sound(44, 60_000);
    let before = script.meter.spoken_ms();
    assert!(before < 9000, "{before}");
    for _ in 0..5 {
        script.words_over(44, 4750).sound(44, 5000);
    }
    close(script.meter.spoken_ms() - before, 23_750);
}

#[test]
fn speaking_begins_with_the_onset_and_ends_after_the_hangover() {
    let mut script = Script::new();
    script.sound(70, 1000).sound(30, 60);
    assert!(!script.is_speaking());
    script.sound(30, 40);
    assert!(script.is_speaking());
    script.sound(70, 460);
    assert!(script.is_speaking());
    script.sound(70, 100);
    assert!(!script.is_speaking());
    assert_eq!(script.meter.spoken_ms(), 100);
}

#[test]
fn a_click_is_no_speech() {
    let mut script = Script::new();
    for _ in 0..20 {
        script.sound(80, 300).sound(15, 40);
    }
    assert_eq!(script.meter.spoken_ms(), 0);
    assert!(!script.is_speaking());
}

#[test]
fn who_stops_sending_stops_speaking() {
    let mut script = Script::new();
    script.sound(70, 1000).words(2000);
    let spoken = script.meter.spoken_ms();
    assert!(script.is_speaking());
    script.nothing_sent(600);
    assert!(!script.is_speaking());
    script.nothing_sent(5000).sound(70, 1000);
    assert_eq!(script.meter.spoken_ms(), spoken);
}

#[test]
fn a_late_packet_and_a_copy_count_for_nothing() {
    let mut meter = SpeechMeter::new(RATE);
    for (packet, ms) in [
        (0, 0),
        (1, 20),
        (2, 40),
        (4, 80),
        (3, 81),
        (4, 82),
        (5, 100),
    ] {
        meter.take(level(30), packet * 960, Instant::from_millis(ms));
    }
    assert_eq!(meter.spoken_ms(), 120);
}

#[test]
fn timestamps_that_race_give_no_more_speech_than_time() {
    let mut meter = SpeechMeter::new(RATE);
    for packet in 0..500u32 {
        // 120 ms claimed every 20 ms.
        meter.take(
            level(30),
            packet * 5760,
            Instant::from_millis(u64::from(packet) * 20),
        );
    }
    assert!(meter.spoken_ms() <= 12_000, "{}", meter.spoken_ms());
}

proptest! {
    #[test]
    fn no_story_gives_more_speech_than_time(
        story in proptest::collection::vec((any::<u8>(), any::<u32>(), 0u64..400), 0..200),
    ) {
        let mut meter = SpeechMeter::new(RATE);
        let mut ms = 0;
        let mut before = 0;
        for (level_byte, timestamp, span) in story {
            ms += span;
            meter.take(AudioLevel::read(&[level_byte]).unwrap(), timestamp, Instant::from_millis(ms));
            prop_assert!(meter.spoken_ms() >= before);
            before = meter.spoken_ms();
        }
        prop_assert!(meter.spoken_ms() <= ms + 2000);
    }
}
