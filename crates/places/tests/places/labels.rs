//! Labels: places are assessed in batches, merchants pause, a compound that bans riders loses it.

use std::sync::{Arc, Mutex};

use access::{Actor, Membership, Permit};
use contracts::{CaseId, Event, UnitId};
use places::{
    Fault, Place, PlaceId,
    label::{
        BatchId, Mark, Standing,
        assess::{self, NewBatch},
        complain::{self, Complaint},
        stand,
    },
    port::{CaseStanding, Cases, NewCase},
    store::labels as books,
};
use storage::{Db, Error, Reaction, Tx};

use crate::town::{STREET, Town, area, code, draft, each_town_with, north};

/// What was told to those who give discounts: place, and whether they stopped.
type Heard = Arc<Mutex<Vec<(PlaceId, bool)>>>;

fn listener(heard: &Heard) -> Reaction {
    let heard = Arc::clone(heard);
    Arc::new(move |_, event| {
        match event {
            Event::OffersStopped { place } => heard.lock().unwrap().push((*place, true)),
            Event::OffersResumed { place } => heard.lock().unwrap().push((*place, false)),
            _ => {}
        }
        Ok(())
    })
}

fn each(story: impl Fn(&Town, &Heard)) {
    let heard = Heard::default();
    let catalogue = crate::town::catalogue;
    let reactions = || vec![listener(&heard), places::reaction(catalogue)];
    each_town_with(&reactions, |town| {
        heard.lock().unwrap().clear();
        story(town, &heard);
    });
}

fn shop(town: &Town, code: &str) -> Place {
    let mut shop = draft(code, "老街面馆", north(30.0));
    shop.kind = "爱心商户".into();
    town.open(shop).unwrap()
}

fn batch(town: &Town, name: &str) -> Result<assess::Batch, Fault> {
    batch_of(town, "trusted-merchant", name)
}

fn batch_of(town: &Town, label: &str, name: &str) -> Result<assess::Batch, Fault> {
    let new = NewBatch {
        id: town.moment().id(),
        label: label.into(),
        name: name.into(),
        body: "湖滨商圈党委、市场监管所".into(),
        area: area(STREET),
        on: town.moment().now().day(),
        until: None,
        recheck: None,
    };
    town.write(&town.clerk, move |tx, desk, by| assess::open(tx, desk, by, new))
}

fn marks(good: [bool; 3]) -> Vec<Mark> {
    let notes = ["进货无票据", "另收打包费", "分量不足"];
    ["food", "price", "quality"]
        .into_iter()
        .zip(good)
        .zip(notes)
        .map(|((criterion, good), note)| Mark {
            criterion: criterion.into(),
            good,
            note: if good { String::new() } else { note.into() },
        })
        .collect()
}

fn assess(
    town: &Town,
    by: &Actor,
    batch: BatchId,
    place: PlaceId,
    marks: Vec<Mark>,
) -> Result<bool, Fault> {
    town.write(by, move |tx, desk, by| {
        assess::assess(tx, desk, by, batch, place, marks).map(|found| found.passed())
    })
}

fn standing(town: &Town, place: PlaceId) -> Standing {
    let today = town.moment().now().day();
    let label = town.read(move |db| books::find(db, place));
    label.map_or(Standing::Unknown, |label| label.standing(today))
}

