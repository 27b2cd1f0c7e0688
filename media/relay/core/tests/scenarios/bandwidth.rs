//! What a narrow or bad path carries: sound first, pictures as they fit, and back again.

use goround_relay_core::{ConsumerId, Direction, Notice, ProducerId};

use crate::jitter_buffer::concealed;
use crate::link::{Quality, Width};
use crate::receiver::Receiver;
use crate::room::Room;
use crate::sender::Config;

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 25,
    jitter_ms: 0,
};

/// Ana sends a voice and a picture of three encodings, as a browser does; Ben has the picture large.
struct Two {
    room: Room,
    ana: usize,
    ben: usize,
    camera: ProducerId,
    picture: ConsumerId,
    voice: ConsumerId,
}

impl Two {
    fn new(seed: u64, down: Quality, bps: Option<u64>) -> Self {
        let mut room = Room::new(1000 * seed);
        room.obeys_after_ms = Some(60);
        let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, down));
        let (camera, microphone) = (room.camera(ana, Config::browser()), room.microphone(ana));
        let voice = room.consume(ben, microphone, false);
        let picture = room.consume(ben, camera, true);
        let mut two = Self {
            room,
            ana,
            ben,
            camera,
            picture,
            voice,
        };
        two.narrow(bps);
        two
    }

    fn narrow(&mut self, bps: Option<u64>) {
        self.room.people[self.ben].down.width = bps.map(|bps| Width { bps, queue_ms: 200 });
    }

    fn picture(&self) -> &Receiver {
        self.room.receiver(self.picture)
    }

    /// The encoding that came last, if any of it came in the last 300 ms.
    fn encoding(&self) -> Option<u8> {
        let (_, got, video) = self.picture().videos().last()?;
        let is_fresh = self.room.now_ms - got.at_ms < 300;
        is_fresh.then(|| video.source.wrapping_sub((self.camera.0 * 1000) as u8))
    }

    fn concealed(&self, last_ms: u64) -> f64 {
        let now_ms = self.room.now_ms;
        concealed(
            self.room.receiver(self.voice),
            now_ms - last_ms,
            now_ms - 100,
        )
    }

    /// Changes of encoding within the last so many milliseconds.
    fn switches(&self, last_ms: u64) -> usize {
        let since = self.room.now_ms - last_ms;
        let late = self
            .picture()
            .videos()
            .filter(|(_, got, _)| got.at_ms >= since);
        let mut sources: Vec<u8> = late.map(|(_, _, video)| video.source).collect();
        sources.dedup();
        sources.len().saturating_sub(1)
    }

    /// Run until the encoding is the one given; how long it took, in ms.
    fn until(&mut self, encoding: u8, at_most_ms: u64) -> u64 {
        for ms in (0..at_most_ms).step_by(20) {
            if self.encoding() == Some(encoding) {
                return ms;
            }
            self.room.run(20);
        }
        panic!(
            "{:?} after {at_most_ms} ms, {:?}",
            self.encoding(),
            self.room.path(self.ben)
        );
    }
}

#[test]
fn a_wide_path_has_the_full_picture_within_three_seconds() {
    let mut two = Two::new(1, GOOD, None);
    two.until(2, 3_000);
    two.room.run(5_000);
    assert_eq!(two.switches(5_000), 0);
    assert!(two.concealed(5_000) < 0.01);
}

#[test]
fn a_step_down_fits_within_two_seconds_and_a_step_up_is_full_within_ten() {
    for seed in 0..4 {
        let mut two = Two::new(seed, GOOD, Some(5_000_000));
        two.room.run(8_000);
        assert_eq!(two.encoding(), Some(2), "seed {seed}");
        two.narrow(Some(300_000));
        two.room.run(2_000);
        let lost = two.room.people[two.ben].down.lost;
        two.room.run(8_000);
        let lost = two.room.people[two.ben].down.lost - lost;
        assert!(lost < 5, "seed {seed}: {lost} packets did not fit");
        assert_eq!(two.encoding(), Some(0), "seed {seed}");
        let share = two.concealed(10_000);
        assert!(share < 0.03, "seed {seed}: {share} concealed");
        two.narrow(Some(5_000_000));
        let took_ms = two.until(2, 10_000);
        two.room.run(5_000);
        let share = two.concealed(took_ms + 5_000);
        assert!(share < 0.03, "seed {seed}: {share} concealed");
    }
}

