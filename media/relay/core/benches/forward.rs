//! CPU time of what the relay does for each packet, without the socket: `cargo bench`.

use std::hint::black_box;
use std::time::Duration;

use goround_relay_transport::srtp::{MAX_OVERHEAD_BYTES, Outbound, Profile};

#[path = "../tests/room/mod.rs"]
mod room;

use room::{Room, VIDEO_BYTES, VIDEO_SSRC, VOICE_SSRC};

fn main() {
    for profile in [
        Profile::AeadAes256Gcm,
        Profile::AeadAes128Gcm,
        Profile::Aes128CmSha1_80,
    ] {
        protect_and_copy(profile);
    }
    forward("voice", VOICE_SSRC);
    forward("video", VIDEO_SSRC);
}

/// What this thread has had of a processor, to within a few milliseconds: other load does not count.
fn cpu_time() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").expect("a Linux kernel");
    let nanos = status
        .split(' ')
        .next()
        .and_then(|field| field.parse().ok());
    Duration::from_nanos(nanos.expect("nanoseconds come first"))
}

/// The floor: copy a packet and encrypt it in place.
fn protect_and_copy(profile: Profile) {
    const COUNT: u32 = 1_000_000;
    let material = vec![7; profile.key_bytes() + profile.salt_bytes()];
    let mut outbound = Outbound::new(profile, &material).expect("the right length");
    let mut packet = [0x55; VIDEO_BYTES];
    packet[0] = 0x80;
    let mut buffer = [0; VIDEO_BYTES + MAX_OVERHEAD_BYTES];
    let start = cpu_time();
    for number in 0..COUNT {
        packet[2..4].copy_from_slice(&(number as u16).to_be_bytes());
        buffer[..VIDEO_BYTES].copy_from_slice(&packet);
        let sealed = outbound.protect_rtp(black_box(&mut buffer), VIDEO_BYTES);
        assert!(sealed.is_ok());
    }
    let each_ns = (cpu_time() - start).as_nanos() / u128::from(COUNT);
    println!("protect and copy, {VIDEO_BYTES} bytes, {profile:?}: {each_ns} ns");
}

/// A room of eight: one packet decrypted, rewritten and encrypted for seven.
fn forward(name: &str, ssrc: u32) {
    // 25 s of the room's time each, so that nobody's consent lapses.
    const ROOMS: u32 = 10;
    const PACKETS: u32 = 5_000;
    let (mut spent, mut sent) = (Duration::ZERO, 0);
    for _ in 0..ROOMS {
        let mut room = Room::of(8);
        let packets = room.seal(ssrc, 0..PACKETS);
        let start = cpu_time();
        for packet in &packets {
            room.receive(black_box(packet));
            room.pass_ms(5);
        }
        spent += cpu_time() - start;
        sent += room.sent;
    }
    let each_ns = spent.as_nanos() / u128::from(sent);
    println!("forward in a room of eight, {name}: {each_ns} ns per datagram sent, {sent} sent");
}
