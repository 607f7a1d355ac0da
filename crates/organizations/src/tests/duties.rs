//! Duties, and firms from a file.

use std::{path::Path, sync::Arc};

use contracts::{PersonId, UnitId};
use kernel::Day;
use sheets::Table;
use storage::{Stamp, Store};

use super::{AREAS, CATALOGUE, act, area, code_of, desk, each_city, id, make, moment, new, today};
use crate::{
    By, Consulted, Directory, NewUnit, UnitError, coverage,
    duties::{
        self, Duty, DutyId, NewDuty, NewVisit, ShownAs, gaps, renewals, roster_gaps, store as kept,
    },
    import::{self, Outcome},
    leave,
    moves::For,
};

pub(super) fn duty(number: u8, duty: &str, unit: UnitId) -> NewDuty {
    let person: PersonId = id(200);
    NewDuty {
        until: Some(today().plus(365)),
        ..NewDuty::of(id(number), duty, unit, Some(person), today())
    }
}
fn give(store: &Store, new: NewDuty) -> Result<Duty, UnitError> {
    act(store, move |tx| duties::give(tx, desk(), For::Program, &new))
}
pub(super) fn all(store: &Store) -> Vec<Duty> {
    store.read_blocking(|db| kept::since(db, today().plus(-9_999))).unwrap()
}
fn shown(name: &str) -> ShownAs {
    ShownAs { name: name.into(), reach: "0571-87000000".into() }
}

#[test]
fn whoever_leaves_a_firm_carries_nothing_for_it_and_everything_else() {
    each_city(|store, directory| {
        for number in [20, 21] {
            make(store, new(number, "platform-firm", "330102")).unwrap();
            give(store, duty(100 + number, "instructor", id(number))).unwrap();
        }
        directory.refresh_blocking().unwrap();
        let (person, firm, on) = (id(200), id(20), today().plus(3));
        for _ in 0..2 {
            let stamp = Stamp::system(moment(), "test");
            store.write_blocking(stamp, move |tx| leave::left(tx, person, firm, on)).unwrap();
        }
        let missing = |day: Day| {
            let found = gaps(&directory.snapshot(), &CATALOGUE, &all(store), day).into_iter();
            found.filter(|gap| gap.duty == "instructor").map(|gap| gap.unit).collect::<Vec<_>>()
        };
        assert_eq!(missing(on.plus(-1)), [], "until then it is carried");
        assert_eq!(missing(on), [firm]);
    });
}

#[test]
fn thirty_two_instructors_cover_twenty_eight_firms() {
    each_city(|store, directory| {
        for number in 20..48 {
            make(store, new(number, "platform-firm", "330102")).unwrap();
        }
        directory.refresh_blocking().unwrap();
        let missing = |day: Day| {
            let found = gaps(&directory.snapshot(), &CATALOGUE, &all(store), day);
            found.iter().filter(|gap| gap.duty == "instructor").count()
        };
        assert_eq!(missing(today()), 28);
        for number in 0..32_u8 {
            let one = duty(100 + number, "instructor", id(20 + number % 28));
            give(store, one).unwrap();
        }
        assert_eq!(missing(today()), 0);
        let kinds = ["survey", "talk", "sit-in"];
        act(store, move |tx| {
            for number in 0..144_u8 {
                let number = number % 72;
                let visit = NewVisit {
                    id: id(number),
                    kind: kinds[usize::from(number % 3)].into(),
                    on: today(),
                    note: "到站点谈心".into(),
                };
                let duty: DutyId = id(100 + number % 32);
                duties::visit(tx, desk(), For::Program, duty, &visit)?;
            }
            Ok(())
        })
        .unwrap();
        let counted = store
            .read_blocking(|db| kept::visits(db, "instructor", today(), today().plus(1)))
            .unwrap();
        assert_eq!(counted.values().copied().collect::<Vec<_>>(), [24, 24, 24], "each once");

        // Renewal is due before the term ends; a successor settles it; else there is a gap again.
        let later = today().plus(340);
        assert_eq!(renewals(&CATALOGUE, &all(store), today()).len(), 0);
        assert_eq!(renewals(&CATALOGUE, &all(store), later).len(), 32);
        let until = today().plus(365);
        let next =
            NewDuty { from: until, until: Some(until.plus(365)), ..duty(1, "instructor", id(20)) };
        give(store, next).unwrap();
        assert_eq!(renewals(&CATALOGUE, &all(store), later).len(), 30, "both of that firm's");
        assert_eq!(missing(until), 27);
        let refused = |new| code_of(give(store, new));
        let wrong = duty(2, "instructor", id(2));
        assert_eq!(refused(wrong), ("duty", "duty-unfit"));
        let long = NewDuty { until: Some(today().plus(731)), ..duty(2, "instructor", id(20)) };
        assert_eq!(refused(long), ("until", "duty-term-long"));
    });
}

