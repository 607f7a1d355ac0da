//! Files are taken in once, whatever happens; bad rows come back and are sent again.

use registry::{
    import::Tally,
    record, search,
    search::Wanted,
    source::{self, Kind},
    term::Term,
};

use crate::town::{COUNTY, Town, area, at, day, each_town, file, identity, row};

fn people(count: u64) -> Vec<String> {
    (1..=count).map(|number| row(number, &format!("王{number}"))).collect()
}

/// Everything that a store holds of the source but keys and times, in a text.
fn state(town: &Town, source: &source::Source) -> Vec<String> {
    let number = source.number;
    town.read(move |db, _| {
        let mut found = Vec::new();
        record::each(db, number, |record, facts| {
            let facts = facts.iter().map(|fact| {
                format!(
                    "{} {} {:?} {:?} {:?}",
                    fact.day, fact.part, fact.job, fact.places, fact.said
                )
            });
            found.push(format!("{record}: {}", facts.collect::<Vec<_>>().join("; ")));
            Ok(())
        })?;
        Ok(found)
    })
}

#[test]
fn a_roster_is_taken_in_sealed_found_and_not_taken_twice() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let text = file(&people(23));
        let outcome = town.import(&source, &text, "2026-03-01", true).unwrap();
        assert_eq!(outcome.tally, Tally { new: 23, ..Tally::default() });
        let again = town.import(&source, &text, "2026-03-01", true).unwrap();
        assert!(again.known_before);
        let names = town.roster(&source, "2026-03-01", at("2026-03-01 08:00"));
        assert_eq!(names.len(), 23);
        assert!(town.roster(&source, "2026-02-28", at("2026-03-01 08:00")).is_empty());
        let wanted = Wanted::read("138 0000 0007", day("2026-03-01")).unwrap();
        let (shown, terms) = town.read(move |db, desk| {
            let records = search::matching(db, desk, &wanted)?;
            let [record] = records[..] else { panic!("{records:?}") };
            let source = source::find(db, registry::SourceNo::of(record))?.unwrap();
            let shown = search::shown(db, desk, record, source)?.unwrap();
            Ok((shown, registry::term::all(db)?))
        });
        assert_eq!(shown.personal.name, "王7");
        assert_eq!(shown.personal.masked_phone(), "138****0007");
        assert_eq!(shown.personal.birth, "1990-01-01");
        let job = shown.state.jobs.keys().next().unwrap();
        let Term::Job(job) = &terms[job] else { panic!() };
        assert_eq!(job.occupation.as_deref(), Some("rider"));
        assert_eq!(job.units().collect::<Vec<_>>(), [town.firm, town.site]);
        assert_eq!(job.area.unwrap().as_str(), "330102001", "work is where the site is");
        let home = shown.state.places[0].unwrap().what;
        assert_eq!(terms[&home], Term::Area(area(COUNTY)));
    });
}

#[test]
fn bad_rows_come_back_with_line_field_and_reason_and_are_mended() {
    each_town(|town| {
        let source = town.source("feisong", Kind::Roster, None);
        let mut rows = people(6);
        rows[1] = rows[1].replace("13800000002", "1380000000");
        rows[2] = rows[2].replace(&identity(3), "330102199001010031");
        rows[3] = rows[3].replace("骑手", "宇航员");
        rows.push(row(1, "王1"));
        rows.push(row(1, "李1"));
        let outcome = town.import(&source, &file(&rows), "2026-03-01", true).unwrap();
        assert_eq!((outcome.tally.new, outcome.tally.rejected), (3, 5));
        let reasons: Vec<_> = outcome
            .rejected
            .iter()
            .map(|row| (row.line, row.reason.column, row.reason.code))
            .collect();
        let expected = [
            (3, "phone", "phone"),
            (4, "id_number", "identity"),
            (5, "occupation", "occupation"),
            (8, "number", "twice"),
            (9, "number", "twice"),
        ];
        let mut sorted = reasons.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, expected);
        let sheet = outcome.rejects(registry::import::Reason::key);
        let mut mended = String::from_utf8(sheet.csv().unwrap()).unwrap();
        assert!(mended.contains("3,phone,registry-row-phone,2,王2"), "{mended}");
        for (wrong, right) in [
            ("1380000000,", "13800000002,"),
            ("330102199001010031", &identity(3)),
            ("宇航员", "骑手"),
        ] {
            mended = mended.replace(wrong, right);
        }
        let mended: Vec<&str> = mended.lines().take(4).collect();
        let outcome = town.import(&source, &mended.join("\n"), "2026-03-01", false).unwrap();
        assert_eq!((outcome.tally.new, outcome.tally.rejected), (3, 0));
        let names = town.roster(&source, "2026-03-01", at("2026-03-02 08:00"));
        assert_eq!(names, ["王1", "王2", "王3", "王4", "王5", "王6"]);
    });
}

