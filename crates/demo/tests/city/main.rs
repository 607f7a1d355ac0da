//! The city is the same everywhere, follows the rules it was made by, and has something to show.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use std::collections::{BTreeMap, HashSet};

use access::{link, membership::memberships_of};
use cases::{case::Case, entry::What, state::State, store};
use contracts::CaseId;
use kernel::{Id, Level, Moment, Timestamp};
use storage::{Db, Engine, Stamp, journal};
use support::{Demo, NOW, city, digests};

/// Every case with its entries.
fn all_cases(demo: &Demo) -> Vec<(CaseId, Case, Vec<cases::entry::Entry>)> {
    demo.test
        .store
        .read_blocking(|db: &mut Db<'_>| {
            let ids = store::ids_after(db, Id::from_bytes([0; 16]), 100_000)?;
            ids.into_iter()
                .map(|id| {
                    assert_eq!(store::difference(db, id)?, None, "the row is the fold");
                    let case = store::find(db, id)?.expect("a case with its row");
                    Ok::<_, storage::Error>((id, case, store::entries(db, id)?))
                })
                .collect()
        })
        .unwrap()
}

#[test]
fn the_same_seed_makes_the_same_city_on_both_engines_and_another_seed_another() {
    let first = city(Engine::Sqlite, 1, 7).unwrap();
    let known = digests(&first.test.store);
    assert!(known.len() >= 18, "{known:?}");
    let again = city(Engine::Sqlite, 1, 7).unwrap();
    assert_eq!(digests(&again.test.store), known);
    assert_eq!(again.made, first.made);
    let other = digests(&city(Engine::Sqlite, 2, 7).unwrap().test.store);
    for table in ["cases_cases", "access_persons", "organizations_units", "files"] {
        assert_ne!(other[table], known[table], "{table}");
    }
    if let Some(elsewhere) = city(Engine::Postgres, 1, 7) {
        assert_eq!(digests(&elsewhere.test.store), known);
        assert_eq!(elsewhere.made, first.made);
    }
}

#[test]
fn a_small_city_shows_a_case_in_every_state_something_overdue_and_something_due_today() {
    let demo = city(Engine::Sqlite, 1, 7).unwrap();
    assert_eq!(demo.made.counts.refused, 0);
    let now: Timestamp = NOW.parse().unwrap();
    let cases = all_cases(&demo);
    assert_eq!(cases.len(), demo.made.counts.cases);
    for state in State::ALL.into_iter().filter(|state| *state != State::Confirmed) {
        assert!(cases.iter().any(|(_, case, _)| case.state == state), "{state}");
    }
    let due = |day| {
        let open = cases.iter().filter_map(|(_, case, _)| case.due);
        open.filter(|due| due.by > now && due.by.day() == day).count()
    };
    assert!(due(now.day()) > 0, "due today");
    assert!(cases.iter().any(|(_, case, _)| case.overdue));
    assert!(cases.iter().any(|(_, case, _)| !case.photos.is_empty()));
    assert!(cases.iter().all(|(_, case, _)| case.area.level() == Level::Community));
    let last = cases.iter().map(|(_, case, _)| case.updated_at).max().unwrap();
    assert!(last <= now, "nothing happens in the future");
}

#[test]
fn merchants_are_rated_and_published_where_enough_riders_spoke() {
    let demo = city(Engine::Sqlite, 1, 7).unwrap();
    let counts = demo.made.counts;
    assert_eq!(counts.merchants, 36);
    assert!((300..700).contains(&counts.ratings), "{}", counts.ratings);
    let area = demo.tools.catalogue.city().area;
    let (standing, opened) = demo
        .test
        .store
        .read_blocking(move |db: &mut Db<'_>| {
            let standing = ratings::store::releases::standing(db, &area)?;
            Ok::<_, storage::Error>((standing, ratings::store::improvements::list(db, &area, 99)?))
        })
        .unwrap();
    let shown: Vec<_> = standing.iter().filter_map(|it| it.figure.as_ref()).collect();
    assert!((15..34).contains(&shown.len()), "{} published", shown.len());
    assert_eq!(opened.len(), 2, "two are slow");
    assert!(standing.iter().any(|it| it.reply.is_some()));
    assert!(shown.iter().filter(|figure| figure.minutes > 15).count() >= 2);
}

#[test]
fn a_season_is_told_without_refusals_with_the_shares_that_were_meant() {
    let demo = city(Engine::Sqlite, 3, 60).unwrap();
    assert_eq!(demo.made.counts.refused, 0, "the stories know the rules");
    let cases = all_cases(&demo);
    let texts: HashSet<&str> = cases.iter().map(|(_, case, _)| case.text.as_str()).collect();
    assert_eq!(texts.len(), cases.len(), "no two texts are alike");
    let count = |wanted: &dyn Fn(&Case) -> bool| cases.iter().filter(|it| wanted(&it.1)).count();
    let counted = count(&|it| !matches!(it.state, State::Withdrawn | State::OutOfScope));
    let closed = count(&|it| it.state.is_closed_by_handler());
    let confirmed = count(&|it| it.state == State::Confirmed);
    let percent = |part: usize, of: usize| part * 100 / of;
    assert!((80..=97).contains(&percent(closed, counted)), "{closed} of {counted} closed");
    assert!((70..=88).contains(&percent(confirmed, closed)), "{confirmed} of {closed} confirmed");
    let told = |kind: &str| {
        let has = |entries: &[cases::entry::Entry]| entries.iter().any(|it| it.what.kind() == kind);
        cases.iter().filter(|(_, _, entries)| has(entries)).count()
    };
    let disputed = percent(told("disputed"), told("answered"));
    assert!((4..=13).contains(&disputed), "{disputed} % disputed");
    for kind in [
        "warned",
        "escalated",
        "overdue",
        "lapsed",
        "reopened",
        "withdrawn",
        "noted",
        "released",
        "resorted",
        "scope-appealed",
    ] {
        assert!(told(kind) > 0, "{kind}");
    }
    let lunch = count(&|it| (11..13).contains(&it.created_at.local().hour()));
    assert!(percent(lunch, cases.len()) > 15, "{lunch} reports at lunch");
}

