//! A request as a handler sees it: who, when, in which language.

mod address;
pub(crate) mod arrive;
pub(crate) mod cookies;
mod cursor;
mod flash;
mod look;
mod page;
mod sessions;

use std::ops::Deref;

use access::{Action, Actor, Permit, Target};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use kernel::Moment;
use ui::{Flash, Lang, Value, query::Query};

pub use address::ClientIp;
pub use cookies::{SESSION_COOKIE, SetCookie};
pub use cursor::Cursor;
pub use flash::{SeeOther, see_other};
pub use look::{Look, safe_path};
pub use sessions::Sessions;

use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// What every page handler asks for. Made once per request by the routes' gate.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub lang: Lang,
    pub large: bool,
    /// Whoever is signed in, with the posts that count today.
    pub actor: Option<Actor>,
    pub moment: Moment,
    /// Path and query of the request.
    pub query: Query,
    /// What happened just before, told once.
    pub flash: Option<Flash>,
    pub client_ip: ClientIp,
    /// In the log and on error pages.
    pub request_id: String,
}

/// A visit by somebody signed in. Routes that need more than [`crate::Need::Public`] ask for it.
#[derive(Clone)]
pub struct Signed {
    pub visit: Visit,
    pub actor: Actor,
}

impl Visit {
    /// The sentence for `key` in the reader's language.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.app.words().get(self.lang, key)
    }
    /// The sentence for `key` with its arguments.
    pub fn tf(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        self.app.words().with(self.lang, key, args)
    }
    pub const fn look(&self) -> Look {
        Look { lang: self.lang, large: self.large }
    }
    /// The place in a list at which the query's `name` points; `None` on the first page.
    ///
    /// # Errors
    /// 400 when the cursor was not made by this program for this list.
    pub fn cursor<T: serde::de::DeserializeOwned>(&self, name: &str) -> Answer<Option<T>> {
        self.query.get(name).map(|text| Cursor::decode(text).map(|cursor| cursor.0)).transpose()
    }
}

impl Signed {
    /// Asks policy about the very target; the route's need was only the doorkeeper.
    ///
    /// # Errors
    /// 403. Where that would tell that the thing exists, use [`Signed::permit_or_hide`].
    pub fn permit(&self, action: Action, target: &Target) -> Answer<Permit> {
        Ok(access::permit(&self.actor, action, target)?)
    }
    /// [`Signed::permit`], with 404 for "no".
    ///
    /// # Errors
    /// 404.
    pub fn permit_or_hide(&self, action: Action, target: &Target) -> Answer<Permit> {
        access::permit(&self.actor, action, target).map_err(Problem::hidden)
    }
}

impl Deref for Signed {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("the handler is not behind the routes' gate"))
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let actor = visit.actor.clone().ok_or_else(Problem::sign_in)?;
        Ok(Self { visit, actor })
    }
}

/// `Option<Signed>` is for pages that show more to those signed in.
impl<S: Sync> OptionalFromRequestParts<S> for Signed {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Option<Self>> {
        let visit = Visit::from_request_parts(parts, state).await?;
        Ok(visit.actor.clone().map(|actor| Self { visit, actor }))
    }
}
