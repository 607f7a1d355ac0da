//! The desk's pages about organizations, and what they share with the API.

mod change;
mod found;
mod input;
mod list;
mod people;
mod show;
mod work;

use access::Action::{MembershipGrant, UnitManage, UnitRead};
use axum::http::Method;
use web::{Need, Routes};

pub(crate) use input::{area, person};
pub(crate) use list::{Wanted, find};
pub(crate) use show::holders;
pub(crate) use work::{change, end, give, readable};

/// The pages of this domain.
pub fn routes() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let (read, manage) = (Need::May(UnitRead), Need::May(UnitManage));
    let staff = Need::May(MembershipGrant);
    Routes::new("organizations")
        .page(get.clone(), "/units", read, list::list)
        .page(get.clone(), "/units/new", manage, found::ask)
        .page(post.clone(), "/units", manage, found::found)
        .page(get.clone(), "/units/{id}", read, show::show)
        .page(get.clone(), "/units/{id}/rename", manage, change::ask_name)
        .page(post.clone(), "/units/{id}/rename", manage, change::rename)
        .page(get.clone(), "/units/{id}/move", manage, change::ask_parent)
        .page(post.clone(), "/units/{id}/move", manage, change::regroup)
        .page(get.clone(), "/units/{id}/close", manage, change::ask_close)
        .page(post.clone(), "/units/{id}/close", manage, change::close)
        .page(get.clone(), "/units/{id}/posts/new", staff, people::ask_post)
        .page(post.clone(), "/units/{id}/posts", staff, people::give)
        .page(get, "/units/{id}/posts/{post}/end", staff, people::ask_end)
        .page(post, "/units/{id}/posts/{post}/end", staff, people::end)
}