#[test]
fn riders_see_the_deputy_while_the_liaison_is_away() {
    each_city(|store, _| {
        make(store, new(20, "business-district-committee", "330102001")).unwrap();
        let mut liaison = duty(100, "liaison", id(20));
        liaison.shown = Some(shown("张师傅"));
        assert_eq!(code_of(give(store, liaison.clone())), ("deputy", "duty-deputy-needed"));
        liaison.deputy = Some(id(201));
        assert_eq!(code_of(give(store, liaison.clone())), ("deputy_shown_as", "duty-shown-needed"));
        liaison.deputy_shown = Some(shown("李师傅"));
        give(store, liaison).unwrap();
        let back = today().plus(5);
        act(store, move |tx| {
            duties::away(tx, desk(), For::Program, id(100), today().plus(2), back)
        })
        .unwrap();
        let named = |day: Day| {
            let found = all(store);
            found[0].shown_on(day).unwrap().name.clone()
        };
        assert_eq!(named(today()), "张师傅");
        assert_eq!(named(today().plus(2)), "李师傅");
        assert_eq!(named(back), "张师傅");
    });
}

#[test]
fn rosters_parties_and_joint_conferences_name_what_is_missing() {
    each_city(|store, directory| {
        make(store, new(20, "alliance", "330102")).unwrap();
        let mut day = duty(100, "on-duty", id(20));
        (day.shown, day.until) = (Some(shown("王师傅")), Some(today().plus(3)));
        give(store, day.clone()).unwrap();
        (day.id, day.from, day.until) = (id(101), today().plus(4), Some(today().plus(6)));
        give(store, day).unwrap();
        let gaps_ahead = roster_gaps(&all(store), "on-duty", id(20), today(), 7);
        assert_eq!(gaps_ahead, [today().plus(3), today().plus(6)]);

        let mut party = NewDuty {
            person: None,
            bearer: Some(id(2)),
            seat: Some("property".into()),
            until: None,
            ..duty(110, "six-party", id(3))
        };
        give(store, party.clone()).unwrap();
        let missing = |day: Day| {
            let found = gaps(&directory.snapshot(), &CATALOGUE, &all(store), day);
            found.iter().filter(|gap| gap.duty == "six-party" && gap.unit == id(3)).count()
        };
        assert_eq!(missing(today()), 5);
        act(store, |tx| duties::end(tx, For::Program, id(110), today().plus(2), "合同到期"))
            .unwrap();
        assert_eq!((missing(today().plus(1)), missing(today().plus(2))), (5, 6));
        (party.id, party.seat) = (id(111), Some("seventh".into()));
        assert_eq!(code_of(give(store, party)), ("seat", "duty-seat-unknown"));

        // 24 units of a joint conference, each with what it is there for.
        for number in 0..24_u8 {
            make(store, new(50 + number, "merchant", "330102001")).unwrap();
            let mut member = duty(150 + number, "member-unit", id(20));
            (member.person, member.bearer) = (None, Some(id(50 + number)));
            member.until = None;
            assert_eq!(code_of(give(store, member.clone())), ("text", "unit-text-short"));
            member.text = Some("牵头解决停车难".into());
            give(store, member).unwrap();
        }
        let bearers = all(store).into_iter().filter(|duty| duty.duty == "member-unit");
        assert_eq!(bearers.filter_map(|duty| duty.bearer).count(), 24);
    });
}

