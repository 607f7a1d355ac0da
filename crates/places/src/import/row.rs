//! One row of a table of places.

use std::{fmt, str::FromStr};

use kernel::{AreaCode, Bd09, Gcj02, Wgs84};

use crate::{
    Fault,
    outline::Outline,
    place::{Agreement, Detail, Draft, SharedSlot, Standing},
};

/// The datum of a position, always named where one crosses the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crs {
    /// As satellites give it; the only one that is stored.
    #[default]
    Wgs84,
    /// Public maps of mainland China.
    Gcj02,
    /// Baidu.
    Bd09,
}

/// The text names no datum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("crs: write wgs84, gcj02 or bd09 instead of {0:?}")]
pub struct UnknownCrs(String);

impl Crs {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }
    /// The point of these degrees in WGS-84.
    ///
    /// # Errors
    /// When the figures are no point.
    pub fn read(self, lat: f64, lon: f64) -> Result<Wgs84, kernel::GeoError> {
        Ok(match self {
            Self::Wgs84 => Wgs84::new(lat, lon)?,
            Self::Gcj02 => Gcj02::new(lat, lon)?.to_wgs84(),
            Self::Bd09 => Bd09::new(lat, lon)?.to_gcj02().to_wgs84(),
        })
    }
    /// Latitude and longitude of a point in this datum.
    pub fn write(self, at: Wgs84) -> (f64, f64) {
        match self {
            Self::Wgs84 => (at.lat(), at.lon()),
            Self::Gcj02 => {
                let shifted = at.to_gcj02();
                (shifted.lat(), shifted.lon())
            }
            Self::Bd09 => {
                let shifted = at.to_gcj02().to_bd09();
                (shifted.lat(), shifted.lon())
            }
        }
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Crs {
    type Err = UnknownCrs;
    fn from_str(text: &str) -> Result<Self, UnknownCrs> {
        let plain: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match plain.as_str() {
            "wgs84" | "epsg4326" | "crs84" | "4326" => Ok(Self::Wgs84),
            "gcj02" | "gcj" => Ok(Self::Gcj02),
            "bd09" | "bd09ll" | "bd" => Ok(Self::Bd09),
            _ => Err(UnknownCrs(text.to_owned())),
        }
    }
}

/// Why a row cannot be taken: a key of the words, and what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The column, as this program calls it.
    pub column: &'static str,
    pub code: &'static str,
    pub about: String,
}

impl Reason {
    pub(super) fn of(fault: &Fault) -> Self {
        match fault {
            Fault::Invalid { field, code, about } => {
                Self { column: field, code, about: about.clone() }
            }
            other => Self { column: "", code: "places-row-odd", about: other.to_string() },
        }
    }
}

/// A column that must be there is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file has no column {missing:?}; it has {present:?}: add the column or mend its name")]
pub struct HeaderFault {
    pub missing: &'static str,
    pub present: Vec<String>,
}

/// What a column may be called; our own word first.
const NAMES: &[(&str, &[&str])] = &[
    ("id", &["code", "编号", "点位编号", "代码"]),
    ("kind", &["type", "种类", "类型", "点位类型"]),
    ("name", &["名称", "点位名称"]),
    ("lon", &["lng", "longitude", "经度"]),
    ("lat", &["latitude", "纬度"]),
    ("amenities", &["设施", "服务设施"]),
    ("opening_hours", &["hours", "开放时间", "营业时间"]),
    ("brand", &["品牌"]),
    ("area", &["区划", "区划代码"]),
    ("address", &["地址"]),
    ("capacity", &["可容纳人数", "容量"]),
    ("square_metres", &["m2", "面积", "平方米"]),
    ("voltages", &["voltage", "电压"]),
    ("battery_slots", &["slots", "仓位"]),
    ("shared", &["共享时段"]),
    ("agreement", &["协议状态"]),
    ("terms", &["协议内容"]),
    ("until", &["协议到期日"]),
    ("outline", &["范围"]),
    ("vehicles", &["车型"]),
    ("stay_minutes", &["限停分钟"]),
    ("part_of", &["所属街区"]),
    ("note", &["备注"]),
    ("crs", &["坐标系"]),
];
const REQUIRED: [&str; 7] = ["id", "kind", "name", "lon", "lat", "amenities", "opening_hours"];

