//! Reading many datagrams by one system call.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;
use std::time::Duration;

use libc::{c_int, c_uint, iovec, mmsghdr, msghdr, timespec};

use super::name::{NAME_BYTES, Name, read_name};
use super::{BATCH, BUFFER_BYTES, NO_BYTES, boxed, check, empty_header, is_passing, set_option};

/// Room for a joined run: the longest that the kernel makes.
const JOINED_BYTES: usize = 1 << 16;

/// Room for the control messages of one read: a `timespec` and an integer, each with its header, aligned
/// as the kernel wants them.
type Control = [u64; 8];

/// Buffers for reading up to [`BATCH`] messages at a time.
pub struct Inbox {
    /// One for each message.
    buffers: Box<[u8]>,
    names: Box<[Name; BATCH]>,
    controls: Box<[Control; BATCH]>,
    iovecs: Box<[iovec; BATCH]>,
    headers: Box<[mmsghdr; BATCH]>,
    filled: usize,
}

/// One datagram as it was read.
pub struct Received<'a> {
    /// `None` for an address that is neither IPv4 nor IPv6.
    pub from: Option<SocketAddr>,
    /// The UDP payload, as far as there was room for it.
    pub datagram: &'a mut [u8],
    /// Whether there was more of it than the buffer holds.
    pub is_cut: bool,
    /// When the kernel received it, since 1970; only of a socket for which [`stamp`] was called.
    pub stamp: Option<Duration>,
}

/// What the kernel says about a message besides its bytes.
#[derive(Clone, Copy, Default)]
struct Notes {
    stamp: Option<Duration>,
    /// The length at which datagrams were joined.
    segment_bytes: Option<usize>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Inbox {
    /// One for sockets whose datagrams come one by one.
    #[must_use]
    pub fn new() -> Self {
        Self::with(BUFFER_BYTES)
    }

    /// One for sockets for which [`join`] was called.
    #[must_use]
    pub fn joined() -> Self {
        Self::with(JOINED_BYTES)
    }

    fn with(buffer_bytes: usize) -> Self {
        Self {
            buffers: vec![0; buffer_bytes * BATCH].into(),
            names: boxed([0; NAME_BYTES]),
            controls: boxed([0; 8]),
            iovecs: boxed(NO_BYTES),
            headers: boxed(empty_header()),
            filled: 0,
        }
    }

    /// Read what is there, without blocking; how many messages there were, each of one datagram or a
    /// joined run of several.
    ///
    /// # Errors
    ///
    /// Those after which reading again makes no sense.
    pub fn receive(&mut self, socket: &UdpSocket) -> io::Result<usize> {
        self.filled = 0;
        self.describe();
        // SAFETY: the headers point to names, controls, iovecs and through them to buffers that are
        // boxed in `self`, have the lengths given, and live through the call.
        let count = unsafe {
            let headers = self.headers.as_mut_ptr();
            let flags = libc::MSG_DONTWAIT;
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers,
                BATCH as c_uint,
                flags as _,
                ptr::null_mut(),
            )
        };
        match check(count as isize) {
            Ok(count) => self.filled = count,
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(self.filled)
    }

    fn describe(&mut self) {
        let each = self.buffers.len() / BATCH;
        for (index, buffer) in self.buffers.chunks_exact_mut(each).enumerate() {
            self.iovecs[index] = iovec {
                iov_base: buffer.as_mut_ptr().cast(),
                iov_len: buffer.len(),
            };
            let header = &mut self.headers[index].msg_hdr;
            header.msg_name = self.names[index].as_mut_ptr().cast();
            header.msg_namelen = NAME_BYTES as c_uint;
            header.msg_iov = &raw mut self.iovecs[index];
            header.msg_iovlen = 1;
            header.msg_control = self.controls[index].as_mut_ptr().cast();
            header.msg_controllen = size_of::<Control>() as _;
            header.msg_flags = 0;
        }
    }

    /// The datagrams of the last [`Inbox::receive`].
    pub fn datagrams(&mut self) -> impl Iterator<Item = Received<'_>> {
        let each = self.buffers.len() / BATCH;
        let parts = self
            .buffers
            .chunks_exact_mut(each)
            .zip(&*self.names)
            .zip(&*self.headers);
        parts
            .take(self.filled)
            .flat_map(|((buffer, name), header)| {
                let from = read_name(name);
                let notes = read_notes(&header.msg_hdr);
                let bytes = (header.msg_len as usize).min(buffer.len());
                let is_cut = header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0;
                // A datagram of no bytes is one, too.
                let segment_bytes = notes.segment_bytes.unwrap_or(bytes).max(1);
                let (full, empty) = if bytes == 0 {
                    (&mut [][..], Some(&mut [][..]))
                } else {
                    (&mut buffer[..bytes], None)
                };
                full.chunks_mut(segment_bytes)
                    .chain(empty)
                    .map(move |datagram| Received {
                        from,
                        datagram,
                        is_cut,
                        stamp: notes.stamp,
                    })
            })
    }
}

/// Have the kernel note when it receives each datagram of `socket` (`SO_TIMESTAMPNS`, socket(7)).
///
/// # Errors
///
/// Where the kernel cannot.
pub fn stamp(socket: &UdpSocket) -> io::Result<()> {
    set_option(socket, (libc::SOL_SOCKET, libc::SO_TIMESTAMPNS), 1)
}

/// Let datagrams of one sender and length that follow each other on `socket` arrive as one message
/// (`UDP_GRO`, udp(7), Linux 5.0); they are to be read with [`Inbox::joined`].
///
/// # Errors
///
/// Where the kernel cannot.
pub fn join(socket: &UdpSocket) -> io::Result<()> {
    set_option(socket, (libc::SOL_UDP, libc::UDP_GRO), 1)
}

fn read_notes(header: &msghdr) -> Notes {
    let mut notes = Notes::default();
    if header.msg_controllen == 0 {
        return notes;
    }
    // SAFETY: `header` was filled by the kernel, and its control buffer, boxed in the inbox that
    // `header` belongs to, is still there; these two walk within the length that the kernel gave.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(header).as_ref() };
    while let Some(control) = next {
        let kind: (c_int, c_int) = (control.cmsg_level, control.cmsg_type);
        if kind == (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) {
            let none = timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            notes.stamp = read_value(control, none).and_then(|time| {
                let seconds = u64::try_from(time.tv_sec).ok()?;
                Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
            });
        } else if kind == (libc::SOL_UDP, libc::UDP_GRO) {
            let length = read_value::<c_int>(control, 0);
            notes.segment_bytes = length.and_then(|length| usize::try_from(length).ok());
        }
        // SAFETY: as above.
        next = unsafe { libc::CMSG_NXTHDR(header, control).as_ref() };
    }
    notes
}

/// The value of a control message that the kernel has written; `into` is what it is written over.
fn read_value<T: Copy>(control: &libc::cmsghdr, mut into: T) -> Option<T> {
    // SAFETY: this only computes a length.
    let length = unsafe { libc::CMSG_LEN(size_of::<T>() as c_uint) } as usize;
    #[allow(clippy::unnecessary_cast, reason = "not with every C library")]
    if (control.cmsg_len as usize) < length {
        return None;
    }
    // SAFETY: the message's data is as long as a `T`, and a `T`, an integer or a `timespec`, can have
    // any bytes.
    unsafe {
        let data = libc::CMSG_DATA(control);
        ptr::copy_nonoverlapping(data, (&raw mut into).cast(), size_of::<T>());
    }
    Some(into)
}