/// An instructor is succeeded without a day between; riders share two liaisons evenly; the log of a
/// day writes itself, and a day without anybody is a gap.
#[test]
fn duties_rotate_are_shared_and_are_told_by_what_happened() {
    each_city(|store, directory| {
        make(store, new(20, "platform-firm", "330102")).unwrap();
        give(store, duty(100, "instructor", id(20))).unwrap();
        let on = today().plus(30);
        let next = duties::HandOver { id: id(101), to: id(201), on, until: None, shown: None };
        let same = duties::HandOver { to: id(200), ..next.clone() };
        let refused =
            act(store, move |tx| duties::hand_over(tx, desk(), For::Program, id(100), &same));
        assert_eq!(code_of(refused), ("who", "duty-hand-over-same"));
        for _ in 0..2 {
            let next = next.clone();
            act(store, move |tx| duties::hand_over(tx, desk(), For::Program, id(100), &next))
                .unwrap();
        }
        let carried = |day: Day| {
            let all = all(store);
            let here = all.iter().filter(|duty| duty.duty == "instructor" && duty.runs_on(day));
            here.filter_map(|duty| duty.person).collect::<Vec<_>>()
        };
        assert_eq!((carried(on.plus(-1)), carried(on)), (vec![id(200)], vec![id(201)]));

        // A business district has two liaisons; one alone is a gap.
        make(store, new(21, "business-district-committee", "330102001")).unwrap();
        directory.refresh_blocking().unwrap();
        let missing = || {
            let found = gaps(&directory.snapshot(), &CATALOGUE, &all(store), today());
            found.iter().filter(|gap| gap.duty == "liaison").count()
        };
        for (number, expected) in [(110, 1), (111, 0)] {
            let liaison = NewDuty {
                deputy: Some(id(202)),
                shown: Some(shown(&format!("联络员{number}"))),
                deputy_shown: Some(shown("李师傅")),
                ..duty(number, "liaison", id(21))
            };
            give(store, liaison).unwrap();
            assert_eq!(missing(), expected);
        }
        let mut firsts = std::collections::BTreeMap::new();
        for _ in 0..900 {
            let rider: PersonId = moment().id();
            let mut found =
                ["甲", "乙"].map(|name| ("liaison".to_owned(), id(21), shown(name))).to_vec();
            crate::pages::own_first(rider, &mut found);
            *firsts.entry(found[0].2.name.clone()).or_insert(0) += 1;
        }
        assert_eq!(firsts.len(), 2);
        assert!(firsts.values().all(|riders| (350..=550).contains(riders)), "{firsts:?}");

        make(store, new(22, "alliance", "330102")).unwrap();
        let roster = NewDuty {
            shown: Some(shown("王师傅")),
            until: Some(today().plus(3)),
            ..duty(120, "on-duty", id(22))
        };
        give(store, roster).unwrap();
        // What the person on duty does is in the log without another word.
        let stamp = Stamp { actor: Some(id(200)), ..Stamp::system(moment(), "test") };
        let visit = NewVisit { id: id(9), kind: "talk".into(), on: today(), note: "谈心".into() };
        store
            .write_blocking(stamp, move |tx| {
                duties::visit(tx, desk(), For::Program, id(100), &visit)
            })
            .unwrap();
        let log =
            |day: Day| store.read_blocking(move |db| duties::log::of_day(db, id(22), day)).unwrap();
        let day = log(today());
        assert_eq!((day.gap, day.there[0].name.as_str()), (false, "王师傅"));
        assert_eq!(day.acts.get("duty"), Some(&1));
        let (from, until) = (today().plus(1), today().plus(2));
        act(store, move |tx| duties::away(tx, desk(), For::Program, id(120), from, until)).unwrap();
        assert!(log(from).gap && log(from).there.is_empty());
        assert_eq!(roster_gaps(&all(store), "on-duty", id(22), today(), 3), [from]);
    });
}

fn csv(rows: &[String]) -> Table {
    let header = "类别,名称,统一社会信用代码,行业,辖区,隶属于,负责人,负责人电话".to_owned();
    let text = [&[header], rows].concat().join("\n");
    Table::read(Path::new("firms.csv"), text.as_bytes()).unwrap()
}
fn imported(store: &Store, table: Table) -> Outcome {
    let consulted =
        Consulted { catalogue: Arc::new(CATALOGUE.clone()), areas: Arc::new(AREAS.clone()) };
    let vault = access::Vault::open([7; 32]).unwrap();
    let stamp = || Stamp::system(moment(), "import");
    import::run(store, stamp, &consulted, &vault, table, today(), |_| {}).unwrap().unwrap()
}

/// A valid credit code for the number of a firm: the check characters are found by trying.
fn uscc(number: usize) -> String {
    let stem = format!("9133010200{number:07}");
    let signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = signs.chars().map(|last| format!("{stem}{last}"));
    code.into_iter().find(|code| kernel::CreditCode::parse(code).is_ok()).unwrap()
}

