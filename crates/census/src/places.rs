//! Streets and stations, and the words in which different people write them.

use crate::dice::Dice;

const CITY: &str = "临江市";
const DISTRICTS: &[&str] =
    &["湖滨区", "江东区", "拱北区", "西溪区", "望山区", "滨河区", "临港区", "新城区"];
const FIRST: &[&str] =
    &["文", "望", "清", "翠", "古", "采", "朝", "天", "长", "凤", "石", "彭", "三", "九"];
const SECOND: &[&str] = &["晖", "江", "波", "苑", "荡", "溪", "桥", "潮", "河", "锦", "墩", "堡"];
const BRANDS: &[&str] = &["快达", "蜂行", "闪食", "骑乐", "顺捷", "飞毛腿"];
/// How often each brand is met.
const BRAND_SHARES: [usize; 6] = [40, 70, 82, 90, 96, 100];
/// Streets of the city.
pub const STREETS: usize = FIRST.len() * SECOND.len();
/// Stations of one brand in one street, at most.
pub const STATIONS: usize = 3;

/// A courier station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Station {
    pub brand: usize,
    pub street: usize,
    pub number: usize,
}

pub fn brand(dice: &mut Dice) -> usize {
    dice.by_sums(&BRAND_SHARES)
}

pub fn brand_name(brand: usize) -> &'static str {
    BRANDS.get(brand).copied().unwrap_or("快达")
}

fn street_name(street: usize) -> String {
    let part = |from: &[&'static str], at: usize| from.get(at % from.len()).copied();
    let first = part(FIRST, street / SECOND.len()).unwrap_or_default();
    format!("{first}{}", part(SECOND, street).unwrap_or_default())
}

/// A street, in the way of one file: 0 as the register writes it, others by hand.
pub fn street(dice: &mut Dice, street: usize, by_hand: bool) -> String {
    let name = street_name(street);
    let district = DISTRICTS.get(street % DISTRICTS.len()).copied().unwrap_or_default();
    match if by_hand { dice.below(10) } else { dice.below(2) } {
        0..=1 => format!("{district}{name}街道"),
        2..=4 => format!("{name}街道"),
        5..=6 => format!("{CITY}{district}{name}街道"),
        7..=8 => format!("{name}街"),
        _ => format!("{}{name}", district.trim_end_matches('区')),
    }
}

/// A station, in the way of one file.
pub fn station(dice: &mut Dice, station: Station, by_hand: bool) -> String {
    let (brand, street) = (brand_name(station.brand), street_name(station.street));
    let number = ["一", "二", "三"].get(station.number).copied().unwrap_or("一");
    match if by_hand { dice.below(8) } else { dice.below(3) } {
        0..=1 => format!("{brand}{street}{number}站"),
        2 => format!("{brand}（{street}{number}站）"),
        3 => format!("{brand}外卖{street}站"),
        4 => format!("{street}{number}站"),
        5 => format!("{brand}配送"),
        6 => format!("{brand}外卖"),
        _ => "送外卖".to_owned(),
    }
}
