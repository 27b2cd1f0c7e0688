//! Layers: learned by name, chosen by wish, left when they die.

use goround_relay_core::Direction;

use crate::link::Quality;
use crate::room::Room;
use crate::sender::Config;

const BAD: Quality = Quality {
    loss: 0.05,
    duplication: 0.01,
    delay_ms: 20,
    jitter_ms: 12,
};
const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 20,
    jitter_ms: 0,
};

#[test]
fn switching_up_and_down_under_loss_leaves_no_gap() {
    for seed in 0..5 {
        let mut room = Room::plain(100 * seed);
        let (ana, ben) = (room.join(BAD, BAD), room.join(BAD, BAD));
        let camera = room.camera(ana, Config::simulcast());
        let consumer = room.consume(ben, camera, true);
        for preferred in [0, 2, 1, 2, 0] {
            room.prefer(consumer, preferred);
            room.run(1500);
        }
        room.settle();
        let first = (camera.0 * 1000) as u8;
        let receiver = room.receiver(consumer);
        receiver.assert_begins_with_keyframe();
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), [], "seed {seed}");
        let sources: Vec<u8> = receiver
            .sources()
            .iter()
            .map(|source| source.wrapping_sub(first))
            .collect();
        let expected = [0, 2, 1, 2, 0];
        assert!(
            sources.ends_with(&expected) || sources == expected,
            "seed {seed}: {sources:?}"
        );
    }
}

#[test]
fn an_encoding_that_stops_is_left_and_taken_up_again() {
    let mut room = Room::plain(7);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.run(2000);
    room.sender(camera).encodings[2].is_on = false;
    room.run(1500);
    let at_ms = room.now_ms;
    let first = (camera.0 * 1000) as u8;
    let receiver = room.receiver(consumer);
    let last = receiver.packets.last_key_value().unwrap().1;
    assert_eq!(last.video.as_ref().unwrap().source, first + 1);
    assert!(at_ms - last.at_ms < 60);
    room.sender(camera).encodings[2].is_on = true;
    room.run(1000);
    room.settle();
    let receiver = room.receiver(consumer);
    let sources = receiver.sources();
    assert!(
        sources.ends_with(&[first + 2, first + 1, first + 2]),
        "{sources:?}"
    );
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
}

#[test]
fn a_goodbye_ends_an_encoding_at_once() {
    let mut room = Room::plain(8);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.run(1000);
    room.sender(camera).encodings[2].is_on = false;
    room.run(30);
    let mut bye = vec![0x81, 203, 0, 1];
    bye.extend((camera.0 * 1000 + 2).to_be_bytes());
    room.inject_sender_rtcp(ana, &bye);
    room.run(150);
    let last = room.receiver(consumer).packets.last_key_value().unwrap().1;
    assert_eq!(
        last.video.as_ref().unwrap().source,
        (camera.0 * 1000 + 1) as u8
    );
}

#[test]
fn receivers_of_different_size_get_different_encodings() {
    let mut room = Room::plain(9);
    let ana = room.join(GOOD, GOOD);
    let camera = room.camera(ana, Config::simulcast());
    let consumers: Vec<_> = (0..3)
        .map(|preferred| {
            let person = room.join(GOOD, GOOD);
            let consumer = room.consume(person, camera, true);
            room.prefer(consumer, preferred);
            consumer
        })
        .collect();
    room.run(2000);
    room.settle();
    for (preferred, consumer) in consumers.iter().enumerate() {
        let receiver = room.receiver(*consumer);
        receiver.assert_one_stream();
        let last = receiver
            .packets
            .last_key_value()
            .unwrap()
            .1
            .video
            .as_ref()
            .unwrap();
        assert_eq!(last.source, (camera.0 * 1000) as u8 + preferred as u8);
        let statistics = &room.statistics(consumer.0, Direction::Out)[0];
        assert_eq!(usize::from(statistics.encoding), preferred);
    }
    assert_eq!(room.statistics(camera.0, Direction::In).len(), 3);
}

#[test]
fn timestamps_follow_the_senders_clock_across_switches() {
    let mut room = Room::plain(10);
    let jittery = Quality {
        jitter_ms: 25,
        ..GOOD
    };
    let (ana, ben) = (room.join(jittery, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.prefer(consumer, 0);
    room.run(2500);
    room.prefer(consumer, 2);
    room.run(1000);
    room.prefer(consumer, 1);
    room.run(1000);
    room.settle();
    let receiver = room.receiver(consumer);
    receiver.assert_one_stream();
    let frames: Vec<(u32, u32)> = receiver
        .videos()
        .map(|(_, got, video)| (video.frame, got.timestamp))
        .collect();
    // Both reports of a pair are of one instant, so a frame's time is its number's whatever its encoding,
    // but for the first switch, which may come before there are reports.
    let late = &frames[frames.len() / 2..];
    let (first_frame, first_time) = late[0];
    for (frame, time) in late {
        let expected =
            first_time.wrapping_add((frame.wrapping_sub(first_frame)).wrapping_mul(33 * 90));
        let off = time.wrapping_sub(expected).cast_signed();
        assert!(off.abs() <= 2, "frame {frame} is {off} ticks off");
    }
}
