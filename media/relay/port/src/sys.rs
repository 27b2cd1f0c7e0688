//! The system calls that the standard library lacks, and all `unsafe` code of the relay.
#![allow(unsafe_code)]

#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

use libc::{c_int, c_uint, c_void, iovec, mmsghdr, msghdr, pollfd, timespec};

/// Datagrams read or written by one system call.
pub(crate) const BATCH: usize = 64;
/// Room for one datagram; what peers of WebRTC send stays below 1,500 bytes.
pub(crate) const BUFFER_BYTES: usize = 2048;
/// Size of `sockaddr_in6`, the larger of the two address forms.
const NAME_BYTES: usize = 28;

/// A socket address in the kernel's form.
type Name = [u8; NAME_BYTES];

/// Bounds how much the kernel may hold for us in each direction, as far as it lets us.
pub(crate) fn enlarge_buffers(socket: &UdpSocket, bytes: c_int) {
    let options = [
        (libc::SO_RCVBUFFORCE, libc::SO_RCVBUF),
        (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF),
    ];
    for (beyond_limit, within_limit) in options {
        // The first needs CAP_NET_ADMIN; the second is cut to net.core.rmem_max or wmem_max.
        if set_option(socket, beyond_limit, bytes).is_err() {
            let _ = set_option(socket, within_limit, bytes);
        }
    }
}

fn set_option(socket: &UdpSocket, option: c_int, value: c_int) -> io::Result<()> {
    let size = size_of::<c_int>() as libc::socklen_t;
    let fd = socket.as_raw_fd();
    // SAFETY: `value` lives through the call and `size` is its size.
    let result = unsafe {
        let value = ptr::from_ref(&value).cast::<c_void>();
        libc::setsockopt(fd, libc::SOL_SOCKET, option, value, size)
    };
    check(result as isize).map(drop)
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

/// Wait until `socket` or `wake` is readable, or `timeout` has passed; whether `wake` is.
pub(crate) fn wait(
    socket: &UdpSocket,
    wake: &EventFd,
    timeout: Option<Duration>,
) -> io::Result<bool> {
    let poll = |fd| pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    };
    let mut fds = [poll(socket.as_raw_fd()), poll(wake.as_raw_fd())];
    let span = timeout.map(|span| timespec {
        tv_sec: span.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: span.subsec_nanos().into(),
    });
    let span = span.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: `fds` and `span` live through the call, and the count is that of `fds`.
    let result = unsafe { libc::ppoll(fds.as_mut_ptr(), 2, span, ptr::null()) };
    match check(result as isize) {
        Ok(_) => Ok(fds[1].revents != 0),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
        Err(error) => Err(error),
    }
}

