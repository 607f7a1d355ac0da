//! Cookies: three words and a token, none of which needs quoting.

use access::session::NewSession;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponseParts, ResponseParts},
};

use super::Visit;
use crate::app::Settings;

/// Holds the session's token.
pub const SESSION_COOKIE: &str = "yilu_session";
/// Seconds for which language and size are remembered.
const YEAR_SECONDS: i64 = 365 * 86_400;

/// The value of a cookie.
pub(crate) fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` to send along: `(cookie, see_other("/"))`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCookie(String);

impl SetCookie {
    /// `SameSite=Lax`, so that links from elsewhere arrive signed in and forms from elsewhere do
    /// not. `seconds` of 0 removes it.
    pub(crate) fn new(settings: &Settings, name: &str, value: &str, seconds: i64) -> Self {
        let secure = if settings.is_https() { "; Secure" } else { "" };
        Self(format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"))
    }
    pub(crate) fn remembered(settings: &Settings, name: &str, value: &str) -> Self {
        Self::new(settings, name, value, YEAR_SECONDS)
    }
}

impl Visit {
    /// The cookie that keeps somebody signed in.
    pub fn begin_session(&self, session: &NewSession) -> SetCookie {
        let seconds = session.kind.absolute_seconds();
        SetCookie::new(self.app.settings(), SESSION_COOKIE, &session.token.cookie(), seconds)
    }
    /// Removes the cookie and forgets the session on this node at once; the caller has revoked it
    /// in the store.
    pub fn end_session(&self) -> SetCookie {
        if let Some(session) = self.actor.as_ref().and_then(|actor| actor.session) {
            self.app.sessions().forget(session.id);
        }
        SetCookie::new(self.app.settings(), SESSION_COOKIE, "", 0)
    }
}

impl IntoResponseParts for SetCookie {
    type Error = std::convert::Infallible;
    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        // Built from tokens and words: always a valid header.
        if let Ok(value) = HeaderValue::try_from(self.0) {
            parts.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(parts)
    }
}
