//! Who gets a pass, and what is kept of it.

use access::Action;
use contracts::{Event, UnitId};
use kernel::AreaCode;
use passes::{
    issue::{self, Asked, IssueError, Visitor},
    keyring,
    read::{self, What},
    revoke, spoken,
    store::{self, cards, tokens},
};

use crate::town::{CITY, COMMUNITY, code, each_town, from_text};

#[test]
fn a_rider_gets_a_gate_pass_on_the_first_day_and_the_same_one_again() {
    each_town(|town| {
        let rider = town.rider();
        let card = town.issue(rider);
        assert_eq!((card.kind.as_str(), card.area), ("gate", CITY.parse().unwrap()));
        town.clock.set(town.now().plus_days(10));
        let again = town.issue(rider);
        assert_eq!(again.id, card.id);
        assert_eq!(again.until, town.now().plus_days(365), "asking again renews it");
        // What a desk gives out, and what is for members, is not given to a rider who asks.
        for kind in ["certificate", "member", "visitor", "nothing"] {
            assert!(matches!(town.try_issue(rider, kind), Err(IssueError::NotFound)), "{kind}");
        }
        assert!(town.try_issue(rider, "vehicle").is_ok());
    });
}

#[test]
fn a_token_says_nothing_of_the_person_and_changes_place_each_day() {
    each_town(|town| {
        let rider = town.rider();
        town.issue(rider);
        let phone = town.phone(rider);
        let days = &phone.passes[0].days;
        assert_eq!(days.len(), 2, "today's and tomorrow's");
        assert_eq!(days[0].until, days[1].from, "without a gap at midnight");
        assert_ne!(days[0].slot, days[1].slot);
        let bytes = from_text(&days[0].token);
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!holds(rider.as_bytes()) && !holds(phone.passes[0].id.as_bytes()));
        assert!(days[0].token.len() + 18 <= 221, "version 8 at level M, {}", days[0].token.len());
        let again = town.phone(rider);
        assert_eq!(again.passes[0].days[0].token, days[0].token, "one token a day");
    });
}

#[test]
fn a_visitor_gets_in_for_a_day_and_only_there() {
    each_town(|town| {
        let area: AreaCode = COMMUNITY.parse().unwrap();
        let desk = town.desk.clone();
        let given = town.write(move |tx| issue::visit(tx, &desk, area, "203.0.113.7")).unwrap();
        let Visitor::Given(card, secret) = given else { panic!("too many") };
        assert_eq!((card.area, card.person), (area, None));
        let (shown, now) = (secret.clone(), town.now());
        let found = town.read(move |db| issue::of_visitor(db, &shown, now)).unwrap();
        assert_eq!(found.id, card.id);
        let tomorrow = town.now().plus_hours(25);
        assert!(town.read(move |db| issue::of_visitor(db, &secret, tomorrow)).is_none());
        let desk = town.desk.clone();
        let tokens = town.write(move |tx| issue::tokens_of(tx, &desk, &card)).unwrap();
        let ends: Vec<_> = tokens.iter().map(|token| token.expires_at).collect();
        assert_eq!(ends.last(), Some(&town.now().plus_hours(24)), "not a minute longer");
        // One address cannot empty the list.
        let mut refused = 0;
        for _ in 0..70 {
            let desk = town.desk.clone();
            let given = town.write(move |tx| issue::visit(tx, &desk, area, "203.0.113.7")).unwrap();
            refused += usize::from(matches!(given, Visitor::RetryAfter(_)));
        }
        assert_eq!(refused, 11);
    });
}

#[test]
fn the_holder_alone_sees_who_read_the_pass() {
    each_town(|town| {
        let (rider, other) = (town.rider(), town.rider());
        let card = town.issue(rider);
        let gate = town.gate(COMMUNITY, catalogue::Audience::Gate);
        let mut engine = town.engine(&gate);
        let cwt::Verdict::Accept(entry) =
            engine.check(&code(town, &town.phone(rider)), town.clock())
        else {
            panic!("refused")
        };
        let told = town.upload(&gate, vec![town.scan(&entry)]);
        assert_eq!(told.taken, 1);
        let (desk, permit, id) = (town.desk.clone(), town.permit(rider), card.id);
        let reads = town.read(move |db| Ok(read::of(db, &desk, &permit, id))).unwrap();
        assert_eq!(reads.len(), 1);
        assert_eq!((reads[0].1.as_str(), reads[0].0.what), ("东门", What::Checked));
        let (desk, permit) = (town.desk.clone(), town.permit(other));
        let stolen = town.read(move |db| Ok(read::of(db, &desk, &permit, id)));
        assert!(matches!(stolen, Err(IssueError::NotFound)));
        // What is kept is sealed: the gate's id is nowhere in it.
        let sealed = town.read(move |db| store::reads::of_card(db, id, 10));
        let part = gate.id.as_bytes();
        assert!(!sealed[0].windows(16).any(|window| window == part));
        // And the entry knows no person, no card and no token.
        let columns = "SELECT gate, at, class, verdict, way FROM passes_entries";
        let rows = town.read(move |db| db.query(columns, &[], |row| row.get::<String>(3)));
        assert_eq!(rows, ["accept"]);
    });
}

