//! Sign-in by phone and one-time code.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use kernel::{Moment, Phone, Timestamp};
use storage::Stamp;

use super::support::{City, noon, on_each_store, phone, vault};
use crate::{
    code::{CodeRules, Requested, Verified, request_code, verify_code},
    sms::{self, HttpGateway, SmsError, SmsGateway},
    vault,
};

const ADDRESS: [u8; 4] = [192, 0, 2, 7];

fn ask(city: &City<'_>, now: Timestamp, phone: Phone, from: IpAddr) -> Requested {
    city.at(now, move |tx| request_code(tx, &vault(), &CodeRules::default(), &phone, from)).unwrap()
}

fn give(city: &City<'_>, now: Timestamp, code: &str) -> Verified {
    let code = code.to_owned();
    city.at(now, move |tx| {
        verify_code(tx, &vault(), &CodeRules::default(), &phone(), &code, "Android")
    })
    .unwrap()
}

#[derive(Default)]
struct Caught(Mutex<Vec<(String, String)>>);

impl SmsGateway for Caught {
    fn send(&self, phone: &Phone, text: &str) -> Result<(), SmsError> {
        self.0.lock().unwrap().push((phone.reveal().into(), text.into()));
        Ok(())
    }
}

/// The code in the newest message, delivered as the outbox would.
fn delivered(city: &City<'_>, now: Timestamp) -> Option<String> {
    let waiting = city.read(move |db| Ok(storage::outbox::due(db, now, 100)?));
    let payload = waiting.last().unwrap().payload.clone();
    assert!(!payload.contains(phone().reveal()), "the phone lies open in the outbox");
    let gateway = Caught::default();
    sms::deliver(&vault(), &gateway, &payload, now).unwrap();
    let sent = gateway.0.into_inner().unwrap();
    let (to, text) = sent.first()?;
    assert_eq!(to, phone().reveal());
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 6, "{text}");
    Some(digits)
}

fn signed_in(verified: &Verified) -> bool {
    matches!(verified, Verified::SignedIn(_))
}

#[test]
fn the_first_sign_in_makes_the_person_and_the_next_finds_them() {
    on_each_store(|city| {
        let mut people = Vec::new();
        for now in [noon(), noon().plus_minutes(2)] {
            assert_eq!(
                ask(city, now, phone(), ADDRESS.into()),
                Requested::Sent { life_seconds: 300 }
            );
            let code = delivered(city, now).unwrap();
            let Verified::SignedIn(session) = give(city, now, &format!(" {code} ")) else {
                panic!("a right code is refused")
            };
            people.push(session.person);
            assert!(!signed_in(&give(city, now, &code)), "a code works once");
        }
        assert_eq!(people[0], people[1]);
    });
}

#[test]
fn a_code_is_refused_when_wrong_late_or_tried_too_often() {
    on_each_store(|city| {
        assert!(!signed_in(&give(city, noon(), "000000")), "no code was asked for");
        let sent = ask(city, noon(), phone(), ADDRESS.into());
        assert_eq!(sent, Requested::Sent { life_seconds: 300 });
        let code = delivered(city, noon()).unwrap();
        assert!(!signed_in(&give(city, noon().plus_seconds(300), &code)), "too late");
        assert_eq!(delivered(city, noon().plus_seconds(300)), None, "a late message is dropped");
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert!(!signed_in(&give(city, noon(), wrong)));
        }
        assert!(!signed_in(&give(city, noon(), &code)), "five tries are all there are");
    });
}

#[test]
fn requests_are_limited_by_phone_and_by_address() {
    on_each_store(|city| {
        let sent = Requested::Sent { life_seconds: 300 };
        assert_eq!(ask(city, noon(), phone(), ADDRESS.into()), sent);
        assert_eq!(
            ask(city, noon().plus_seconds(10), phone(), ADDRESS.into()),
            Requested::RetryAfter(50)
        );
        for minute in 1..5 {
            assert_eq!(ask(city, noon().plus_minutes(minute), phone(), ADDRESS.into()), sent);
        }
        let wait = ask(city, noon().plus_minutes(6), phone(), ADDRESS.into());
        assert_eq!(wait, Requested::RetryAfter(54 * 60));
        assert_eq!(ask(city, noon().plus_minutes(60), phone(), ADDRESS.into()), sent);

        // One customer of an IPv6 network has 2^64 addresses: they count as one.
        let mut refused = 0;
        for number in 0..40_u16 {
            let address = IpAddr::from([0x2001, 0xdb8, 0, 7, 0, 0, 0, number]);
            let phone = Phone::parse(&format!("136000000{number:02}")).unwrap();
            refused += i32::from(ask(city, noon(), phone, address) != sent);
        }
        assert_eq!(refused, 10);
    });
}

#[test]
fn one_code_signs_in_once_under_twenty_tries_at_the_same_moment() {
    on_each_store(|city| {
        let rules = CodeRules { tries_max: 50, ..CodeRules::default() };
        assert_ne!(ask(city, noon(), phone(), ADDRESS.into()), Requested::RetryAfter(0));
        let code = Arc::new(delivered(city, noon()).unwrap());
        let threads: Vec<_> = (0..20)
            .map(|seed| {
                let (store, code, rules) =
                    (city.store.store.clone(), Arc::clone(&code), rules.clone());
                std::thread::spawn(move || {
                    let stamp = Stamp::system(Moment::seeded(noon(), 1_000 + seed), "test");
                    store.write_blocking(stamp, move |tx| {
                        verify_code(tx, &vault(), &rules, &phone(), &code, "Android")
                    })
                })
            })
            .collect();
        let outcomes: Vec<Result<Verified, vault::Error>> =
            threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let won = outcomes.iter().filter(|outcome| outcome.as_ref().is_ok_and(signed_in)).count();
        assert_eq!(won, 1);
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_sessions"), 1);
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_persons"), 1);
    });
}

#[test]
fn the_gateway_takes_no_address_that_would_send_codes_in_the_clear() {
    for url in ["http://sms.example.cn/send", "http://localhost.example.cn", "ftp://x", ""] {
        assert!(matches!(HttpGateway::new(url, "t"), Err(SmsError::Setup(_))), "{url}");
    }
    assert!(HttpGateway::new("https://sms.example.cn/send", "t").is_ok());
}

#[test]
fn the_gateway_posts_json_with_the_token_and_tells_refusal_from_silence() {
    use std::io::{Read as _, Write as _};
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/send", server.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for status in ["200 OK", "429 Too Many Requests"] {
            let (mut client, _) = server.accept().unwrap();
            let mut text = String::new();
            while !text.contains("验证码") {
                let mut buffer = [0; 2_048];
                let read = client.read(&mut buffer).unwrap();
                text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            write!(client, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .unwrap();
            asked.push(text);
        }
        asked
    });
    let gateway = HttpGateway::new(&url, "secret").unwrap();
    assert!(gateway.send(&phone(), "验证码 123456").is_ok());
    let refused = gateway.send(&phone(), "验证码 123456");
    assert!(matches!(refused, Err(SmsError::Refused(429))), "{refused:?}");
    let asked = thread.join().unwrap();
    let (_, body) = asked[0].split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["phone"], "+8613987652231");
    assert!(asked[0].to_lowercase().contains("authorization: bearer secret"));
    let silent = gateway.send(&phone(), "验证码").unwrap_err();
    assert!(matches!(silent, SmsError::Unreachable(_)));
    assert!(!silent.to_string().contains(phone().reveal()));
}