/// Names of the columns that an export has, in order.
pub fn column_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// Where each column stands in a file.
pub(super) struct Columns(Vec<Option<usize>>);

impl Columns {
    pub fn of(header: &[String]) -> Result<Self, HeaderFault> {
        let plain: Vec<String> = header
            .iter()
            .map(|title| title.trim().to_lowercase().replace([' ', '-'], "_"))
            .collect();
        let found = NAMES.iter().map(|(name, also)| {
            plain.iter().position(|title| title == name || also.contains(&title.as_str()))
        });
        let columns = Self(found.collect());
        match REQUIRED.into_iter().find(|name| columns.position(name).is_none()) {
            Some(missing) => Err(HeaderFault { missing, present: header.to_vec() }),
            None => Ok(columns),
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let at = NAMES.iter().position(|(known, _)| *known == name)?;
        self.0.get(at).copied().flatten()
    }

    /// A cell without blanks around it, and without the apostrophe that keeps a spreadsheet from
    /// running it.
    fn get<'c>(&self, cells: &'c [String], name: &str) -> &'c str {
        let cell = self.position(name).and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => cell,
        }
    }

    /// The draft of a row.
    pub fn read(&self, cells: &[String], crs: Crs) -> Result<Draft, Fault> {
        let get = |name: &str| self.get(cells, name);
        let code = get("id");
        if code.is_empty() {
            return Err(Fault::invalid("id", "places-id-missing"));
        }
        let crs = match get("crs") {
            "" => crs,
            named => named.parse().map_err(|_| Fault::about("crs", "places-crs-wrong", named))?,
        };
        let area = match get("area") {
            "" => None,
            code => {
                let area = AreaCode::parse(code);
                Some(area.map_err(|_| Fault::invalid("area", "places-area-unknown"))?)
            }
        };
        Ok(Draft {
            code: code.to_owned(),
            kind: get("kind").to_owned(),
            name: get("name").to_owned(),
            brand: get("brand").to_owned(),
            area,
            at: position(crs, get("lat"), get("lon"))?,
            address: get("address").to_owned(),
            hours: get("opening_hours").to_owned(),
            amenities: amenities(get("amenities"))?,
            detail: self.detail(cells, crs)?,
            owner: None,
        })
    }

    fn detail(&self, cells: &[String], crs: Crs) -> Result<Detail, Fault> {
        let get = |name: &str| self.get(cells, name);
        Ok(Detail {
            capacity: number("capacity", get("capacity"))?,
            square_metres: number("square_metres", get("square_metres"))?,
            voltages: voltages(get("voltages"))?,
            battery_slots: number("battery_slots", get("battery_slots"))?,
            shared: shared(get("shared"))?,
            agreement: agreement(get("agreement"), get("terms"), get("until"))?,
            outline: outline(get("outline"), crs)?,
            vehicles: words(get("vehicles")).map(str::to_owned).collect(),
            stay_minutes: number("stay_minutes", get("stay_minutes"))?,
            part_of: get("part_of").to_owned(),
            note: get("note").to_owned(),
        })
    }
}

fn position(crs: Crs, lat: &str, lon: &str) -> Result<Wgs84, Fault> {
    let degrees = |field: &'static str, text: &str| {
        text.parse::<f64>().map_err(|_| Fault::about(field, "places-degrees-wrong", text))
    };
    let (lat, lon) = (degrees("lat", lat)?, degrees("lon", lon)?);
    let nowhere = |_| Fault::about("lat", "places-outside", format!("{lat},{lon}"));
    crs.read(lat, lon).map_err(nowhere)
}

/// `toilet;water;charging:4`, or with commas, bars or blanks; the number counts pieces.
///
/// # Errors
/// A count that is no number.
pub fn amenities(text: &str) -> Result<Vec<(String, Option<u32>)>, Fault> {
    words(text)
        .map(|word| match word.split_once([':', '：']) {
            None => Ok((word.to_owned(), None)),
            Some((name, count)) => Ok((name.to_owned(), number("amenities", count)?)),
        })
        .collect()
}

