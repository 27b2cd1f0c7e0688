//! What policy forbids goes nowhere; what it allows again starts clean.

use goround_relay_core::Direction;
use goround_relay_core::rtcp::CompoundWriter;

use crate::link::Quality;
use crate::room::Room;
use crate::sender::{Config, VIDEO_PT, rtp};

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 10,
    jitter_ms: 0,
};

#[test]
fn a_disabled_producer_reaches_nobody_and_stays_healthy() {
    let mut room = Room::plain(1);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(1000);
    room.enable_producer(camera, false);
    room.run(20);
    let received = room.receiver(consumer).packets.len();
    let (feedback, reports, forwarded) = (
        room.people[ana].feedback.len(),
        room.sender(camera).receiver_reports,
        room.router.packets_forwarded(),
    );
    let number = *room.receiver(consumer).packets.last_key_value().unwrap().0;
    let mut buffer = [0; 40];
    let mut writer = CompoundWriter::new(&mut buffer);
    writer.nack(1, room.receiver(consumer).ssrc, &[number as u16]);
    room.inject_receiver_rtcp(ben, writer.finish());
    room.run(3000);

    assert_eq!(room.receiver(consumer).packets.len(), received);
    assert_eq!(room.router.packets_forwarded(), forwarded);
    assert_eq!(
        room.statistics(consumer.0, Direction::Out)[0].retransmitted,
        0
    );
    assert!(room.people[ana].feedback.len() > feedback + 30);
    assert!(room.sender(camera).receiver_reports >= reports + 2);
    let dropped = room.statistics(camera.0, Direction::In)[0].dropped_by_policy;
    assert!(dropped > 150);
    assert_eq!(room.router.dropped().policy, dropped);

    room.enable_producer(camera, true);
    room.run(1000);
    room.settle();
    let receiver = room.receiver(consumer);
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
    let (_, before, _) = receiver.videos().nth(received - 1).unwrap();
    let (_, after, video) = receiver.videos().nth(received).unwrap();
    assert!(video.keyframe);
    let span_ms = u64::from(after.timestamp.wrapping_sub(before.timestamp)) / 90;
    assert!(
        span_ms.abs_diff(after.at_ms - before.at_ms) < 40,
        "{span_ms}"
    );
}

#[test]
fn a_disabled_consumer_gets_nothing_and_resumes_at_a_keyframe() {
    let mut room = Room::plain(2);
    let (ana, ben, cyd) = (
        room.join(GOOD, GOOD),
        room.join(GOOD, GOOD),
        room.join(GOOD, GOOD),
    );
    let (camera, microphone) = (room.camera(ana, Config::simulcast()), room.microphone(ana));
    let [video, sound] = [camera, microphone].map(|producer| room.consume(ben, producer, true));
    let other = room.consume(cyd, camera, true);
    room.run(1000);
    room.enable(video, false);
    room.enable(sound, false);
    room.run(20);
    let counts = [video, sound].map(|consumer| room.receiver(consumer).packets.len());
    room.run(2000);
    assert_eq!(
        [video, sound].map(|consumer| room.receiver(consumer).packets.len()),
        counts
    );
    assert_eq!(
        room.statistics(sound.0, Direction::Out)[0].dropped_by_policy,
        101
    );
    assert!(room.statistics(video.0, Direction::Out)[0].dropped_by_policy >= 60);
    room.enable(video, true);
    room.enable(sound, true);
    room.run(1000);
    room.settle();
    for consumer in [video, other] {
        let receiver = room.receiver(consumer);
        receiver.assert_begins_with_keyframe();
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), []);
    }
    assert_eq!(room.receiver(sound).holes(), []);
    let mut times = room
        .receiver(sound)
        .packets
        .values()
        .map(|got| got.timestamp);
    let mut last = times.next().unwrap();
    let gaps: Vec<u32> = times
        .map(|time| time - std::mem::replace(&mut last, time))
        .collect();
    assert_eq!(gaps.iter().filter(|gap| **gap != 960).count(), 1);
    assert!(gaps.contains(&(960 * 102)));
    assert_eq!(
        room.statistics(sound.0, Direction::Out)[0].dropped_by_policy,
        101
    );
}

#[test]
fn what_was_sent_before_it_was_allowed_is_not_taken_up_when_it_comes_late() {
    for mutes_producer in [false, true] {
        let mut room = Room::plain(6);
        let (ana, ben, cyd) = (
            room.join(GOOD, GOOD),
            room.join(GOOD, GOOD),
            room.join(GOOD, GOOD),
        );
        let camera = room.camera(ana, Config::default());
        let consumer = room.consume(ben, camera, true);
        room.consume(cyd, camera, true);
        room.run(1000);
        let allow = |room: &mut Room, allowed| {
            if mutes_producer {
                room.enable_producer(camera, allowed);
            } else {
                room.enable(consumer, allowed);
            }
        };
        allow(&mut room, false);
        room.people[ana].cameras.clear();
        for person in [ben, cyd] {
            room.people[person].receivers.clear();
        }
        room.run(100);
        let sent = |room: &Room| room.statistics(consumer.0, Direction::Out)[0].packets;
        let before = sent(&room);
        let next = 1000 + room.statistics(camera.0, Direction::In)[0].packets as u16;
        let packet = |seq, payload| rtp(false, VIDEO_PT, seq, 1, camera.0 * 1000, &[], payload);
        // The second packet of a keyframe comes before the change, the first one after it.
        room.inject_rtp(ana, &packet(next + 1, &[0x00, 1, 0]));
        allow(&mut room, true);
        room.inject_rtp(ana, &packet(next, &[0x10, 0, 0]));
        assert_eq!(sent(&room), before);
        let asked = |room: &Room| room.statistics(camera.0, Direction::In)[0].keyframes_requested;
        let requests = asked(&room);
        room.run(400);
        assert!(asked(&room) > requests, "another is still waited for");
        room.inject_rtp(ana, &packet(next + 2, &[0x10, 0, 0]));
        assert_eq!(sent(&room), before + 1);
    }
}

#[test]
fn a_consumer_starts_disabled() {
    let mut room = Room::plain(3);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume_disabled(ben, camera, true);
    room.run(1000);
    assert!(room.receiver(consumer).packets.is_empty());
    let received = room.statistics(camera.0, Direction::In)[0].packets;
    assert_eq!(
        room.statistics(consumer.0, Direction::Out)[0].dropped_by_policy,
        received
    );
    assert_eq!(room.router.dropped().policy, received);
}

#[test]
fn one_change_disables_and_enables_together() {
    let mut room = Room::plain(4);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let (first, second) = (room.microphone(ana), room.microphone(ben));
    let to_ben = room.consume(ben, first, false);
    let to_ana = room.consume_disabled(ana, second, false);
    room.run(500);
    let now = room.now();
    let (producers, consumers) = ([(first, false), (second, true)], [(to_ana, true)]);
    room.router
        .set_enabled(&producers, &consumers, now, &mut room.outbox);
    room.run(20);
    let heard = room.receiver(to_ben).packets.len();
    room.run(500);
    assert_eq!(room.receiver(to_ben).packets.len(), heard);
    assert!(room.receiver(to_ana).packets.len() > 20);
}
