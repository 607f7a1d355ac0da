//! Sign-in by password.

use contracts::PersonId;
use kernel::{Moment, Timestamp};

use super::support::{City, noon, on_each_store, vault};
use crate::{
    NewPerson, SessionKind,
    membership::{Issuer, NewMembership, grant},
    password::{Hasher, LookedUp, SignIn, StaffRules, finish, look_up, set_password},
    people::{PersonKind, create_person},
    session,
    vault::Error,
};

pub const PASSWORD: &str = "桥头第三棵树下的红邮筒";

/// Cheap enough for a test.
pub fn hasher() -> Hasher {
    Hasher::new(64, 1, 1).unwrap()
}

pub fn rules() -> StaffRules {
    StaffRules { second_factor_roles: ["auditor".to_owned()].into() }
}

/// A member of staff with login `wangli`, the password and a post.
pub fn staff(city: &City<'_>, role: &'static str) -> PersonId {
    let hash = hasher().hash(&Moment::seeded(noon(), 5), PASSWORD, &["wangli"]).unwrap();
    city.write(move |tx| {
        let person = NewPerson {
            kind: PersonKind::Staff,
            phone: Some(super::support::phone()),
            ..NewPerson::default()
        };
        let person = create_person(tx, &vault(), &person)?;
        vault().set_login(tx, person, "WangLi")?;
        set_password(tx, person, &hash, None)?;
        let post = NewMembership {
            person,
            unit: super::support::unit(1),
            unit_kind: "street".into(),
            role: role.into(),
            area: super::support::area("440305001"),
            from: noon().day(),
            until: None,
        };
        match grant(tx, Issuer::Program, &post) {
            Ok(_) => Ok(person),
            Err(error) => panic!("{error}"),
        }
    })
}

pub fn sign_in(
    city: &City<'_>,
    now: Timestamp,
    login: &str,
    password: &str,
    second: Option<&str>,
) -> SignIn {
    let login = login.to_owned();
    let found = city.read(move |db| Ok(look_up(db, &vault(), &hasher(), &login, now)?));
    let candidate = match found {
        LookedUp::Check(candidate) => candidate,
        LookedUp::RetryAfter(seconds) => return SignIn::RetryAfter(seconds),
    };
    let (checked, second) = (candidate.check(password), second.map(str::to_owned));
    city.at(now, move |tx| finish(tx, &vault(), &rules(), &checked, second.as_deref(), "Windows"))
        .unwrap()
}

#[test]
fn login_name_and_phone_both_open_and_the_session_carries_the_post() {
    on_each_store(|city| {
        let person = staff(city, "clerk");
        for login in ["wangli", " WANGLI ", "139 8765 2231"] {
            let SignIn::SignedIn(begun) = sign_in(city, noon(), login, PASSWORD, None) else {
                panic!("{login} is refused")
            };
            let cookie = begun.token.cookie();
            let actor = city.read(move |db| Ok(session::find(db, &cookie, noon())?)).unwrap();
            assert_eq!((actor.person, begun.kind), (person, SessionKind::Staff));
            assert!(actor.is_staff());
        }
        for (login, password) in [("wangli", "wrong"), ("nobody", PASSWORD), ("", "")] {
            let refused = sign_in(city, noon(), login, password, None);
            assert!(matches!(refused, SignIn::Refused), "{login} {refused:?}");
        }
    });
}

#[test]
fn five_failures_lock_known_and_unknown_logins_alike_and_a_success_wipes_them() {
    on_each_store(|city| {
        staff(city, "clerk");
        for login in ["wangli", "nobody"] {
            for _ in 0..5 {
                assert!(matches!(sign_in(city, noon(), login, "wrong", None), SignIn::Refused));
            }
            let locked = sign_in(city, noon(), login, PASSWORD, None);
            assert!(matches!(locked, SignIn::RetryAfter(60)), "{login}: {locked:?}");
        }
        let by_phone = sign_in(city, noon(), super::support::PHONE, PASSWORD, None);
        assert!(matches!(by_phone, SignIn::RetryAfter(_)), "the phone gives no further guesses");
        let later = noon().plus_seconds(61);
        assert!(matches!(sign_in(city, later, "wangli", "wrong", None), SignIn::Refused));
        let doubled = sign_in(city, later, "wangli", PASSWORD, None);
        assert!(matches!(doubled, SignIn::RetryAfter(120)), "{doubled:?}");
        let free = later.plus_seconds(120);
        assert!(matches!(sign_in(city, free, "wangli", PASSWORD, None), SignIn::SignedIn(_)));
        assert!(matches!(sign_in(city, free, "wangli", "wrong", None), SignIn::Refused));
        assert!(matches!(sign_in(city, free, "wangli", PASSWORD, None), SignIn::SignedIn(_)));
    });
}

#[test]
fn guesses_sent_together_are_counted_one_after_another() {
    on_each_store(|city| {
        staff(city, "clerk");
        let read = || city.read(|db| Ok(look_up(db, &vault(), &hasher(), "wangli", noon())?));
        let candidates: Vec<_> = (0..9).map(|_| read()).collect();
        let mut answers = Vec::new();
        for (number, found) in candidates.into_iter().enumerate() {
            let LookedUp::Check(candidate) = found else { panic!("locked too early") };
            let checked = candidate.check(if number == 8 { PASSWORD } else { "wrong" });
            answers.push(
                city.write(move |tx| finish(tx, &vault(), &rules(), &checked, None, "Windows")),
            );
        }
        assert!(matches!(answers[4], SignIn::Refused));
        assert!(matches!(answers[5], SignIn::RetryAfter(_)));
        assert!(matches!(answers[8], SignIn::RetryAfter(_)), "even the right password waits");
    });
}

#[test]
fn a_new_password_ends_other_sessions_and_sign_ins_under_way() {
    on_each_store(|city| {
        let person = staff(city, "clerk");
        let SignIn::SignedIn(old) = sign_in(city, noon(), "wangli", PASSWORD, None) else {
            panic!("refused")
        };
        let found = city.read(|db| Ok(look_up(db, &vault(), &hasher(), "wangli", noon())?));
        let LookedUp::Check(candidate) = found else { panic!("locked") };
        let checked = candidate.check(PASSWORD);

        let hash = hasher().hash(&Moment::seeded(noon(), 6), "another long sentence", &[]).unwrap();
        city.write(move |tx| Ok::<_, Error>(set_password(tx, person, &hash, None)?));
        let late = city.write(move |tx| finish(tx, &vault(), &rules(), &checked, None, "Windows"));
        assert!(matches!(late, SignIn::Refused));
        let cookie = old.token.cookie();
        assert!(city.read(move |db| Ok(session::find(db, &cookie, noon())?)).is_none());
    });
}
