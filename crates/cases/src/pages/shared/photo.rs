//! A photo of a case, for those who may read that case.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use contracts::CaseId;
use web::{Answer, PathId, Problem, Signed, Visit, photos};

use crate::{act, entry::What, photos as released, store};

/// A file's name is made from its content, so the browser that got it may keep it.
pub const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// May be taken back, so nobody keeps it for long.
const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `GET /progress/{number}/photos/{file}`: what a clerk released of a photo, for anybody.
pub async fn public(visit: Visit, Path((number, file)): Path<(String, String)>) -> Answer {
    let named = file.clone();
    let read = visit.app.store().read(move |db| released::is_public(db, &number, &named));
    if !read.await? {
        return Err(Problem::not_found());
    }
    let mut photo = photos::serve(&visit.app, &file).await?;
    photo.headers_mut().insert(header::CACHE_CONTROL, A_MINUTE);
    Ok(photo)
}

/// `GET /cases/{id}/photos/{file}`: in the report or in any answer.
pub async fn show(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    let actor = signed.actor.clone();
    let wanted = file.clone();
    let allowed = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(false) };
        if !act::may_read(&actor, &act::target(db, id, &case)?) {
            return Ok(false);
        }
        if case.photos.iter().any(|photo| photo.file == wanted) {
            return Ok(true);
        }
        let of_result = |photo: &crate::entry::Photo| photo.file == wanted;
        if case.results.iter().any(|one| one.what.photo.as_ref().is_some_and(of_result)) {
            return Ok(true);
        }
        // Answers that were followed by others stay in the history.
        let history = store::entries(db, id)?;
        Ok::<_, storage::Error>(history.iter().any(|entry| {
            matches!(&entry.what, What::Answered { photos, .. }
                if photos.iter().any(|photo| photo.file == wanted))
        }))
    });
    if !allowed.await? {
        return Err(Problem::not_found());
    }
    let mut photo = photos::serve(&signed.app, &file).await?;
    photo.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    Ok(photo)
}
