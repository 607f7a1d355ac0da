//! `yilu site` as it is called, against every plan there is.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fmt::Write as _,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

fn site(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yilu"));
    command.arg("site").args(arguments).current_dir(folder).output().unwrap()
}

/// The last line of the output.
fn last(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = site(folder, arguments);
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn draw(state: &mut u32, below: u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 8) % below
}

type Spot = (f64, f64, f64);

/// Demand and candidates drawn on a square of 100 by 100, written as CSV.
fn square(folder: &Path, seed: u32) -> (Vec<Spot>, Vec<Spot>) {
    let mut state = seed;
    let mut spots = |count: usize| -> Vec<Spot> {
        let mut one = |below| f64::from(draw(&mut state, below));
        (0..count).map(|_| (one(100), one(100), one(9) + 1.0)).collect()
    };
    let (demand, candidates) = (spots(60), spots(9));
    let mut text = "x,y,weight\n".to_owned();
    for (x, y, weight) in &demand {
        writeln!(text, "{x},{y},{weight}").unwrap();
    }
    std::fs::write(folder.join("demand.csv"), text).unwrap();
    let mut text = "\u{feff}id,cost,fixed,x,y\n".to_owned();
    for (number, (x, y, cost)) in candidates.iter().enumerate() {
        writeln!(text, "c{number},{cost},{},{x},{y}", u8::from(number == 3)).unwrap();
    }
    std::fs::write(folder.join("candidates.csv"), text).unwrap();
    (demand, candidates)
}

/// The most that can be covered with candidate 3 by plans that `fit` lets through.
fn best(demand: &[Spot], candidates: &[Spot], fit: impl Fn(&[&Spot]) -> bool) -> f64 {
    let plans = (0..1_u32 << candidates.len()).filter(|bits| bits >> 3 & 1 == 1);
    plans
        .map(|bits| {
            let open = |number: &usize| bits >> number & 1 == 1;
            let plan: Vec<&Spot> =
                (0..candidates.len()).filter(open).map(|number| &candidates[number]).collect();
            if !fit(&plan) {
                return 0.0;
            }
            let near = |(x, y, _): &Spot| plan.iter().any(|at| (at.0 - x).hypot(at.1 - y) <= 20.0);
            demand.iter().filter(|spot| near(spot)).map(|spot| spot.2).sum()
        })
        .fold(0.0, f64::max)
}

const FILES: [&str; 7] =
    ["plan", "--demand", "demand.csv", "--candidates", "candidates.csv", "--radius", "20"];

#[test]
fn plans_are_the_best_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for seed in 1..6 {
        let (demand, candidates) = square(here, seed);
        for p in 1..4_usize {
            let number = p.to_string();
            let said = last(&site(here, &[&FILES[..], &["--p", &number, "--json"]].concat()));
            let expected = best(&demand, &candidates, |plan| plan.len() <= p);
            assert_eq!(said["objective"].as_f64(), Some(expected), "{said}");
            assert_eq!((&said["bound"], &said["proved"]), (&said["objective"], &true.into()));
            let chosen = said["chosen"].as_array().unwrap();
            assert!(chosen.len() <= p && chosen.contains(&"c3".into()), "{said}");
            assert!(said["seconds"].as_f64().unwrap() > 0.0);
        }
        let said = last(&site(here, &[&FILES[..], &["--budget", "15"]].concat()));
        let cost = |plan: &[&Spot]| plan.iter().map(|at| at.2).sum::<f64>() <= 15.0;
        assert_eq!(said["objective"].as_f64(), Some(best(&demand, &candidates, cost)), "{said}");
    }
}