#[test]
fn a_file_of_firms_and_sites_comes_in_and_what_is_wrong_comes_back() {
    each_city(|store, directory| {
        let mut rows = Vec::new();
        // Sites first: what they belong to stands further down.
        for site in 0..460 {
            let firm = site % 89;
            let phone = 13_800_000_000_u64 + u64::try_from(site % 300).unwrap();
            rows.push(format!("网点站点,站点{site},,,330102001,企业{firm},张站长,{phone}"));
        }
        for firm in 0..89 {
            let code = uscc(firm);
            let brand = firm % 15;
            rows.push(format!("法人企业,企业{firm},{code},快递,330102,品牌{brand},,"));
        }
        rows.extend((0..15).map(|brand| format!("品牌,品牌{brand},,快递,3301,,,")));
        rows.push("网点站点,孤儿站点,,,330102001,没有的企业,,".into());
        rows.push(format!("法人企业,错码企业,{},快递,330102,品牌1,,", "9".repeat(18)));
        rows.push("网点站点,缺电话站点,,,330102001,企业1,李站长,".into());
        rows.push("庙,大庙,,,330102001,,,".into());
        let outcome = imported(store, csv(&rows));
        assert_eq!((outcome.tally.imported, outcome.tally.rejected), (564, 4), "{outcome:?}");
        let codes: Vec<_> = outcome.rejected.iter().map(|row| row.code).collect();
        assert_eq!(
            codes,
            [
                "unit-import-parent",
                "unit-uscc-wrong",
                "unit-import-responsible",
                "unit-kind-unknown"
            ]
        );
        let sheet = outcome.rejects(str::to_owned);
        assert_eq!((sheet.rows[0][0].as_str(), sheet.rows[0][3].as_str()), ("566", "孤儿站点"));

        // Mended and sent again, with what is known already.
        rows.truncate(564);
        rows.push("网点站点,缺电话站点,,,330102001,企业1,李站长,13900000001".into());
        let again = imported(store, csv(&rows));
        assert_eq!(
            (again.tally.imported, again.tally.unchanged, again.tally.rejected),
            (1, 564, 0)
        );
        directory.refresh_blocking().unwrap();
        totals_agree(&directory);
        let carried = all(store).iter().filter(|duty| duty.duty == "responsible").count();
        assert_eq!(carried, 461);
        let persons = store
            .read_blocking(|db| {
                db.query_one("SELECT COUNT(*) FROM access_persons", &[], |row| row.get::<i64>(0))
            })
            .unwrap();
        assert_eq!(persons, 301, "one person for one phone");
        // Every site has the industry of its brand, and the street that answers for it.
        let units = directory.snapshot();
        let site = units.units().iter().find(|unit| unit.kind == "site").unwrap();
        let known = coverage::responsible(&units, &CATALOGUE, site);
        assert_eq!(known.industry.as_deref(), Some("express"));
        assert_eq!((known.industry_lead, known.territorial_lead), (None, Some(id(2))));
        assert_eq!(known.owner, id(2), "nobody leads the industry: the street has it");
        make(store, new(240, "postal", "3301")).unwrap();
        directory.refresh_blocking().unwrap();
        let units = directory.snapshot();
        assert_eq!(coverage::responsible(&units, &CATALOGUE, site).owner, id(240));
    });
}

/// Sites by brand, by entity and by area are the same number.
fn totals_agree(directory: &Directory) {
    let units = directory.snapshot();
    let of = |kind: &str| units.units().iter().filter(|unit| unit.kind == kind).count();
    let under = |kind: &str| -> usize {
        let forest = crate::Forest::new(units.units().iter().cloned());
        let roots = units.units().iter().filter(|unit| unit.kind == kind);
        let below = roots.flat_map(|unit| forest.subtree(unit.id));
        below.filter(|id| units.find(*id).is_some_and(|unit| unit.kind == "site")).count()
    };
    assert_eq!((of("brand"), of("legal-entity"), of("site")), (15, 89, 461));
    assert_eq!((under("brand"), under("legal-entity")), (461, 461));
    let street = area("330102001");
    let here = units.units().iter().filter(|unit| unit.kind == "site");
    assert_eq!(here.filter(|unit| street.contains(&unit.area)).count(), 461);
}

/// Thirteen cities, five industries: each has its committee, or is a gap with an owner and an age.
#[test]
fn thirteen_cities_and_five_industries_are_green() {
    each_city(|store, directory| {
        let areas: Vec<_> = coverage::rows(&AREAS, &area("3301")).into_iter().take(13).collect();
        assert_eq!(areas.len(), 13);
        let industries = &CATALOGUE.industries().industries;
        let missing = || {
            let gaps = coverage::gaps(&directory.snapshot(), &CATALOGUE, &areas);
            gaps.into_iter().filter(|gap| gap.missing == coverage::Missing::Committee).count()
        };
        assert_eq!(missing(), 65);
        for (row, area) in areas.iter().enumerate() {
            for (column, industry) in industries.iter().enumerate() {
                let number = u8::try_from(20 + row * 5 + column).unwrap();
                let unit = NewUnit { area: *area, ..new(number, "industry-committee", "3301") };
                let details = crate::Details {
                    industry: Some(industry.code.clone()),
                    ..crate::Details::default()
                };
                act(store, move |tx| crate::found_as(tx, desk(), By::Program, &unit, &details))
                    .unwrap();
            }
        }
        directory.refresh_blocking().unwrap();
        assert_eq!(missing(), 0);
        act(store, |tx| crate::close(tx, By::Program, id(20), "撤并到别处", today())).unwrap();
        directory.refresh_blocking().unwrap();
        let gaps = coverage::gaps(&directory.snapshot(), &CATALOGUE, &areas);
        assert_eq!((gaps.len(), gaps[0].since, gaps[0].owner), (1, today(), id(1)));
    });
}
