//! SQL of photos.

use contracts::PersonId;
use storage::{Db, Error, Row, Tx, params};
use web::photos::StoredPhoto;

use crate::{
    PlaceId,
    photo::{Photo, PhotoId},
};

const PHOTO: &str = "SELECT id, place, file, width, height, shown, shown_width, shown_height
     FROM places_photos";

/// Photos of a place, the oldest first.
pub fn of_place(db: &mut Db<'_>, place: PlaceId) -> Result<Vec<Photo>, Error> {
    let sql = format!("{PHOTO} WHERE place = $1 ORDER BY added_at, id");
    db.query(&sql, params![place], photo)
}

pub fn find(db: &mut Db<'_>, place: PlaceId, id: PhotoId) -> Result<Option<Photo>, Error> {
    db.query_opt(&format!("{PHOTO} WHERE id = $1 AND place = $2"), params![id, place], photo)
}

/// Whether a place has the photo with this name, as it was taken or as it is shown.
///
/// # Errors
/// When the store fails.
pub fn is_photo(db: &mut Db<'_>, name: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM places_photos WHERE file = $1 OR shown = $1";
    Ok(db.query_opt(sql, params![name], |_| Ok(()))?.is_some())
}

pub(crate) fn insert(tx: &mut Tx<'_>, photo: &Photo, by: PersonId) -> Result<(), Error> {
    let now = tx.now();
    let Photo { id, place, taken, .. } = photo;
    tx.put(
        "INSERT INTO places_photos (id, place, file, width, height, added_at, added_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![*id, *place, taken.name.as_str(), taken.width, taken.height, now, by],
    )
}

/// False when there is none.
pub(crate) fn remove(tx: &mut Tx<'_>, place: PlaceId, id: PhotoId) -> Result<bool, Error> {
    let sql = "DELETE FROM places_photos WHERE id = $1 AND place = $2";
    Ok(tx.execute(sql, params![id, place])? == 1)
}

pub(crate) fn show(
    tx: &mut Tx<'_>,
    id: PhotoId,
    shown: Option<&StoredPhoto>,
    by: PersonId,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE places_photos SET shown = $2, shown_width = $3, shown_height = $4,
             released_at = $5, released_by = $6
         WHERE id = $1",
        params![
            id,
            shown.map(|photo| photo.name.as_str()),
            shown.map(|photo| photo.width),
            shown.map(|photo| photo.height),
            now,
            by,
        ],
    )
}

fn photo(row: &Row<'_>) -> Result<Photo, Error> {
    let side = |column: usize| {
        let side: i64 = row.get(column)?;
        u32::try_from(side).map_err(|_| Error::Corrupt(format!("a photo has {side} pixels")))
    };
    let taken = StoredPhoto { name: row.get(2)?, width: side(3)?, height: side(4)? };
    let shown = match row.get::<Option<String>>(5)? {
        Some(name) => Some(StoredPhoto { name, width: side(6)?, height: side(7)? }),
        None => None,
    };
    Ok(Photo { id: row.get(0)?, place: row.get(1)?, taken, shown })
}
