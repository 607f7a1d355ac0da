//! A piece of evidence, and the file for a court.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use contracts::CaseId;
use ui::Lang;
use web::{Answer, PathId, Problem, Signed};

use crate::{
    money::{chain, export, export::ExportError, fact::Content, sight},
    pages::shared::{self, Names},
    store,
};

/// `GET /cases/{id}/evidence/{item}`: as it was handed in.
pub async fn evidence(signed: Signed, PathId((id, item)): PathId<(CaseId, u32)>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let case = signed.app.store().read(move |db| store::find(db, id)).await?;
    let case = case.ok_or_else(Problem::not_found)?;
    sight::evidence(&desk, &signed.actor, &case).map_err(Problem::hidden)?;
    let found = case.money.as_ref().and_then(|kit| kit.evidence(item));
    let item = &found.ok_or_else(Problem::not_found)?.item;
    let (bytes, kind) = match &item.content {
        Content::Text(text) => (text.clone().into(), "text/plain; charset=utf-8"),
        Content::File { media, .. } => {
            let bytes = signed.app.store().files().get(&item.sha256).await?;
            (bytes.ok_or_else(Problem::not_found)?, media.mime())
        }
    };
    if chain::sha256(&bytes) != item.sha256 {
        return Err(Problem::internal(format!("evidence {} of {} was altered", item.number, id)));
    }
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let headers = response.headers_mut();
    // A picture or a text shows in the browser; a document is opened by what is made for it.
    if kind == "application/pdf" {
        let name = format!("attachment; filename=\"evidence-{:02}.pdf\"", item.number);
        let name = HeaderValue::try_from(name).map_err(Problem::internal)?;
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /cases/{id}/court.zip`: journalled, and shown to the worker as a look.
pub async fn court(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let vault = std::sync::Arc::clone(signed.app.vault());
    // The worker reads it, so it is in Chinese whoever takes the file.
    let purpose = signed.app.words().get(Lang::Zh, "money-export-purpose").to_owned();
    let (actor, working) = (signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "money-export");
    let take =
        move |tx: &mut storage::Tx<'_>| export::take(tx, &working, &vault, &actor, id, &purpose);
    let material = signed.app.store().write(stamp, take).await?;
    let kit = material.case.money.clone().unwrap_or_default();
    let attached = export::attach(signed.app.store().files(), &kit).await?;
    let mut reader = signed.visit.clone();
    // Courts here read Chinese, whatever language the sender's pages are in.
    reader.lang = Lang::Zh;
    // It is made where the store is read, off the async threads.
    let pack = move |_: &mut storage::Db<'_>| {
        export::pack(Names::new(&reader, &desk), &material, &attached)
    };
    let packed = signed.app.store().read(pack).await?;
    let named = format!("attachment; filename=\"{}\"", packed.name);
    let mut response = ([(header::CONTENT_TYPE, "application/zip")], packed.bytes).into_response();
    let named = HeaderValue::try_from(named).map_err(Problem::internal)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Act(error) => error.into(),
            ExportError::Vault(error) => error.into(),
            ExportError::Store(error) => error.into(),
        }
    }
}
