//! From a shell to a response.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ui::{Density, Shell};

use super::{SetCookie, Visit, flash::FLASH_COOKIE};

impl Visit {
    /// A shell that knows the reader, the city, the address and what just happened, and carries
    /// what the deployment puts around every page.
    pub fn shell(&self, density: Density, title: impl Into<String>) -> Shell {
        let shell = Shell::new(self.lang, density, title)
            .large(self.large)
            .site(self.app.city_name(self.lang))
            .here(self.query.href())
            .flash(self.flash.clone());
        match self.app.frame() {
            Some(frame) => frame(self, shell),
            None => shell,
        }
    }

    /// The page.
    pub fn page(&self, shell: &Shell) -> Response {
        self.page_with(StatusCode::OK, shell)
    }

    /// The page again, with what was typed and what was wrong: 422, so that tests and programs
    /// see that nothing happened.
    pub fn page_again(&self, shell: &Shell) -> Response {
        self.page_with(StatusCode::UNPROCESSABLE_ENTITY, shell)
    }

    /// The page with a status of its own.
    pub fn page_with(&self, status: StatusCode, shell: &Shell) -> Response {
        self.html(status, shell.render())
    }

    /// A part of a page, or a document of one's own making (a wall, a print).
    pub fn html(&self, status: StatusCode, html: String) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let mut response = (status, kind, html).into_response();
        // What one person sees must not come out of the browser's cache for the next.
        let cache = if self.actor.is_some() { "no-store" } else { "no-cache" };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
        if self.flash.is_some() {
            let gone = SetCookie::new(self.app.settings(), FLASH_COOKIE, "", 0);
            return (gone, response).into_response();
        }
        response
    }
}
