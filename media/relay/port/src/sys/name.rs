//! Socket addresses in the kernel's form.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use libc::c_int;

/// Size of `sockaddr_in6`, the larger of the two forms.
pub(super) const NAME_BYTES: usize = 28;

/// An address in the kernel's form.
pub(super) type Name = [u8; NAME_BYTES];

/// Write `address` as `sockaddr_in` (16 bytes) or `sockaddr_in6` (28); its length.
pub(super) fn write_name(address: SocketAddr, name: &mut Name) -> usize {
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

/// The address in `name`, or `None` for one that is neither IPv4 nor IPv6.
pub(super) fn read_name(name: &Name) -> Option<SocketAddr> {
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
