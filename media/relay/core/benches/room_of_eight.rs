//! Time of the routing core alone for each packet it forwards, in a room of eight.
//!
//! `cargo bench -p goround-relay-core --bench room_of_eight`

#[allow(dead_code, unreachable_pub, reason = "shared with a test")]
#[path = "../tests/load/mod.rs"]
mod load;

use std::hint::black_box;

use goround_relay_core::{Egress, TransportId, Urgency};

/// Takes packets and does nothing.
struct Nowhere;

impl Egress for Nowhere {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        black_box((to, header, payload));
    }

    fn rtcp(&mut self, to: TransportId, compound: &[u8]) {
        black_box((to, compound));
    }
}

/// Copies packets into a buffer, as a real one does before it encrypts.
struct Buffer(Vec<u8>);

impl Egress for Buffer {
    fn rtp(&mut self, _to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        self.0[..header.len()].copy_from_slice(header);
        self.0[header.len()..header.len() + payload.len()].copy_from_slice(payload);
        black_box(&self.0);
    }

    fn rtcp(&mut self, _to: TransportId, compound: &[u8]) {
        black_box(compound);
    }
}

/// CPU time of this thread in nanoseconds: others on the machine do not count.
fn cpu_nanos() -> u64 {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    schedstat
        .split(' ')
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .expect("nanoseconds")
}

fn measure(name: &str, out: &mut impl Egress) {
    let mut load = load::Load::new(out);
    let mut spent = 0;
    let (mut forwarded, mut received) = (0, 0);
    for round in 0..60 {
        let arrivals = load.arrivals(50);
        let before = load.router.packets_forwarded();
        let start = cpu_nanos();
        for (now, from, packet) in &arrivals {
            load.router.handle_rtp(*from, packet, *now, out);
            if load
                .router
                .deadline()
                .is_some_and(|deadline| deadline <= *now)
            {
                load.router.handle_timeout(*now, out);
            }
        }
        let elapsed = cpu_nanos() - start;
        // The first rounds fill caches and histories.
        if round >= 10 {
            spent += elapsed;
            forwarded += load.router.packets_forwarded() - before;
            received += arrivals.len();
        }
    }
    let nanos = spent as f64;
    println!(
        "{name:>10}: {:6.1} ns per packet forwarded ({forwarded}), {:6.1} ns per packet received ({received})",
        nanos / forwarded as f64,
        nanos / received as f64,
    );
}

fn main() {
    measure("nowhere", &mut Nowhere);
    measure("buffer", &mut Buffer(vec![0; 2048]));
}
