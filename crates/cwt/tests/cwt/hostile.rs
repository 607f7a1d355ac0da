//! Whatever is held in front of a gate: it never panics, and nothing altered opens.

use cwt::{Algorithm, GateClock, KeyTable, Pass, Revocations, Step, gate::Proof};
use proptest::prelude::*;

use crate::city::{City, morning};

const NOW: fn() -> GateClock = || GateClock::Known(morning());

#[test]
fn any_flipped_bit_of_a_pass_is_refused() {
    for algorithm in Algorithm::ALL {
        let city = City::new("wx", algorithm, 1);
        let claims = city.claims("320211", 1);
        let pass = city.pass(&claims);
        let gate = city.gate("320211", Proof::Picture);
        assert!(gate.peek(&pass.text(), NOW()).is_accepted());
        for at in 0..pass.cose().len() {
            for bit in 0..8 {
                let mut bytes = pass.cose().to_vec();
                bytes[at] ^= 1 << bit;
                let altered = Pass::from_cose(bytes).text();
                let verdict = gate.peek(&altered, NOW());
                assert!(!verdict.is_accepted(), "{algorithm}: byte {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn any_other_character_in_a_rotating_code_is_refused() {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a";
    let city = City::new("wx", Algorithm::EdDsa, 1);
    let claims = city.claims("320211", 1);
    let mut gate = city.gate("320211", Proof::Rotating);
    gate.day_keys = city.day_keys(&claims);
    let text = city.pass(&claims).rotating(&city.root.pass_key(&claims), Step::at(morning()));
    assert!(gate.peek(&text, NOW()).is_accepted());
    for at in 0..text.len() {
        for (turn, other) in ALPHABET.iter().enumerate().filter(|(turn, _)| turn % 5 == at % 5) {
            let mut bytes = text.clone().into_bytes();
            if bytes[at] == *other {
                continue;
            }
            bytes[at] = *other;
            let altered = String::from_utf8(bytes).unwrap();
            let verdict = gate.peek(&altered, NOW());
            assert!(!verdict.is_accepted(), "character {at}, {turn}: {altered}");
        }
    }
}

#[test]
fn what_is_too_long_or_cut_off_is_no_pass() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let gate = city.gate("320211", Proof::Picture);
    let text = city.pass(&city.claims("320211", 1)).text();
    for length in 0..text.len() {
        assert!(!gate.peek(&text[..length], NOW()).is_accepted(), "{length}");
    }
    let long = format!("Y1:{}", "0".repeat(510));
    assert_eq!(gate.peek(&long, NOW()).code(), "reject_format");
    for odd in ["", "Y", "Y1", "Y1:", "Y2:", "Y3:000", "Y4:00", "Y1:码", "码", "\u{0}"] {
        assert_eq!(gate.peek(odd, NOW()).code(), "reject_format", "{odd:?}");
    }
    assert!(gate.peek(&format!("{text}\r\n"), NOW()).is_accepted(), "as a scanner types it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_text_panics(text in "Y[1-3]:[0-9A-Z $%*+./:-]{0,400}|\\PC{0,40}") {
        let city = City::new("wx", Algorithm::EdDsa, 1);
        let verdict = city.gate("320211", Proof::Picture).peek(&text, NOW());
        prop_assert!(!verdict.is_accepted());
    }

    #[test]
    fn no_bytes_panic(
        start in prop::sample::select(vec![0_usize, 1, 9, 13, 60, 120]),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        form in 1..=3,
    ) {
        let city = City::new("wx", Algorithm::EdDsa, 1);
        let pass = city.pass(&city.claims("320211", 1));
        let kept = &pass.cose()[..start.min(pass.cose().len())];
        let made = [kept, &bytes].concat();
        let text = format!("Y{form}:{}", &Pass::from_cose(made.clone()).text()[3..]);
        let verdict = city.gate("320211", Proof::Picture).peek(&text, NOW());
        prop_assert!(!verdict.is_accepted());
        let keys = KeyTable::new([city.trusted("320211")]);
        prop_assert!(Revocations::open(&made, &keys, morning()).is_err());
        let root = city.key.public();
        prop_assert!(KeyTable::open(&made, city.issuer, root, morning()).is_err());
    }
}

/// A list that unpacks to more than it says is not unpacked.
#[test]
fn a_bomb_does_not_go_off() {
    use std::io::Write as _;

    use ciborium::Value;
    let city = City::new("wx", Algorithm::EdDsa, 1);
    let keys = KeyTable::new([city.trusted("320211")]);
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![0; 50_000_000]).unwrap();
    let bomb = packer.finish().unwrap();
    let int = |number: i64| Value::from(number);
    let seconds = morning().seconds();
    for places in [8_i64, 1 << 26, 1 << 27] {
        let bits = vec![int(1), int(0), int(places), bomb.clone().into()];
        let map = Value::Map(vec![
            (int(1), "wx".into()),
            (int(3), "list".into()),
            (int(4), int(seconds + 60)),
            (int(6), int(seconds)),
            (int(-70_002), Value::Array(bits)),
        ]);
        let mut payload = Vec::new();
        ciborium::into_writer(&map, &mut payload).unwrap();
        let header = coset::HeaderBuilder::new()
            .algorithm(coset::iana::Algorithm::EdDSA)
            .key_id(cwt::Signer::kid(&city.key).0.to_vec());
        let sealed = coset::CoseSign1Builder::new()
            .protected(header.build())
            .payload(payload)
            .create_signature(b"", |message| {
                cwt::Signer::sign(&city.key, message).unwrap().to_vec()
            });
        let bytes = coset::CborSerializable::to_vec(sealed.build()).unwrap();
        let opened = Revocations::open(&bytes, &keys, morning());
        assert_eq!(opened, Err(cwt::revocation::ListError::Format), "{places}");
    }
}
