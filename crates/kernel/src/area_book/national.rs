//! The vendored national divisions, packed by province; unpacked only when asked for.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::area::{AreaCode, Level};

/// Province and its divisions: gzip CSV of `code,name`, sorted by code.
const PACKED: [(&str, &[u8]); 31] = [
    ("11", include_bytes!("../../data/divisions/11.csv.gz")),
    ("12", include_bytes!("../../data/divisions/12.csv.gz")),
    ("13", include_bytes!("../../data/divisions/13.csv.gz")),
    ("14", include_bytes!("../../data/divisions/14.csv.gz")),
    ("15", include_bytes!("../../data/divisions/15.csv.gz")),
    ("21", include_bytes!("../../data/divisions/21.csv.gz")),
    ("22", include_bytes!("../../data/divisions/22.csv.gz")),
    ("23", include_bytes!("../../data/divisions/23.csv.gz")),
    ("31", include_bytes!("../../data/divisions/31.csv.gz")),
    ("32", include_bytes!("../../data/divisions/32.csv.gz")),
    ("33", include_bytes!("../../data/divisions/33.csv.gz")),
    ("34", include_bytes!("../../data/divisions/34.csv.gz")),
    ("35", include_bytes!("../../data/divisions/35.csv.gz")),
    ("36", include_bytes!("../../data/divisions/36.csv.gz")),
    ("37", include_bytes!("../../data/divisions/37.csv.gz")),
    ("41", include_bytes!("../../data/divisions/41.csv.gz")),
    ("42", include_bytes!("../../data/divisions/42.csv.gz")),
    ("43", include_bytes!("../../data/divisions/43.csv.gz")),
    ("44", include_bytes!("../../data/divisions/44.csv.gz")),
    ("45", include_bytes!("../../data/divisions/45.csv.gz")),
    ("46", include_bytes!("../../data/divisions/46.csv.gz")),
    ("50", include_bytes!("../../data/divisions/50.csv.gz")),
    ("51", include_bytes!("../../data/divisions/51.csv.gz")),
    ("52", include_bytes!("../../data/divisions/52.csv.gz")),
    ("53", include_bytes!("../../data/divisions/53.csv.gz")),
    ("54", include_bytes!("../../data/divisions/54.csv.gz")),
    ("61", include_bytes!("../../data/divisions/61.csv.gz")),
    ("62", include_bytes!("../../data/divisions/62.csv.gz")),
    ("63", include_bytes!("../../data/divisions/63.csv.gz")),
    ("64", include_bytes!("../../data/divisions/64.csv.gz")),
    ("65", include_bytes!("../../data/divisions/65.csv.gz")),
];

/// Every division that `root` contains or lies in, in order of code, given to `take`.
pub(super) fn read(root: &AreaCode, mut take: impl FnMut(AreaCode, &str)) {
    let province = root.at(Level::Province);
    for (code, packed) in PACKED {
        if province.is_none_or(|province| province.as_str() == code) {
            let mut text = String::new();
            // The vendored files are read whole by the tests; what fails to unpack reads as empty.
            if GzDecoder::new(packed).read_to_string(&mut text).is_ok() {
                read_province(&text, root, &mut take);
            }
        }
    }
}

fn read_province(text: &str, root: &AreaCode, take: &mut impl FnMut(AreaCode, &str)) {
    let mut street = "";
    for (short, name) in text.lines().filter_map(|line| line.split_once(',')) {
        if short.len() == Level::Street.digits() {
            street = short;
        }
        // A community is written as its last three digits, after its street.
        let parsed = match short.len() {
            3 => AreaCode::parse(&format!("{street}{short}")),
            _ => AreaCode::parse(short),
        };
        if let Ok(code) = parsed
            && (root.contains(&code) || code.contains(root))
        {
            take(code, name);
        }
    }
}