#[test]
fn plan_and_curve_are_written_and_geojson_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let point = |lon: f64, lat: f64, more: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{more}}}"#
        )
    };
    let write = |name: &str, features: &[String]| {
        let all = features.join(",");
        let text = format!(r#"{{"type":"FeatureCollection","features":[{all}]}}"#);
        std::fs::write(here.join(name), text).unwrap();
    };
    // At 60 degrees north a degree of longitude is half a degree of latitude: 0.01 is 556 m.
    let demand = [(120.0, r#"{"weight":3}"#), (120.01, r#"{"weight":"2"}"#)];
    write("demand.geojson", &demand.map(|(lon, more)| point(lon, 60.0, more)));
    let sites = [(120.0, r#"{"id":"west"}"#), (120.01, r#"{"id":7}"#), (121.0, r#"{"id":"far"}"#)];
    write("sites.geojson", &sites.map(|(lon, more)| point(lon, 60.0, more)));
    let files = ["plan", "--demand", "demand.geojson", "--candidates", "sites.geojson"];
    let tail = ["--p", "1", "--radius", "500", "--out", "plan.geojson", "--curve", "curve.csv"];
    let said = last(&site(here, &[&files[..], &tail].concat()));
    assert_eq!((said["objective"].as_f64(), &said["chosen"][0]), (Some(3.0), &"west".into()));
    let plan = std::fs::read_to_string(here.join("plan.geojson")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let reasons: Vec<&str> = plan["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"]["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "without it 3 less is covered",
            "it would add 2, the least of the plan 3",
            "no demand is in its reach",
        ]
    );
    let curve = std::fs::read_to_string(here.join("curve.csv")).unwrap();
    assert!(curve.starts_with("count,id,covered,at_most\n1,west,3,"), "{curve}");
    let wide = ["--p", "1", "--radius", "560", "--distance", "great-circle"];
    assert_eq!(last(&site(here, &[&files[..], &wide].concat()))["objective"].as_f64(), Some(5.0));
    let small = ["--p", "1", "--radius", "500", "--earth-radius", "5000000"];
    assert_eq!(last(&site(here, &[&files[..], &small].concat()))["objective"].as_f64(), Some(5.0));
}

#[test]
fn what_cannot_be_read_is_named_by_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    square(here, 1);
    let with = |demand: &str, candidates: &str, more: &[&str]| {
        std::fs::write(here.join("d.csv"), demand).unwrap();
        std::fs::write(here.join("c.csv"), candidates).unwrap();
        let files = ["plan", "--demand", "d.csv", "--candidates", "c.csv", "--radius", "5"];
        refused(here, &[&files[..], more].concat())
    };
    let (good, sites) = ("x,y,weight\n1,1,1\n", "id,x,y\na,1,1\n");
    let p = ["--p", "1"];
    let cases = [
        (
            with("x,y,weight\n1,1,1\n2,2,many\n", sites, &p),
            "d.csv, line 3, column weight: \"many\"",
        ),
        (with("x,y,weight\n1,1,-4\n", sites, &p), "d.csv, line 2, column weight: -4 is below 0"),
        (with("x,y\n1,1\n", sites, &p), "d.csv, line 1: no column weight; add it"),
        (with("x,y,weight\n1,1\n", sites, &p), "d.csv, line 2: has 2 cells"),
        (with("lon,lat,weight\n1,1,1\n", sites, &p), "not of the same kind"),
        (
            with(good, "id,x,y\na,1,1\na,2,2\n", &p),
            "c.csv, line 3, column id: \"a\" is there twice",
        ),
        (with(good, "id,x,y,fixed\na,1,1,maybe\n", &p), "c.csv, line 2, column fixed"),
        (
            with(good, "id,lon,lat\na,200,1\n", &p),
            "c.csv, line 2, column lon: 200 is no such degree",
        ),
        (with(good, sites, &["--budget", "3"]), "c.csv, line 1: --budget needs a column cost"),
        (with(good, "id,x,y\n", &p), "no candidates"),
        (
            with(good, sites, &["--p", "1", "--distance", "great-circle"]),
            "needs the columns lon and lat",
        ),
        (with(good, sites, &["--p", "1", "--gap", "2"]), "a share from 0 to 1"),
        (with(good, sites, &[]), "--p"),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{said} should say {expected}");
    }
}

#[test]
fn interrupted_it_gives_the_best_plan_so_far_with_its_bound() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let mut state = 5;
    let mut table = |name: &str, head: &str, count: u32| {
        let mut text = format!("id,x,y{head}\n");
        for row in 0..count {
            let [x, y] = [0; 2].map(|_| draw(&mut state, 40_000));
            writeln!(text, "{row},{x},{y}{}", if head.is_empty() { "" } else { ",3" }).unwrap();
        }
        std::fs::write(here.join(name), text).unwrap();
    };
    table("demand.csv", ",weight", 50_000);
    table("candidates.csv", "", 3_000);
    let files = ["--demand", "demand.csv", "--candidates", "candidates.csv", "--json"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_yilu"));
    command.args(["site", "plan", "--p", "200", "--radius", "1500"]).args(files);
    command.current_dir(here).stdout(std::process::Stdio::piped());
    let running = command.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(4));
    let told = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(told.success());
    let said = last(&running.wait_with_output().unwrap());
    let [value, bound] = ["objective", "bound"].map(|name| said[name].as_f64().unwrap());
    assert!(value > 0.0 && bound > value && said["proved"] == false, "{said}");
    assert_eq!(said["chosen"].as_array().unwrap().len(), 200);
}

#[test]
fn medians_of_graphs_and_matrices() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // A path 1 - 2 - 3 - 4 - 5; the second length of 1 - 2 is the one that counts.
    let graph = "5 5 2\n1 2 9\n2 3 1\n3 4 5\n4 5 1\n1 2 1\n";
    std::fs::write(here.join("graph.txt"), graph).unwrap();
    let said = last(&site(here, &["median", "--graph", "graph.txt", "--json"]));
    assert_eq!((said["objective"].as_f64(), &said["proved"]), (Some(3.0), &true.into()));
    assert_eq!(said["chosen"][0], 2);
    let said = last(&site(here, &["median", "--graph", "graph.txt", "--p", "1"]));
    assert_eq!(
        (said["objective"].as_f64(), &said["chosen"]),
        (Some(14.0), &serde_json::json!([3]))
    );
    std::fs::write(here.join("matrix.csv"), "0,4\n3,1\n9,2\n").unwrap();
    let said = last(&site(here, &["median", "--matrix", "matrix.csv", "--p", "1", "--json"]));
    assert_eq!((said["objective"].as_f64(), &said["chosen"]), (Some(7.0), &serde_json::json!([2])));
    for (text, expected) in [
        ("5 2 1\n1 2 1\n", "says 2 edges, and 1 follow"),
        ("5 1 1\n1 6 1\n", "line 2, column 2: there is no node 6"),
        ("5 1 1\n1 2 far\n", "line 2, column 3: \"far\""),
        ("", "is empty"),
    ] {
        std::fs::write(here.join("graph.txt"), text).unwrap();
        let said = refused(here, &["median", "--graph", "graph.txt"]);
        assert!(said.contains("graph.txt") && said.contains(expected), "{said}");
    }
}

/// Files of a town by the hour: two streets, riders by day and truckers by night.
fn town(here: &Path) {
    let demand = "x,y,weight,hours,hour,occupation,street\n\
                  0,0,10,day,9,rider,东街\n0,0,6,day,23,rider,东街\n\
                  50,0,9,day,9,rider,西街\n50,0,8,day,23,trucker,西街\n";
    let candidates = "id,x,y,open,parking,capacity,cost\n\
                      bank,0,0,9-17,0,4,1\nfuel,50,0,0-24,1,,3\nclinic,0,1,,0,100,2\n\
                      closet,0,2,9-17,0,,5\nfar,900,900,,1,,1\n";
    std::fs::write(here.join("demand.csv"), demand).unwrap();
    std::fs::write(here.join("candidates.csv"), candidates).unwrap();
}

#[test]
fn hours_occupations_streets_and_rooms_decide() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    town(here);
    let plan = |more: &[&str]| {
        last(&site(here, &[&FILES[..], more, &["--needs-parking", "trucker", "--json"]].concat()))
    };
    let said = plan(&["--p", "1", "--explain"]);
    assert_eq!((said["objective"].as_f64(), &said["chosen"][0]), (Some(17.0), &"fuel".into()));
    assert_eq!(said["by_hour"][23], serde_json::json!({ "served": 8.0, "total": 14.0 }));
    assert_eq!(said["by_occupation"]["rider"]["served"], 9.0);
    assert_eq!(said["by_street"]["东街"]["served"], 0.0);
    // Without fuel 17 are lost, with clinic instead 16 of them are back.
    let kept = serde_json::json!(
        [{ "id": "fuel", "stands": false, "marginal": 17.0, "repair": "clinic", "repaired": 1.0 }]
    );
    assert_eq!(said["sites"], kept);
    let reasons: Vec<(&str, &str)> = said["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["id"].as_str().unwrap(), of["reason"].as_str().unwrap()))
        .collect();
    let expected = [
        ("bank", "replaced"),
        ("clinic", "weaker"),
        ("closet", "replaced"),
        ("far", "nobody-near"),
    ];
    assert_eq!(reasons, expected);
    assert_eq!(
        (&said["refused"][1]["instead_of"], &said["refused"][1]["loses"]),
        (&"fuel".into(), &1.0.into())
    );
    // Every street half: 18 and more of 33 as well, by as few as may be.
    let said = plan(&["--p", "2", "--floor", "0.5"]);
    assert_eq!(said["objective"].as_f64(), Some(33.0));
    assert_eq!(plan(&["--share", "0.5"])["chosen"], serde_json::json!(["fuel"]));
    assert_eq!(plan(&["--share", "1"])["chosen"], serde_json::json!(["fuel", "clinic"]));
    // A bank's four of nine o'clock, and nothing else of the east.
    let said = plan(&["--budget", "4", "--keep-capacity"]);
    assert_eq!(said["objective"].as_f64(), Some(21.0));
    assert!(said["bound"].as_f64().unwrap() >= 21.0, "{said}");
    assert_eq!(plan(&["--p", "1", "--factor", "trucker=0"])["chosen"][0], "clinic");
    let said = plan(&["--p", "1", "--full", "1"]);
    assert_eq!(said["objective"].as_f64(), Some(17.0));
}

#[test]
fn the_noise_of_the_heat_says_how_sure_sites_are() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let demand = "x,y,weight\n0,0,900\n100,0,140\n200,0,141\n";
    std::fs::write(here.join("demand.csv"), demand).unwrap();
    std::fs::write(here.join("candidates.csv"), "id,x,y\na,0,0\nb,100,0\nc,200,0\n").unwrap();
    let mut positions = "worker,time,lon,lat,occupation\n".to_owned();
    for rider in 0..400 {
        writeln!(positions, "r{rider},2026-11-16 08:10,120.3,31.57,rider").unwrap();
    }
    std::fs::write(here.join("positions.csv"), positions).unwrap();
    let mut heat = Command::new(env!("CARGO_BIN_EXE_yilu"));
    heat.args(["heat", "build", "positions.csv", "--out", "cells.csv"]).current_dir(here);
    assert!(heat.output().unwrap().status.success());
    let noise = ["--p", "2", "--redraws", "50", "--guarantee", "cells.csv.json", "--json"];
    let ask = || last(&site(here, &[&FILES[..], &noise].concat()));
    let said = ask();
    assert_eq!(said["chosen"], serde_json::json!(["a", "c"]));
    let chosen = &said["stability"]["chosen"];
    assert_eq!((&chosen["a"], said["stability"]["stable"].as_u64()), (&1.0.into(), Some(1)));
    // A difference of one under noise of eleven: no better than a coin.
    assert!((0.2..0.8).contains(&chosen["c"].as_f64().unwrap()), "{said}");
    assert_eq!(ask()["stability"], said["stability"]);
}

