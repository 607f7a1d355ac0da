//! Published instances: optimum, bound and time, against what is published.
//!
//! `cargo run --release -p siting --example benchmarks -- FOLDER WHICH [SECONDS]`, with FOLDER holding
//! `orlib_pmed`, `sjc`, `mclp_ails` and `peer_instances`, and WHICH one of `pmed`, `pmed7`, `sjc`,
//! `NewYork_50_400`, `Bronx_50_600`, `cities`, `s`, `m`, `l`, `many` (customers made up on the
//! square [0,30]²: `many COUNT SITES RADIUS P`), `province` (on two threads; SECONDS are of the clock
//! there, of one processor elsewhere).
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a program for developers: a mistake may stop it"
)]

use std::fs::read_to_string;
use std::ops::ControlFlow;

use siting::{Ask, Coverage, Found, Limits, Metric, Point, Problem, Progress, graph};

struct Run {
    folder: String,
    seconds: f64,
    args: Vec<String>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let seconds = args.get(2).and_then(|text| text.parse().ok()).unwrap_or(600.0);
    let run = Run { folder: args[0].clone(), seconds, args };
    println!(
        "instance\tp\trows\tpairs\tvalue\tbound\tgap_%\tproved\tpublished\tcases\tread_cpu_s\tsolve_cpu_s"
    );
    match run.args[1].as_str() {
        "sjc" => run.sjc(),
        "cities" => {
            for city in ["NewYork", "Bronx"] {
                let radius = if city == "Bronx" { 600 } else { 400 };
                for p in [50, 60, 70, 80, 90, 100] {
                    run.city(&format!("{city}_{p}_{radius}"));
                }
            }
        }
        "pmed" => (1..=40).for_each(|number| run.median(number)),
        "many" => run.many(),
        "province" => run.province(),
        name if name.contains('_') => run.city(name),
        name if name.starts_with("pmed") => run.median(name[4..].parse().unwrap()),
        name => run.peer(name),
    }
}

/// Which published value an instance has, and how the rows came about.
struct Case<'a> {
    name: &'a str,
    p: usize,
    published: &'a str,
    read: f64,
    threads: usize,
}

impl Run {
    fn solve(&self, problem: &Problem, case: &Case<'_>) -> Found {
        let start = cpu();
        let mut told = 0.0;
        let clock = std::time::Instant::now();
        let mut watch = |progress: &Progress<'_>| {
            let now = if case.threads > 1 { clock.elapsed().as_secs_f64() } else { cpu() - start };
            if now - told > 5.0 {
                told = now;
                eprintln!("{now:.0} s: {progress:?}", progress = Short(progress));
            }
            if now > self.seconds { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let ask = Ask::sites(problem, case.p);
        let found =
            ask.answer(Limits { threads: case.threads, ..Limits::default() }, &mut watch).unwrap();
        let total = problem.loss_of_nothing();
        let cover = problem.is_coverage();
        let [value, bound] =
            [found.loss, found.bound].map(|loss| if cover { total - loss } else { loss });
        println!(
            "{}\t{}\t{}\t{}\t{value:.3}\t{bound:.3}\t{:.4}\t{}\t{}\t{}\t{:.2}\t{:.2}",
            case.name,
            case.p,
            problem.rows(),
            problem.pairs(),
            100.0 * (bound - value).abs() / value.abs().max(1e-9),
            found.proved,
            case.published,
            found.cases,
            case.read,
            cpu() - start,
        );
        found
    }

    fn read(&self, path: &str) -> String {
        read_to_string(format!("{}/{path}", self.folder)).unwrap()
    }

    fn median(&self, number: usize) {
        let start = cpu();
        let text = self.read(&format!("orlib_pmed/pmed{number}.txt"));
        let numbers: Vec<usize> =
            text.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let mut roads = graph::Graph::new(numbers[0]);
        for edge in numbers[3..].chunks_exact(3) {
            roads.edge(edge[0] - 1, edge[1] - 1, f64::from(u32::try_from(edge[2]).unwrap()));
        }
        let problem = roads.median();
        let optima = self.read("orlib_pmed/pmedopt.txt");
        let name = format!("pmed{number}");
        let published = optima
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} ")).map(str::trim))
            .unwrap();
        let read = cpu() - start;
        self.solve(&problem, &Case { name: &name, p: numbers[2], published, read, threads: 1 });
    }

