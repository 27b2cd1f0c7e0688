//! Keyframes are asked for by few, on behalf of many.

use goround_relay_core::Direction;
use goround_relay_core::rtcp::{CompoundWriter, PictureLoss};

use crate::link::Quality;
use crate::room::Room;
use crate::sender::Config;

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 10,
    jitter_ms: 0,
};

fn picture_loss(media: u32) -> Vec<u8> {
    let mut buffer = [0; 12];
    let mut writer = CompoundWriter::new(&mut buffer);
    assert!(writer.picture_loss(PictureLoss { sender: 1, media }));
    writer.finish().to_vec()
}

#[test]
fn requests_of_many_receivers_are_merged() {
    let mut room = Room::plain(1);
    let ana = room.join(GOOD, GOOD);
    let camera = room.camera(ana, Config::default());
    let consumers: Vec<_> = (0..6)
        .map(|_| {
            let person = room.join(GOOD, GOOD);
            (person, room.consume(person, camera, true))
        })
        .collect();
    room.run(1000);
    let before = room.sender(camera).encodings[0].requests_ms.len();
    for _ in 0..1000 {
        for (person, consumer) in &consumers {
            let request = picture_loss(room.receiver(*consumer).ssrc);
            room.inject_receiver_rtcp(*person, &request);
        }
        room.run(1);
    }
    room.run(500);
    let requests = room.sender(camera).encodings[0].requests_ms[before..].to_vec();
    assert!((3..=5).contains(&requests.len()), "{requests:?}");
    assert!(
        requests.windows(2).all(|pair| pair[1] - pair[0] >= 300),
        "{requests:?}"
    );
    let statistics = &room.statistics(consumers[0].1.0, Direction::Out)[0];
    assert_eq!(statistics.keyframes_requested, 1000);
    let statistics = &room.statistics(camera.0, Direction::In)[0];
    assert_eq!(
        statistics.keyframes_requested as usize,
        before + requests.len()
    );
}

#[test]
fn a_full_intra_request_works_like_a_picture_loss() {
    let mut room = Room::plain(2);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(1000);
    let before = room.sender(camera).encodings[0].keyframes;
    let mut fir = vec![0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0];
    fir.extend(room.receiver(consumer).ssrc.to_be_bytes());
    fir.extend([1, 0, 0, 0]);
    room.inject_receiver_rtcp(ben, &fir);
    room.run(200);
    assert_eq!(room.sender(camera).encodings[0].keyframes, before + 1);
}

#[test]
fn a_keyframe_that_does_not_come_is_asked_for_again_and_nothing_is_sent_before() {
    let mut room = Room::plain(3);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let config = Config {
        obeys_keyframe_requests: false,
        ..Config::default()
    };
    let camera = room.camera(ana, config);
    room.run(500);
    let consumer = room.consume(ben, camera, true);
    let enabled_ms = room.now_ms;
    room.run(10_000);
    assert!(room.receiver(consumer).packets.is_empty());
    let requests = room.sender(camera).encodings[0].requests_ms.clone();
    assert_eq!(requests[0], enabled_ms + 10, "asked at once");
    let gaps: Vec<u64> = requests.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(gaps, [300, 600, 1200, 2400, 3000]);
    room.sender(camera).encodings[0].wants_keyframe = true;
    room.run(3100);
    assert_eq!(
        room.sender(camera).encodings[0].requests_ms.len(),
        requests.len(),
        "it has come"
    );
    room.receiver(consumer).assert_begins_with_keyframe();
}

#[test]
fn nobody_is_asked_for_the_sake_of_nobody() {
    let mut room = Room::plain(4);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let config = Config {
        obeys_keyframe_requests: false,
        ..Config::default()
    };
    let camera = room.camera(ana, config);
    room.run(500);
    let consumer = room.consume(ben, camera, true);
    room.run(100);
    room.enable(consumer, false);
    let asked = room.sender(camera).encodings[0].requests_ms.len();
    room.run(10_000);
    assert!(room.sender(camera).encodings[0].requests_ms.len() <= asked + 1);
}

#[test]
fn an_encoding_that_starts_with_a_keyframe_is_asked_for_none() {
    let mut room = Room::plain(5);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::simulcast());
    let consumer = room.consume(ben, camera, true);
    room.sender(camera).encodings[2].is_on = false;
    room.run(2000);
    room.sender(camera).encodings[2].is_on = true;
    room.run(500);
    for encoding in &room.sender(camera).encodings {
        assert_eq!(encoding.requests_ms, [] as [u64; 0]);
    }
    let last = room.receiver(consumer).packets.last_key_value().unwrap().1;
    let largest = (camera.0 * 1000 + 2) as u8;
    assert_eq!(last.video.as_ref().unwrap().source, largest);
}

#[test]
fn a_keyframe_that_was_overtaken_is_followed_by_what_overtook_it() {
    for seed in 0..20 {
        let mut room = Room::plain(seed);
        let wild = Quality {
            jitter_ms: 60,
            delay_ms: 5,
            ..Quality::default()
        };
        let (ana, ben) = (room.join(wild, GOOD), room.join(GOOD, GOOD));
        let config = Config {
            packets_per_frame: vec![6],
            ..Config::default()
        };
        let camera = room.camera(ana, config);
        room.run(300);
        let consumer = room.consume(ben, camera, true);
        room.run(500);
        room.settle();
        let receiver = room.receiver(consumer);
        receiver.assert_begins_with_keyframe();
        receiver.assert_one_stream();
        assert_eq!(receiver.holes(), [], "seed {seed}");
        assert!(
            receiver.packets.values().all(|got| !got.recovered),
            "seed {seed}: nothing was lost"
        );
    }
}
