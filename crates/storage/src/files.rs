//! Files, known by the SHA-256 of their bytes: a folder by default, any `object_store` in a
//! cluster.

use std::{path::Path, sync::Arc};

use base16ct::lower::encode_string as hex;
use bytes::Bytes;
use contracts::PersonId;
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, local::LocalFileSystem,
    path::Path as Key,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{error::Error, tx::Tx};

/// The outbox topic of files that are to go once nothing needs them.
pub const FORGET: &str = "file-forget";

/// A file that was somebody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    pub name: String,
    /// Whose it was.
    pub person: PersonId,
}

/// Has a file removed after the commit, unless something else needs the same bytes by then.
///
/// # Errors
/// When the store fails.
pub fn forget(tx: &mut Tx<'_>, name: &str, person: PersonId) -> Result<(), Error> {
    let key = format!("{FORGET} {}", tx.id::<Forgotten>());
    tx.enqueue(FORGET, &key, &Forgotten { name: name.to_owned(), person })
}

/// Where files are kept.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    pub fn in_folder(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::Refused(format!("the file folder {} is not usable: {error}", folder.display()))
        })?;
        let files = LocalFileSystem::new_with_prefix(folder).map_err(failed)?.with_fsync(true);
        Ok(Self(Arc::new(files)))
    }

    /// Keeps `bytes` durably; answers their name, 64 hexadecimal digits. The same bytes are kept
    /// once.
    pub async fn put(&self, bytes: Bytes) -> Result<String, Error> {
        let name = hex(&Sha256::digest(&bytes));
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(&key(&name), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(name),
            Err(error) => Err(Error::ReadOnly(error.to_string())),
        }
    }

    /// The bytes kept under `name`, `None` when there are none.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, Error> {
        if !is_name(name) {
            return Ok(None);
        }
        match self.0.get(&key(name)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(failed),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes a file for good; one that is not there is gone already.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        if !is_name(name) {
            return Ok(());
        }
        match self.0.delete(&key(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// The names of all files.
    pub async fn names(&self) -> Result<Vec<String>, Error> {
        use futures::TryStreamExt as _;
        let found = self.0.list(None).map_ok(|meta| meta.location).try_collect::<Vec<_>>();
        let found = found.await.map_err(failed)?;
        Ok(found.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }
}

fn is_name(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn key(name: &str) -> Key {
    Key::from(format!("{}/{}", name.get(..2).unwrap_or("00"), name))
}

fn failed(error: object_store::Error) -> Error {
    Error::Refused(error.to_string())
}
