//! After a form: go to another page, and say one sentence there.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ui::{Flash, Lang, Tone, Words};

use super::cookies;

pub(super) const FLASH_COOKIE: &str = "yilu_flash";
/// Long enough for a slow network to follow a redirect.
const FLASH_SECONDS: u32 = 60;

/// 303: the browser fetches `path` next, so that reloading does not send the form again.
pub fn see_other(path: impl Into<String>) -> SeeOther {
    SeeOther { path: path.into(), flash: None }
}

/// Made by [`see_other`].
#[derive(Debug, Clone)]
pub struct SeeOther {
    path: String,
    flash: Option<(Tone, &'static str)>,
}

impl SeeOther {
    /// Says the sentence of `key` (one without arguments) on the next page. The cookie carries the
    /// key, not the sentence, so nobody can put words into our mouth.
    #[must_use]
    pub const fn flash(mut self, tone: Tone, key: &'static str) -> Self {
        self.flash = Some((tone, key));
        self
    }
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let headers = response.headers_mut();
        // Paths are made by the program and percent-encoded; anything else leads home.
        let home = HeaderValue::from_static("/");
        headers.insert(header::LOCATION, HeaderValue::try_from(self.path).unwrap_or(home));
        if let Some((tone, key)) = self.flash {
            let letter = Some(tone.class()).filter(|class| !class.is_empty()).unwrap_or("p");
            let cookie = format!(
                "{FLASH_COOKIE}={letter}.{key}; Path=/; Max-Age={FLASH_SECONDS}; HttpOnly; SameSite=Lax"
            );
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
        response
    }
}

/// The sentence that the previous answer left.
pub(super) fn read(headers: &HeaderMap, words: &Words, lang: Lang) -> Option<Flash> {
    let (letter, key) = cookies::get(headers, FLASH_COOKIE)?.split_once('.')?;
    let tones = [Tone::Good, Tone::Warn, Tone::Bad];
    let tone = tones.into_iter().find(|tone| tone.class() == letter).unwrap_or_default();
    Some(Flash::new(tone, words.find(lang, key)?))
}
