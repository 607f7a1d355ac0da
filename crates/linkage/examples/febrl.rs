//! Links the two files of FEBRL 4 (Christen 2008) and writes the pairs:
//! `cargo run --release -p linkage --example febrl -- a.csv b.csv pairs.csv`.

use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write as _},
};

use linkage::{Comparison, Headers, Level, Linker, Rule, Spec, Table, Texts, read_csv};

const FIELDS: [&str; 10] = [
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
];

fn spec() -> Spec {
    use Level::{Alike, Edits, Same};
    let name = |field| Comparison::new(field, [Same, Alike(0.9), Alike(0.7)]).by_frequency();
    let code = |field| Comparison::new(field, [Same, Edits(1), Edits(2)]);
    Spec {
        comparisons: vec![
            name("given_name"),
            name("surname"),
            code("date_of_birth"),
            code("soc_sec_id"),
            Comparison::new("street_number", [Same, Edits(1)]),
            code("postcode"),
            name("address_1"),
            name("suburb"),
        ],
        rules: vec![
            Rule::on(&["given_name", "surname"]),
            Rule::on(&["soc_sec_id"]),
            Rule::on(&["date_of_birth"]),
            Rule::on(&["postcode", "surname"]),
            Rule::on(&["postcode", "given_name"]),
            Rule::on(&["suburb", "street_number"]),
            Rule::on(&["address_1"]),
        ],
        longest_run: 1_000,
        across_sources: true,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [one, other, output] = files.as_slice() else { return Err("A.csv B.csv PAIRS.csv".into()) };
    let (mut table, mut ids) = (Table::new(&FIELDS), Texts::default());
    let fields = FIELDS.iter().map(|field| Some((*field).to_owned())).collect();
    let headers = Headers { id: Some("rec_id".to_owned()), fields };
    for (source, file) in (0..).zip([one, other]) {
        read_csv(&mut table, &mut ids, source, File::open(file)?, &headers, |_| {})?;
    }
    let linker = Linker::new(&table, spec())?;
    let model = linker.train(1);
    let mut out = BufWriter::new(File::create(output)?);
    writeln!(out, "id_a,id_b,probability")?;
    for link in linker.links(&model, 0.01) {
        writeln!(out, "{},{},{:.6}", ids.get(link.one), ids.get(link.other), link.probability())?;
    }
    out.flush()?;
    Ok(())
}
