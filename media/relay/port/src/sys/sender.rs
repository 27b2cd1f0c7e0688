//! Writing many datagrams by one system call, runs of them as one message.

use std::io;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::ptr;

use libc::{c_uint, cmsghdr, iovec, mmsghdr};

use super::name::{NAME_BYTES, Name, write_name};
use super::{NO_BYTES, boxed, check, empty_header, has_option};
use crate::runs::Runs;
use crate::wire::{Taken, Trouble};

/// Messages described to one system call.
const MESSAGES: usize = 128;
/// Datagrams described to one system call: every message may be a run of several.
const DATAGRAMS: usize = 512;

/// A control message with the length at which the kernel cuts (`UDP_SEGMENT`).
#[repr(C)]
#[derive(Clone)]
struct Control {
    header: cmsghdr,
    segment_bytes: u16,
}

/// The room for describing up to [`MESSAGES`] messages to the kernel.
pub struct Sender {
    names: Box<[Name; MESSAGES]>,
    controls: Box<[Control; MESSAGES]>,
    iovecs: Box<[iovec; DATAGRAMS]>,
    headers: Box<[mmsghdr; MESSAGES]>,
}

/// Whether the kernel can cut runs apart for `socket` (Linux 4.18). One that cannot passes over the
/// control message and would send a run as one long datagram.
#[must_use]
pub fn can_segment(socket: &UdpSocket) -> bool {
    has_option(socket, (libc::SOL_UDP, libc::UDP_SEGMENT))
}

impl Default for Sender {
    fn default() -> Self {
        Self::new()
    }
}

impl Sender {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        // SAFETY: all fields are integers, for which zero is a valid value.
        let header: cmsghdr = unsafe { std::mem::zeroed() };
        Self {
            names: boxed([0; NAME_BYTES]),
            controls: boxed(Control {
                header,
                segment_bytes: 0,
            }),
            iovecs: boxed(NO_BYTES),
            headers: boxed(empty_header()),
        }
    }

    /// Send the runs of `runs` from number `first` on, without blocking, until the first that the
    /// kernel does not take; `bytes_of` gives a datagram by its index.
    pub fn send<'a>(
        &mut self,
        socket: &UdpSocket,
        runs: &Runs,
        first: usize,
        bytes_of: impl Fn(usize) -> &'a [u8],
    ) -> Taken {
        let mut next = first;
        let trouble = loop {
            let (messages, datagrams) = self.describe(runs, next, &bytes_of);
            if messages == 0 {
                break None;
            }
            let (taken, trouble) = self.send_described(socket, messages);
            // The pointers do not outlive the borrow of what they point to.
            self.iovecs[..datagrams].fill(NO_BYTES);
            next += taken;
            if trouble.is_some() {
                break trouble;
            }
        };
        Taken {
            runs: next - first,
            trouble,
        }
    }

    /// Describe as many runs from `first` on as there is room for; how many, and how many datagrams.
    fn describe<'a>(
        &mut self,
        runs: &Runs,
        first: usize,
        bytes_of: &impl Fn(usize) -> &'a [u8],
    ) -> (usize, usize) {
        let mut used = 0;
        let mut messages = 0;
        for run in runs.all().iter().skip(first).take(MESSAGES) {
            let start = used;
            if start + run.count as usize > DATAGRAMS {
                break;
            }
            for member in runs.members(run) {
                let bytes = bytes_of(member);
                // The kernel only reads from it.
                self.iovecs[used] = iovec {
                    iov_base: bytes.as_ptr().cast_mut().cast(),
                    iov_len: bytes.len(),
                };
                used += 1;
            }
            let length = write_name(run.to, &mut self.names[messages]);
            let header = &mut self.headers[messages].msg_hdr;
            header.msg_name = self.names[messages].as_mut_ptr().cast();
            header.msg_namelen = length as c_uint;
            header.msg_iov = &raw mut self.iovecs[start];
            header.msg_iovlen = run.count as _;
            header.msg_control = ptr::null_mut();
            header.msg_controllen = 0;
            if run.count > 1 {
                let control = &mut self.controls[messages];
                // SAFETY: these only compute lengths.
                let (length, space) = unsafe { (libc::CMSG_LEN(2), libc::CMSG_SPACE(2)) };
                control.header.cmsg_len = length as _;
                control.header.cmsg_level = libc::SOL_UDP;
                control.header.cmsg_type = libc::UDP_SEGMENT;
                control.segment_bytes = run.segment_bytes;
                header.msg_control = ptr::from_mut(control).cast();
                header.msg_controllen = (space as usize).min(size_of::<Control>()) as _;
            }
            messages += 1;
        }
        (messages, used)
    }

    /// Send the first `count` described messages, whose bytes are still borrowed by the caller; how
    /// many were taken, and why no more.
    fn send_described(&mut self, socket: &UdpSocket, count: usize) -> (usize, Option<Trouble>) {
        let mut next = 0;
        while next < count {
            let rest = &mut self.headers[next..count];
            // SAFETY: the headers point to names, controls and iovecs that are boxed in `self`, and to
            // bytes that `send`, the only caller, holds borrowed through the call.
            let result = unsafe {
                let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
                let length = rest.len() as c_uint;
                libc::sendmmsg(socket.as_raw_fd(), rest.as_mut_ptr(), length, flags as _)
            };
            match check(result as isize) {
                Ok(taken) => next += taken,
                Err(error) => {
                    let is_joined = rest[0].msg_hdr.msg_iovlen > 1;
                    if let Some(trouble) = trouble(&error, is_joined) {
                        return (next, Some(trouble));
                    }
                }
            }
        }
        (next, None)
    }
}

/// What an error of `sendmmsg` means for the message it stopped at; `None`: try it again.
fn trouble(error: &io::Error, is_joined: bool) -> Option<Trouble> {
    Some(match error.raw_os_error() {
        // The second tells of an earlier datagram.
        Some(libc::EINTR | libc::ECONNREFUSED) => return None,
        Some(libc::EAGAIN | libc::ENOBUFS | libc::ENOMEM) => Trouble::Full,
        // No checksums by the device, a tunnel in between.
        Some(libc::EIO | libc::ENOPROTOOPT | libc::EOPNOTSUPP) if is_joined => Trouble::NeverJoined,
        // A segment longer than what the path carries.
        Some(libc::EINVAL | libc::EMSGSIZE) if is_joined => Trouble::NotJoined,
        _ => Trouble::Refused,
    })
}
