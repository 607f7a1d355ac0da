//! What goes wrong between a person and a file.

use kernel::Day;

use crate::{
    dice::Dice,
    names::{any_character, homophone},
};

/// A name as it was heard or typed: mostly another character of the same sound, sometimes any
/// other, sometimes one fewer.
pub fn name(dice: &mut Dice, name: &str) -> String {
    let mut signs: Vec<char> = name.chars().collect();
    let place = dice.below(signs.len());
    let Some(sign) = signs.get(place).copied() else { return name.to_owned() };
    match dice.below(20) {
        0..=2 if signs.len() > 2 => {
            signs.remove(place.max(1));
        }
        3..=5 if place > 0 => signs[place] = any_character(dice),
        _ => {
            // Whatever has no homophone here is misread.
            let other = homophone(dice, sign).unwrap_or_else(|| any_character(dice));
            let at = if homophone(dice, sign).is_some() { place } else { signs.len() - 1 };
            signs[at] = other;
        }
    }
    signs.into_iter().collect()
}

/// A number with one digit changed, or two neighbours swapped, from `from` on.
pub fn digits(dice: &mut Dice, number: &str, from: usize) -> String {
    let mut signs: Vec<char> = number.chars().collect();
    let shown: Vec<usize> =
        (from..signs.len()).filter(|at| signs.get(*at).is_some_and(char::is_ascii_digit)).collect();
    let place = dice.pick(&shown);
    let next = place + 1;
    if dice.hits(4_000) && signs.get(next).is_some_and(char::is_ascii_digit) {
        signs.swap(place, next);
    } else if let Some(sign) = signs.get_mut(place).filter(|sign| sign.is_ascii_digit()) {
        let digit = sign.to_digit(10).unwrap_or(0) + 1 + u32::try_from(dice.below(9)).unwrap_or(0);
        *sign = char::from_digit(digit % 10, 10).unwrap_or('0');
    }
    signs.into_iter().collect()
}

/// A day of birth with day and month swapped where that is a day, else a year or a day off.
pub fn birth(dice: &mut Dice, day: Day) -> Day {
    let date = day.date();
    let swapped = Day::new(date.year(), date.day(), date.month()).filter(|other| *other != day);
    match (dice.below(4), swapped) {
        (0..=1, Some(swapped)) => swapped,
        (2, _) => day.plus([-1, 1, 10][dice.below(3)]),
        _ => Day::new(date.year() - 1, date.month(), date.day()).unwrap_or(day.plus(365)),
    }
}

/// `138****1234`.
pub fn masked_phone(phone: &str) -> String {
    format!("{}****{}", part(phone, 0, 3), part(phone, 7, 11))
}

/// `32**************12`.
pub fn masked_id(number: &str) -> String {
    format!("{}**************{}", part(number, 0, 2), part(number, 16, 18))
}

fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}
