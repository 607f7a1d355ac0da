//! Links the records of a CSV file with the fields of gig workers, and writes the cluster of each:
//! `cargo run --release -p linkage --example people -- people.csv clusters.csv`.

use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write as _},
};

use linkage::{Comparison, Headers, Level, Linker, Rule, Spec, Table, Texts, read_csv};

const FIELDS: [&str; 8] = ["surname", "given", "sex", "dob", "phone", "id6", "plate", "area"];

fn spec() -> Spec {
    use Level::{Edits, Same};
    Spec {
        comparisons: vec![
            Comparison::new("surname", [Same]).by_frequency(),
            Comparison::new("given", [Same, Edits(1)]).by_frequency(),
            Comparison::new("sex", [Same]),
            Comparison::new("dob", [Same, Edits(1), Edits(2)]),
            Comparison::new("phone", [Same, Edits(1)]),
            Comparison::new("id6", [Same, Edits(1)]),
            Comparison::new("plate", [Same]),
            Comparison::new("area", [Same]),
        ],
        rules: vec![
            Rule::on(&["phone"]),
            Rule::on(&["id6", "dob"]),
            Rule::on(&["plate"]),
            Rule::on(&["surname", "given", "dob"]),
            Rule::on(&["dob", "area"]),
            Rule::on(&["given", "surname", "area"]),
        ],
        longest_run: 1_000,
        across_sources: false,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (input, output) = arguments.next().zip(arguments.next()).ok_or("FILE.csv CLUSTERS.csv")?;
    let least: f64 = arguments.next().map_or(Ok(0.95), |text| text.parse())?;
    #[expect(clippy::disallowed_methods, reason = "how long each step takes is told")]
    let begun = std::time::Instant::now();
    let told = |what: &str| eprintln!("{:7.3} s {what}", begun.elapsed().as_secs_f64());
    let (mut table, mut ids) = (Table::new(&FIELDS), Texts::default());
    let fields = FIELDS.iter().map(|field| Some((*field).to_owned())).collect();
    let headers = Headers { id: Some("unique_id".to_owned()), fields };
    read_csv(&mut table, &mut ids, 0, File::open(&input)?, &headers, |_| {})?;
    told(&format!("{} records", table.len()));
    let linker = Linker::new(&table, spec())?;
    told("sorted");
    let model = linker.train(1);
    told(&format!("learnt; prior {:.2} bits", model.prior_bits));
    for (comparison, learnt) in spec().comparisons.iter().zip(&model.fields) {
        eprintln!("{:8} m {:.4?} bits {:.2?}", comparison.field, learnt.m, learnt.bits);
    }
    let links = linker.links(&model, 0.1);
    told(&format!("{} links", links.len()));
    let mut clusters = linker.clusters(&links, least);
    let mut out = BufWriter::with_capacity(1 << 18, File::create(output)?);
    writeln!(out, "unique_id,cluster_id")?;
    for record in (0..).take(ids.len()) {
        writeln!(out, "{},{}", ids.get(record), clusters.of(record))?;
    }
    out.flush()?;
    told("written");
    Ok(())
}