#[test]
fn rules_that_cannot_be_followed_name_file_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    town(here);
    let with = |name: &str, from: &str, to: &str, more: &[&str]| {
        town(here);
        let text = std::fs::read_to_string(here.join(name)).unwrap().replace(from, to);
        std::fs::write(here.join(name), text).unwrap();
        refused(here, &[&FILES[..], &["--p", "1"], more].concat())
    };
    let cases = [
        (
            with("candidates.csv", "9-17,0,4", "9 to 17,0,4", &[]),
            "candidates.csv, line 2, column open",
        ),
        (with("candidates.csv", "9-17,0,4", "9-17,?,4", &[]), "line 2, column parking"),
        (with("demand.csv", "day,9", "day,24", &[]), "demand.csv, line 2, column hour: \"24\""),
        (with("demand.csv", "day,9", "month,9", &[]), "column hours: \"month\""),
        (with("demand.csv", "", "", &["--factor", "rider2=1"]), "--factor: the demand knows no"),
        (with("demand.csv", "", "", &["--floor", "北街=0.5"]), "--floor: the demand knows no"),
        (with("demand.csv", "", "", &["--floor", "1.5"]), "a share from 0 to 1"),
        (with("demand.csv", "", "", &["--full", "20"]), "--full: 20 is not below --radius"),
        (
            with("candidates.csv", "parking", "other", &["--needs-parking", "rider"]),
            "needs a column parking",
        ),
        (
            with("candidates.csv", "capacity", "other", &["--keep-capacity"]),
            "needs a column capacity",
        ),
        (
            with("demand.csv", "", "", &["--floor", "0.9"]),
            "no plan was found that keeps every floor",
        ),
        (
            with("demand.csv", "", "", &["--keep-capacity", "--full", "1"]),
            "capacities are kept for covering",
        ),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{said} should say {expected}");
    }
}
