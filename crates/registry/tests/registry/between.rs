//! A run in between: what has changed is compared with the weights of the last run that learnt, and
//! finds what learning anew would find.

use std::collections::BTreeSet;

use census::{Files, People, World};
use kernel::Timestamp;
use registry::{
    linking::{
        self, Pair,
        run::{self, Scope, Told},
    },
    source::{Kind, Source},
};
use storage::Engine;

use crate::town::{Town, at, each_town, file, row};

/// Of a thousand pairs that a learning run links, so many may differ after a run in between.
const DIFFER: usize = 5;

fn link(town: &Town, scope: Scope) -> Told {
    let (vault, areas) = (&town.desk.vault, &town.desk.areas);
    run::run(&town.test.store, vault, areas, &town.stamp().moment, scope).unwrap()
}

fn csv(rows: &census::File) -> String {
    let mut text = Vec::new();
    rows.write(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// All of two files and most of the third; then what is left of it, on the next day.
fn night(town: &Town, files: &Files) -> Source {
    town.clock.set(at("2026-03-01 20:00"));
    let kinds =
        [("stations", Kind::Roster), ("platforms", Kind::Register), ("streets", Kind::Survey)];
    let sources = kinds.map(|(code, kind)| town.source(code, kind, None));
    for (source, rows) in sources.iter().zip(&files.files).take(2) {
        town.import_all(source, &csv(rows), "2026-03-01").unwrap();
    }
    let [.., survey] = sources;
    let text = csv(&files.files[2]);
    let lines: Vec<&str> = text.lines().collect();
    let (most, rest) = lines[1..].split_at(lines.len() * 9 / 10);
    let of = |rows: &[&str]| format!("{}\n{}\n", lines[0], rows.join("\n"));
    town.import_all(&survey, &of(most), "2026-03-01").unwrap();
    town.clock.set(at("2026-03-02 03:30"));
    let told = link(town, Scope::Everything);
    assert!(told.learnt && told.linked > 500, "{told:?}");
    town.clock.set(at("2026-03-02 12:00"));
    town.import_all(&survey, &of(rest), "2026-03-02").unwrap();
    town.clock.set(at("2026-03-02 12:10"));
    survey
}

/// Pairs that are one person, and those about which somebody is asked.
fn found(town: &Town) -> [BTreeSet<Pair>; 2] {
    town.read(|db, _| {
        let subjects: Vec<_> = linking::subjects(db)?.into_iter().collect();
        let mut one = BTreeSet::new();
        for (at, (record, subject)) in subjects.iter().enumerate() {
            let same = subjects[at + 1..].iter().filter(|(_, other)| other == subject);
            one.extend(same.filter_map(|(other, _)| Pair::of(*record, *other)));
        }
        let far = Timestamp::from_micros(i64::MAX);
        let asked = linking::waiting(db, "", far, 100_000)?.into_iter().map(|one| one.pair);
        Ok([one, asked.collect()])
    })
}

#[test]
fn a_run_in_between_finds_what_learning_anew_would_find() {
    let world = World::CENSUS.part(80);
    let files = Files::new(&world, &People::new(&world, 11), 11);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (Some(quick), Some(whole)) = (Town::new(engine), Town::new(engine)) else { continue };
        for town in [&quick, &whole] {
            night(town, &files);
        }
        let told = [link(&quick, Scope::Changed), link(&whole, Scope::Everything)];
        assert_eq!(told.map(|told| told.learnt), [false, true]);
        assert!(told[0].linked > 40 && told[0].changed == told[1].changed, "{told:?}");
        let [[one, asked], [other, asked_of]] = [found(&quick), found(&whole)];
        let differ = one.symmetric_difference(&other).count();
        eprintln!(
            "{differ} of {} differ; asked {} and {}",
            other.len(),
            asked.len(),
            asked_of.len()
        );
        assert!(differ * 1_000 <= other.len() * DIFFER, "{differ} of {}", other.len());
        // A pair that only one of them links or asks about lies near a threshold: the other asks.
        let known: BTreeSet<Pair> = other.union(&asked_of).copied().collect();
        assert!(one.is_subset(&known), "{:?}", one.difference(&known).collect::<Vec<_>>());
        // Nothing is lost: the night's run looks at the same again, with weights of its own.
        quick.clock.set(at("2026-03-03 03:05"));
        assert!(link(&quick, Scope::Everything).learnt);
        let later = found(&quick)[0].symmetric_difference(&other).count();
        assert!(later <= differ, "{later} after the night, {differ} before");
    }
}

#[test]
fn a_run_is_due_after_files_and_the_one_that_learns_at_night() {
    each_town(|town| {
        let due = || {
            let now = town.clock_now();
            town.read(move |db, _| Ok(run::due(db, now)?))
        };
        assert_eq!(due(), None, "nothing to link");
        let source = town.source("feisong", Kind::Roster, None);
        let rows: Vec<String> = (1..=9).map(|number| row(number, &format!("王{number}"))).collect();
        let send = |day: &str, count: usize| {
            town.import(&source, &file(&rows[..count]), day, true).unwrap();
        };
        send("2026-03-01", 7);
        town.clock.set(at("2026-03-01 09:00"));
        assert_eq!(due(), Some(Scope::Everything), "nothing was ever learnt");
        assert!(link(town, Scope::Changed).learnt, "there are no weights yet");
        assert_eq!(due(), None);
        town.clock.set(at("2026-03-02 01:00"));
        send("2026-03-01", 8);
        town.clock.set(at("2026-03-02 01:10"));
        assert_eq!(due(), Some(Scope::Changed));
        assert!(!link(town, Scope::Changed).learnt);
        assert_eq!(due(), None);
        town.clock.set(at("2026-03-02 03:01"));
        assert_eq!(due(), Some(Scope::Everything), "what came since it learnt is learnt of");
        assert!(link(town, Scope::Everything).learnt);
        town.clock.set(at("2026-03-03 03:01"));
        assert_eq!(due(), None, "nothing came");
    });
}
