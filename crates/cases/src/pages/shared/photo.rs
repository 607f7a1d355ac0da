//! A photo of a case, for those who may read that case.

use axum::extract::Path;
use contracts::CaseId;
use web::{Answer, PathId, Problem, Signed, Visit, photos};

use crate::{act, entry::What, photos as released, store};

/// `GET /progress/{number}/photos/{file}`: what a clerk released of a photo, for anybody.
pub async fn public(visit: Visit, Path((number, file)): Path<(String, String)>) -> Answer {
    let named = file.clone();
    let read = visit.app.store().read(move |db| released::is_public(db, &number, &named));
    if !read.await? {
        return Err(Problem::not_found());
    }
    photos::serve_public(&visit.app, &file).await
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
    photos::serve_for_ever(&signed.app, &file).await
}