#[test]
fn a_batch_is_assessed_on_three_criteria_and_a_failed_recheck_stops_the_discount_the_same_day() {
    each(|town, heard| {
        let (good, poor) = (shop(town, "M-1"), shop(town, "M-2"));
        let first = batch(town, "2026年第一批").unwrap();
        assert_eq!(first.until, first.on.plus(365));
        assert!(assess(town, &town.clerk, first.id, good.id, marks([true; 3])).unwrap());
        assert!(!assess(town, &town.clerk, first.id, poor.id, marks([true, false, true])).unwrap());
        assert_eq!(standing(town, good.id), Standing::Labelled);
        assert_eq!(standing(town, poor.id), Standing::Taken);
        assert_eq!(*heard.lock().unwrap(), [(poor.id, true)]);
        let again = assess(town, &town.clerk, first.id, good.id, marks([false; 3]));
        assert!(matches!(again, Err(Fault::Settled)), "an assessment is never changed");
        // The re-check, half a year later: one criterion is not good any more.
        town.clock.set(town.moment().now().plus_days(180));
        let (area, today) = (area(STREET), town.moment().now().day());
        assert_eq!(town.read(move |db| books::due(db, &area, today, 9)), [good.id]);
        let second = batch(town, "2027年复查").unwrap();
        assert!(
            !assess(town, &town.clerk, second.id, good.id, marks([false, true, true])).unwrap()
        );
        assert_eq!(standing(town, good.id), Standing::Taken);
        assert_eq!(*heard.lock().unwrap(), [(poor.id, true), (good.id, true)]);
        assert!(
            town.read(move |db| books::labelled(db, ("trusted-merchant", &area), today, "", 9))
                .is_empty()
        );
        // Both come back by passing; everything stays in the history.
        let third = batch(town, "2027年第二批").unwrap();
        assert!(assess(town, &town.clerk, third.id, good.id, marks([true; 3])).unwrap());
        assert_eq!(heard.lock().unwrap().last(), Some(&(good.id, false)));
        let id = good.id;
        let steps = town.read(move |db| books::steps(db, id, 9));
        let steps: Vec<&str> = steps.iter().map(|step| step.what.as_str()).collect();
        assert_eq!(steps, ["passed", "failed", "passed"]);
        let found = town.read(move |db| books::last_assessment(db, id)).unwrap();
        assert_eq!((found.batch, found.marks.len()), (third.id, 3));
    });
}

#[test]
fn whoever_keeps_a_merchant_pauses_it_and_cannot_label_it() {
    each(|town, heard| {
        let shop = shop(town, "M-1");
        let firm = owner(town, &shop);
        let batch = batch(town, "第一批").unwrap();
        let own = assess(town, &firm, batch.id, shop.id, marks([true; 3]));
        assert_eq!(code(own), "not-found");
        let stranger = assess(town, &town.stranger, batch.id, shop.id, marks([true; 3]));
        assert_eq!(code(stranger), "not-found");
        assess(town, &town.clerk, batch.id, shop.id, marks([true; 3])).unwrap();
        let id = shop.id;
        let pause = |pauses: bool| {
            town.write(&firm, move |tx, desk, by| stand::pause(tx, desk, by, id, pauses).map(drop))
        };
        pause(true).unwrap();
        assert!(matches!(pause(true), Err(Fault::Settled)));
        assert_eq!(standing(town, id), Standing::Paused);
        pause(false).unwrap();
        assert_eq!(standing(town, id), Standing::Labelled);
        assert_eq!(*heard.lock().unwrap(), [(id, true), (id, false)]);
        let take = |why: &'static str, by: &Actor| {
            town.write(by, move |tx, desk, by| assess::remove(tx, desk, by, id, why).map(drop))
        };
        assert_eq!(code(take("歇业", &firm)), "not-found");
        assert_eq!(code(take(" ", &town.clerk)), "why:places-text-short");
        take("转让给别人", &town.clerk).unwrap();
        assert!(matches!(take("再撤一次", &town.clerk), Err(Fault::Settled)));
        assert_eq!(heard.lock().unwrap().last(), Some(&(id, true)));
        // What was taken does not come back by pausing and going on.
        pause(true).unwrap();
        pause(false).unwrap();
        assert_eq!((standing(town, id), heard.lock().unwrap().len()), (Standing::Taken, 3));
    });
}

#[test]
fn every_criterion_has_a_verdict_and_a_poor_one_a_reason() {
    each(|town, _| {
        let shop = shop(town, "M-1");
        let id = batch(town, "第一批").unwrap().id;
        let said = |marks| code(assess(town, &town.clerk, id, shop.id, marks));
        assert_eq!(said(marks([true; 3])[..2].to_vec()), "marks:places-mark-missing");
        let mut poor = marks([true, true, false]);
        poor[2].note.clear();
        assert_eq!(said(poor.clone()), "marks:places-mark-why");
        poor[2].criterion = "taste".into();
        assert_eq!(said(poor), "marks:places-criterion-unknown");
        let station = town.open(draft("S-1", "驿站", north(10.0))).unwrap();
        let no = assess(town, &town.clerk, id, station.id, marks([true; 3]));
        assert_eq!(code(no), "not-found", "a station is no merchant");
        let on = town.moment().now().day();
        let term = |until: i32, recheck: i32| {
            let new = NewBatch {
                id: town.moment().id(),
                label: "trusted-merchant".into(),
                name: "一批".repeat(2),
                body: "街道".into(),
                area: area(STREET),
                on,
                until: Some(on.plus(until)),
                recheck: Some(on.plus(recheck)),
            };
            town.write(&town.clerk, move |tx, desk, by| assess::open(tx, desk, by, new))
        };
        assert_eq!(code(term(366, 100)), "until:places-term-wrong");
        assert_eq!(code(term(100, 101)), "recheck:places-recheck-wrong");
        assert!(term(365, 100).is_ok());
    });
}