#[test]
fn broken_off_anywhere_it_goes_on_without_a_duplicate() {
    each_town(|town| {
        let whole = town.source("whole", Kind::Roster, None);
        let mut rows = people(40);
        // Two of them have another job besides, one of these rows far from the first.
        rows.insert(12, row(3, "王3").replace("清波站", "湖滨站"));
        rows.push(row(4, "王4").replace("清波站", "湖滨站"));
        let text = file(&rows);
        town.import(&whole, &text, "2026-03-01", true).unwrap();
        let shape = |state: Vec<String>| -> Vec<String> {
            state.into_iter().map(|line| line.split_once(": ").unwrap().1.to_owned()).collect()
        };
        let jobs = |line: &String| line.matches("Some(").count();
        let expected: Vec<usize> = shape(state(town, &whole)).iter().map(jobs).collect();
        for (stop, whole) in (1..10).map(|stop| (stop, stop % 2 == 0)) {
            let source = town.source(&format!("broken-{stop}"), Kind::Roster, None);
            let mut left = stop;
            let outcome = town.import_while(&source, &text, "2026-03-01", whole, &mut |_| {
                left -= 1;
                left > 0
            });
            assert!(outcome.unwrap().stopped, "stopped after {stop} portions");
            let outcome = town.import(&source, &text, "2026-03-01", whole).unwrap();
            assert_eq!(outcome.tally, Tally { new: 40, ..Tally::default() }, "stop {stop}");
            let found: Vec<usize> = shape(state(town, &source)).iter().map(jobs).collect();
            assert_eq!(found, expected, "stop {stop}, whole {whole}");
        }
    });
}

#[test]
fn what_a_register_says_of_days_before_holds_on_those_days() {
    each_town(|town| {
        let source = town.source("register", Kind::Register, None);
        let text = "身份证号,姓名,平台,入职日期,离职日期,货运线路\n".to_owned()
            + &format!("{},赵一,飞送,2025-06-01,2025-12-31,330102-330103\n", identity(1))
            + &format!("{},钱二,飞送,2025/9/1,,\n", identity(2))
            + &format!("{},钱二,快运,2026-01-01,,\n", identity(2))
            + "33010219900101****,孙三,飞送,,,\n";
        let outcome = town.import(&source, &text, "2026-03-01", false).unwrap();
        assert_eq!((outcome.tally.new, outcome.tally.rejected), (2, 1));
        let known = at("2026-03-01 09:00");
        assert_eq!(town.roster(&source, "2025-05-31", known), Vec::<String>::new());
        assert_eq!(town.roster(&source, "2025-06-01", known), ["赵一"]);
        assert_eq!(town.roster(&source, "2025-12-30", known), ["赵一", "钱二"]);
        assert_eq!(town.roster(&source, "2025-12-31", known), ["钱二"]);
        assert!(town.roster(&source, "2025-12-30", at("2026-02-28 09:00")).is_empty());
        let number = source.number;
        let (people, jobs) = town.read(move |db, _| {
            let (true_on, known_at) = (day("2026-02-01"), known);
            let asked = registry::roster::Asked { source: number, true_on, known_at };
            let roster = registry::roster::roster(db, asked, registry::roster::Only::default())?;
            let jobs: usize = roster.people.iter().map(|one| one.state.jobs.len()).sum();
            Ok((roster.people.len(), jobs))
        });
        assert_eq!((people, jobs), (1, 2), "one person, two jobs");
    });
}