#[test]
fn a_lost_pass_ends_by_its_holder_or_by_the_street_and_an_erased_person_has_none() {
    each_town(|town| {
        let (rider, other) = (town.rider(), town.rider());
        let card = town.issue(rider);
        let (permit, id) = (town.permit(other), card.id);
        let stolen = town.write(move |tx| revoke::give_back(tx, &permit, id));
        assert!(matches!(stolen, Err(revoke::RevokeError::NotFound)));
        let short = spoken::short(town.phone(rider).passes[0].days[0].slot);
        let permit = town.clerk(Action::PassIssue, CITY);
        let ended = town.write(move |tx| revoke::revoke(tx, &permit, &short, "lost")).unwrap();
        assert_eq!((ended.id, ended.revoked_at.is_some()), (card.id, true));
        assert!(town.phone(rider).passes.is_empty());
        let anew = town.issue(rider);
        assert_ne!(anew.id, card.id, "a new one at once");
        let vault = town.desk.vault.clone();
        town.write(move |tx| vault.destroy_key(tx, rider)).unwrap();
        let left = town.read(move |db| cards::all_of(db, rider));
        assert!(left.is_empty());
    });
}

#[test]
fn what_was_given_for_a_job_ends_with_it_and_ones_own_stays() {
    each_town(|town| {
        let (rider, other) = (town.rider(), town.rider());
        let firm = town.office.0.id;
        let for_firm = |who, firm| {
            let (desk, permit) = (town.desk.clone(), town.permit(who));
            let (kind, detail) = ("gate".into(), String::new());
            let asked = Asked { kind, area: None, detail, firm: Some(firm) };
            town.write(move |tx| issue::issue(tx, &desk, &permit, &asked))
        };
        let own = town.issue(rider);
        let [of_job, of_other] = [rider, other].map(|who| for_firm(who, firm).unwrap());
        assert_ne!(own.id, of_job.id, "one's own and one for the job, of the same kind");
        assert_eq!(for_firm(rider, firm).unwrap().id, of_job.id, "asking again renews it");
        let unknown = for_firm(rider, UnitId::from_bytes([9; 16]));
        assert!(matches!(unknown, Err(IssueError::Invalid { field: "firm", .. })));
        let slot = |id| {
            let all = town.phone(rider).passes;
            let pass = all.iter().find(|pass| pass.id == id).unwrap();
            pass.days[0].slot
        };
        let slots = [own.id, of_job.id].map(slot);
        let ended = |person, unit| {
            let on = town.now().day().to_string();
            town.write::<_, storage::Error>(move |tx| {
                tx.emit(&Event::JobEnded { person, unit, on })
            })
            .unwrap();
        };
        ended(rider, UnitId::from_bytes([9; 16]));
        assert_eq!(town.phone(rider).passes.len(), 2, "another firm's job is nothing to it");
        ended(rider, firm);
        let left: Vec<_> = town.phone(rider).passes.iter().map(|pass| pass.id).collect();
        assert_eq!(left, [own.id]);
        assert_eq!(town.phone(other).passes.len(), 1, "somebody else's job goes on");
        let revoked = town.read(|db| tokens::revoked(db, 0));
        let is_revoked = |slot: u32| revoked.iter().any(|(_, known)| *known == slot);
        assert_eq!(slots.map(is_revoked), [false, true], "gates are told");
        ended(rider, firm);
        let again = for_firm(rider, firm).unwrap();
        assert_ne!(again.id, of_job.id, "whoever comes back asks again");
        assert!(of_other.firm == Some(firm) && own.firm.is_none());
    });
}

#[test]
fn places_of_the_list_are_drawn_and_never_given_twice() {
    each_town(|town| {
        let riders: Vec<_> = (0..40).map(|_| town.rider()).collect();
        let mut slots = Vec::new();
        for rider in &riders {
            town.issue(*rider);
            slots.extend(town.phone(*rider).passes[0].days.iter().map(|day| day.slot));
        }
        let mut once = slots.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), slots.len());
        assert_ne!(once, slots, "their order tells nothing");
        let desk = town.desk.clone();
        let ring = town.write(move |tx| keyring::ready(tx, &desk).map(|ring| ring.issuer)).unwrap();
        assert_eq!(ring.as_str(), CITY);
    });
}
