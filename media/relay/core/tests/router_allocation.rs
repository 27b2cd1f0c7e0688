//! The packet path asks for no memory once a room is warm.

#[allow(dead_code, unreachable_pub, reason = "shared with the benchmark")]
mod load;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use goround_relay_core::rtcp::CompoundWriter;
use goround_relay_core::{Egress, Instant, Notice, TransportId, Urgency};

/// Counts what it hands on to the system's allocator.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes to `System` unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counter {
    feedback: load::Feedback,
    rtp: u64,
    rtcp: u64,
    last_seq: u16,
}

impl Egress for Counter {
    fn rtp(&mut self, to: TransportId, _urgency: Urgency, header: &[u8], _payload: &[u8]) {
        self.rtp += 1;
        self.feedback.note(to);
        let (transport, ssrc) = load::last_consumer();
        if to == transport && header[8..12] == ssrc.to_be_bytes() {
            self.last_seq = u16::from_be_bytes([header[2], header[3]]);
        }
    }

    fn rtcp(&mut self, _to: TransportId, _compound: &[u8]) {
        self.rtcp += 1;
    }

    fn notify(&mut self, _notice: Notice) {}
}

/// Handle arrivals, of which every hundredth is lost, with requests for packets in between.
fn handle(load: &mut load::Load, arrivals: &[load::Arrival], out: &mut Counter) {
    let (receiver, ssrc) = load::last_consumer();
    let mut buffer = [0; 64];
    for (index, (now, from, packet)) in arrivals.iter().enumerate() {
        if index % 100 == 99 {
            let mut writer = CompoundWriter::new(&mut buffer);
            let seqs = [out.last_seq.wrapping_sub(3), out.last_seq];
            writer.nack(1, ssrc, &seqs);
            load.router
                .handle_rtcp(receiver, writer.finish(), *now, out);
            continue;
        }
        load.router.handle_rtp(*from, packet, *now, out);
        tell(load, *now, out);
        if load
            .router
            .deadline()
            .is_some_and(|deadline| deadline <= *now)
        {
            load.router.handle_timeout(*now, out);
        }
    }
}

/// Let everybody tell of what has come, when it is time to.
fn tell(load: &mut load::Load, now: Instant, out: &mut Counter) {
    if !out.feedback.pass(now) {
        return;
    }
    for person in 0..load::PEOPLE {
        let mut datagram = [0; 1200];
        while let Some((transport, written)) = out.feedback.write(person) {
            let len = written.len();
            datagram[..len].copy_from_slice(written);
            load.router
                .handle_rtcp(transport, &datagram[..len], now, out);
        }
    }
}

#[test]
fn forwarding_asks_for_no_memory() {
    let mut out = Counter {
        feedback: load::Feedback::new(),
        rtp: 0,
        rtcp: 0,
        last_seq: 0,
    };
    let mut load = load::Load::new(&mut out);
    let warm_up = load.arrivals(300);
    handle(&mut load, &warm_up, &mut out);
    let arrivals = load.arrivals(200);
    let (forwarded, sent, control) = (load.router.packets_forwarded(), out.rtp, out.rtcp);

    let before = ALLOCATIONS.load(Ordering::Relaxed);
    handle(&mut load, &arrivals, &mut out);
    let after = ALLOCATIONS.load(Ordering::Relaxed);

    let forwarded = load.router.packets_forwarded() - forwarded;
    assert!(forwarded > 10_000, "{forwarded}");
    assert!(out.rtp - sent > forwarded, "packets were sent again, too");
    assert!(
        out.rtcp - control > 100,
        "feedback and reports were sent, too"
    );
    assert_eq!(after - before, 0);
}
