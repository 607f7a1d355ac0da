//! Language and type size: chosen by cookie, guessed from the browser, Chinese when in doubt.

use axum::http::{HeaderMap, header};
use ui::Lang;

use super::cookies;

/// How the reader wants pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    pub lang: Lang,
    pub large: bool,
}

impl Look {
    /// Cookies `lang` and `size` as set by `/look`; else `Accept-Language`.
    pub fn of(headers: &HeaderMap) -> Self {
        let chosen = cookies::get(headers, "lang").and_then(|code| code.parse().ok());
        let lang = chosen.unwrap_or_else(|| {
            let accepted = headers.get(header::ACCEPT_LANGUAGE);
            accepted.and_then(|value| value.to_str().ok()).map_or(Lang::Zh, preferred)
        });
        Self { lang, large: cookies::get(headers, "size") == Some("large") }
    }
}

/// English only for readers who want it more than Chinese (RFC 9110, 12.5.4).
fn preferred(accepted: &str) -> Lang {
    let weight = |wanted: &str| {
        accepted
            .split(',')
            .filter_map(|range| {
                let mut parts = range.trim().split(';');
                let tag = parts.next()?.trim();
                let primary = tag.split('-').next()?;
                let quality = parts.find_map(|part| part.trim().strip_prefix("q="));
                let quality = quality.map_or(Some(1.0), |text| text.parse::<f64>().ok())?;
                primary.eq_ignore_ascii_case(wanted).then_some(quality)
            })
            .fold(0.0, f64::max)
    };
    if weight("en") > weight("zh") { Lang::En } else { Lang::Zh }
}

/// `path` when it is a path of this site and nothing else, so that a link through `/look` or the
/// sign-in page cannot lead away. Browsers take `//host` and `/\host` for another site.
pub fn safe_path(path: &str) -> Option<&str> {
    let second = path.as_bytes().get(1);
    let here = path.starts_with('/') && !matches!(second, Some(b'/' | b'\\'));
    (here && !path.contains(|c: char| c.is_control() || c == '\\')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_comes_first() {
        for (accepted, lang) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-GB,en;q=0.9", Lang::En),
            ("en;q=0.5, zh;q=0.5", Lang::Zh),
            ("fr", Lang::Zh),
            ("en;q=nonsense", Lang::Zh),
        ] {
            assert_eq!(preferred(accepted), lang, "{accepted}");
        }
    }

    #[test]
    fn paths_stay_on_this_site() {
        for good in ["/", "/cases?state=open&q=%E5%85%85"] {
            assert_eq!(safe_path(good), Some(good));
        }
        for bad in ["", "cases", "//evil.cn", "/\\evil.cn", "https://evil.cn", "/a\r\nb", "/a\\b"] {
            assert_eq!(safe_path(bad), None, "{bad:?}");
        }
    }
}
