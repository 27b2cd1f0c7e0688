//! Every counter wraps, and nobody notices.

use crate::link::Quality;
use crate::room::Room;
use crate::sender::{Config, PictureIds};

const BAD: Quality = Quality {
    loss: 0.03,
    duplication: 0.02,
    delay_ms: 10,
    jitter_ms: 8,
};

#[test]
fn numbers_time_and_pictures_wrap_on_the_way_in() {
    for (first_picture, picture_ids) in [
        (32_760, PictureIds::Long),
        (120, PictureIds::Shortest),
        (32_760, PictureIds::Shortest),
    ] {
        let mut room = Room::plain(u64::from(first_picture));
        let (ana, ben) = (room.join(BAD, BAD), room.join(BAD, BAD));
        room.people[ana].counter = 65_500;
        let config = Config {
            first_seq: 65_500,
            first_timestamp: u32::MAX - 9_000,
            first_picture,
            picture_ids,
            ..Config::default()
        };
        let camera = room.camera(ana, config);
        let consumer = room.consume(ben, camera, true);
        room.run(8000);
        room.settle();
        let receiver = room.receiver(consumer);
        receiver.assert_begins_with_keyframe();
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), []);
        assert!(receiver.packets.len() > 480);
    }
}

#[test]
fn our_own_numbers_wrap() {
    let mut room = Room::plain(3);
    let good = Quality {
        loss: 0.01,
        ..Quality::default()
    };
    let (ana, ben) = (room.join(good, good), room.join(good, good));
    let config = Config {
        packets_per_frame: vec![40],
        ..Config::default()
    };
    let camera = room.camera(ana, config);
    let consumer = room.consume(ben, camera, true);
    room.run(62_000);
    room.settle();
    let receiver = room.receiver(consumer);
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
    assert!(receiver.packets.len() > 1 << 16);
}

#[test]
fn feedback_tells_of_every_packet_across_the_wrap_and_in_time() {
    let mut room = Room::plain(4);
    let loss = Quality {
        loss: 0.1,
        delay_ms: 10,
        ..Quality::default()
    };
    let ana = room.join(loss, loss);
    room.people[ana].counter = 65_000;
    room.camera(ana, Config::simulcast());
    room.run(5000);
    room.settle();
    let person = &room.people[ana];
    let sent = i64::from(person.counter.wrapping_sub(65_000));
    let mut told = std::collections::BTreeMap::new();
    for (seq, arrived) in person.feedback.iter().flat_map(|(_, told)| told) {
        let number = i64::from(seq.wrapping_sub(65_000).cast_signed());
        *told.entry(number).or_insert(false) |= arrived;
    }
    assert!(
        sent > 1000 && told.len() as i64 >= sent - 5,
        "{sent} sent, {} told",
        told.len()
    );
    let arrived = told.values().filter(|arrived| **arrived).count() as f64 / sent as f64;
    assert!((0.85..0.95).contains(&arrived), "{arrived}");
    let gaps = person.feedback.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let running = gaps.take(60).max().unwrap();
    assert!(running <= 100, "{running} ms without feedback");
}
