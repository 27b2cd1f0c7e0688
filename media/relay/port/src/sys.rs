//! The system calls that the standard library lacks, and all `unsafe` code of the relay.
#![allow(unsafe_code)]

mod allocation;
mod inbox;
mod name;
mod poller;
mod sender;
#[cfg(test)]
mod tests;
mod watch;

use std::io;
use std::net::UdpSocket;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

use libc::{c_int, c_void, iovec, mmsghdr, msghdr, timespec};

pub use allocation::CountingAllocator;
pub(crate) use allocation::thread_allocations;
pub use inbox::{Inbox, Received, join, stamp};
pub(crate) use poller::Poller;
pub use sender::{Sender, can_segment};
pub(crate) use watch::Watch;

/// Datagrams read by one system call.
pub const BATCH: usize = 64;
/// Room for one datagram; what peers of WebRTC send stays below 1,500 bytes.
pub(crate) const BUFFER_BYTES: usize = 2048;

/// A place for the description of a buffer.
const NO_BYTES: iovec = iovec {
    iov_base: ptr::null_mut(),
    iov_len: 0,
};

/// Bounds how much the kernel may hold for us in each direction, as far as it lets us.
pub fn enlarge_buffers(socket: &UdpSocket, bytes: c_int) {
    let options = [
        (libc::SO_RCVBUFFORCE, libc::SO_RCVBUF),
        (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF),
    ];
    for (beyond_limit, within_limit) in options {
        // The first needs CAP_NET_ADMIN; the second is cut to net.core.rmem_max or wmem_max.
        if set_option(socket, (libc::SOL_SOCKET, beyond_limit), bytes).is_err() {
            let _ = set_option(socket, (libc::SOL_SOCKET, within_limit), bytes);
        }
    }
}

fn set_option(socket: &UdpSocket, (level, option): (c_int, c_int), value: c_int) -> io::Result<()> {
    let size = size_of::<c_int>() as libc::socklen_t;
    let fd = socket.as_raw_fd();
    // SAFETY: `value` lives through the call and `size` is its size.
    let result = unsafe {
        let value = ptr::from_ref(&value).cast::<c_void>();
        libc::setsockopt(fd, level, option, value, size)
    };
    check(result as isize).map(drop)
}

/// Whether the kernel knows an option of `socket` whose value is an integer.
fn has_option(socket: &UdpSocket, (level, option): (c_int, c_int)) -> bool {
    let mut value: c_int = 0;
    let mut size = size_of::<c_int>() as libc::socklen_t;
    // SAFETY: `value` and `size` live through the call, and `size` is that of `value`.
    let result = unsafe {
        let value = (&raw mut value).cast::<c_void>();
        libc::getsockopt(socket.as_raw_fd(), level, option, value, &raw mut size)
    };
    result == 0
}

/// Datagrams that the kernel has dropped because nobody read them from `socket` in time
/// (`SO_MEMINFO`, Linux 4.12); 0 where it does not tell. Wraps after 2**32.
#[must_use]
pub fn receive_drops(socket: &UdpSocket) -> u32 {
    /// Place of `SK_MEMINFO_DROPS` (linux/sock_diag.h) among the values.
    const DROPS: usize = 8;
    let mut values = [0_u32; DROPS + 1];
    let mut size = size_of_val(&values) as libc::socklen_t;
    // SAFETY: `values` and `size` live through the call, and `size` is that of `values`.
    unsafe {
        let fd = socket.as_raw_fd();
        let values = values.as_mut_ptr().cast();
        libc::getsockopt(
            fd,
            libc::SOL_SOCKET,
            libc::SO_MEMINFO,
            values,
            &raw mut size,
        )
    };
    values[DROPS]
}

/// A counter that wakes whoever polls it.
#[derive(Debug)]
pub(crate) struct EventFd(OwnedFd);

impl EventFd {
    /// A new one at zero; reading and writing it never blocks.
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: no memory is passed.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        check(fd as isize)?;
        // SAFETY: the descriptor was made just now and belongs to nobody else.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Make it readable.
    pub(crate) fn signal(&self) {
        let one = 1_u64.to_ne_bytes();
        // It fails only where the counter is at its highest, and then it is readable.
        // SAFETY: `one` lives through the call and has the length given.
        unsafe { libc::write(self.0.as_raw_fd(), one.as_ptr().cast(), one.len()) };
    }

    /// Make it unreadable until the next signal.
    pub(crate) fn clear(&self) {
        let mut count = [0_u8; 8];
        // It fails only where the counter is zero already.
        // SAFETY: `count` lives through the call and has the length given.
        unsafe { libc::read(self.0.as_raw_fd(), count.as_mut_ptr().cast(), count.len()) };
    }
}

impl AsRawFd for EventFd {
    fn as_raw_fd(&self) -> c_int {
        self.0.as_raw_fd()
    }
}

/// CPU time that the calling thread has used.
#[must_use]
pub fn thread_cpu_time() -> Duration {
    let mut time = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` lives through the call.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// `N` copies of `item`, made on the heap.
fn boxed<T: Clone, const N: usize>(item: T) -> Box<[T; N]> {
    match vec![item; N].into_boxed_slice().try_into() {
        Ok(array) => array,
        Err(_) => unreachable!("the vector was made with N items"),
    }
}

fn empty_header() -> mmsghdr {
    // SAFETY: all fields are integers and raw pointers, for which zero is a valid value.
    let msg_hdr: msghdr = unsafe { std::mem::zeroed() };
    mmsghdr {
        msg_hdr,
        msg_len: 0,
    }
}

/// The result of a system call, or the error of the one just made.
fn check(result: isize) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}

/// Whether there is just nothing to read, or no room to write, now.
fn is_passing(error: &io::Error) -> bool {
    let passing = [
        libc::EAGAIN,
        libc::EINTR,
        libc::ENOBUFS,
        libc::ENOMEM,
        libc::ECONNREFUSED,
    ];
    error
        .raw_os_error()
        .is_some_and(|code| passing.contains(&code))
}
