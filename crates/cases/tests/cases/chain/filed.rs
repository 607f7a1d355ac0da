//! Filed for a worker: no case before their yes.

use std::{net::IpAddr, sync::Mutex};

use access::{
    Actor,
    code::Requested,
    people::person_of_phone,
    policy::{Reach, reach},
    sms::{self, SmsError, SmsGateway},
};
use cases::{
    chain::{
        self, Agreed, Fact,
        filing::{self, FileError, NewFiling, Standing},
    },
    entry::What,
    holder::Holder,
    report::Receipt,
    store::lists::{self, Filter, Part},
};
use contracts::{CaseId, PersonId};
use kernel::Phone;
use storage::params;

use crate::common::{COMMUNITY, Town, at, code, each_town};

const PHONE: &str = "13987652231";
const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn phone() -> Phone {
    Phone::parse(PHONE).unwrap()
}

fn file(town: &Town, by: &Actor, keeps: bool) -> Result<CaseId, FileError> {
    let report = town.draft("parking", COMMUNITY, "货送到了，四千多运费一直不给");
    let (id, vault) = (report.id, town.vault.clone());
    let sent = town.write(by, move |tx, desk, by| {
        filing::file(tx, desk, &vault, by, NewFiling { report, phone: phone(), keeps }, FROM)
    })?;
    assert_eq!(sent, Requested::Sent { life_seconds: 600 });
    Ok(id)
}

fn confirm(town: &Town, by: &Actor, id: CaseId, code: &str) -> Result<Option<Receipt>, FileError> {
    let (vault, code) = (town.vault.clone(), code.to_owned());
    town.write(by, move |tx, desk, by| filing::confirm(tx, desk, &vault, by, id, &code))
}

/// Why it did not happen.
fn why<T: std::fmt::Debug>(outcome: Result<T, FileError>) -> String {
    match outcome.unwrap_err() {
        FileError::Act(error) => code(Err::<T, _>(error)),
        FileError::Report(error) => error.to_string(),
    }
}

/// Keeps what would be sent.
#[derive(Default)]
struct Kept(Mutex<Vec<String>>);

impl SmsGateway for Kept {
    fn send(&self, to: &Phone, text: &str) -> Result<(), SmsError> {
        assert_eq!(to.reveal(), phone().reveal());
        self.0.lock().unwrap().push(text.to_owned());
        Ok(())
    }
}