#[test]
fn a_term_ends_by_itself() {
    each(|town, heard| {
        let shop = shop(town, "M-1");
        let batch = batch(town, "第一批").unwrap();
        assess(town, &town.clerk, batch.id, shop.id, marks([true; 3])).unwrap();
        assert_eq!(town.tick_at("2027-11-20 23:59"), 0, "the last day counts");
        assert!(heard.lock().unwrap().is_empty());
        assert_eq!(town.tick_at("2027-11-21 00:00"), 1);
        assert_eq!(standing(town, shop.id), Standing::Lapsed);
        assert_eq!(*heard.lock().unwrap(), [(shop.id, true)]);
        assert_eq!(town.tick_at("2027-11-21 00:05"), 0);
    });
}

/// Cases that are only counted.
#[derive(Default)]
struct Told(Mutex<Vec<NewCase>>);

impl Cases for Told {
    fn report(&self, _: &mut Tx<'_>, _: &Permit, new: NewCase) -> Result<(), Fault> {
        self.0.lock().unwrap().push(new);
        Ok(())
    }
    fn standing(&self, _: &mut Db<'_>, _: CaseId) -> Result<Option<CaseStanding>, Error> {
        Ok(None)
    }
}

/// A rider whom nobody knows complains, and the form is sent twice.
fn complain(
    town: &Town,
    told: &Arc<Told>,
    place: PlaceId,
    reason: &'static str,
) -> Result<CaseId, Fault> {
    let (told, vault) = (Arc::clone(told), access::Vault::open([7; 32]).unwrap());
    let case = town.moment().id();
    let by = Actor::new(town.moment().id(), None, Vec::new(), town.moment().now().day());
    town.write(&by, move |tx, desk, by| {
        let permit = access::permit(by, access::Action::CaseReport, &access::Target::none())?;
        let new = Complaint { case, place, reason: reason.into(), said: "汤是凉的".into() };
        for _ in 0..2 {
            complain::complain(tx, desk, (told.as_ref(), &vault), &permit, &new)?;
        }
        Ok(case)
    })
}

/// The street answers a case.
fn answer(town: &Town, case: CaseId, upheld: bool) {
    town.write(&town.clerk, move |tx, _, _| Ok(tx.emit(&Event::CaseAnswered { case, upheld })?))
        .unwrap();
}

#[test]
fn three_upheld_complaints_propose_a_recheck_and_name_nobody() {
    each(|town, _| {
        let shop = shop(town, "M-1");
        let first = batch(town, "第一批").unwrap();
        assess(town, &town.clerk, first.id, shop.id, marks([true; 3])).unwrap();
        let told = Arc::new(Told::default());
        let complain = |reason| complain(town, &told, shop.id, reason);
        assert_eq!(code(complain("nothing")), "reason:places-reason-missing");
        let answer = |case, upheld| answer(town, case, upheld);
        let id = shop.id;
        let proposed = || town.read(move |db| books::find(db, id)).unwrap().proposed_at.is_some();
        for upheld in [true, true, false] {
            answer(complain("bad-food").unwrap(), upheld);
        }
        assert!(!proposed(), "two of three");
        let last = complain("bad-price").unwrap();
        answer(town.moment().id(), true);
        assert!(!proposed(), "another case is nothing to it");
        answer(last, true);
        assert!(proposed());
        let (area, today) = (area(STREET), town.moment().now().day());
        assert_eq!(town.read(move |db| books::due(db, &area, today, 9)), [id]);
        assert_eq!(standing(town, id), Standing::Labelled, "it is only looked at again");
        assert_eq!(told.0.lock().unwrap().len(), 4, "sent twice, made once");
        assert!(told.0.lock().unwrap()[0].title.contains("老街面馆"));
        // What was upheld before the new assessment does not count again.
        town.clock.set(town.moment().now().plus_days(1));
        let second = batch(town, "复查").unwrap();
        assess(town, &town.clerk, second.id, id, marks([true; 3])).unwrap();
        answer(complain("bad-food").unwrap(), true);
        assert!(!proposed());
    });
}