/// CPU time that the calling thread has used.
pub(crate) fn thread_cpu_time() -> Duration {
    let mut time = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` lives through the call.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Buffers for reading up to [`BATCH`] datagrams at a time.
pub(crate) struct Inbox {
    buffers: Box<[[u8; BUFFER_BYTES]; BATCH]>,
    names: Box<[Name; BATCH]>,
    iovecs: Box<[iovec; BATCH]>,
    headers: Box<[mmsghdr; BATCH]>,
    filled: usize,
}

/// One datagram as it was read.
pub(crate) struct Received<'a> {
    /// `None` for an address that is neither IPv4 nor IPv6.
    pub(crate) from: Option<SocketAddr>,
    pub(crate) datagram: &'a mut [u8],
    /// Whether there was more of it than the buffer holds.
    pub(crate) is_cut: bool,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self {
            buffers: boxed([0; BUFFER_BYTES]),
            names: boxed([0; NAME_BYTES]),
            iovecs: boxed(iovec {
                iov_base: ptr::null_mut(),
                iov_len: 0,
            }),
            headers: boxed(empty_header()),
            filled: 0,
        }
    }

    /// Read what is there, without blocking; how many datagrams there were.
    ///
    /// # Errors
    ///
    /// Those after which reading again makes no sense.
    pub(crate) fn receive(&mut self, socket: &UdpSocket) -> io::Result<usize> {
        self.filled = 0;
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
        }
        // SAFETY: the headers point to names, iovecs and through them to buffers that are boxed in
        // `self`, were set to their true lengths above, and live through the call.
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

    /// The datagrams of the last [`Inbox::receive`].
    pub(crate) fn datagrams(&mut self) -> impl Iterator<Item = Received<'_>> {
        let parts = self
            .buffers
            .iter_mut()
            .zip(&*self.names)
            .zip(&*self.headers);
        parts
            .take(self.filled)
            .map(|((buffer, name), header)| Received {
                from: read_name(name),
                datagram: &mut buffer[..(header.msg_len as usize).min(BUFFER_BYTES)],
                is_cut: header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0,
            })
    }
}

/// What became of datagrams that were to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) failed: u64,
}

/// The room for describing up to [`BATCH`] datagrams to the kernel.
pub(crate) struct Sender {
    names: Box<[Name; BATCH]>,
    iovecs: Box<[iovec; BATCH]>,
    headers: Box<[mmsghdr; BATCH]>,
}

impl Sender {
    pub(crate) fn new() -> Self {
        Self {
            names: boxed([0; NAME_BYTES]),
            iovecs: boxed(iovec {
                iov_base: ptr::null_mut(),
                iov_len: 0,
            }),
            headers: boxed(empty_header()),
        }
    }

    /// Send `datagrams`, without blocking: what a full socket does not take is dropped.
    pub(crate) fn send<'a>(
        &mut self,
        socket: &UdpSocket,
        mut datagrams: impl Iterator<Item = (SocketAddr, &'a [u8])>,
    ) -> Sent {
        let mut sent = Sent::default();
        loop {
            let mut count = 0;
            for (to, bytes) in datagrams.by_ref().take(BATCH) {
                self.describe(count, to, bytes);
                count += 1;
            }
            if count == 0 {
                return sent;
            }
            self.send_described(socket, count, &mut sent);
            // The pointers do not outlive the borrow of what they point to.
            self.iovecs[..count].fill(iovec {
                iov_base: ptr::null_mut(),
                iov_len: 0,
            });
        }
    }

    fn describe(&mut self, index: usize, to: SocketAddr, bytes: &[u8]) {
        let length = write_name(to, &mut self.names[index]);
        // The kernel only reads from it.
        self.iovecs[index] = iovec {
            iov_base: bytes.as_ptr().cast_mut().cast(),
            iov_len: bytes.len(),
        };
        let header = &mut self.headers[index].msg_hdr;
        header.msg_name = self.names[index].as_mut_ptr().cast();
        header.msg_namelen = length as c_uint;
        header.msg_iov = &raw mut self.iovecs[index];
        header.msg_iovlen = 1;
    }

    /// Send the first `count` described datagrams, whose bytes are still borrowed by the caller.
    fn send_described(&mut self, socket: &UdpSocket, count: usize, sent: &mut Sent) {
        let mut next = 0;
        while next < count {
            let rest = &mut self.headers[next..count];
            // SAFETY: the headers point to names and iovecs that are boxed in `self`, and to bytes
            // that `send`, the only caller, holds borrowed through the call.
            let result = unsafe {
                let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
                let length = rest.len() as c_uint;
                libc::sendmmsg(socket.as_raw_fd(), rest.as_mut_ptr(), length, flags as _)
            };
            match check(result as isize) {
                Ok(taken) => {
                    let taken = &rest[..taken];
                    sent.packets += taken.len() as u64;
                    sent.bytes += taken
                        .iter()
                        .map(|header| u64::from(header.msg_len))
                        .sum::<u64>();
                    next += taken.len();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_passing(&error) => {
                    sent.failed += rest.len() as u64;
                    return;
                }
                Err(_) => {
                    // This one cannot be sent (no route, say); others may.
                    sent.failed += 1;
                    next += 1;
                }
            }
        }
    }
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

/// Write `address` as `sockaddr_in` (16 bytes) or `sockaddr_in6` (28); its length.
fn write_name(address: SocketAddr, name: &mut Name) -> usize {
    name[2..4].copy_from_slice(&address.port().to_be_bytes());
    match address {
        SocketAddr::V4(address) => {
            name[..2].copy_from_slice(&(libc::AF_INET as u16).to_ne_bytes());
            name[4..8].copy_from_slice(&address.ip().octets());
            name[8..16].fill(0);
            16
        }
        SocketAddr::V6(address) => {
            name[..2].copy_from_slice(&(libc::AF_INET6 as u16).to_ne_bytes());
            name[4..8].copy_from_slice(&address.flowinfo().to_ne_bytes());
            name[8..24].copy_from_slice(&address.ip().octets());
            name[24..].copy_from_slice(&address.scope_id().to_ne_bytes());
            NAME_BYTES
        }
    }
}

fn read_name(name: &Name) -> Option<SocketAddr> {
    let word = |at: usize| [name[at], name[at + 1], name[at + 2], name[at + 3]];
    let port = u16::from_be_bytes([name[2], name[3]]);
    match c_int::from(u16::from_ne_bytes([name[0], name[1]])) {
        libc::AF_INET => Some(SocketAddrV4::new(Ipv4Addr::from(word(4)), port).into()),
        libc::AF_INET6 => {
            let ip = Ipv6Addr::from(*name[8..].first_chunk::<16>()?);
            let flow = u32::from_ne_bytes(word(4));
            Some(SocketAddrV6::new(ip, port, flow, u32::from_ne_bytes(word(24))).into())
        }
        _ => None,
    }
}
