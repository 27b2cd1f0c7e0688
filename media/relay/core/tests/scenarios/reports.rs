//! Reports: lips in sync, loss and round trips known.

use goround_relay_core::Direction;
use goround_relay_core::rtcp::{Packet, SenderInfo, parse};

use crate::link::Quality;
use crate::receiver::Receiver;
use crate::room::Room;
use crate::sender::{Config, ntp};

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 15,
    jitter_ms: 0,
};

fn sender_reports(receiver: &Receiver) -> Vec<(u64, SenderInfo)> {
    let mut reports = vec![];
    for (at_ms, datagram) in &receiver.rtcp {
        for packet in parse(datagram) {
            if let Ok(Packet::SenderReport { ssrc, info, .. }) = packet
                && ssrc == receiver.ssrc
            {
                reports.push((*at_ms, info));
            }
        }
    }
    reports
}

/// When, on the sender's wall clock, a packet with `timestamp` was captured according to a report.
fn captured_ms(info: &SenderInfo, timestamp: u32, rate: u32) -> i64 {
    let start = i128::from(ntp(0));
    let report_ms = ((i128::from(info.ntp) - start) * 1000) >> 32;
    let ticks = timestamp.wrapping_sub(info.rtp_timestamp).cast_signed();
    report_ms as i64 + i64::from(ticks) * 1000 / i64::from(rate)
}

#[test]
fn lips_stay_in_sync_across_layer_switches() {
    let mut room = Room::new(1);
    let late = Quality {
        delay_ms: 80,
        jitter_ms: 30,
        ..GOOD
    };
    let (ana, ben) = (room.join(late, GOOD), room.join(GOOD, GOOD));
    let (camera, microphone) = (room.camera(ana, Config::simulcast()), room.microphone(ana));
    let start_ms = room.now_ms as i64;
    let video = room.consume(ben, camera, true);
    let audio = room.consume(ben, microphone, false);
    for preferred in [0, 2, 1] {
        room.prefer(video, preferred);
        room.run(3000);
    }
    let receiver = room.receiver(video);
    let (_, info) = *sender_reports(receiver).last().unwrap();
    let (_, got, seen) = receiver.videos().last().unwrap();
    let shown_ms = captured_ms(&info, got.timestamp, 90_000);
    assert!((shown_ms - (start_ms + i64::from(seen.frame + 1) * 33)).abs() <= 2);

    let receiver = room.receiver(audio);
    let (_, info) = *sender_reports(receiver).last().unwrap();
    let got = receiver.packets.last_key_value().unwrap().1;
    let index = u32::from_be_bytes(got.body[..4].try_into().unwrap());
    let heard_ms = captured_ms(&info, got.timestamp, 48_000);
    assert!((heard_ms - (start_ms + i64::from(index + 1) * 20)).abs() <= 2);
}

#[test]
fn reports_come_soon_and_then_every_second() {
    let mut room = Room::new(2);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    room.run(1500);
    let consumer = room.consume(ben, camera, true);
    let enabled_ms = room.now_ms;
    room.run(5000);
    let reports = sender_reports(room.receiver(consumer));
    assert!(
        reports[0].0 - enabled_ms < 150,
        "{}",
        reports[0].0 - enabled_ms
    );
    assert!((5..=8).contains(&reports.len()), "{}", reports.len());
    let last = reports.last().unwrap().1;
    assert!(last.packets > 200 && last.bytes > last.packets * 300);
}

#[test]
fn no_report_is_made_up_before_the_sender_has_reported() {
    let mut room = Room::new(3);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(990);
    assert!(sender_reports(room.receiver(consumer)).is_empty());
    assert!(!room.receiver(consumer).packets.is_empty());
    room.run(100);
    assert!(!sender_reports(room.receiver(consumer)).is_empty());
}

#[test]
fn nothing_is_reported_of_a_stream_that_is_silent() {
    let mut room = Room::new(6);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let microphone = room.microphone(ana);
    let consumer = room.consume(ben, microphone, false);
    room.run(3000);
    room.people[ana].sends = false;
    room.run(3000);
    let reports = sender_reports(room.receiver(consumer)).len();
    room.run(60_000);
    assert_eq!(sender_reports(room.receiver(consumer)).len(), reports);
    room.people[ana].sends = true;
    room.run(1500);
    assert!(sender_reports(room.receiver(consumer)).len() > reports);
}

#[test]
fn the_sender_hears_of_its_loss() {
    let mut room = Room::new(4);
    let lossy = Quality { loss: 0.2, ..GOOD };
    let ana = room.join(lossy, GOOD);
    let camera = room.camera(ana, Config::default());
    room.run(20_000);
    assert!(room.sender(camera).receiver_reports >= 19);
    let statistics = &room.statistics(camera.0, Direction::In)[0];
    let lost = statistics.packets_lost as f64
        / (statistics.packets as f64 + statistics.packets_lost as f64);
    assert!((0.15..0.25).contains(&lost), "{lost}");
    assert!((0.05..0.4).contains(&statistics.fraction_lost));
}

#[test]
fn an_extended_report_tells_the_senders_round_trip() {
    let mut room = Room::new(5);
    let ana = room.join(GOOD, GOOD);
    let camera = room.camera(
        ana,
        Config {
            rtx: false,
            ..Config::default()
        },
    );
    room.run(1000);
    // Our time of 130 ms ago, which the sender says it held for 100 ms.
    let heard = ((room.now_ms - 130) * 65_536 / 1000) as u32;
    let mut report = vec![0x80, 207, 0, 5, 0, 0, 0, 9, 5, 0, 0, 3, 0, 0, 0, 1];
    report.extend(heard.to_be_bytes());
    report.extend((65_536u32 / 10).to_be_bytes());
    room.inject_sender_rtcp(ana, &report);
    let rtt = room.statistics(camera.0, Direction::In)[0].rtt_ms.unwrap();
    assert!((rtt - 30.0).abs() < 1.0, "{rtt}");
}
