//! Codes of an authenticator, and what stands in for them.

use kernel::Timestamp;
use totp_rs::{Builder, Secret};

use super::{
    passwords::{PASSWORD, sign_in, staff},
    support::{City, noon, on_each_store, vault},
};
use crate::{
    Actor, SessionKind,
    password::SignIn,
    session,
    totp::{Confirmed, confirm, enrol},
};

fn code(secret: &str, now: Timestamp) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.seconds()).unwrap()).to_string()
}

/// Enrols an auditor, for whom the factor is compulsory.
fn enrolled(city: &City<'_>) -> (String, Confirmed) {
    staff(city, "auditor");
    let SignIn::MustEnrol(begun) = sign_in(city, noon(), "wangli", PASSWORD, None) else {
        panic!("an auditor came in without a second factor")
    };
    assert_eq!(begun.kind, SessionKind::Enrolling);
    let cookie = begun.token.cookie();
    let actor: Actor = city.read(move |db| Ok(session::find(db, &cookie, noon())?)).unwrap();
    assert!(!actor.is_staff(), "an enrolling session carries no post");
    let asking = actor.clone();
    let enrolment = city.write(move |tx| {
        enrol(tx, &vault(), &asking, "驿路", "wangli").map_err(|error| panic!("{error}"))
    });
    let secret = enrolment.secret_base32.to_string();
    assert!(enrolment.url.starts_with("otpauth://totp/%E9%A9%BF%E8%B7%AF:wangli?secret="));
    let (asking, right) = (actor.clone(), code(&secret, noon()));
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let refused = city.write(move |tx| confirm(tx, &vault(), &asking, wrong, "Windows"));
    assert!(refused.is_none());
    let confirmed = city.write(move |tx| confirm(tx, &vault(), &actor, &right, "Windows")).unwrap();
    (secret, confirmed)
}

#[test]
fn enrolling_is_compulsory_and_ends_in_a_full_session() {
    on_each_store(|city| {
        let (_, confirmed) = enrolled(city);
        let begun = confirmed.session.unwrap();
        let cookie = begun.token.cookie();
        let actor = city.read(move |db| Ok(session::find(db, &cookie, noon())?)).unwrap();
        assert!(actor.is_staff());
        let alive = city.read(move |db| Ok(session::sessions_of(db, actor.person, noon())?));
        assert_eq!(alive.len(), 1, "the enrolling session is over");
    });
}

#[test]
fn a_code_counts_one_step_either_way_and_each_step_once() {
    on_each_store(|city| {
        let (secret, _) = enrolled(city);
        let open = |now, code: &str| {
            let answer = sign_in(city, now, "wangli", PASSWORD, Some(code));
            matches!(answer, SignIn::SignedIn(_))
        };
        let needed = sign_in(city, noon(), "wangli", PASSWORD, None);
        assert!(matches!(needed, SignIn::SecondFactorNeeded));
        assert!(!open(noon(), &code(&secret, noon())), "the enrolling code was used up");
        let later = noon().plus_minutes(5);
        assert!(!open(later, &code(&secret, later.plus_seconds(-90))), "three steps late");
        assert!(open(later, &code(&secret, later.plus_seconds(-30))), "one step late");
        assert!(open(later, &code(&secret, later)));
        assert!(!open(later, &code(&secret, later)), "used already");
        assert!(!open(later, &code(&secret, later.plus_seconds(-30))), "older than the last used");
        assert!(open(later, &code(&secret, later.plus_seconds(30))), "one step early");
        let wrong_password =
            sign_in(city, later, "wangli", "wrong", Some(&code(&secret, later.plus_seconds(60))));
        assert!(matches!(wrong_password, SignIn::Refused));
    });
}

#[test]
fn a_recovery_code_stands_in_once() {
    on_each_store(|city| {
        let (_, confirmed) = enrolled(city);
        assert_eq!(confirmed.recovery_codes.len(), 10);
        let spare = confirmed.recovery_codes[3].to_lowercase();
        let first = sign_in(city, noon(), "wangli", PASSWORD, Some(&spare));
        assert!(matches!(first, SignIn::SignedIn(_)), "{first:?}");
        let again = sign_in(city, noon(), "wangli", PASSWORD, Some(&spare));
        assert!(matches!(again, SignIn::Refused), "{again:?}");
    });
}
