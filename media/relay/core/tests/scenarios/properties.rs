//! Whatever people, policy and networks do, receivers get one clean stream.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::link::Quality;
use crate::room::Room;
use crate::sender::Config;

/// Something that happens to a room between two stretches of time.
#[derive(Clone, Copy, Debug)]
enum Event {
    Prefer(u8),
    EnableConsumer(bool),
    EnableProducer(bool),
    Encoding(usize, bool),
    Up(f64),
    Nothing,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0u8..3).prop_map(Event::Prefer),
        1 => any::<bool>().prop_map(Event::EnableConsumer),
        1 => any::<bool>().prop_map(Event::EnableProducer),
        2 => (0usize..3, any::<bool>()).prop_map(|(index, is_on)| Event::Encoding(index, is_on)),
        1 => prop_oneof![Just(0.0), Just(0.02), Just(0.1), Just(0.3)].prop_map(Event::Up),
        1 => Just(Event::Nothing),
    ]
}

fn quality(loss: f64) -> Quality {
    Quality {
        loss,
        duplication: 0.01,
        delay_ms: 10,
        jitter_ms: 15,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// Pictures, time and layers go on as one stream that begins at a keyframe, and where nothing was
    /// lost for good on the way to us, no number is missing either.
    #[test]
    fn any_story_gives_one_stream(
        seed in 0u64..1_000_000,
        rtx in any::<bool>(),
        story in vec((event(), 1u64..600), 1..14),
    ) {
        let mut room = Room::plain(seed);
        let (ana, ben) = (room.join(quality(0.02), quality(0.0)), room.join(quality(0.0), quality(0.0)));
        let camera = room.camera(ana, Config::simulcast());
        let consumer = room.consume(ben, camera, rtx);
        let mut is_clean = true;
        for (event, ms) in story {
            // What is on its way, or being asked for, when policy says no does not come any more.
            is_clean &= !matches!(event, Event::EnableConsumer(false) | Event::EnableProducer(false));
            match event {
                Event::Prefer(encoding) => room.prefer(consumer, encoding),
                Event::EnableConsumer(enabled) => room.enable(consumer, enabled),
                Event::EnableProducer(enabled) => room.enable_producer(camera, enabled),
                Event::Encoding(index, is_on) => room.sender(camera).encodings[index].is_on = is_on,
                Event::Up(loss) => {
                    is_clean &= loss < 0.2;
                    room.quality(ana, quality(loss), quality(0.0));
                }
                Event::Nothing => {}
            }
            room.run(ms);
        }
        room.quality(ana, quality(0.0), quality(0.0));
        room.settle();
        let receiver = room.receiver(consumer);
        receiver.assert_one_stream();
        if let Some((_, _, video)) = receiver.videos().next() {
            prop_assert!(video.keyframe && video.part == 0, "began with {:?}", video);
        }
        if is_clean {
            prop_assert_eq!(receiver.holes(), Vec::<i64>::new());
        }
    }
}
