//! Requests of heat and of siting studies: a release that the own firm handed in, and a study of
//! the own side's department with a plan.

use std::{fmt::Write as _, sync::Arc};

use ::siteplans::{
    Bench, Desk, Fault,
    ask::{Asked, Goal},
    candidate::Candidate,
    run,
    study::{self, NewStudy, Study},
    work::{self, Worker},
};
use access::{Action, Target, permit};
use heat::{Columns, Family, Fold, Plan, Privacy};
use kernel::{SeededRng, Wgs84};
use serde_json::json;

use super::{
    city::{City, actor},
    requests::{Body, form, has},
};

/// Whether a route is of these domains.
pub fn is_ours(path: &str) -> bool {
    has(path, &["/desk/heat", "/api/v1/heat", "/siting"])
}

fn middle(city: &City) -> Wgs84 {
    city.inside.deployment.app.areas().centre(&city.own.community).unwrap()
}

/// A release about riders in the own community; answers its id.
fn a_release(city: &City) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (at, seed) = (middle(city), city.phone().parse::<u64>().unwrap());
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for worker in 0..500 {
        writeln!(text, "w{worker},2026-11-16 08:00,{},{},rider", at.lon(), at.lat()).unwrap();
    }
    let positions = folder.path().join("positions.csv");
    std::fs::write(&positions, text).unwrap();
    let [epsilon, delta] = ["1", "1e-6"].map(|text| text.parse().unwrap());
    let privacy = Privacy { epsilon, delta, k: 10, bound: 2, noise: Family::Laplace };
    let plan = Plan {
        resolution: h3o::Resolution::Nine,
        fold: Fold::Day,
        period: None,
        bound: Some(2),
        threads: 1,
        memory: 0,
        scratch: folder.path().to_owned(),
    };
    let source = heat::open(&positions, &Columns::default(), &|_, _| {}).unwrap();
    let mut rng = SeededRng::new(seed);
    let collected = heat::collect(source.as_ref(), &plan, &mut rng).unwrap();
    let out = folder.path().join("cells.csv");
    heat::protect(collected, &privacy, &mut rng).unwrap().stage(&out).unwrap().publish().unwrap();
    let (checked, firm) = (heatmaps::read(&out, 5).unwrap(), city.own.firm);
    city.inside.write(move |tx| heatmaps::keep(tx, &checked, ("飞送", Some(firm))));
    let store = city.inside.deployment.store();
    let all = store.read_blocking(heatmaps::store::releases).unwrap();
    all.first().unwrap().id.to_string()
}

fn room(at: Wgs84) -> Candidate {
    Candidate {
        id: "B1".into(),
        name: "工行网点".into(),
        kind: String::new(),
        lon: at.lon(),
        lat: at.lat(),
        price: 1.0,
        capacity: None,
        hours: String::new(),
        parking: false,
    }
}

/// A study of the own street with a plan.
fn a_study(city: &City) -> Study {
    let app = &city.inside.deployment.app;
    let Ok(desk) = Desk::of(app) else { panic!("nothing is wired") };
    let new = NewStudy {
        title: "夜间驿站".into(),
        area: city.own.street,
        owner: city.own.office,
        releases: vec![a_release(city)],
        standing: Vec::new(),
        offered: Vec::new(),
        candidates: vec![room(middle(city))],
    };
    let (consulted, lead) = (desk.clone(), city.people["street-lead"]);
    let asked = Asked { goal: Goal::Count(1), ..Asked::default() };
    let (study, number) = city.inside.write(move |tx| {
        let target = Target::area(new.area);
        let permit = permit(&actor(tx, lead), Action::SitePlan, &target)?;
        let study = study::begin(tx, &consulted, &permit, new)?;
        let number = run::begin(tx, &consulted, &permit, &study, &asked)?;
        Ok::<_, Fault>((study, number))
    });
    let moment = city.inside.moment();
    let store = city.inside.deployment.store().clone();
    let worker = Worker { store, moment: Arc::new(move || moment.clone()), desk };
    work::calculate(&worker, (study.id, number)).unwrap();
    study
}

const QUESTION: [(&str, &str); 9] = [
    ("goal", "count"),
    ("amount", "1"),
    ("radius", "500"),
    ("days", "all"),
    ("from", "0"),
    ("until", "0"),
    ("floor", "0"),
    ("seconds", "1"),
    ("seed", "1"),
];

pub fn fill(city: &City, _column: &str, path: &str, is_get: bool) -> (String, Body) {
    // What is begun here stays where it is: nothing is written behind the back of the next request.
    city.inside.deployment.app.get::<Bench>().unwrap().close();
    if has(path, &["/desk/heat", "/api/v1/heat"]) {
        a_release(city);
        return (path.to_owned(), Body::None);
    }
    if !path.contains("{id}") {
        let (release, at) = (a_release(city), middle(city));
        let area = city.own.street.to_string();
        let body = match path {
            _ if is_get => Body::None,
            "/desk/siting" => {
                let file = format!("lon,lat\n{},{}\n", at.lon(), at.lat());
                let about = [("title", "夜间驿站"), ("area", &area), ("releases", &release)];
                let pairs = about.into_iter().chain(QUESTION);
                let pairs = pairs.map(|(name, value)| (name, value.to_owned())).collect();
                Body::Files(pairs, "file", "a.csv", file)
            }
            _ => Body::Json(json!({
                "title": "夜间驿站", "area": area, "releases": [release],
                "candidates": [room(at)],
                "asked": Asked { goal: Goal::Count(1), ..Asked::default() },
            })),
        };
        return (path.to_owned(), body);
    }
    let study = a_study(city);
    let there = path
        .replace("{id}", &study.id.to_string())
        .replace("{number}", "1")
        .replace("{kind}", "geojson");
    let there = if path.ends_with("/compare") { format!("{there}?a=1&b=1") } else { there };
    let body = match path.rsplit('/').next() {
        _ if is_get => Body::None,
        Some("runs") => form(QUESTION),
        Some("tasks") => form([("due", "2027-12-01")]),
        _ => Body::None,
    };
    (there, body)
}
