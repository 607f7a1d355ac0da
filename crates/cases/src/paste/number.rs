//! Numbers that name a person: telephones, identity numbers, bank cards, chat accounts.

use super::read::Kind;

/// A piece of a text: plain, or a number that names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Plain(String),
    Found(Kind, String),
}

/// Takes a line apart.
pub fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let after_word = plain.chars().last().is_some_and(|c| c.is_ascii_alphanumeric());
        let found = if after_word { None } else { account(rest).or_else(|| number(rest)) };
        if let Some((kind, length)) = found {
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Found(kind, rest[..length].to_owned()));
            rest = &rest[length..];
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

/// Digits, with the spaces and dashes that people put between them, as far as they are a number of
/// a person: its kind and its length in bytes.
fn number(text: &str) -> Option<(Kind, usize)> {
    let mut digits = String::new();
    let mut best = None;
    let mut gap = false;
    for (at, c) in text.char_indices() {
        let is_digit = c.is_ascii_digit() || (matches!(c, 'x' | 'X') && digits.len() == 17);
        let is_gap = matches!(c, ' ' | '-' | '\u{a0}') && !digits.is_empty() && !gap;
        if is_digit {
            digits.push(c.to_ascii_uppercase());
            let ends = !text[at + 1..].starts_with(|next: char| next.is_ascii_digit());
            if ends && let Some(kind) = kind_of(&digits) {
                best = Some((kind, at + 1));
            }
            // What follows a telephone number is another number.
            if matches!(best, Some((Kind::Phone, _))) {
                break;
            }
        } else if !(is_gap || (c == '+' && at == 0)) {
            break;
        }
        gap = is_gap;
    }
    best
}

fn kind_of(digits: &str) -> Option<Kind> {
    let national = match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest,
        _ => digits,
    };
    let mobile = national.len() == 11
        && national.starts_with('1')
        && matches!(national.as_bytes().get(1), Some(b'3'..=b'9'));
    let landline = (10..=12).contains(&national.len()) && national.starts_with('0');
    let service =
        national.len() == 10 && (national.starts_with("400") || national.starts_with("800"));
    match digits.len() {
        _ if mobile || landline || service => Some(Kind::Phone),
        18 if digits.ends_with('X') || is_birthday(digits) => Some(Kind::Identity),
        16..=19 => Some(Kind::Card),
        _ => None,
    }
}

/// The middle of an identity number is a day.
fn is_birthday(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|it| it.parse::<u32>().ok());
    matches!(part(6, 10), Some(1900..=2100))
        && matches!(part(10, 12), Some(1..=12))
        && matches!(part(12, 14), Some(1..=31))
}

/// `微信号：abc_123`, `wxid_…`: kind and length in bytes.
fn account(text: &str) -> Option<(Kind, usize)> {
    const MARKS: [&str; 6] = ["微信号", "微信", "wxid_", "VX", "vx", "QQ"];
    let mark = MARKS.into_iter().find(|mark| text.starts_with(mark))?;
    let rest = &text[mark.len()..];
    let joint = rest.find(|c: char| !matches!(c, ':' | '：' | ' ' | '是' | '号')).unwrap_or(0);
    let name = &rest[joint..];
    let length = name
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(name.len());
    (length >= 5).then_some((Kind::Account, mark.len() + joint + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, String)> {
        let found = pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Found(kind, what) => Some((kind, what)),
            Piece::Plain(_) => None,
        });
        found.collect()
    }

    #[test]
    fn numbers_of_people_are_found_however_they_are_written() {
        for (text, kind, what) in [
            ("打我13800138000谢谢", Kind::Phone, "13800138000"),
            ("电话 138 0013 8000", Kind::Phone, "138 0013 8000"),
            ("+86-138-0013-8000", Kind::Phone, "+86-138-0013-8000"),
            ("店里 0571-88888888 没人接", Kind::Phone, "0571-88888888"),
            ("客服400-820-8820", Kind::Phone, "400-820-8820"),
            ("身份证330102199003077715", Kind::Identity, "330102199003077715"),
            ("33010219900307771x", Kind::Identity, "33010219900307771x"),
            ("卡号6222 0212 3456 7890 123", Kind::Card, "6222 0212 3456 7890 123"),
            ("加我微信号：li_si-88", Kind::Account, "微信号：li_si-88"),
            ("wxid_ab12cd34", Kind::Account, "wxid_ab12cd34"),
        ] {
            assert_eq!(found(text), [(kind, what.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "3号楼2单元1201",
            "2026-11-21 12:03",
            "运单SF1234567890123",
            "一单才3.5元，扣了200",
            "微信群里说的",
            "晚上12点到凌晨2点",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
