//! The steady state allocates nothing: counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

mod room;

use room::{Room, VIDEO_SSRC, VOICE_SSRC};

/// The system's allocator, with a count.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn forwarding_allocates_nothing_once_it_is_under_way() {
    let mut room = Room::of(8);
    let (warm_up, steady) = (3_000_u32, 2_000_u32);
    let voice = room.seal(VOICE_SSRC, 0..warm_up + steady);
    let video = room.seal(VIDEO_SSRC, 0..warm_up + steady);
    let mut before = 0;
    for (index, (voice, video)) in voice.iter().zip(&video).enumerate() {
        if index == warm_up as usize {
            room.sent = 0;
            before = ALLOCATIONS.load(Ordering::Relaxed);
        }
        room.receive(voice);
        room.receive(video);
        room.pass_ms(5);
    }
    let during = ALLOCATIONS.load(Ordering::Relaxed) - before;
    assert!(
        room.sent > u64::from(steady) * 2 * 7,
        "{} datagrams",
        room.sent
    );
    assert_eq!(during, 0, "allocations for {} datagrams", room.sent);
}
