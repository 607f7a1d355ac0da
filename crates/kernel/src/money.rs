//! Sums of money: whole fen (0.01 yuan) in code and tables, yuan in what people type and read.

/// Yuan with at most two decimals, in fen; `None` when it is no such sum.
pub fn fen(yuan: &str) -> Option<i64> {
    let plain = yuan.trim().trim_start_matches(['¥', '￥']).replace([',', '，', ' '], "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// Fen as yuan: `1234` is `12.34`.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_in_fen() {
        for (typed, kept) in [
            ("12", Some(1_200)),
            ("12.3", Some(1_230)),
            ("¥1,234.05", Some(123_405)),
            ("0.07", Some(7)),
            ("", None),
            ("12.345", None),
            ("-3", None),
            ("十块", None),
            ("92233720368547758.08", None),
        ] {
            assert_eq!(fen(typed), kept, "{typed}");
        }
        assert_eq!((yuan(123_405), yuan(-7)), ("1234.05".into(), "-0.07".into()));
    }
}
