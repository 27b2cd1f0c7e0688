//! Reading many datagrams by one system call.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;
use std::time::Duration;

use libc::{c_int, c_uint, iovec, mmsghdr, msghdr, timespec};

use super::name::{NAME_BYTES, Name, read_name};
use super::{BATCH, BUFFER_BYTES, NO_BYTES, boxed, check, empty_header, is_passing, set_option};

/// Room for one control message with a `timespec`, aligned as the kernel wants it.
type Control = [u64; 4];

/// Buffers for reading up to [`BATCH`] datagrams at a time.
pub struct Inbox {
    buffers: Box<[[u8; BUFFER_BYTES]; BATCH]>,
    names: Box<[Name; BATCH]>,
    controls: Option<Box<[Control; BATCH]>>,
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
    /// When the kernel received it, since 1970; only of an inbox [with stamps](Inbox::with_stamps).
    pub stamp: Option<Duration>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Inbox {
    /// One that reads datagrams and where they come from.
    #[must_use]
    pub fn new() -> Self {
        Self::with(None)
    }

    /// One that also reads when the kernel received each, of sockets for which [`stamp`] was called.
    #[must_use]
    pub fn with_stamps() -> Self {
        Self::with(Some(boxed([0; 4])))
    }

    fn with(controls: Option<Box<[Control; BATCH]>>) -> Self {
        Self {
            buffers: boxed([0; BUFFER_BYTES]),
            names: boxed([0; NAME_BYTES]),
            controls,
            iovecs: boxed(NO_BYTES),
            headers: boxed(empty_header()),
            filled: 0,
        }
    }

    /// Read what is there, without blocking; how many datagrams there were.
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
        for index in 0..BATCH {
            let buffer = &mut self.buffers[index];
            self.iovecs[index] = iovec {
                iov_base: buffer.as_mut_ptr().cast(),
                iov_len: buffer.len(),
            };
            let header = &mut self.headers[index].msg_hdr;
            header.msg_name = self.names[index].as_mut_ptr().cast();
            header.msg_namelen = NAME_BYTES as c_uint;
            header.msg_iov = &raw mut self.iovecs[index];
            header.msg_iovlen = 1;
            header.msg_flags = 0;
            if let Some(controls) = &mut self.controls {
                header.msg_control = controls[index].as_mut_ptr().cast();
                header.msg_controllen = size_of::<Control>() as _;
            }
        }
    }

    /// The datagrams of the last [`Inbox::receive`].
    pub fn datagrams(&mut self) -> impl Iterator<Item = Received<'_>> {
        let has_controls = self.controls.is_some();
        let parts = self
            .buffers
            .iter_mut()
            .zip(&*self.names)
            .zip(&*self.headers);
        parts
            .take(self.filled)
            .map(move |((buffer, name), header)| Received {
                from: read_name(name),
                datagram: &mut buffer[..(header.msg_len as usize).min(BUFFER_BYTES)],
                is_cut: header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0,
                stamp: has_controls.then(|| read_stamp(&header.msg_hdr)).flatten(),
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

fn read_stamp(header: &msghdr) -> Option<Duration> {
    let mut time = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `header` was filled by the kernel, and its control buffer, boxed in the inbox that
    // `header` belongs to, is still there; a control message is read only where its length covers it.
    unsafe {
        let control = libc::CMSG_FIRSTHDR(header).as_ref()?;
        let kind: (c_int, c_int) = (control.cmsg_level, control.cmsg_type);
        let length = libc::CMSG_LEN(size_of::<timespec>() as c_uint) as usize;
        if kind != (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) || (control.cmsg_len as usize) < length
        {
            return None;
        }
        ptr::copy_nonoverlapping(
            libc::CMSG_DATA(control),
            (&raw mut time).cast(),
            size_of::<timespec>(),
        );
    }
    let seconds = u64::try_from(time.tv_sec).ok()?;
    Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
}
