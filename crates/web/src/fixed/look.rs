//! The switch of language and type size.

use axum::response::{IntoResponse as _, Response};

use crate::visit::{SetCookie, Visit, safe_path, see_other};

/// `GET /look?lang=en&size=large&back=/cases`. A preference of the reader's own browser, so the
/// one GET that sets something. A way back that leads elsewhere leads home.
pub(super) async fn look(visit: Visit) -> Response {
    let settings = visit.app.settings();
    let chosen = |name: &'static str, values: [&str; 2]| {
        let value = visit.query.get(name).filter(|value| values.contains(value));
        value.map(|value| SetCookie::remembered(settings, name, value))
    };
    let (lang, size) = (chosen("lang", ["zh", "en"]), chosen("size", ["large", "normal"]));
    let back = visit.query.get("back").and_then(safe_path).unwrap_or("/");
    (lang, size, see_other(ascii(back))).into_response()
}

/// The query arrives decoded; a header wants it encoded again. What was encoded stays.
fn ascii(path: &str) -> String {
    path.chars().fold(String::with_capacity(path.len()), |mut text, letter| {
        if letter.is_ascii_graphic() {
            text.push(letter);
        } else {
            text.push_str(&ui::query::encode(letter.encode_utf8(&mut [0; 4])));
        }
        text
    })
}
