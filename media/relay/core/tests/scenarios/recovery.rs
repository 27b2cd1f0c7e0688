//! Lost packets come back, on both sides, with RTX and without.

use goround_relay_core::rtcp::CompoundWriter;
use goround_relay_core::{Direction, ProducerId};

use crate::link::Quality;
use crate::room::Room;
use crate::sender::Config;

const LOSSY: Quality = Quality {
    loss: 0.1,
    duplication: 0.0,
    delay_ms: 25,
    jitter_ms: 5,
};
const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 25,
    jitter_ms: 0,
};

#[test]
fn a_tenth_lost_on_the_way_up_comes_back() {
    for rtx in [true, false] {
        let mut room = Room::plain(1);
        let (ana, ben) = (room.join(LOSSY, GOOD), room.join(GOOD, GOOD));
        let camera = room.camera(
            ana,
            Config {
                rtx,
                ..Config::default()
            },
        );
        let consumer = room.consume(ben, camera, true);
        room.run(10_000);
        room.settle();
        let receiver = room.receiver(consumer);
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), [], "rtx {rtx}");
        assert!(room.sender(camera).retransmitted > 40);
        let statistics = &room.statistics(camera.0, Direction::In)[0];
        assert!(statistics.nacked >= 40);
        if rtx {
            assert!(statistics.packets_lost > 40 && statistics.retransmitted > 40);
            let rtt = statistics.rtt_ms.unwrap();
            assert!((50.0..80.0).contains(&rtt), "{rtt}");
        }
    }
}

#[test]
fn a_tenth_lost_on_the_way_down_comes_back() {
    let mut room = Room::new(2);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, LOSSY));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.run(10_000);
    room.settle();
    let receiver = room.receiver(consumer);
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
    let recovered = receiver
        .packets
        .values()
        .filter(|got| got.recovered)
        .count();
    assert!(recovered > 50, "{recovered}");
    let statistics = &room.statistics(consumer.0, Direction::Out)[0];
    assert!(statistics.retransmitted > 50 && statistics.nacked >= statistics.retransmitted);
}

#[test]
fn a_picture_is_not_sent_again_under_the_numbers_it_had() {
    let mut room = Room::new(2);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, LOSSY));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, false);
    room.run(3_000);
    let statistics = &room.statistics(consumer.0, Direction::Out)[0];
    assert!(statistics.nacked > 10);
    assert_eq!(statistics.retransmitted, 0);
    let receiver = room.receiver(consumer);
    assert!(!receiver.transport_seqs.is_empty(), "it tells of its path");
}

#[test]
fn nothing_is_asked_for_of_a_layer_that_nobody_receives() {
    let mut room = Room::plain(6);
    let (ana, ben) = (room.join(LOSSY, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.prefer(consumer, 1);
    room.run(500);
    let asked_before: Vec<u64> = nacked(&room, camera);
    room.run(5_000);
    let asked: Vec<u64> = nacked(&room, camera)
        .iter()
        .zip(asked_before)
        .map(|(after, before)| after - before)
        .collect();
    assert!(asked[1] > 10, "{asked:?}");
    assert_eq!((asked[0], asked[2]), (0, 0));
}

fn nacked(room: &Room, camera: ProducerId) -> Vec<u64> {
    let statistics = room.statistics(camera.0, Direction::In);
    statistics.iter().map(|encoding| encoding.nacked).collect()
}

#[test]
fn loss_on_both_ways_is_mended_at_each_leg() {
    let mut room = Room::plain(3);
    let (ana, ben) = (room.join(LOSSY, LOSSY), room.join(LOSSY, LOSSY));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.run(10_000);
    room.settle();
    let receiver = room.receiver(consumer);
    receiver.assert_begins_with_keyframe();
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
}

#[test]
fn a_greedy_receiver_is_held_to_its_budget() {
    let mut room = Room::plain(4);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(3000);
    let receiver = room.receiver(consumer);
    let ssrc = receiver.ssrc;
    let last = *receiver.packets.last_key_value().unwrap().0;
    let seqs: Vec<u16> = (last - 40..=last).map(|number| number as u16).collect();
    let mut buffer = [0; 600];
    for round in 0..100 {
        let mut writer = CompoundWriter::new(&mut buffer);
        assert_eq!(writer.nack(1, ssrc, &seqs), seqs.len());
        room.inject_receiver_rtcp(ben, writer.finish());
        if round == 9 {
            let statistics = &room.statistics(consumer.0, Direction::Out)[0];
            assert_eq!(statistics.retransmitted, 41, "each once in a round trip");
            room.people[ana].sends = false;
        }
        if round >= 10 {
            room.run(60);
        }
    }
    let statistics = &room.statistics(consumer.0, Direction::Out)[0];
    assert_eq!(statistics.nacked, 4100);
    assert!(
        (100..700).contains(&statistics.retransmitted),
        "{}",
        statistics.retransmitted
    );
}

#[test]
fn a_hole_too_large_to_mend_is_left_by_a_keyframe() {
    let mut room = Room::plain(5);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let config = Config {
        packets_per_frame: vec![30],
        ..Config::default()
    };
    let camera = room.camera(ana, config);
    let consumer = room.consume(ben, camera, true);
    room.run(1000);
    let before = room.sender(camera).encodings[0].requests_ms.len();
    room.quality(ana, Quality { loss: 1.0, ..GOOD }, GOOD);
    room.run(600);
    room.quality(ana, GOOD, GOOD);
    room.run(200);
    assert_eq!(
        room.sender(camera).encodings[0].requests_ms.len(),
        before + 1
    );
    let (_, _, last) = room.receiver(consumer).videos().last().unwrap();
    let frame = last.frame;
    assert!(
        room.receiver(consumer)
            .videos()
            .any(|(_, _, video)| video.keyframe && video.frame > frame - 8)
    );
}
