//! Who is one person across sources: drawn once, asked about, taken back, never contradicted.

use access::{Actor, Membership};
use census::{Files, People, World};
use kernel::Phone;
use registry::{
    Fault, RecordId, SourceNo,
    linking::{self, LinkId, Pair, Proposal, act, act::Answer, digest, look, run},
    own, search,
    source::{Kind, Source},
};

use crate::town::{COUNTY, Town, area, day, each_town};

const PURPOSE: &str = "比对是否同一人";

/// Somebody with one post in the county.
fn actor(town: &Town, role: &str, unit: contracts::UnitId) -> Actor {
    let (moment, from) = (town.stamp().moment, day("2026-01-01"));
    let post = Membership {
        id: moment.id(),
        unit,
        unit_kind: "street".into(),
        role: role.into(),
        area: area(COUNTY),
        from,
        until: None,
    };
    Actor::new(moment.id(), None, vec![post], from)
}

fn files() -> Files {
    let world = World::CENSUS.part(80);
    Files::new(&world, &People::new(&world, 5), 5)
}

fn csv(rows: &census::File) -> String {
    let mut text = Vec::new();
    rows.write(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// Takes the night in as three sources.
fn take_in(town: &Town, files: &Files) -> Vec<Source> {
    let kinds =
        [("stations", Kind::Roster), ("platforms", Kind::Register), ("streets", Kind::Survey)];
    let take = |(file, (code, kind)): (&census::File, (&str, Kind))| {
        let source = town.source(code, kind, None);
        town.import_all(&source, &csv(file), "2026-03-01").unwrap();
        source
    };
    files.files.iter().zip(kinds).map(take).collect()
}

fn link(town: &Town) -> run::Told {
    town.clock.set(town.clock_now().plus_minutes(180));
    run_as(town, run::Scope::Everything)
}

fn run_as(town: &Town, scope: run::Scope) -> run::Told {
    let (vault, areas) = (&town.desk.vault, &town.desk.areas);
    run::run(&town.test.store, vault, areas, &town.stamp().moment, scope).unwrap()
}

fn queue(town: &Town, actor: &Actor) -> Vec<Proposal> {
    let (actor, now) = (actor.clone(), town.clock_now());
    town.read(move |db, _| Ok(look::queue(db, &actor, now)?))
}

fn answer(town: &Town, actor: &Actor, proposal: &Proposal, said: Answer) -> Result<(), Fault> {
    let (actor, id) = (actor.clone(), proposal.id);
    town.write(move |tx, _| look::answer(tx, &actor, id, said))
}

fn subject(town: &Town, record: RecordId) -> RecordId {
    town.read(move |db, _| Ok(linking::subjects(db)?.get(&record).copied().unwrap_or(record)))
}

fn is_one(town: &Town, pair: Pair) -> bool {
    subject(town, pair.one) == subject(town, pair.other)
}

#[test]
fn a_night_of_links() {
    let files = files();
    each_town(|town| {
        let sources = take_in(town, &files);
        let clerk = actor(town, "clerk", town.office);
        let first = link(town);
        assert!(first.linked > 800 && first.asked > 3, "{first:?}");
        let again = link(town);
        assert_eq!((again.changed, again.linked, again.asked), (0, 0, 0), "nothing is new");
        only_what_changed_is_looked_at(town, &sources[2], &files);
        a_link_taken_back_stays_taken_back(town, &clerk, &sources[2], &files);
        wrong_links_leave_nothing_behind(town, &sources);
        a_person_answers_once(town, &clerk);
        others_may_not(town);
        an_erased_record_is_nobodys(town, &clerk);
    });
}

fn only_what_changed_is_looked_at(town: &Town, survey: &Source, files: &Files) {
    // Somebody of the roster whom the survey had not met, down to the last digit.
    let [roster, _, met] = &files.files;
    let known: std::collections::HashSet<usize> = met.truth.iter().copied().collect();
    let rows = roster.rows.iter().zip(&roster.truth);
    let (row, _) = rows
        .filter(|(row, who)| !known.contains(who) && Phone::parse(&row.phone).is_ok())
        .find(|(row, _)| {
            !row.name.is_empty()
                && !row.area.is_empty()
                && row.birth.len() == 10
                && row.birth != "1991-02-30"
                && row.id_number.contains('*')
        })
        .unwrap();
    let header = "序号,姓名,出生日期,联系电话,身份证号,居住地";
    let line =
        format!("900001,{},{},{},{},{}", row.name, row.birth, row.phone, row.id_number, row.area);
    town.import(survey, &format!("{header}\n{line}\n"), "2026-03-01", false).unwrap();
    let told = link(town);
    assert_eq!((told.changed, told.linked), (1, 1), "{told:?}");
}

/// Any link that the program drew to a record of this source.
fn drawn(town: &Town, clerk: &Actor, source: &Source) -> (LinkId, Pair) {
    let (clerk, number) = (clerk.clone(), source.number);
    town.write(move |tx, desk| {
        let of_source = |record: &RecordId| SourceNo::of(*record) == number;
        let record = linking::subjects(tx)?.into_keys().find(of_source).unwrap();
        let found = look::subject(tx, desk, &clerk, record, PURPOSE)?;
        let link = found.links.iter().find(|link| link.pair.both().contains(&record)).unwrap();
        assert!(link.run.is_some() && !link.reasons.is_empty() && link.probability > 0.98);
        Ok((link.id, link.pair))
    })
    .unwrap()
}

fn a_link_taken_back_stays_taken_back(town: &Town, clerk: &Actor, survey: &Source, files: &Files) {
    let (id, pair) = drawn(town, clerk, survey);
    let undo = |why: &'static str| {
        let clerk = clerk.clone();
        town.write(move |tx, _| look::undo(tx, &clerk, id, why).map(drop))
    };
    assert!(matches!(undo(" "), Err(Fault::Invalid { field: "why", .. })));
    undo("身份证件核对不符").unwrap();
    assert!(!is_one(town, pair));
    assert!(matches!(undo("再撤一次"), Err(Fault::Conflict(_))));
    // The survey says the same of everybody on the next day, from another house: all is looked at.
    town.clock.set(town.clock_now().plus_days(1));
    let text = csv(&files.files[2]).replace("街道", "街");
    town.import_all(survey, &text, "2026-03-02").unwrap();
    let told = link(town);
    assert!(told.changed > 500, "{told:?}");
    assert!(!is_one(town, pair), "what a person said holds");
    let asked = queue(town, clerk).into_iter().any(|proposal| proposal.pair == pair);
    assert!(!asked, "and is not asked again");
}

fn wrong_links_leave_nothing_behind(town: &Town, sources: &[Source]) {
    let before = town.read(|db, _| Ok(digest::current(db)?));
    let by = town.stamp().moment.id();
    let mut links = Vec::new();
    for number in 1..=40 {
        let (one, other) =
            (sources[0].number.record(number), sources[1].number.record(500 + number));
        let drawn = town.write(move |tx, _| act::draw(tx, one, other, by));
        match drawn {
            Ok(id) => links.push(id),
            Err(Fault::Conflict("registry-link-already")) => {}
            Err(other) => panic!("{other}"),
        }
    }
    // And a chain through all of them.
    for number in 1..=20 {
        let (one, other) = (sources[0].number.record(number), sources[0].number.record(number + 1));
        links.extend(town.write(move |tx, _| act::draw(tx, one, other, by)));
    }
    assert!(links.len() > 50);
    assert_ne!(town.read(|db, _| Ok(digest::current(db)?)), before);
    let half = links.len() / 2;
    links.rotate_left(half);
    for id in links {
        town.write(move |tx, _| act::undo(tx, id, by, "误判").map(drop)).unwrap();
    }
    assert_eq!(town.read(|db, _| Ok(digest::current(db)?)), before, "to the byte");
}

fn a_person_answers_once(town: &Town, clerk: &Actor) {
    let waiting = queue(town, clerk);
    assert!(waiting.len() >= 3, "{}", waiting.len());
    let [same, apart, later] = [&waiting[0], &waiting[1], &waiting[2]];
    let (id, actor) = (same.id, clerk.clone());
    let seen = town.write(move |tx, desk| look::compare(tx, desk, &actor, id, PURPOSE)).unwrap();
    assert_eq!(seen.sides.each_ref().map(|side| side.record), same.pair.both());
    let record = same.pair.one;
    let looks = town.read(move |db, _| Ok(access::vault::looks_at(db, record, 9)?));
    assert!(looks.iter().any(|one| one.looker == clerk.person && one.purpose == PURPOSE));
    answer(town, clerk, same, Answer::Same).unwrap();
    assert!(is_one(town, same.pair));
    let twice = answer(town, clerk, same, Answer::Apart);
    assert!(matches!(twice, Err(Fault::Conflict("registry-proposal-answered"))));
    answer(town, clerk, apart, Answer::Apart).unwrap();
    let (pair, by) = (apart.pair, clerk.person);
    let drawn = town.write(move |tx, _| act::draw(tx, pair.one, pair.other, by).map(drop));
    assert!(matches!(drawn, Err(Fault::Conflict("registry-link-apart"))), "{drawn:?}");
    answer(town, clerk, later, Answer::Later).unwrap();
    let has = |pair: Pair| queue(town, clerk).iter().any(|proposal| proposal.pair == pair);
    assert!(!has(same.pair) && !has(apart.pair) && !has(later.pair));
    town.clock.set(town.clock_now().plus_days(8));
    assert!(!has(apart.pair) && has(later.pair), "later comes back");
}

fn others_may_not(town: &Town) {
    let clerk = actor(town, "clerk", town.office);
    let waiting = queue(town, &clerk);
    for other in [actor(town, "firm-clerk", town.firm), actor(town, "auditor", town.office)] {
        assert!(queue(town, &other).is_empty());
        let refused = answer(town, &other, &waiting[0], Answer::Same);
        assert!(matches!(refused, Err(Fault::NotFound)), "{refused:?}");
    }
}

fn an_erased_record_is_nobodys(town: &Town, clerk: &Actor) {
    let record = town.read(|db, _| Ok(*linking::subjects(db)?.keys().next().unwrap()));
    town.write(move |tx, desk| own::erase(tx, desk, record)).unwrap();
    assert!(!town.read(move |db, _| Ok(linking::subjects(db)?.contains_key(&record))));
    let told = link(town);
    assert_eq!(told.linked, 0);
    let actor = clerk.clone();
    let gone =
        town.write(move |tx, desk| search::look(tx, desk, &actor, record, PURPOSE).map(drop));
    assert!(matches!(gone, Err(Fault::NotFound)));
}
