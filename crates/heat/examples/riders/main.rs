//! `riders GRUBHUB_FOLDER POSITIONS.csv`: positions of meal couriers out of seven real days.
//!
//! The days (public instances of the meal delivery routing problem, planar metres) say where each
//! courier begins, where restaurants and customers are and when an order is ready, not who carried
//! it: an order goes to the courier on duty who can be at the restaurant first. Positions are laid
//! around 120.3 east, 31.57 north; the days become those of the week of 2026-11-16. Couriers of
//! different days are different people here: their numbers begin anew each day.

mod days;

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = arguments.as_slice() else { return Err("a folder and a file".into()) };
    let mut file = BufWriter::new(File::create(out)?);
    let rows = days::positions(Path::new(folder), &mut file)?;
    file.flush()?;
    println!("{rows} positions");
    Ok(())
}
