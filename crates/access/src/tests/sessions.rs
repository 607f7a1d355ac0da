//! Sessions, links and rates.

use base64::Engine as _;
use contracts::PersonId;
use kernel::Timestamp;

use super::support::{City, noon, on_each_store, person, vault};
use crate::{
    Actor, SessionKind, link,
    link::DemoMode,
    rate::{self, Rate},
    session::{self, NewSession},
};

fn begin(city: &City<'_>, who: PersonId, kind: SessionKind) -> NewSession {
    city.write(move |tx| Ok(session::begin(tx, who, kind, "Android", "test")?))
}

fn found(city: &City<'_>, session: &NewSession, now: Timestamp) -> Option<Actor> {
    let cookie = session.token.cookie();
    city.read(move |db| Ok(session::find(db, &cookie, now)?))
}

#[test]
fn a_session_ends_when_idle_and_in_any_case_after_its_time() {
    on_each_store(|city| {
        let who = city.worker();
        for (kind, idle, absolute) in [
            (SessionKind::Worker, 30 * 86_400, 365 * 86_400),
            (SessionKind::Staff, 8 * 3_600, 86_400),
        ] {
            let session = begin(city, who, kind);
            assert!(found(city, &session, noon().plus_seconds(idle - 1)).is_some());
            assert!(found(city, &session, noon().plus_seconds(idle)).is_none(), "{kind:?} idle");
            let mut used = noon();
            while used.seconds_since(noon()) < absolute - idle / 2 {
                used = used.plus_seconds(idle / 2);
                let id = session.id;
                city.at(used, move |tx| Ok(session::touch(tx, id)?)).unwrap();
            }
            assert!(found(city, &session, noon().plus_seconds(absolute - 1)).is_some());
            assert!(found(city, &session, noon().plus_seconds(absolute)).is_none(), "{kind:?}");
        }
    });
}

#[test]
fn a_touch_is_written_at_most_every_five_minutes() {
    on_each_store(|city| {
        let session = begin(city, city.worker(), SessionKind::Worker);
        let id = session.id;
        let seen = |after: i64| {
            city.at(noon().plus_seconds(after), move |tx| Ok(session::touch(tx, id)?)).unwrap();
            let active = found(city, &session, noon()).unwrap().session.unwrap();
            active.seen_at.seconds_since(noon())
        };
        assert_eq!([seen(299), seen(300), seen(500), seen(600)], [0, 300, 300, 600]);
        let active = found(city, &session, noon()).unwrap().session.unwrap();
        assert!(!active.needs_touch(noon().plus_seconds(899)));
        assert!(active.needs_touch(noon().plus_seconds(900)));
    });
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner_only() {
    on_each_store(|city| {
        let who = city.worker();
        let [one, two, three] = [0; 3].map(|_| begin(city, who, SessionKind::Worker));
        let id = one.id;
        assert!(!city.write(move |tx| Ok(session::revoke(tx, person(9), id)?)), "not theirs");
        assert!(city.write(move |tx| Ok(session::revoke(tx, who, id)?)));
        assert!(found(city, &one, noon()).is_none());
        let listed = city.read(move |db| Ok(session::sessions_of(db, who, noon())?));
        assert_eq!(listed.len(), 2);
        let keep = two.id;
        assert_eq!(city.write(move |tx| Ok(session::revoke_all(tx, who, Some(keep))?)), 1);
        assert!(found(city, &two, noon()).is_some() && found(city, &three, noon()).is_none());
        city.write(move |tx| vault().destroy_key(tx, who));
        assert!(found(city, &two, noon()).is_none(), "an erased person is signed out");
    });
}

#[test]
fn a_cookie_that_is_no_token_finds_nobody_and_the_token_is_not_stored() {
    on_each_store(|city| {
        let session = begin(city, city.worker(), SessionKind::Worker);
        assert_eq!(session.token.cookie().len(), 43);
        assert_eq!(format!("{:?}", session.token), "SessionToken(…)");
        for cookie in ["", "x", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(city.read(move |db| Ok(session::find(db, cookie, noon())?)).is_none());
        }
        let raw = city.read(|db| {
            let sql = "SELECT token_hash FROM access_sessions";
            Ok(db.query_one(sql, &[], |row| row.get::<Vec<u8>>(0))?)
        });
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        assert_ne!(engine.encode(raw), session.token.cookie());
    });
}

#[test]
fn a_demo_link_works_once_within_a_day() {
    assert!(DemoMode::when(false).is_none());
    on_each_store(|city| {
        let (who, demo) = (city.worker(), DemoMode::when(true).unwrap());
        let issued = || city.write(move |tx| Ok(link::issue(tx, demo, who, SessionKind::Staff)?));
        let redeem = |token: &link::LinkToken, now| {
            let token = token.as_str().to_owned();
            city.at(now, move |tx| Ok(link::redeem(tx, demo, &token, "Chrome")?)).unwrap()
        };
        let token = issued();
        let session = redeem(&token, noon()).unwrap();
        assert_eq!((session.person, session.kind), (who, SessionKind::Staff));
        assert!(redeem(&token, noon()).is_none(), "used");
        assert!(redeem(&issued(), noon().plus_days(1)).is_none(), "too late");
    });
}

#[test]
fn a_window_allows_its_limit_and_then_begins_anew() {
    on_each_store(|city| {
        let hit = |key: &'static str, after: i64| {
            city.at(noon().plus_seconds(after), move |tx| Ok(rate::hit(tx, key, 2, 60)?)).unwrap()
        };
        assert_eq!([hit("a", 0), hit("a", 1)], [Rate::Allowed; 2]);
        assert_eq!(hit("a", 20), Rate::RetryAfter(40));
        assert_eq!(hit("b", 20), Rate::Allowed);
        assert_eq!([hit("a", 60), hit("a", 61)], [Rate::Allowed; 2]);
        assert_eq!(hit("a", 119), Rate::RetryAfter(1));
        let ended = city.at(noon().plus_seconds(85), |tx| Ok(rate::forget_ended(tx)?)).unwrap();
        assert_eq!(ended, 1, "window b is over, the second of a is not");
    });
}