/// The code in the last message.
fn sent(town: &Town) -> String {
    let payloads: Vec<String> = town.read(|db| {
        db.query(
            "SELECT payload FROM storage_outbox WHERE topic = 'sms' ORDER BY id",
            params![],
            |row| row.get(0),
        )
    });
    let kept = Kept::default();
    sms::deliver(&town.vault, &kept, payloads.last().unwrap(), town.now()).unwrap();
    let text = kept.0.lock().unwrap().pop().unwrap();
    assert!(text.contains("有人替您反映"), "{text}");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits[..6].to_owned()
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

fn worker(town: &Town) -> PersonId {
    let vault = town.vault.clone();
    town.write(&town.people.clerk, move |tx, _, _| person_of_phone(tx, &vault, &phone())).unwrap()
}

fn standing(town: &Town, id: CaseId) -> Standing {
    town.read(move |db| chain::store::filing(db, id)).unwrap().standing
}

/// Everything that shows up in any list, and every deadline that runs.
fn shown(town: &Town) -> (usize, i64) {
    let now = town.now();
    let all = Reach { everything: true, ..Reach::default() };
    let filter = Filter { part: Part::All, matter: None, owner: None, area: None, among: None };
    town.read(move |db| {
        let lines = lists::page(db, &filter, &all, now, None, 10)?.len();
        let sql = "SELECT COUNT(*) FROM storage_jobs WHERE kind = 'case-clock'";
        Ok((lines, db.query_one(sql, params![], |row| row.get::<i64>(0))?))
    })
}

#[test]
fn before_the_yes_there_is_no_case_and_from_the_yes_on_the_clocks_run() {
    each_town(|town| {
        let people = &town.people;
        assert_eq!(why(file(town, &people.rider, false)), "denied");
        assert_eq!(why(file(town, &people.other_clerk, false)), "denied", "not their area");
        let id = file(town, &people.clerk, false).unwrap();
        town.heard();
        assert_eq!((shown(town), standing(town, id)), ((0, 0), Standing::Waiting));
        assert_eq!(town.tick_at("2026-05-08 17:30"), 0, "nothing waits for an office");
        let send = |town: &Town| {
            let vault = town.vault.clone();
            town.write(&people.clerk, move |tx, _, by| filing::send_again(tx, &vault, by, id, FROM))
        };
        assert_eq!(send(town).unwrap(), Requested::Sent { life_seconds: 600 });
        let code = sent(town);
        assert!(confirm(town, &people.clerk, id, &wrong(&code)).unwrap().is_none());
        assert_eq!(why(confirm(town, &people.community, id, &code)), "not-found");
        assert!(town.heard().is_empty());
        let made = confirm(town, &people.clerk, id, &code).unwrap().unwrap();
        assert_eq!(why(confirm(town, &people.clerk, id, &code)), "not-found", "once");

        assert_eq!(made.id, id);
        let case = town.case(id);
        assert_eq!(case.reporter, Some(worker(town)));
        assert_eq!((case.created_at, case.owner), (at("2026-05-08 17:30"), town.offices.street));
        assert_eq!(case.promised_by.display_minute(), "2026-05-18 17:30", "from the yes on");
        assert_eq!((shown(town), standing(town, id)), ((1, 1), Standing::Claimed));
        let entries = town.entries(id);
        let filed_at = at("2026-05-06 09:00");
        let (by, agreed) = (people.clerk.person, Agreed::Code);
        assert_eq!(entries[1].what, What::Chain(Fact::Filed { by, filed_at, agreed }));
        assert_eq!((entries[0].actor, entries[1].actor), (case.reporter, Some(by)));
        town.assert_folded(id);
    });
}

#[test]
fn the_code_is_worth_nothing_at_the_door_and_five_tries_are_all() {
    each_town(|town| {
        let id = file(town, &town.people.clerk, false).unwrap();
        let code = sent(town);
        let (vault, typed) = (town.vault.clone(), code.clone());
        let door = town
            .write(&town.people.clerk, move |tx, _, _| {
                let rules = access::code::CodeRules::default();
                access::code::verify_code(tx, &vault, &rules, &phone(), &typed, "phone")
            })
            .unwrap();
        assert!(matches!(door, access::code::Verified::Refused));
        for _ in 0..5 {
            let tried = confirm(town, &town.people.clerk, id, &wrong(&code)).unwrap();
            assert!(tried.is_none());
        }
        assert!(confirm(town, &town.people.clerk, id, &code).unwrap().is_none());
    });
}

#[test]
fn a_member_keeps_what_they_filed_and_the_chain_begins_with_the_yes() {
    each_town(|town| {
        let (member, branch) = (town.people.member.person, town.offices.branch);
        let id = file(town, &town.people.member, true).unwrap();
        confirm(town, &town.people.member, id, &sent(town)).unwrap().unwrap();
        let case = town.case(id);
        assert_eq!((case.holder(), case.owner), (Holder::Member(member), branch));
        assert_eq!(town.story(id), ["reported", "chain.filed", "chain.taken"]);
        assert_eq!(case.holdings.len(), 1, "the member's from the first instant");
        let mine = reach(&town.people.member, access::Action::CaseList);
        let theirs = reach(&town.people.other_member, access::Action::CaseList);
        let filter =
            Filter { part: Part::Open, matter: None, owner: None, area: None, among: None };
        let now = town.now();
        let lines = |reach: Reach| {
            let filter = filter.clone();
            town.read(move |db| lists::page(db, &filter, &reach, now, None, 10)).len()
        };
        assert_eq!((lines(mine), lines(theirs)), (1, 0));
        town.assert_folded(id);
    });
}

#[test]
fn signed_in_the_worker_says_yes_or_no() {
    each_town(|town| {
        let id = file(town, &town.people.clerk, false).unwrap();
        let person = worker(town);
        let me = Actor::new(person, None, Vec::new(), town.now().day());
        let (vault, now) = (town.vault.clone(), town.now());
        let waiting =
            town.test.store.read_blocking(move |db| filing::waiting_for(db, &vault, person, now));
        assert_eq!(waiting.unwrap().iter().map(|filing| filing.id).collect::<Vec<_>>(), [id]);
        let agree = |by: &Actor| {
            let vault = town.vault.clone();
            town.write(by, move |tx, desk, by| filing::agree(tx, desk, &vault, by, id))
        };
        assert_eq!(why(agree(&town.people.rider)), "not-found");
        agree(&me).unwrap();
        assert_eq!(town.case(id).reporter, Some(person));

        town.clock.set(at("2026-05-06 09:10"));
        let no = file(town, &town.people.clerk, false).unwrap();
        let vault = town.vault.clone();
        town.write(&me, move |tx, _, by| filing::decline(tx, &vault, by, no)).unwrap();
        let kept = town.read(move |db| chain::store::filing(db, no)).unwrap();
        assert_eq!((kept.standing, kept.report.is_none()), (Standing::Declined, true));
        assert_eq!(kept.phone, None);
    });
}

#[test]
fn what_nobody_agreed_to_in_a_week_lapses_and_is_wiped() {
    each_town(|town| {
        let id = file(town, &town.people.clerk, false).unwrap();
        town.clock.set(at("2026-05-13 08:59"));
        let vault = town.vault.clone();
        let again = town.write(&town.people.clerk, move |tx, _, by| {
            filing::send_again(tx, &vault, by, id, FROM)
        });
        assert_eq!(again.unwrap(), Requested::Sent { life_seconds: 600 });
        let code = sent(town);
        town.clock.set(at("2026-05-13 09:00"));
        assert_eq!(why(confirm(town, &town.people.clerk, id, &code)), "not-found");
        town.write(&town.people.clerk, |tx, _, _| chain::store::lapse_filings(tx)).unwrap();
        let kept = town.read(move |db| chain::store::filing(db, id)).unwrap();
        assert_eq!(kept.standing, Standing::Lapsed);
        assert!(kept.report.is_none() && kept.phone.is_none());
        assert_eq!(shown(town), (0, 0));
    });
}
