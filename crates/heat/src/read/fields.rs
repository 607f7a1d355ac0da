//! Figures and times as they stand in files.

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// Asia/Shanghai is eight hours ahead all year.
pub(super) const AHEAD: i64 = 8 * HOUR;
/// Days from 0001-01-01 to 1970-01-01.
const DAYS_BEFORE_1970: i64 = 719_162;
/// The largest figure below which every whole number is a float of its own.
const EXACT: u64 = 1 << 53;

/// A decimal figure. Up to 2^53 and 22 decimals both parts of the quotient are exact, so that one
/// division rounds correctly (Clinger 1990); anything else goes to the standard library.
#[inline]
pub(super) fn figure(text: &[u8]) -> Option<f64> {
    const TENS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut units, mut decimals, mut point) = (0_u64, 0_usize, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' if units < EXACT / 16 => {
                units = units * 10 + u64::from(byte - b'0');
                decimals += usize::from(point);
            }
            b'.' if !point => point = true,
            _ => return slow(text),
        }
    }
    let plain = digits.first().is_some_and(u8::is_ascii_digit) && digits.last() != Some(&b'.');
    let Some(ten) = TENS.get(decimals).filter(|_| plain) else { return slow(text) };
    let size = crate::num::float(units) / ten;
    Some(if negative { -size } else { size })
}

fn slow(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// Seconds of the civil time in Asia/Shanghai since 1970-01-01; a time without an offset is one
/// there, figures alone are seconds (or milli- or microseconds, by their size) since 1970 UTC.
#[inline]
pub(super) fn time(text: &[u8]) -> Option<i64> {
    match text {
        [y1, y2, y3, y4, b'-' | b'/', m1, m2, b'-' | b'/', d1, d2, rest @ ..] => {
            let year = i64::from(two(*y1, *y2)?) * 100 + i64::from(two(*y3, *y4)?);
            let midnight = days(year, two(*m1, *m2)?, two(*d1, *d2)?)? * DAY;
            let (seconds, offset) = clock(rest)?;
            Some(midnight + seconds + offset.map_or(0, |offset| AHEAD - offset))
        }
        _ => since_1970(text),
    }
}

/// Seconds since 1970 UTC by the size of the figure, as civil seconds in Asia/Shanghai.
pub(super) fn from_figure(number: i64) -> i64 {
    let seconds = match number.unsigned_abs() {
        0..100_000_000_000 => number,
        100_000_000_000..100_000_000_000_000 => number.div_euclid(1_000),
        100_000_000_000_000..100_000_000_000_000_000 => number.div_euclid(1_000_000),
        _ => number.div_euclid(1_000_000_000),
    };
    seconds + AHEAD
}

fn since_1970(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = !whole.is_empty() && !part.is_empty();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if plain && digits(whole) && digits(part) { whole.parse().ok().map(from_figure) } else { None }
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// Days since 1970-01-01, for the years 1970 to 2199.
fn days(year: i64, month: u8, day: u8) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const LENGTH: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let index = usize::from(month.checked_sub(1)?);
    let length = LENGTH.get(index)? + u8::from(leap && month == 2);
    if !(1970..2200).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let years = year - 1;
    let before = years * 365 + years / 4 - years / 100 + years / 400 - DAYS_BEFORE_1970;
    Some(before + BEFORE.get(index)? + i64::from(leap && month > 2) + i64::from(day) - 1)
}

/// `T08:30`, ` 08:30:00.5+08:00`, `T00:30Z`, or nothing: seconds of the day and the offset from UTC.
fn clock(text: &[u8]) -> Option<(i64, Option<i64>)> {
    let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, rest @ ..] = text else {
        return text.is_empty().then_some((0, None));
    };
    let (hour, minute) = (two(*h1, *h2)?, two(*m1, *m2)?);
    let (second, mut rest) = match rest {
        [b':', s1, s2, rest @ ..] => (two(*s1, *s2)?, rest),
        rest => (0, rest),
    };
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = fraction.get(digits..).filter(|_| digits > 0)?;
    }
    // 60 is a leap second.
    let valid = hour < 24 && minute < 60 && second <= 60;
    let seconds = i64::from(hour) * HOUR + i64::from(minute) * 60 + i64::from(second.min(59));
    valid.then_some((seconds, offset(rest)?))
}

#[expect(clippy::option_option, reason = "no offset is a good one")]
fn offset(text: &[u8]) -> Option<Option<i64>> {
    let (sign, hours, minutes) = match text {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => {
            (sign, two(*h1, *h2)?, two(*m1, *m2)?)
        }
        [sign, h1, h2] => (sign, two(*h1, *h2)?, 0),
        _ => return None,
    };
    let seconds = i64::from(hours) * HOUR + i64::from(minutes) * 60;
    let valid = hours < 24 && minutes < 60;
    match sign {
        b'+' if valid => Some(Some(seconds)),
        b'-' if valid => Some(Some(-seconds)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_in_every_way_of_writing_them() {
        // 2026-11-16 08:30:00 in Asia/Shanghai.
        let expected = Some(20_773 * DAY + 8 * HOUR + 1_800);
        for text in [
            "2026-11-16 08:30:00",
            "2026-11-16T08:30",
            "2026/11/16 08:30:00.250",
            "2026-11-16T08:30:00+08:00",
            "2026-11-16T00:30:00Z",
            "2026-11-15T19:30:00-0500",
            "2026-11-16 00:30:00.000000+00",
            "1794789000",
            "1794789000.75",
            "1794789000000",
            "1794789000000000",
        ] {
            assert_eq!(time(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(time(b"2026-11-16"), Some(20_773 * DAY));
        for text in [
            "",
            "now",
            "2026-13-01",
            "2026-02-29",
            "2026-11-16 24:00",
            "2026-11-16 8:30",
            "-5",
            "2026-11-16T08:30:00+25:00",
            "2026-11-16T08:30:",
            "0026-01-01",
            "12.",
            "1794789000x",
            "2026-11-16T08:30:00.Z",
            "2026-11-16T08:30:00 CST",
        ] {
            assert_eq!(time(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn figures_that_are_none_are_refused() {
        for text in ["", "-", ".", "1.2.3", "12x", "--1", "1."] {
            let expected = text.parse::<f64>().ok();
            assert_eq!(figure(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(figure(b" 120.5 "), Some(120.5));
        assert_eq!(figure(b"1.205e2"), Some(120.5));
    }

    proptest! {
        #[test]
        fn figures_are_what_the_standard_library_reads(
            number in -400.0..400.0_f64, places in 0_usize..25,
        ) {
            let text = format!("{number:.places$}");
            prop_assert_eq!(figure(text.as_bytes()), text.parse().ok());
        }

        #[test]
        fn times_are_what_the_kernel_reads(seconds in 0_i64..7_258_000_000) {
            let at = Timestamp::from_seconds(seconds);
            let read = time(at.rfc3339().as_bytes());
            prop_assert_eq!(read, Some(seconds + AHEAD), "{:?}", at);
        }
    }
}
