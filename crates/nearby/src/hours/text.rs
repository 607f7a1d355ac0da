//! The text of hours: made plain, sorted into weekly and dated, and where it is at fault.

use opening_hours_syntax::Error;
use pest::error::InputLocation;

use super::{HoursFault, Trouble};

/// What OpenStreetMap allows a value to have.
const LENGTH_MAX: usize = 255;

/// Trimmed, with ASCII figures and punctuation. Faults that the syntax would tell badly are told
/// here.
pub(super) fn tidy(written: &str) -> Result<String, HoursFault> {
    let text: String = written.chars().map(plain).collect::<String>().trim().to_owned();
    if text.is_empty() {
        return Err(HoursFault::new(1, Trouble::Empty));
    }
    if text.chars().count() > LENGTH_MAX {
        return Err(HoursFault::new(LENGTH_MAX + 1, Trouble::Long(LENGTH_MAX)));
    }
    let mut quoted = false;
    let chinese = written.chars().position(|sign| {
        quoted ^= plain(sign) == '"';
        !quoted && is_chinese(sign)
    });
    if let Some(place) = chinese {
        let word = written.chars().skip(place).take_while(|sign| is_chinese(*sign)).take(8);
        return Err(HoursFault::new(place + 1, Trouble::Chinese(word.collect())));
    }
    Ok(text)
}

/// One sign in ASCII where it only looks different.
fn plain(sign: char) -> char {
    match sign {
        '；' => ';',
        '，' | '、' => ',',
        '：' => ':',
        '“' | '”' => '"',
        '–' | '—' | '－' | '～' | '~' => '-',
        '\u{3000}' | '\t' | '\n' | '\r' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

fn is_chinese(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether the hours depend on weekday, holiday and time of day alone. What is not known for sure
/// counts as dated, which is right too, only slower.
pub(super) fn is_weekly(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["mo", "tu", "we", "th", "fr", "sa", "su", "ph", "sh", "off", "closed", "open", "unknown"];
    let outside: String = text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let outside = outside.replace("24/7", " ").to_ascii_lowercase();
    let known_signs = |sign: char| sign.is_ascii_alphanumeric() || " :;,-|".contains(sign);
    let mut parts = outside.split(|sign: char| !sign.is_ascii_alphanumeric());
    outside.chars().all(known_signs)
        && parts.all(|part| {
            let figures = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            figures || WORDS.contains(&part)
        })
}

/// Tells the syntax's own error in our words, at its place in what was written.
pub(super) fn fault(written: &str, text: &str, error: &Error) -> HoursFault {
    let lead = written.chars().take_while(|sign| plain(*sign).is_whitespace()).count();
    match error {
        Error::Syntax(error) => {
            let (InputLocation::Pos(byte) | InputLocation::Span((byte, _))) = error.location;
            let read = text.get(..byte).unwrap_or(text);
            // A time of day is told whole.
            let read = read.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == ':');
            let before = read.chars().count();
            let rest: String = text.chars().skip(before).take(12).collect();
            let trouble = match time_of(&rest) {
                Some(true) if rest.len() <= 5 => Trouble::Point,
                Some(false) => Trouble::Time(rest),
                _ => Trouble::Syntax(rest),
            };
            HoursFault::new(lead + before + 1, trouble)
        }
        Error::InvalidExtendedTime { hour, minutes } => {
            let time = format!("{hour:02}:{minutes:02}");
            HoursFault::new(lead + place_of(text, &time), Trouble::Time(time))
        }
        Error::Unsupported("point in time") => HoursFault::new(lead + 1, Trouble::Point),
        Error::Unsupported(what) => {
            HoursFault::new(lead + 1, Trouble::Unsupported((*what).to_owned()))
        }
        other => HoursFault::new(lead + 1, Trouble::Unsupported(other.to_string())),
    }
}

/// Whether the text begins with a time of day that there is; `None` when it begins otherwise.
fn time_of(rest: &str) -> Option<bool> {
    let figures = |text: &str| {
        let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end).and_then(|figures| figures.parse::<u32>().ok())
    };
    let (hour, minute) = rest.split_once(':')?;
    let (hour, minute) = (hour.parse::<u32>().ok()?, figures(minute)?);
    Some(hour <= 48 && minute < 60 && hour * 60 + minute <= 48 * 60)
}

fn place_of(text: &str, part: &str) -> usize {
    text.find(part).and_then(|byte| text.get(..byte)).map_or(1, |before| before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_punctuation_from_a_chinese_keyboard_are_understood() {
        assert_eq!(
            tidy("　Mo－Fr　０８：００—22:00；PH off ").unwrap(),
            "Mo-Fr 08:00-22:00;PH off"
        );
        let told = tidy("周一至周五 8:00-22:00").unwrap_err();
        assert_eq!(told, HoursFault::new(1, Trouble::Chinese("周一至周五".into())));
        assert_eq!(
            tidy("Mo 8:00-9:00 \"先按铃\"").map_err(|fault| fault.position),
            Ok("Mo 8:00-9:00 \"先按铃\"".into())
        );
        assert_eq!(tidy(" \t").unwrap_err().trouble, Trouble::Empty);
        assert_eq!(tidy(&"x".repeat(256)).unwrap_err().position, 256);
    }

    #[test]
    fn hours_that_speak_of_dates_are_told_from_weekly_ones() {
        for weekly in [
            "24/7",
            "Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off",
            "22:00-06:00",
            "mo-su 08:00-12:00,14:00-18:00 open \"ring Jan 1\" || unknown",
        ] {
            assert!(is_weekly(weekly), "{weekly}");
        }
        for dated in [
            "Jun-Sep 10:00-16:00",
            "2026 Feb 14 10:00-16:00",
            "Mo[1] 08:00-10:00",
            "PH -1 day off",
            "sunrise-sunset",
            "week 1-10 08:00-10:00",
            "08:00-12:00/00:30",
            "(sunset-01:00)-24:00",
        ] {
            assert!(!is_weekly(dated), "{dated}");
        }
    }
}