#[test]
fn a_friendly_compound_needs_an_agreement_and_loses_its_label_when_it_bans_riders_for_a_week() {
    each(|town, heard| {
        let mut new = draft("C-1", "南山苑", north(30.0));
        new.kind = "compound".into();
        let agreed = places::place::Agreement {
            standing: places::place::Standing::Agreed,
            terms: "居委会、物业与街道三方约定".into(),
            until: None,
        };
        new.detail.agreement = Some(agreed.clone());
        let compound = town.open(new.clone()).unwrap();
        let first = batch_of(town, "friendly-compound", "2026年度").unwrap();
        let marks = |extra: bool| -> Vec<Mark> {
            let codes = [
                ("riders-let-in", true),
                ("place-to-park", true),
                ("way-is-shown", true),
                ("rest-and-charging", true),
                ("riders-asked", extra),
            ];
            let mark = |(code, good): (&str, bool)| Mark {
                criterion: code.into(),
                good,
                note: String::new(),
            };
            codes.map(mark).into()
        };
        let early = assess(town, &town.clerk, first.id, compound.id, marks(true));
        assert_eq!(code(early), "place:places-agreement-missing");
        let (id, edition) = (compound.id, compound.edition);
        let standing_now = places::place::Standing::InForce;
        new.detail.agreement = Some(places::place::Agreement { standing: standing_now, ..agreed });
        town.write(&town.clerk, move |tx, desk, by| {
            places::edit::change(tx, desk, by, id, edition, new)
        })
        .unwrap();
        let merchants = batch(town, "第一批").unwrap();
        let wrong = assess(town, &town.clerk, merchants.id, id, marks(true));
        assert_eq!(code(wrong), "place:places-not-yours", "a batch gives one label");
        assert!(assess(town, &town.clerk, first.id, id, marks(false)).unwrap());
        let kept = town.read(move |db| books::find(db, id)).unwrap();
        assert_eq!((kept.level, standing(town, id)), (2, Standing::Labelled), "one extra of two");
        assert_eq!(kept.recheck, Some(first.on.plus(365)), "looked at again each year");
        // The street finds that riders were kept out for a week.
        let told = Arc::new(Told::default());
        let complain = |reason, upheld| {
            answer(town, complain(town, &told, id, reason).unwrap(), upheld);
        };
        complain("stopped-at-gate", true);
        complain("banned-a-week", false);
        assert_eq!(standing(town, id), Standing::Labelled, "not proved, or not for a week");
        complain("banned-a-week", true);
        assert_eq!(standing(town, id), Standing::Taken);
        assert!(heard.lock().unwrap().is_empty(), "a compound gives no discounts");
        let steps = town.read(move |db| books::steps(db, id, 9));
        assert_eq!(steps[0].what, "ended");
        let pause = town
            .write(&town.clerk, move |tx, desk, by| stand::pause(tx, desk, by, id, true).map(drop));
        assert_eq!(code(pause), "not-found");
    });
}

/// A clerk of the firm that keeps the shop; the shop becomes the firm's.
fn owner(town: &Town, shop: &Place) -> Actor {
    let unit = UnitId::from_bytes([9; 16]);
    let (id, code) = (shop.id, shop.code.clone());
    let mut new = draft(&code, "老街面馆", north(30.0));
    new.kind = "merchant".into();
    new.owner = Some(unit);
    let edition = shop.edition;
    town.write(&town.clerk, move |tx, desk, by| {
        places::edit::change(tx, desk, by, id, edition, new)
    })
    .unwrap();
    let post = Membership {
        unit,
        unit_kind: "merchant".into(),
        role: "firm-clerk".into(),
        ..town.clerk.memberships[0].clone()
    };
    Actor::new(town.moment().id(), None, vec![post], town.moment().now().day())
}