/// The words of a list as people write it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split([';', ',', '|', '；', '，', '、', ' ', '\n']);
    words.map(str::trim).filter(|word| !word.is_empty())
}

/// A GeoJSON Polygon; nothing for blanks.
pub(crate) fn outline(text: &str, crs: Crs) -> Result<Option<Outline>, Fault> {
    if text.trim().is_empty() { Ok(None) } else { Outline::read(text, crs).map(Some) }
}

pub(crate) fn number(field: &'static str, text: &str) -> Result<Option<u32>, Fault> {
    let digits = text.trim();
    if digits.is_empty() {
        return Ok(None);
    }
    digits.parse().map(Some).map_err(|_| Fault::about(field, "places-number-wrong", digits))
}

/// `48;60`, or `48V, 60V`.
pub(crate) fn voltages(text: &str) -> Result<Vec<u16>, Fault> {
    let words = text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            word.parse().map_err(|_| Fault::about("voltages", "places-voltage-wrong", word))
        })
        .collect()
}

/// `22:00-06:00 = courier, rider | Sa,Su 12:00-14:00 = trucker`
///
/// # Errors
/// A slot without hours or groups.
pub fn shared(text: &str) -> Result<Vec<SharedSlot>, Fault> {
    let slots = text.split(['|', '\n']).map(str::trim).filter(|slot| !slot.is_empty());
    slots
        .map(|slot| {
            let (hours, groups) =
                slot.split_once('=').ok_or(Fault::invalid("shared", "places-slot-empty"))?;
            let groups = groups.split([',', '，', '、', ' ']).map(str::trim);
            let groups = groups.filter(|group| !group.is_empty()).map(str::to_owned).collect();
            Ok(SharedSlot { hours: hours.trim().to_owned(), groups })
        })
        .collect()
}

pub(crate) fn agreement(
    standing: &str,
    terms: &str,
    until: &str,
) -> Result<Option<Agreement>, Fault> {
    if standing.is_empty() {
        return Ok(None);
    }
    let standing = Standing::ALL.into_iter().find(|one| one.as_str() == standing);
    let standing = standing.ok_or(Fault::invalid("agreement", "places-standing-wrong"))?;
    let day = || until.parse().map_err(|_| Fault::invalid("until", "places-day-wrong"));
    let until = if until.is_empty() { None } else { Some(day()?) };
    Ok(Some(Agreement { standing, terms: terms.to_owned(), until }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_write_them() {
        let named = |text: &str| -> Vec<String> {
            amenities(text).unwrap().into_iter().map(|(word, _)| word).collect()
        };
        assert_eq!(named("toilet;water"), ["toilet", "water"]);
        assert_eq!(named("厕所、饮水，微波炉"), ["厕所", "饮水", "微波炉"]);
        assert_eq!(amenities("charging:12").unwrap(), [("charging".into(), Some(12))]);
        assert_eq!(voltages("48V / 60V").unwrap(), [48, 60]);
        let slots = shared("22:00-06:00=courier, rider").unwrap();
        assert_eq!((slots.len(), slots[0].groups.len()), (1, 2));
        assert!(shared("22:00-06:00").is_err());
    }

    #[test]
    fn a_position_of_a_public_map_is_brought_back() {
        let true_spot = Wgs84::new(30.2442, 120.1571).unwrap();
        for crs in [Crs::Wgs84, Crs::Gcj02, Crs::Bd09] {
            let (lat, lon) = crs.write(true_spot);
            let back = crs.read(lat, lon).unwrap();
            assert!(back.distance_metres(true_spot) < 2.0, "{crs}");
            let unread = Wgs84::new(lat, lon).unwrap().distance_metres(true_spot);
            assert_eq!(unread > 300.0, crs != Crs::Wgs84);
        }
        assert_eq!("GCJ-02".parse(), Ok(Crs::Gcj02));
        assert!("mars".parse::<Crs>().is_err());
    }
}