#[test]
fn every_path_gets_what_it_carries_without_hurting_sound() {
    // Bits a second, the encoding, and how often it may change in twenty seconds.
    let paths = [
        (2_500_000, Some(2)),
        (1_000_000, Some(1)),
        (500_000, Some(0)),
        (300_000, Some(0)),
    ];
    for (bps, encoding) in paths {
        let mut two = Two::new(bps, GOOD, Some(bps));
        two.room.run(10_000);
        let mut seen = vec![];
        for _ in 0..40 {
            two.room.run(500);
            seen.push(two.encoding());
        }
        let right = seen.iter().filter(|seen| **seen == encoding).count();
        assert!(right >= 34, "{bps}: {seen:?}");
        assert!(two.switches(20_000) <= 4, "{bps}: {seen:?}");
        let share = two.concealed(20_000);
        assert!(share < 0.02, "{bps}: {share} concealed");
    }
}

#[test]
fn a_path_for_little_more_than_a_voice_has_few_frames_and_one_for_less_a_still() {
    // 60 kbit/s of voice; the base layer takes about 80.
    let mut two = Two::new(7, GOOD, Some(180_000));
    two.room.run(20_000);
    let since = two.room.now_ms - 10_000;
    let frames: Vec<_> = two
        .picture()
        .videos()
        .filter(|(_, got, video)| got.at_ms >= since && video.part == 0)
        .map(|(number, _, video)| (number, video.picture_id, video.tid))
        .collect();
    assert!(
        (50..160).contains(&frames.len()),
        "{} frames in ten seconds",
        frames.len()
    );
    let base = frames.iter().filter(|(.., tid)| *tid == 0).count();
    assert!(base * 10 > frames.len() * 8, "{base} of {}", frames.len());
    for pair in frames.windows(2) {
        let [(number, picture, _), (next_number, next_picture, _)] = *pair else {
            panic!()
        };
        assert!(next_number - number <= 5, "no hole is of our making");
        assert_eq!(
            next_picture.wrapping_sub(picture) & 0x7fff,
            1,
            "pictures count on"
        );
    }
    assert!(two.concealed(10_000) < 0.03);

    two.narrow(Some(90_000));
    two.room.run(15_000);
    assert_eq!(two.encoding(), None);
    assert!(two.concealed(10_000) < 0.03, "{}", two.concealed(10_000));
    let still = |two: &Two| {
        let told = two.room.notices.iter().rev();
        told.filter_map(|(_, notice)| match notice {
            Notice::Still { consumer, still } if *consumer == two.picture => Some(*still),
            _ => None,
        })
        .next()
    };
    assert_eq!(still(&two), Some(true));
    two.narrow(None);
    two.until(2, 10_000);
    assert_eq!(still(&two), Some(false));
}

#[test]
fn loss_delay_and_jitter_leave_the_full_picture_where_there_is_room_for_it() {
    let bad = [
        (0.0, 25, 0),
        (0.02, 25, 0),
        (0.05, 25, 0),
        (0.1, 25, 0),
        (0.0, 100, 0),
        (0.0, 200, 0),
        (0.0, 25, 30),
        (0.05, 100, 30),
    ];
    for (seed, (loss, delay_ms, jitter_ms)) in (0..).zip(bad) {
        let quality = Quality {
            loss,
            duplication: 0.0,
            delay_ms,
            jitter_ms,
        };
        let mut two = Two::new(seed, quality, Some(8_000_000));
        two.room.run(20_000);
        let mut large = 0;
        for _ in 0..40 {
            two.room.run(500);
            large += u32::from(two.encoding() == Some(2));
        }
        assert!(
            large >= 32,
            "{quality:?}: large {large} of 40, {:?}",
            two.room.path(two.ben)
        );
    }
}

#[test]
fn a_fifth_lost_leaves_a_picture_that_moves() {
    let quality = Quality { loss: 0.2, ..GOOD };
    let mut two = Two::new(3, quality, Some(8_000_000));
    two.room.run(20_000);
    let mut moving = 0;
    for _ in 0..40 {
        two.room.run(500);
        moving += u32::from(two.encoding().is_some());
    }
    assert!(moving >= 36, "{moving} of 40, {:?}", two.room.path(two.ben));
}

#[test]
fn an_outage_of_a_second_is_over_when_it_is_over() {
    for seed in 0..4 {
        let mut two = Two::new(seed, GOOD, Some(5_000_000));
        two.room.run(8_000);
        assert_eq!(two.encoding(), Some(2));
        two.room.people[two.ben].down.is_cut = true;
        two.room.run(1_000);
        two.room.people[two.ben].down.is_cut = false;
        let took_ms = two.until(2, 4_000);
        assert!(took_ms < 2_000, "seed {seed}: {took_ms} ms");
        two.room.run(2_000);
        assert_eq!(two.encoding(), Some(2));
    }
}

