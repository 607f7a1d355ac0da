//! The pages: coming in, one's own data, accounts of staff.

mod consents;
mod demo;
mod erase;
mod erasures;
mod input;
mod leave;
mod looks;
mod me;
mod name;
mod people;
mod second_factor;
mod sessions;
mod staff;
mod staff_account;
mod welcome;
mod worker;

use access::Action::{
    ErasureAsk, ErasureDecide, LooksRead, MembershipGrant, ProfileEdit, ProfileRead,
};
use axum::http::Method;
pub(crate) use input::{phone, too_soon, unit_name};
use web::{Need, Routes};

/// The pages of this domain.
pub fn routes() -> Routes {
    own(door(Routes::new("people")), Need::May(ProfileRead))
        .merge(accounts(Routes::new("people"), Need::May(MembershipGrant)))
        .merge(office(Routes::new("people")))
}

/// Coming in and going out.
fn door(routes: Routes) -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    routes
        .page(get.clone(), "/sign-in", Need::Public, worker::ask_phone)
        .page(post.clone(), "/sign-in/code", Need::Public, worker::ask_code)
        .page(post.clone(), "/sign-in", Need::Public, worker::sign_in)
        .page(get.clone(), "/staff/sign-in", Need::Public, staff::ask)
        .page(post.clone(), "/staff/sign-in", Need::Public, staff::sign_in)
        .page(get.clone(), second_factor::PATH, Need::SignedIn, second_factor::ask)
        .page(post.clone(), second_factor::PATH, Need::SignedIn, second_factor::begin)
        .page(post.clone(), second_factor::CONFIRM, Need::SignedIn, second_factor::confirm)
        .page(get.clone(), "/staff/welcome/{token}", Need::Public, welcome::ask)
        .page(post.clone(), "/staff/welcome/{token}", Need::Public, welcome::choose)
        .page(get, "/demo/enter/{token}", Need::Public, demo::ask)
        .page(post.clone(), "/demo/enter/{token}", Need::Public, demo::enter)
        .page(post, "/sign-out", Need::Public, leave::leave)
}

/// What is one's own.
fn own(routes: Routes, read: Need) -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let edit = Need::May(ProfileEdit);
    routes
        .page(get.clone(), "/me", read, me::show)
        .page(get.clone(), "/me/export", read, me::export)
        .page(get.clone(), "/me/name", edit, name::ask)
        .page(post.clone(), "/me/name", edit, name::change)
        .page(get.clone(), "/me/sessions", read, sessions::list)
        .page(post.clone(), "/me/sessions/{id}/end", edit, sessions::end)
        .page(post.clone(), "/me/sessions/end-others", edit, sessions::end_others)
        .page(get.clone(), "/me/consents", read, consents::list)
        .page(get.clone(), "/me/erase", edit, erase::ask)
        .page(post.clone(), "/me/erase/code", edit, erase::code)
        .page(post, "/me/erase", edit, erase::erase)
        .page(get, "/me/looks", Need::May(LooksRead), looks::list)
}

/// Requests at an office to erase somebody.
fn office(routes: Routes) -> Routes {
    let (ask, decide) = (Need::May(ErasureAsk), Need::May(ErasureDecide));
    routes
        .page(Method::GET, "/people/erasures", ask, erasures::list)
        .page(Method::POST, "/people/erasures", ask, erasures::ask)
        .page(Method::POST, "/people/erasures/{id}/approve", decide, erasures::approve)
        .page(Method::POST, "/people/erasures/{id}/refuse", decide, erasures::refuse)
}

/// Accounts of staff.
fn accounts(routes: Routes, need: Need) -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    routes
        .page(get.clone(), "/people", need, people::ask)
        .page(post.clone(), "/people", need, people::find)
        .page(get, "/people/staff/new", need, staff_account::ask)
        .page(post.clone(), "/people/staff", need, staff_account::open)
        .page(post.clone(), "/people/{id}/invite", need, people::invite)
        .page(post.clone(), "/people/{id}/close", need, people::close)
        .page(post, "/people/{id}/second-factor/reset", need, people::reset_second_factor)
}