#[test]
fn deadlines_pass_at_their_minute_and_books_and_log_are_in_order() {
    let demo = city(Engine::Sqlite, 4, 21).unwrap();
    for (_, case, entries) in all_cases(&demo) {
        let mut before = &entries[0];
        for entry in &entries[1..] {
            assert!(before.at <= entry.at, "{}", case.number);
            if matches!(entry.what, What::Lapsed) {
                let answered = entries.iter().rev().find_map(|it| match &it.what {
                    What::Answered { lapse_at, .. } => Some(*lapse_at),
                    _ => None,
                });
                assert_eq!(answered, Some(entry.at), "{}: closed by silence late", case.number);
            }
            before = entry;
        }
    }
    let (ledger, sequenced, open) = demo
        .test
        .store
        .read_blocking(|db: &mut Db<'_>| {
            let unplaced = db.query_one(
                "SELECT COUNT(*) FROM storage_journal WHERE leaf_index IS NULL",
                &[],
                |row| row.get::<i64>(0),
            )?;
            let unsent =
                db.query_one("SELECT COUNT(*) FROM cases_cases WHERE indexed = 0", &[], |row| {
                    row.get::<i64>(0)
                })?;
            Ok::<_, storage::Error>((ledger::verify(db)?, journal::size(db)? - unplaced, unsent))
        })
        .unwrap();
    assert_eq!(ledger, []);
    assert!(sequenced > 2_000);
    assert_eq!(open, 0, "every case can be searched");
}

#[test]
fn every_role_has_a_link_that_signs_in_as_its_holder_with_something_to_do() {
    let demo = city(Engine::Sqlite, 1, 7).unwrap();
    let roles: Vec<&str> = demo.made.links.iter().map(|link| link.role.as_str()).collect();
    assert_eq!(roles[..3], ["worker", "member", "clerk"]);
    assert_eq!(roles.len(), 11);
    let (now, mode) = (NOW.parse::<Timestamp>().unwrap(), demo.tools.mode);
    let mut held = BTreeMap::new();
    for (number, link) in (9..).zip(demo.made.links.clone()) {
        let token = link.path.strip_prefix(demo::LINK_PATH).unwrap().to_owned();
        let stamp = Stamp::system(Moment::seeded(now, number), "test");
        let posts = demo.test.store.write_blocking(stamp, move |tx| {
            let session = link::redeem(tx, mode, &token, "test")?.expect("a link that works");
            memberships_of(tx, session.person, now.day())
        });
        let posts = posts.unwrap_or_else(|error: storage::Error| panic!("{error}"));
        let post = posts.into_iter().find(|post| post.role == link.role);
        held.insert(link.role, post.expect("the link's post"));
    }
    let cases = all_cases(&demo);
    for role in ["clerk", "department-clerk", "firm-clerk"] {
        let unit = held[role].unit;
        let open = cases.iter().filter(|(_, it, _)| it.owner == unit && it.state.is_with_unit());
        assert!(open.count() > 0, "{role} has nothing to do");
    }
    let again = demo::links(
        &demo.tools.store,
        &demo.tools.vault,
        &demo.tools.catalogue,
        mode,
        &Moment::seeded(now, 77),
    );
    assert_eq!(again.unwrap().len(), 11, "fresh links can be made later");
    let twice = demo::City::make(&demo.tools, 1, 7, &Moment::seeded(now, 5));
    assert!(matches!(twice, Err(demo::Error::NotEmpty)));
}

#[test]
fn the_doors_have_something_to_show() {
    let demo = city(Engine::Sqlite, 1, 7).unwrap();
    let counts = demo.made.counts;
    assert_eq!(counts.gates, 13);
    assert!(counts.passes > 50, "{}", counts.passes);
    let count = |sql: &'static str| {
        let read = move |db: &mut Db<'_>| db.query_one(sql, &[], |row| row.get::<i64>(0));
        demo.test.store.read_blocking(read).unwrap()
    };
    assert_eq!(count("SELECT COUNT(*) FROM passes_cards WHERE revoked_at IS NOT NULL"), 1);
    assert_eq!(count("SELECT COUNT(*) FROM passes_flags"), 1, "one, and none by chance");
    assert_eq!(count("SELECT COUNT(*) FROM passes_findings"), 0);
    assert!(count("SELECT COUNT(*) FROM passes_entries WHERE verdict = 'accept'") > 50);
    assert!(count("SELECT COUNT(*) FROM passes_entries WHERE verdict <> 'accept'") > 5);
    assert_eq!(
        count("SELECT COUNT(*) FROM passes_reads"),
        count("SELECT COUNT(*) FROM passes_entries WHERE verdict = 'accept'")
    );
}
