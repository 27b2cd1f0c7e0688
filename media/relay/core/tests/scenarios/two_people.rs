//! The plain case: everybody gets everybody.

use goround_relay_core::{ConsumerId, Direction, ProducerId, Refusal};

use crate::link::Quality;
use crate::room::Room;
use crate::sender::Config;

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 10,
    jitter_ms: 0,
};

#[test]
fn sound_and_picture_arrive_whole() {
    let mut room = Room::new(1);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let (camera, microphone) = (room.camera(ana, Config::default()), room.microphone(ana));
    let video = room.consume(ben, camera, true);
    let audio = room.consume(ben, microphone, false);
    room.run(3000);
    room.settle();

    let receiver = room.receiver(video);
    receiver.assert_begins_with_keyframe();
    receiver.assert_one_stream();
    assert_eq!(receiver.holes(), []);
    let sent = room.people[ana].cameras[0].1.encodings[0].packets;
    assert_eq!(room.receiver(video).packets.len(), sent as usize);

    let receiver = room.receiver(audio);
    let sent = room.people[ana].microphones[0].1.packets;
    assert_eq!(receiver.packets.len(), sent as usize);
    let (first, _) = receiver.packets.first_key_value().unwrap();
    for (number, got) in &receiver.packets {
        let index = (number - first) as u32;
        assert_eq!(got.body, index.to_be_bytes().repeat(20));
        assert_eq!(got.level, Some(0x80 | (index % 100) as u8));
        assert_eq!(got.timestamp, (index + 1) * 960);
    }
}

#[test]
fn three_people_get_their_own_numbers_and_counters() {
    let mut room = Room::new(2);
    let people = [(); 3].map(|()| room.join(GOOD, GOOD));
    let cameras = people.map(|person| room.camera(person, Config::default()));
    let mut consumers = vec![];
    for receiver in people {
        for (sender, camera) in people.into_iter().zip(cameras) {
            if sender != receiver {
                consumers.push(room.consume(receiver, camera, true));
            }
        }
    }
    room.run(2000);
    room.settle();
    for consumer in consumers {
        let receiver = room.receiver(consumer);
        receiver.assert_begins_with_keyframe();
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), []);
    }
    for person in &room.people {
        let mut seqs: Vec<u16> = person
            .receivers
            .values()
            .flat_map(|receiver| receiver.transport_seqs.clone())
            .collect();
        seqs.sort_unstable();
        assert!(
            seqs.iter().copied().eq(0..seqs.len() as u16),
            "one counter per receiving transport"
        );
    }
}

#[test]
fn statistics_count_both_legs() {
    let mut room = Room::new(3);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let (camera, microphone) = (room.camera(ana, Config::default()), room.microphone(ana));
    let video = room.consume(ben, camera, true);
    let audio = room.consume(ben, microphone, false);
    room.run(3000);
    let heard = &room.statistics(microphone.0, Direction::In)[0];
    let newest = ((heard.packets - 1) % 100) as u8;
    assert_eq!((heard.audio_level, heard.speaking), (Some(newest), true));
    room.settle();
    let sent = u64::from(room.people[ana].cameras[0].1.encodings[0].packets);
    let spoken = u64::from(room.people[ana].microphones[0].1.packets);

    let inward = &room.statistics(camera.0, Direction::In)[0];
    assert_eq!(
        (inward.packets, inward.packets_lost, inward.encoding),
        (sent, 0, 0)
    );
    assert!(inward.bytes > 300 * sent);
    assert!(inward.jitter_ms < 1.0);
    let outward = &room.statistics(video.0, Direction::Out)[0];
    assert_eq!(outward.packets, sent);
    assert_eq!((outward.packets_lost, outward.fraction_lost), (3, 0.25));
    assert_eq!(outward.jitter_ms, 10.0);
    let rtt = outward.rtt_ms.expect("the receiver has answered a report");
    assert!((rtt - 20.0).abs() < 2.0, "{rtt}");
    let heard = &room.statistics(microphone.0, Direction::In)[0];
    assert_eq!((heard.audio_level, heard.speaking), (None, false));
    assert_eq!(room.statistics(audio.0, Direction::Out)[0].packets, spoken);
    assert_eq!(room.router.packets_forwarded(), sent + spoken);
    assert_eq!(
        room.router.dropped(),
        goround_relay_core::Dropped::default()
    );
}

#[test]
fn closing_ends_everything_that_depends_on_it() {
    let mut room = Room::new(4);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(500);
    room.router
        .close_transport(goround_relay_core::TransportId(10));
    let received = room.receiver(consumer).packets.len();
    room.run(50);
    let last = room.receiver(consumer).packets.len();
    room.run(1000);
    assert!(received > 0 && room.receiver(consumer).packets.len() == last);
    let mut statistics = vec![];
    room.router.statistics(
        goround_relay_core::Instant::from_millis(9_000),
        &mut statistics,
    );
    assert_eq!(statistics, []);
    room.router.close_producer(camera);
    room.router.close_consumer(consumer);
    room.router
        .close_transport(goround_relay_core::TransportId(10));
}

#[test]
fn what_cannot_be_opened_changes_nothing() {
    let mut room = Room::new(5);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    let (up, down) = (
        goround_relay_core::TransportId(10),
        goround_relay_core::TransportId(13),
    );
    let (sent, received) = (
        room.sender(camera).stream(),
        room.receiver(consumer).stream(),
    );
    let nobody = goround_relay_core::TransportId(99);
    let router = &mut room.router;
    assert_eq!(router.open_transport(up), Err(Refusal::IdInUse));
    assert_eq!(
        router.open_producer(camera, up, sent.clone()),
        Err(Refusal::IdInUse)
    );
    let other = ProducerId(77);
    assert_eq!(
        router.open_producer(other, nobody, sent.clone()),
        Err(Refusal::UnknownTransport)
    );
    assert_eq!(
        router.open_producer(other, up, sent.clone()),
        Err(Refusal::InvalidStream)
    );
    let second = ConsumerId(88);
    let open = router.open_consumer(second, other, down, received.clone());
    assert_eq!(open, Err(Refusal::UnknownProducer));
    let open = router.open_consumer(second, camera, down, received.clone());
    assert_eq!(open, Err(Refusal::InvalidStream));
    let open = router.open_consumer(consumer, camera, down, received);
    assert_eq!(open, Err(Refusal::IdInUse));
    room.run(500);
    room.receiver(consumer).assert_begins_with_keyframe();
}