    fn sjc(&self) {
        let table = self.read("sjc/OPTIMA_r800_highs.tsv");
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let start = cpu();
            let places = self.read(&format!("sjc/{}.txt", fields[0]));
            let places = pairs(places.lines().skip(1));
            let demand = format!("sjc/demand-{}.dat", fields[0]);
            let weights = numbers(&self.read(&demand));
            let problem = rows(&places, &weights, &places, 800.0, Metric::Planar);
            let read = cpu() - start;
            let p = fields[1].parse().unwrap();
            self.solve(
                &problem,
                &Case { name: fields[0], p, published: fields[3], read, threads: 1 },
            );
        }
    }

    fn city(&self, name: &str) {
        let start = cpu();
        let parts: Vec<&str> = name.split('_').collect();
        let text = self.read(&format!("mclp_ails/Instancias/{}.txt", parts[0]));
        let (places, weights) = text.split_once("DEMAND_SECTION").unwrap();
        let places = pairs(places.split_once("NODE_COORD_SECTION").unwrap().1.lines());
        let places: Vec<Point> = places.iter().map(|at| Point { x: at.y, y: at.x }).collect();
        let weights: Vec<f64> = numbers(weights);
        let metric = Metric::Sphere { radius_metres: 6_378_100.0 };
        let radius = parts[2].parse().unwrap();
        let problem = rows(&places, &weights, &places, radius, metric);
        let best = self.read(&format!("mclp_ails/OtimosFinais/{name}.txt"));
        let published = best.lines().next().unwrap().trim_start_matches("f: ").trim();
        let read = cpu() - start;
        let p = parts[1].parse().unwrap();
        self.solve(&problem, &Case { name, p, published, read, threads: 1 });
    }

    fn peer(&self, name: &str) {
        let (file, published) = match name {
            "s" => ("mclp_s_n1000_m200_p20_r1500", "21803"),
            "m" => ("mclp_m_n10000_m1000_p100_r1000", "285193"),
            "l" => ("mclp_l_n50000_m2000_p200_r800", "1457652 (bound 1473685)"),
            other => panic!("no instance is called {other}"),
        };
        let start = cpu();
        let text = self.read(&format!("peer_instances/{file}.txt"));
        let head: Vec<f64> = numbers(text.lines().next().unwrap());
        let (mut demand, mut weights, mut sites) = (Vec::new(), Vec::new(), Vec::new());
        for line in text.lines().skip(1) {
            let fields = numbers(&line[1..]);
            let point = Point { x: fields[0], y: fields[1] };
            if line.starts_with('D') {
                demand.push(point);
                weights.push(fields[2]);
            } else {
                sites.push(point);
            }
        }
        let problem = rows(&demand, &weights, &sites, head[3], Metric::Planar);
        let read = cpu() - start;
        let p = head[2].to_string().parse().unwrap();
        self.solve(&problem, &Case { name, p, published, read, threads: 1 });
    }

    /// Customers of weight 1 to 100, evenly on the square [0,30]², as Cordeau, Furini and Ljubic (2019).
    fn many(&self) {
        let number = |at: usize, usual: usize| {
            self.args.get(at).and_then(|text| text.parse().ok()).unwrap_or(usual)
        };
        let (count, sites, p) = (number(3, 20_000_000), number(4, 100), number(6, 10));
        let radius: f64 = self.args.get(5).and_then(|text| text.parse().ok()).unwrap_or(5.5);
        let mut draw = Draw(1);
        let mut place = |side: f64| Point { x: side * draw.unit(), y: side * draw.unit() };
        let sites: Vec<Point> = (0..sites).map(|_| place(30.0)).collect();
        let start = cpu();
        let mut coverage = Coverage::new(sites, radius, Metric::Planar, count, 1);
        for _ in 0..count {
            let weight = 1.0 + (100.0 * place(1.0).x).floor();
            coverage.add(place(30.0), 0, weight);
        }
        let problem = coverage.finish(|_, _| true);
        let read = cpu() - start;
        self.solve(&problem, &Case { name: "many", p, published: "-", read, threads: 1 });
    }

    /// A province: 1,000,000 cells around 60 towns, 20,000 candidates, 24 hours.
    fn province(&self) {
        let mut draw = Draw(7);
        let towns: Vec<(Point, f64)> = (0..60)
            .map(|_| {
                let centre = Point { x: 300_000.0 * draw.unit(), y: 300_000.0 * draw.unit() };
                (centre, 3_000.0 + 12_000.0 * draw.unit())
            })
            .collect();
        let place = |draw: &mut Draw| {
            let (centre, size) = towns[draw.below(towns.len())];
            let (x, y) = (draw.normal() * size, draw.normal() * size);
            Point { x: centre.x + x, y: centre.y + y }
        };
        let sites: Vec<Point> = (0..20_000).map(|_| place(&mut draw)).collect();
        let start = cpu();
        let mut coverage = Coverage::new(sites, 1_500.0, Metric::Planar, 4_000_000, 1);
        for _ in 0..1_000_000 {
            let at = place(&mut draw);
            let busy = (1.0 + 20.0 * draw.unit().powi(4)).floor();
            for _hour in 0..24 {
                coverage.add(at, 0, busy);
            }
        }
        let problem = coverage.finish(|_, _| true);
        let read = cpu() - start;
        self.solve(&problem, &Case { name: "province", p: 685, published: "-", read, threads: 2 });
    }
}

struct Short<'a>(&'a Progress<'a>);

impl std::fmt::Debug for Short<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Progress { stage, loss, bound, cases, open, .. } = self.0;
        write!(out, "{stage:?}, loss {loss:.2}, bound {bound:.2}, {cases} cases, {open} open")
    }
}

/// Processor seconds of this thread so far (Linux): what else runs on the machine counts little.
fn cpu() -> f64 {
    let text = read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Coverage rows of demand points.
fn rows(
    demand: &[Point],
    weights: &[f64],
    sites: &[Point],
    radius: f64,
    metric: Metric,
) -> Problem {
    let mut coverage = Coverage::new(sites.to_vec(), radius, metric, demand.len(), 1);
    for (point, weight) in demand.iter().zip(weights) {
        coverage.add(*point, 0, *weight);
    }
    coverage.finish(|_, _| true)
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn pairs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Point> {
    let pair = |line: &str| match numbers(line)[..] {
        [x, y] => Some(Point { x, y }),
        _ => None,
    };
    lines.filter_map(pair).collect()
}

/// SplitMix64.
struct Draw(u64);

impl Draw {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / 4_294_967_296.0
    }
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 11).unwrap() % bound
    }
    /// Standard normal (Box and Muller).
    fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}
