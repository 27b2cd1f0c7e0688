//! A peer as a test plays it.

use std::net::SocketAddr;

use goround_relay_transport::ice::{Credentials, State};
use goround_relay_transport::srtp::{MAX_OVERHEAD_BYTES, Profile, Session};
use goround_relay_transport::stun::{Builder, Class, Key, Message, Role};

use super::super::{Command, Event, RouterId};
use super::Bench;
use crate::TransportId;

pub(super) const ROOM: RouterId = RouterId(1);
pub(super) const PROFILE: Profile = Profile::AeadAes256Gcm;

/// Somebody with an address, who knows the credentials of one transport.
pub(super) struct Client {
    pub(super) transport: TransportId,
    pub(super) address: SocketAddr,
    ufrag: String,
    session: Session,
}

fn password(ufrag: &str) -> String {
    format!("the password of {ufrag}")
}

impl Client {
    /// Open transport `number` in [`ROOM`]; nothing is sent.
    pub(super) fn open(bench: &mut Bench, number: u32) -> Self {
        let ufrag = format!("ufrag{number}");
        let credentials = Credentials::new(&ufrag, &password(&ufrag));
        let transport = TransportId(number);
        bench.apply(Command::OpenTransport {
            transport,
            router: ROOM,
            credentials,
        });
        let (ours, theirs) = ([number as u8; 44], [number as u8 ^ 0xFF; 44]);
        let session = Session::new(PROFILE, &theirs, &ours).expect("44 bytes");
        let address = SocketAddr::from(([192, 0, 2, number as u8], 5000));
        Self {
            transport,
            address,
            ufrag,
            session,
        }
    }

    /// [`Client::open`], then a check, then keys; what was sent and told for it is taken away.
    pub(super) fn connect(bench: &mut Bench, number: u32) -> Self {
        let client = Self::open(bench, number);
        bench.receive(client.address, &client.check(true));
        client.set_srtp(bench);
        assert_eq!(bench.sent().len(), 1);
        let told = bench.told();
        assert!(matches!(
            told[..],
            [Event::IceChanged {
                state: State::Connected,
                ..
            }]
        ));
        client
    }

    /// Give the worker its half of the keys.
    pub(super) fn set_srtp(&self, bench: &mut Bench) {
        let number = self.transport.0 as u8;
        let session = Session::new(PROFILE, &[number; 44], &[number ^ 0xFF; 44]);
        let session = Box::new(session.expect("44 bytes"));
        bench.apply(Command::SetSrtp {
            transport: self.transport,
            session,
        });
    }

    /// Restart ICE on both sides.
    pub(super) fn restart_ice(&mut self, bench: &mut Bench, ufrag: &str) {
        self.ufrag = ufrag.to_owned();
        let credentials = Credentials::new(ufrag, &password(ufrag));
        bench.apply(Command::RestartIce {
            transport: self.transport,
            credentials,
        });
    }

    pub(super) fn check(&self, nominates: bool) -> Vec<u8> {
        self.check_with(&password(&self.ufrag), nominates)
    }

    pub(super) fn check_with(&self, password: &str, nominates: bool) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut builder = Builder::new(&mut buffer, Class::Request, [3; 12])
            .username(&format!("{}:theirs", self.ufrag))
            .role(Role::Controlling, 1);
        if nominates {
            builder = builder.use_candidate();
        }
        let length = builder.finish(&Key::new(password));
        buffer[..length].to_vec()
    }

    /// Whether `datagram` is a success response that this client can trust.
    pub(super) fn trusts(&self, datagram: &[u8]) -> bool {
        let message = Message::parse(datagram).expect("a STUN message");
        message.class() == Class::Success
            && message.transaction() == [3; 12]
            && message.is_authentic(&Key::new(&password(&self.ufrag)))
    }

    pub(super) fn seal_rtp(&mut self, plain: &[u8]) -> Vec<u8> {
        let mut buffer = [plain, &[0; MAX_OVERHEAD_BYTES]].concat();
        let sealed = self.session.outbound.protect_rtp(&mut buffer, plain.len());
        buffer.truncate(sealed.expect("sendable"));
        buffer
    }

    pub(super) fn seal_rtcp(&mut self, plain: &[u8]) -> Vec<u8> {
        let mut buffer = [plain, &[0; MAX_OVERHEAD_BYTES]].concat();
        let sealed = self.session.outbound.protect_rtcp(&mut buffer, plain.len());
        buffer.truncate(sealed.expect("sendable"));
        buffer
    }

    /// The plain RTP packet in `sealed`.
    pub(super) fn open_rtp(&mut self, sealed: &[u8]) -> Vec<u8> {
        let mut packet = sealed.to_vec();
        let length = self
            .session
            .inbound
            .unprotect_rtp(&mut packet)
            .expect("authentic");
        packet.truncate(length);
        packet
    }
}

/// A plain RTP packet.
pub(super) fn rtp(ssrc: u32, seq: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 100];
    packet.extend(seq.to_be_bytes());
    packet.extend([0, 0, 0, 1]);
    packet.extend(ssrc.to_be_bytes());
    packet.extend(payload);
    packet
}
