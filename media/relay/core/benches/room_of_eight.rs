//! Time of the routing core alone for each packet it forwards, in a room of eight.
//!
//! `cargo bench -p goround-relay-core --bench room_of_eight`

#[allow(dead_code, unreachable_pub, reason = "shared with a test")]
#[path = "../tests/load/mod.rs"]
mod load;

use std::hint::black_box;

use goround_relay_core::{Egress, Instant, Notice, TransportId, Urgency};

/// Can say what came, so that everybody can tell of it.
trait Receiving: Egress {
    fn feedback(&mut self) -> &mut load::Feedback;
}

/// Takes packets and does nothing.
struct Nowhere(load::Feedback);

impl Receiving for Nowhere {
    fn feedback(&mut self) -> &mut load::Feedback {
        &mut self.0
    }
}

impl Egress for Nowhere {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        self.0.note(to);
        black_box((to, header, payload));
    }

    fn rtcp(&mut self, to: TransportId, compound: &[u8]) {
        black_box((to, compound));
    }

    fn notify(&mut self, _notice: Notice) {}
}

/// Copies packets into a buffer, as a real one does before it encrypts.
struct Buffer(Vec<u8>, load::Feedback);

impl Receiving for Buffer {
    fn feedback(&mut self) -> &mut load::Feedback {
        &mut self.1
    }
}

impl Egress for Buffer {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], payload: &[u8]) {
        self.1.note(to);
        self.0[..header.len()].copy_from_slice(header);
        self.0[header.len()..header.len() + payload.len()].copy_from_slice(payload);
        black_box(&self.0);
    }

    fn rtcp(&mut self, _to: TransportId, compound: &[u8]) {
        black_box(compound);
    }

    fn notify(&mut self, _notice: Notice) {}
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

/// Let everybody tell of what has come, when it is time to; nanoseconds that the relay spent on it.
fn tell(load: &mut load::Load, now: Instant, out: &mut impl Receiving) -> u64 {
    let mut spent = 0;
    for person in 0..load::PEOPLE {
        let written: Vec<_> = std::iter::from_fn(|| {
            let told = out.feedback().write(person);
            told.map(|(transport, written)| (transport, written.to_vec()))
        })
        .collect();
        let start = cpu_nanos();
        for (transport, datagram) in &written {
            load.router.handle_rtcp(*transport, datagram, now, out);
        }
        spent += cpu_nanos() - start;
    }
    spent
}

fn measure(name: &str, out: &mut impl Receiving) {
    let mut load = load::Load::new(out);
    let (mut spent, mut spent_on_feedback) = (0, 0);
    let (mut forwarded, mut received) = (0, 0);
    for round in 0..60 {
        let arrivals = load.arrivals(50);
        let before = load.router.packets_forwarded();
        let (mut forwarding, mut feedback) = (0, 0);
        let mut start = cpu_nanos();
        for (now, from, packet) in &arrivals {
            load.router.handle_rtp(*from, packet, *now, out);
            if load
                .router
                .deadline()
                .is_some_and(|deadline| deadline <= *now)
            {
                load.router.handle_timeout(*now, out);
            }
            if out.feedback().pass(*now) {
                forwarding += cpu_nanos() - start;
                feedback += tell(&mut load, *now, out);
                start = cpu_nanos();
            }
        }
        forwarding += cpu_nanos() - start;
        // The first rounds fill caches and histories.
        if round >= 10 {
            spent += forwarding;
            spent_on_feedback += feedback;
            forwarded += load.router.packets_forwarded() - before;
            received += arrivals.len();
        }
    }
    println!(
        "{name:>10}: {:6.1} ns per packet forwarded ({forwarded}), {:6.1} ns of receivers' feedback, {:6.1} ns per packet received ({received})",
        spent as f64 / forwarded as f64,
        spent_on_feedback as f64 / forwarded as f64,
        (spent + spent_on_feedback) as f64 / received as f64,
    );
}

fn main() {
    measure("nowhere", &mut Nowhere(load::Feedback::new()));
    measure("buffer", &mut Buffer(vec![0; 2048], load::Feedback::new()));
}
