//! The test vectors of RFC 5769, and properties of parser and builder.

use std::net::SocketAddr;

use proptest::prelude::*;

use super::{Builder, Class, Key, MAX_REPLY_BYTES, Malformed, Message, Role};
use crate::hex::hex;

const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";
const TRANSACTION: &str = "b7e7a701bc34d686fa87dfae";

/// RFC 5769 section 2.1.
fn request() -> Vec<u8> {
    hex("000100582112a442b7e7a701bc34d686fa87dfae
         802200105354554e207465737420636c69656e74
         002400046e0001ff80290008932ff9b151263b36
         000600096576746a3a68367659202020
         000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
         80280004e57a3bcf")
}

/// RFC 5769 section 2.2.
fn ipv4_response() -> Vec<u8> {
    hex("0101003c2112a442b7e7a701bc34d686fa87dfae
         8022000b7465737420766563746f7220
         002000080001a147e112a643
         000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7
         80280004c07d4c96")
}

/// RFC 5769 section 2.3.
fn ipv6_response() -> Vec<u8> {
    hex("010100482112a442b7e7a701bc34d686fa87dfae
         8022000b7465737420766563746f7220
         002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9
         00080014a382954e4be67bf11784c97c8292c275bfe3ed41
         80280004c8fb0b4c")
}

fn transaction() -> [u8; 12] {
    hex(TRANSACTION).try_into().expect("12 bytes")
}

#[test]
fn the_sample_request_is_understood() {
    let bytes = request();
    let message = Message::parse(&bytes).expect("the vector is well-formed");
    assert_eq!(message.class(), Class::Request);
    assert_eq!(message.transaction(), transaction());
    assert_eq!(message.username(), Some(&b"evtj:h6vY"[..]));
    assert_eq!(message.receiver_ufrag(), Some("evtj"));
    assert_eq!(message.role(), Some(Role::Controlled));
    assert!(message.has_fingerprint() && !message.nominates());
    assert!(message.unknown_attributes().is_empty());
    assert!(message.is_authentic(&Key::new(PASSWORD)));
    assert!(!message.is_authentic(&Key::new("another password")));
}

#[test]
fn the_sample_responses_are_authentic() {
    for bytes in [ipv4_response(), ipv6_response()] {
        let message = Message::parse(&bytes).expect("the vector is well-formed");
        assert_eq!(message.class(), Class::Success);
        assert!(message.is_authentic(&Key::new(PASSWORD)));
    }
}

/// The value of XOR-MAPPED-ADDRESS in a message where it is the first attribute.
fn first_value(message: &[u8]) -> &[u8] {
    &message[24..24 + usize::from(message[23])]
}

#[test]
fn addresses_are_written_as_in_the_samples() {
    let cases = [
        ("192.0.2.1:32853", hex("0001a147e112a643")),
        ("[::ffff:192.0.2.1]:32853", hex("0001a147e112a643")),
        (
            "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
            hex("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"),
        ),
    ];
    for (address, expected) in cases {
        let mut buffer = [0; MAX_REPLY_BYTES];
        let address: SocketAddr = address.parse().expect("an address");
        let length = Builder::new(&mut buffer, Class::Success, transaction())
            .xor_mapped_address(address)
            .finish(&Key::new(PASSWORD));
        assert_eq!(first_value(&buffer[..length]), expected);
        let message = Message::parse(&buffer[..length]).expect("what we build parses");
        assert!(message.has_fingerprint() && message.is_authentic(&Key::new(PASSWORD)));
    }
}

#[test]
fn the_longest_reply_fits() {
    let mut buffer = [0; MAX_REPLY_BYTES];
    let length = Builder::new(&mut buffer, Class::Error, transaction())
        .error_code(420)
        .unknown_attributes(&[1, 2, 3, 4])
        .finish(&Key::new(PASSWORD));
    let message = Message::parse(&buffer[..length]).expect("what we build parses");
    assert_eq!(message.class(), Class::Error);
}

#[test]
fn what_must_be_understood_and_is_not_is_named() {
    let mut bytes = hex("000100082112a442b7e7a701bc34d686fa87dfae");
    bytes.extend(hex("7abc0000 fabc0000"));
    let message = Message::parse(&bytes).expect("unknown attributes are well-formed");
    assert_eq!(message.unknown_attributes(), [0x7abc]);
}

#[test]
fn nothing_after_the_integrity_counts() {
    let mut buffer = [0; 256];
    let key = Key::new(PASSWORD);
    let length = Builder::new(&mut buffer, Class::Request, transaction())
        .username("evtj:h6vY")
        .finish(&key);
    // Put USE-CANDIDATE in the place of FINGERPRINT: outside what the integrity covers.
    let mut bytes = buffer[..length - 8].to_vec();
    bytes.extend(hex("00250000"));
    bytes[3] = (bytes.len() - 20) as u8;
    let message = Message::parse(&bytes).expect("well-formed");
    assert!(message.is_authentic(&key));
    assert!(!message.nominates());
}

#[test]
fn an_attribute_after_the_fingerprint_is_malformed() {
    let mut bytes = request();
    bytes.extend(hex("00250000"));
    bytes[3] += 4;
    assert_eq!(Message::parse(&bytes).err(), Some(Malformed));
}

#[test]
fn every_truncation_is_malformed() {
    let bytes = request();
    for length in 0..bytes.len() {
        assert_eq!(
            Message::parse(&bytes[..length]).err(),
            Some(Malformed),
            "{length}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_parse_or_do_not(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let key = Key::new(PASSWORD);
        if let Ok(message) = Message::parse(&bytes) {
            prop_assert!(!message.is_authentic(&key));
        }
    }

    #[test]
    fn any_attributes_parse_or_do_not(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut datagram = hex("000100002112a442b7e7a701bc34d686fa87dfae");
        bytes.truncate(bytes.len() / 4 * 4);
        datagram[2..4].copy_from_slice(&(bytes.len() as u16).to_be_bytes());
        datagram.extend(&bytes);
        if let Ok(message) = Message::parse(&datagram) {
            prop_assert!(message.unknown_attributes().len() <= 4);
            prop_assert!(!message.is_authentic(&Key::new(PASSWORD)));
        }
    }

    #[test]
    fn no_flipped_bit_goes_unseen(at in 0usize..108, bit in 0u8..8) {
        let mut bytes = request();
        bytes[at] ^= 1 << bit;
        let trusted = Message::parse(&bytes)
            .is_ok_and(|m| m.has_fingerprint() && m.is_authentic(&Key::new(PASSWORD)));
        prop_assert!(!trusted);
    }
}
