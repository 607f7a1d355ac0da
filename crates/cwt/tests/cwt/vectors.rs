//! The reference vectors, made by two other programs that agree with each other.

use std::path::{Path, PathBuf};

use cwt::{
    Algorithm, Audience, Claims, Class, DayKey, Gate, GateClock, KeyTable, Kid, Pass, Revocations,
    Rules, SoftwareKey, Step, TrustedKey, gate::Proof,
};
use kernel::{AreaCode, Timestamp};
use serde_json::Value;

/// Below `$YILU_SHARED`, or below a folder `shared` beside the checkout.
fn vectors() -> Option<Value> {
    let named = std::env::var_os("YILU_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("shared"));
    let mut found =
        named.into_iter().chain(beside).map(|dir| dir.join("data/vectors/pass_cwt.json"));
    let Some(path) = found.find(|path| path.exists()) else {
        println!("skipped: pass_cwt is not in $YILU_SHARED/data/vectors nor beside the checkout");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn bytes<const N: usize>(value: &Value) -> [u8; N] {
    unhex(value).try_into().unwrap()
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    text.chunks(2).map(byte).collect()
}

fn key(vectors: &Value) -> SoftwareKey {
    let seed = bytes(&vectors["test_only_keys"]["ed25519_seed"]);
    SoftwareKey::from_secret(Kid([0x26, 0x11]), Algorithm::EdDsa, &seed).unwrap()
}

fn gate(vectors: &Value) -> Gate {
    let key = key(vectors);
    assert_eq!(key.public().as_bytes(), bytes::<32>(&vectors["test_only_keys"]["ed25519_public"]));
    let trusted = TrustedKey {
        kid: Kid([0x26, 0x11]),
        key: key.public().clone(),
        issuer: "wx".parse().unwrap(),
        from: Timestamp::from_seconds(0),
        until: Timestamp::from_seconds(4_000_000_000),
        areas: vec![AreaCode::NATION],
        guests: None,
    };
    let area: AreaCode = vectors["gate_area"].to_string().parse().unwrap();
    let rules = Rules::new(Audience::GATE, area).taking_all(Proof::Picture);
    assert_eq!(vectors["skew_allowance_s"], rules.skew_seconds);
    Gate::new(rules, KeyTable::new([trusted]))
}

fn claims(vectors: &Value) -> Claims {
    Claims {
        issuer: "wx".parse().unwrap(),
        audience: Audience::GATE,
        expires: Timestamp::from_seconds(1_795_305_600),
        not_before: Timestamp::from_seconds(1_795_219_140),
        cti: vectors["rotating"]["cti"].as_str().unwrap().parse().unwrap(),
        class: Class::try_from(1).unwrap(),
        area: "320211".parse().unwrap(),
        holder: None,
    }
}

#[test]
fn every_vector_gets_the_verdict_it_expects() {
    let Some(vectors) = vectors() else { return };
    let mut wrong = Vec::new();
    for vector in vectors["vectors"].as_array().unwrap() {
        let at = Timestamp::from_seconds(vector["verify_at"].as_i64().unwrap());
        let text = vector["qr_text"].as_str().unwrap();
        let said = gate(&vectors).check(text, GateClock::Known(at)).code();
        if vector["expect"] != said {
            wrong.push(format!("{}: {said}, not {}", vector["name"], vector["expect"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(vectors["vectors"].as_array().unwrap().len(), 19);
}

#[test]
fn our_pass_has_the_same_bytes_as_the_reference() {
    let Some(vectors) = vectors() else { return };
    let pass = Pass::issue(&claims(&vectors), &key(&vectors)).unwrap();
    assert_eq!(pass.cose(), unhex(&vectors["cose_sign1_hex"]));
    assert_eq!(vectors["vectors"][0]["qr_text"], pass.text());
}

#[test]
fn our_rotating_code_is_the_same_as_the_reference() {
    let Some(vectors) = vectors() else { return };
    let rotating = &vectors["rotating"];
    let day_key = DayKey::from_bytes(bytes(&rotating["K_day"]));
    let claims = claims(&vectors);
    let pass_key = day_key.pass_key(claims.cti);
    let expected = &rotating["sha256"];
    assert_eq!(*pass_key.as_bytes(), bytes(&expected["K_pass"]));
    for code in expected["codes"].as_array().unwrap() {
        let step = Step::at(Timestamp::from_seconds(code["at"].as_i64().unwrap()));
        assert_eq!(code["step"], step.0);
        assert_eq!(pass_key.code(step), bytes(&code["mac8"]));
    }
    let now = Timestamp::from_seconds(1_795_219_200);
    let pass = Pass::issue(&claims, &key(&vectors)).unwrap();
    let text = pass.rotating(&pass_key, Step::at(now));
    assert_eq!(rotating["qr_text_example"], text);
    let mut gate = gate(&vectors);
    gate.rules = gate.rules.clone().taking_all(Proof::Rotating);
    gate.day_keys.insert(claims.issuer, claims.area, claims.not_before.day(), day_key);
    let mut said = |seconds| gate.check(&text, GateClock::Known(now.plus_seconds(seconds))).code();
    assert_eq!(said(59), "accept");
    assert_eq!(said(59), "reject_replay");
}

#[test]
fn base45_is_read_as_the_standard_says() {
    let Some(vectors) = vectors() else { return };
    let gate = gate(&vectors);
    let now = GateClock::Known(Timestamp::from_seconds(1_795_219_200));
    for invalid in vectors["base45_invalid"].as_array().unwrap() {
        let whole = vectors["vectors"][0]["qr_text"].as_str().unwrap();
        let text = [whole, invalid.as_str().unwrap()].concat();
        assert_eq!(gate.peek(&text, now).code(), "reject_format", "{invalid}");
    }
}

/// Random bitmaps of the reference sizes pack nearly as small as with the C library.
#[test]
fn lists_of_revoked_passes_are_as_small_as_the_reference() {
    let Some(vectors) = vectors() else { return };
    let moment = kernel::Moment::seeded(Timestamp::from_seconds(1_795_219_200), 1);
    for size in vectors["revocation_bitmap"].as_array().unwrap() {
        let places = u32::try_from(size["passes"].as_u64().unwrap()).unwrap();
        let at = moment.now();
        let issuer = "wx".parse().unwrap();
        let mut list = Revocations::new(issuer, 1, at, at.plus_hours(24), places);
        let share = size["revoked_fraction"].as_f64().unwrap();
        let wanted = kernel::count::round(f64::from(places) * share);
        let mut revoked = 0;
        while revoked < wanted {
            let index = u32::try_from(moment.below(places.into())).unwrap();
            revoked += i64::from(!list.is_revoked(index));
            list.set(index, true);
        }
        assert_eq!(i64::from(list.count()), wanted);
        let signed = list.seal(&key(&vectors)).unwrap().len();
        let reference = usize::try_from(size["zlib_bytes"].as_u64().unwrap()).unwrap();
        assert!(signed < reference + reference / 4 + 130, "{size}: {signed} bytes");
    }
}
