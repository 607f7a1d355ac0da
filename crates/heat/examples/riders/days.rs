//! Positions out of the days.

use std::{collections::HashMap, error::Error, io::Write, path::Path};

/// Where the town is laid, in degrees, and the metres of a degree there.
const ORIGIN: (f64, f64) = (120.3, 31.57);
const METRES: (f64, f64) = (94_970.0, 110_880.0);
/// Metres a minute, and minutes at the restaurant and at the door, as the instances give them.
const SPEED: f64 = 320.0;
const SERVICE: f64 = 4.0;

#[derive(Debug, Clone)]
struct Courier {
    at: (f64, f64),
    /// Minutes of the day; it is free again from then on.
    free: f64,
    until: f64,
}

type Rows = Vec<HashMap<String, String>>;

/// Tab-separated rows by the names of the columns.
fn read(path: &Path) -> Result<Rows, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path)?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn figure(row: &HashMap<String, String>, name: &str) -> Result<f64, Box<dyn Error>> {
    let text = row.get(name).ok_or_else(|| format!("no column {name}"))?;
    Ok(text.trim().parse()?)
}

fn place(row: &HashMap<String, String>) -> Result<(f64, f64), Box<dyn Error>> {
    Ok((figure(row, "x")?, figure(row, "y")?))
}

fn text<'r>(row: &'r HashMap<String, String>, name: &str) -> &'r str {
    row.get(name).map_or("", |text| text.trim())
}

/// Writes the positions of all days; how many.
///
/// # Errors
/// When a file is missing or does not read.
pub fn positions(folder: &Path, out: &mut impl Write) -> Result<usize, Box<dyn Error>> {
    writeln!(out, "worker,time,lon,lat,occupation")?;
    let mut rows = 0;
    for day in 0..7 {
        rows += one_day(&folder.join(format!("{day}o100t100s1p100")), day, out)?;
    }
    Ok(rows)
}

fn one_day(folder: &Path, day: u32, out: &mut impl Write) -> Result<usize, Box<dyn Error>> {
    let mut couriers = Vec::new();
    for row in read(&folder.join("couriers.txt"))? {
        let (at, free) = (place(&row)?, figure(&row, "on_time")?);
        couriers.push(Courier { at, free, until: figure(&row, "off_time")? });
    }
    let mut restaurants = HashMap::new();
    for row in read(&folder.join("restaurants.txt"))? {
        restaurants.insert(text(&row, "restaurant").to_owned(), place(&row)?);
    }
    let mut orders = Vec::new();
    for row in read(&folder.join("orders.txt"))? {
        let from =
            restaurants.get(text(&row, "restaurant")).ok_or("an order without restaurant")?;
        orders.push((figure(&row, "ready_time")?, *from, place(&row)?));
    }
    orders.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut rows = 0;
    let mut told = |number: usize, minute: f64, at: (f64, f64)| -> std::io::Result<()> {
        let (lon, lat) = (ORIGIN.0 + at.0 / METRES.0, ORIGIN.1 + at.1 / METRES.1);
        // Some days end after midnight.
        let (date, hour) = (16 + day + u32::from(minute >= 1_440.0), minute % 1_440.0 / 60.0);
        let (hour, minute) = (hour.floor(), (minute % 60.0).floor());
        rows += 1;
        writeln!(
            out,
            "{day}-{number},2026-11-{date} {hour:02}:{minute:02},{lon:.6},{lat:.6},courier"
        )
    };
    for (number, courier) in couriers.iter().enumerate() {
        told(number, courier.free, courier.at)?;
    }
    for (ready, from, to) in orders {
        let arrival = |courier: &Courier| courier.free.max(ready) + way(courier.at, from) / SPEED;
        let on_duty = couriers.iter_mut().enumerate().filter(|(_, it)| it.until >= ready);
        let first = on_duty.min_by(|one, other| arrival(one.1).total_cmp(&arrival(other.1)));
        let Some((number, courier)) = first else { continue };
        let picked = arrival(courier).max(ready) + SERVICE;
        let brought = picked + way(from, to) / SPEED + SERVICE;
        told(number, picked, from)?;
        told(number, brought, to)?;
        (courier.at, courier.free) = (to, brought);
    }
    Ok(rows)
}

fn way(from: (f64, f64), to: (f64, f64)) -> f64 {
    (from.0 - to.0).hypot(from.1 - to.1)
}
