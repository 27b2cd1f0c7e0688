//! Published test vectors: RFC 3711 appendix B, RFC 6188 section 7, RFC 7714 sections 16 and 17.

use super::Profile;
use super::cm::{Cm, Keys};
use super::gcm::Gcm;
use super::kdf::{Label, derive};
use crate::hex::hex;

const MASTER_KEY: &str = "E1F97A0D3E018BE0D64FA32C06DE4139";
const MASTER_SALT: &str = "0EC675AD498AFEEBB6960B3AABE6";

#[test]
fn key_derivation_of_rfc_3711_b3() {
    let (key, salt) = (hex(MASTER_KEY), hex(MASTER_SALT));
    let profile = Profile::Aes128CmSha1_80;
    let encryption: [u8; 16] = derive(profile, &key, &salt, Label::RtpEncryption);
    assert_eq!(encryption[..], hex("C61E7A93744F39EE10734AFE3FF7A087"));
    let salting: [u8; 14] = derive(profile, &key, &salt, Label::RtpSalt);
    assert_eq!(salting[..], hex("30CBBC08863D8C85D49DB34A9AE1"));
    let authentication: [u8; 94] = derive(profile, &key, &salt, Label::RtpAuthentication);
    let expected = hex(
        "CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE
         E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25
         6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2",
    );
    assert_eq!(authentication[..], expected);
}

#[test]
fn key_derivation_of_rfc_6188() {
    let key = hex("f0f04914b513f2763a1b1fa130f10e29 98f6f6e43e4309d1e622a0e332b9f1b6");
    let salt = hex("3b04803de51ee7c96423ab5b78d2");
    let profile = Profile::AeadAes256Gcm;
    let encryption: [u8; 32] = derive(profile, &key, &salt, Label::RtpEncryption);
    let expected = hex("5ba1064e30ec51613cad926c5a28ef73 1ec7fb397f70a960653caf06554cd8c4");
    assert_eq!(encryption[..], expected);
    let salting: [u8; 14] = derive(profile, &key, &salt, Label::RtpSalt);
    assert_eq!(salting[..], hex("fa31791685ca444a9e07c6c64e93"));
}

#[test]
fn key_stream_of_rfc_3711_b2() {
    let keys = Keys::new(
        hex("2B7E151628AED2A6ABF7158809CF4F3C")
            .try_into()
            .expect("16 bytes"),
        hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD")
            .try_into()
            .expect("14 bytes"),
        [0; 20],
    );
    let mut stream = [0; 48];
    keys.crypt(0, 0, &mut stream);
    let expected = hex(
        "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
         41E95B3BB0A2E8DD477901E4FCA894C0",
    );
    assert_eq!(stream[..], expected);
}

/// The widely used reference packets for the keys of RFC 3711 appendix B.3.
#[test]
fn packets_of_aes128_cm_sha1_80() {
    let cm = Cm::new(&[hex(MASTER_KEY), hex(MASTER_SALT)].concat()).expect("30 bytes");

    let plain = hex("800f1234decafbadcafebabe abababababababababababababababab");
    let sealed = hex("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402
         b78d6acc99ea179b8dbb");
    let mut packet = [plain.clone(), vec![0; 10]].concat();
    cm.seal_rtp(&mut packet, 12, 28, 0x1234);
    assert_eq!(packet, sealed);
    assert_eq!(cm.open_rtp(&mut packet, 12, 0x1234), Ok(28));
    assert_eq!(packet[..28], plain);

    let plain = hex("81c8000bcafebabe abababababababababababababababab");
    let sealed = hex("81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8
         80000001 993e08cd54d6c1230798");
    let mut packet = [plain.clone(), vec![0; 14]].concat();
    cm.seal_rtcp(&mut packet, 24, 1);
    assert_eq!(packet, sealed);
    assert_eq!(cm.open_rtcp(&mut packet, 1), Ok(24));
    assert_eq!(packet[..24], plain);
}

const GCM_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const GCM_SALT: &str = "517569642070726f2071756f";

/// With the first `key_bytes` of the key of RFC 7714 section 16.
fn gcm(key_bytes: usize) -> Gcm {
    let salt = hex(GCM_SALT).try_into().expect("12 bytes");
    Gcm::with_session_key(&hex(GCM_KEY)[..key_bytes], salt)
}

#[test]
fn srtp_packets_of_rfc_7714() {
    let plain = hex(
        "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973
         20646976 69736120 696e2070 61727465 73207472 6573",
    );
    let cases = [
        (
            16,
            "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
             0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
        ),
        (
            32,
            "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238
             9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
        ),
    ];
    for (key_bytes, sealed) in cases {
        let gcm = gcm(key_bytes);
        let mut packet = [plain.clone(), vec![0; 16]].concat();
        gcm.seal_rtp(&mut packet, 12, plain.len(), 0xf17b);
        assert_eq!(packet, hex(sealed));
        assert_eq!(gcm.open_rtp(&mut packet, 12, 0xf17b), Ok(plain.len()));
        assert_eq!(packet[..plain.len()], plain);
    }
}

#[test]
fn srtcp_packets_of_rfc_7714() {
    let plain = hex(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
         deadbeef deadbeef deadbeef deadbeef deadbeef",
    );
    let cases = [
        (
            16,
            "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
             c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872
             45d9eade 800005d4",
        ),
        (
            32,
            "81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50
             a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c
             b26ac3be 800005d4",
        ),
    ];
    for (key_bytes, sealed) in cases {
        let gcm = gcm(key_bytes);
        let mut packet = [plain.clone(), vec![0; 20]].concat();
        gcm.seal_rtcp(&mut packet, plain.len(), 0x5d4);
        assert_eq!(packet, hex(sealed));
        assert_eq!(gcm.open_rtcp(&mut packet, 0x5d4), Ok(plain.len()));
        assert_eq!(packet[..plain.len()], plain);
    }
}