#[test]
fn the_higher_priority_is_large_where_not_everybody_can_be() {
    let mut room = Room::new(5);
    room.obeys_after_ms = Some(60);
    let ben = room.join(GOOD, GOOD);
    let pictures: Vec<_> = (0..3)
        .map(|_| {
            let person = room.join(GOOD, GOOD);
            let camera = room.camera(person, Config::browser());
            (camera, room.consume(ben, camera, true))
        })
        .collect();
    room.people[ben].down.width = Some(Width {
        bps: 1_200_000,
        queue_ms: 300,
    });
    room.rank(pictures[1].1, 2, 2);
    room.run(15_000);
    let encoding = |room: &Room, (camera, consumer): (ProducerId, ConsumerId)| {
        let (_, _, video) = room.receiver(consumer).videos().last().unwrap();
        video.source.wrapping_sub((camera.0 * 1000) as u8)
    };
    let encodings: Vec<u8> = pictures.iter().map(|one| encoding(&room, *one)).collect();
    assert_eq!(encodings, [0, 1, 0]);
    // The floor goes to somebody else.
    room.rank(pictures[1].1, 2, 0);
    room.rank(pictures[2].1, 2, 2);
    room.run(2_000);
    let encodings: Vec<u8> = pictures.iter().map(|one| encoding(&room, *one)).collect();
    assert_eq!(encodings, [0, 0, 1]);
}

#[test]
fn encodings_that_nobody_receives_are_paused_and_come_back_when_wanted() {
    let mut two = Two::new(9, GOOD, None);
    two.room.run(6_000);
    let active = |two: &mut Two| -> Vec<bool> {
        two.room
            .sender(two.camera)
            .encodings
            .iter()
            .map(|one| one.is_on)
            .collect()
    };
    assert_eq!(active(&mut two), [false, false, true]);
    let saved = |two: &Two| -> Vec<u64> {
        let legs = two.room.statistics(two.camera.0, Direction::In);
        legs.iter().map(|leg| leg.saved_bits).collect()
    };
    two.room.run(4_000);
    let bits = saved(&two);
    assert!(
        bits[0] > 500_000 && bits[1] > 1_500_000 && bits[2] == 0,
        "{bits:?}"
    );
    two.room.prefer(two.picture, 0);
    let took_ms = two.until(0, 1_000);
    assert!(took_ms < 500, "{took_ms} ms");
    two.room.run(2_000);
    assert_eq!(active(&mut two), [true, false, false]);
    two.room.enable(two.picture, false);
    two.room.run(2_000);
    assert_eq!(active(&mut two), [false, false, false]);
    two.room.enable(two.picture, true);
    two.room.prefer(two.picture, 2);
    let took_ms = two.until(2, 1_000);
    assert!(took_ms < 500, "{took_ms} ms");
}

#[test]
fn a_switch_on_request_takes_less_than_half_a_second_and_stops_no_picture() {
    let mut two = Two::new(11, GOOD, None);
    two.room.run(6_000);
    let mut took_ms = vec![];
    for turn in 0..20 {
        let wanted = [0, 2, 1][turn % 3];
        two.room.prefer(two.picture, wanted);
        took_ms.push(two.until(wanted, 1_500));
        two.room.run(1_500 + 37 * turn as u64);
    }
    took_ms.sort_unstable();
    assert!(took_ms[18] < 500, "{took_ms:?}");
    let since = two.room.now_ms - 30_000;
    let frames: Vec<u64> = two
        .picture()
        .videos()
        .filter(|(_, got, _)| got.at_ms > since)
        .map(|(_, got, _)| got.at_ms)
        .collect();
    let longest = frames
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]))
        .max();
    assert!(longest < Some(200), "{longest:?}");
}

#[test]
fn a_layer_that_dies_without_a_word_freezes_nobody_for_long() {
    let mut two = Two::new(13, GOOD, None);
    let ana = two.ana;
    let other = two.room.join(GOOD, GOOD);
    let second = two.room.consume(other, two.camera, true);
    two.room.prefer(second, 1);
    two.room.run(6_000);
    assert_eq!(two.encoding(), Some(2));
    two.room.obeys_after_ms = None;
    two.room.sender(two.camera).encodings[2].is_on = false;
    two.room.run(1_500);
    assert_eq!(two.encoding(), Some(1));
    let times: Vec<u64> = two
        .picture()
        .videos()
        .map(|(_, got, _)| got.at_ms)
        .collect();
    let longest = times[times.len() - 400..]
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]))
        .max();
    assert!(longest < Some(450), "{longest:?}");
    assert!(two.room.people[ana].sends);
}

#[test]
fn a_receiver_that_tells_nothing_gets_a_room_of_seven_in_the_middle_size() {
    let mut two = Two::new(15, GOOD, None);
    two.room.people[two.ben].tells = false;
    two.room.run(6_000);
    assert_eq!(two.room.path(two.ben).estimate_bps, 4_000_000);
    assert_eq!(two.encoding(), Some(2));
}
