//! Posts given and ended.

use kernel::Day;

use super::support::{City, area, holder, noon, on_each_store, person, unit};
use crate::{
    Action, MembershipId, Permit, Target,
    membership::{self, Error, Issuer, NewMembership, grant, revoke},
    permit,
};

fn new(role: &str, code: &str) -> NewMembership {
    NewMembership {
        person: person(5),
        unit: unit(3),
        unit_kind: "street".into(),
        role: role.into(),
        area: area(code),
        from: noon().day(),
        until: None,
    }
}

fn given(city: &City<'_>, by: Option<Permit>, post: NewMembership) -> Result<MembershipId, Error> {
    city.store.store.write_blocking(city.stamp(noon()), move |tx| {
        grant(tx, by.as_ref().map_or(Issuer::Program, Issuer::Permit), &post)
    })
}

fn ended(city: &City<'_>, id: MembershipId, until: Day) -> Result<(), Error> {
    city.store.store.write_blocking(city.stamp(noon()), move |tx| {
        revoke(tx, Issuer::Program, id, until, "left the office")
    })
}

fn lead() -> Permit {
    let target = Target::area(area("440305001"));
    permit(&holder("street-lead"), Action::MembershipGrant, &target).unwrap()
}

#[test]
fn a_post_given_counts_and_one_ended_counts_no_more_from_that_day() {
    on_each_store(|city| {
        let id = given(city, Some(lead()), new("clerk", "440305001002")).unwrap();
        let today = noon().day();
        let on = |day: Day| {
            city.read(move |db| Ok(membership::memberships_of(db, person(5), day)?)).len()
        };
        assert_eq!([on(today.plus(-1)), on(today), on(today.plus(9))], [0, 1, 1]);
        ended(city, id, today.plus(3)).unwrap();
        assert_eq!([on(today.plus(2)), on(today.plus(3))], [1, 0]);
        assert!(matches!(ended(city, id, today.plus(4)), Err(Error::EndedAlready)));
        ended(city, id, today).unwrap();
        assert_eq!(on(today), 0, "ending takes effect at once");
        let holders = city.read(move |db| Ok(membership::holders_in(db, unit(3), today.plus(-1))?));
        assert!(holders.is_empty());
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_memberships"), 1);
        let recorded =
            city.read(move |db| Ok(storage::journal::entries_about(db, *id.as_bytes())?));
        assert_eq!(recorded.len(), 3, "the journal keeps every step");
    });
}

#[test]
fn nobody_gives_more_than_they_have() {
    on_each_store(|city| {
        let too_high = given(city, Some(lead()), new("admin", "440305001"));
        assert!(matches!(too_high, Err(Error::RoleTooHigh { .. })));
        let too_wide = given(city, Some(lead()), new("clerk", "440305"));
        assert!(matches!(too_wide, Err(Error::OutsideArea(_))));
        let mut own = new("clerk", "440305001");
        own.person = person(1);
        assert!(matches!(given(city, Some(lead()), own), Err(Error::ToThemselves)));
        let reading =
            permit(&holder("clerk"), Action::CaseRead, &Target::area(area("440305001"))).unwrap();
        let wrong = given(city, Some(reading), new("clerk", "440305001"));
        assert!(matches!(wrong, Err(Error::WrongPermit)));
        let mut backwards = new("clerk", "440305001");
        backwards.until = Some(backwards.from);
        assert!(matches!(given(city, None, backwards), Err(Error::EndsBeforeItBegins)));
        let unknown = ended(city, MembershipId::from_bytes([9; 16]), noon().day());
        assert!(matches!(unknown, Err(Error::NoSuchMembership)));
        assert_eq!(city.count("SELECT CAST(COUNT(*) AS BIGINT) FROM access_memberships"), 0);
    });
}
