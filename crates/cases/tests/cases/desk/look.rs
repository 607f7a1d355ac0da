//! Pages to look at, and how long the list takes. Run with `YILU_PAGES=FOLDER cargo test --release
//! -p cases --test cases -- --nocapture desk`.

use std::{fs, path::PathBuf, time::Instant};

use super::house::House;
use crate::common::{COMMUNITY, STREET};

const ROUNDS: u32 = 200;

#[test]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn pages_for_the_eye() {
    let Some(folder) = std::env::var_os("YILU_PAGES").map(PathBuf::from) else {
        println!("skipped: writes pages for the eye; set YILU_PAGES to a folder");
        return;
    };
    let cases: u32 = std::env::var("YILU_CASES").map_or(200, |count| count.parse().unwrap());
    let house = House::found(storage::Engine::Sqlite).unwrap();
    let ids = fill(&house, cases);
    let clerk = house.browser(&house.people.clerk);
    fs::create_dir_all(&folder).unwrap();
    let keep = |name: &str, path: &str| {
        let page = clerk.get(path);
        fs::write(folder.join(format!("{name}.html")), page.bytes).unwrap();
    };
    keep("inbox", "/inbox");
    keep("new", "/inbox?part=new&matter=parking");
    for (name, index) in [("case", 0), ("accepted", 1), ("answered", 3)] {
        keep(name, &format!("/desk/cases/{}", ids[ids.len() - 1 - index]));
    }
    let ticked = ids.iter().rev().take(3).map(|id| format!("{id}.1")).collect::<Vec<_>>();
    let ticked: Vec<(&str, &str)> = ticked.iter().map(|one| ("ids", one.as_str())).collect();
    fs::write(folder.join("bulk.html"), clerk.post("/inbox/accept", &ticked).bytes).unwrap();
    for path in ["/health", "/inbox"] {
        clerk.get(path);
        let started = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(clerk.get(path));
        }
        println!("{path} with {cases} cases: {:?}", started.elapsed() / ROUNDS);
    }
}

fn fill(house: &House, cases: u32) -> Vec<contracts::CaseId> {
    let catalogue = house.app.catalogue();
    let open = |one: &&catalogue::Matter| !one.samples.is_empty() && !one.members_only;
    let matters: Vec<_> = catalogue.matters().iter().filter(open).collect();
    let clerk = house.people.clerk.clone();
    let mut ids = Vec::new();
    for number in 0..cases {
        let matter = matters[usize::try_from(number).unwrap() % matters.len()];
        if matter.urgent && number > 60 {
            continue;
        }
        let place = if number % 2 == 0 { STREET } else { COMMUNITY };
        let id = house.report(&matter.code, place, &matter.samples[0].text);
        let (by, on) = (clerk.clone(), cases::pages::shared::desk(&house.app).unwrap());
        house
            .write(&clerk, move |tx| {
                if number % 4 != 0 {
                    cases::handle::accept(tx, &by, id, None)?;
                }
                if number % 4 == 3 {
                    let given = cases::answer::Given {
                        text: "已会同城管在路口划出二十个骑手车位，并设了指示牌。".into(),
                        outcome: cases::entry::Outcome::Solved,
                        photos: Vec::new(),
                    };
                    cases::answer::answer(tx, &on, &by, id, None, given)?;
                }
                Ok::<_, cases::act::ActError>(())
            })
            .unwrap();
        house.clock.set(kernel::Clock::now(&*house.clock).plus_minutes(37));
        ids.push(id);
    }
    ids
}
