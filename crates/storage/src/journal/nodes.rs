//! The log's hashes as the Merkle engine asks for them.

use std::{cell::RefCell, ops::Range};

use credential::{Hash, merkle::Nodes};

use crate::{db::Db, error::Error, params};

/// Reads hashes through a connection that is borrowed for the time being.
pub(super) struct DbNodes<'d, 'c>(RefCell<&'d mut Db<'c>>);

impl<'d, 'c> DbNodes<'d, 'c> {
    pub fn new(db: &'d mut Db<'c>) -> Self {
        Self(RefCell::new(db))
    }

    fn hashes(
        &self,
        sql: &str,
        lead: &[crate::Value],
        range: &Range<u64>,
    ) -> Result<Vec<Hash>, Error> {
        let bound = |end: u64| {
            i64::try_from(end).map_err(|_| Error::Corrupt("the log is out of range".into()))
        };
        let mut values = lead.to_vec();
        values.extend([bound(range.start)?.into(), bound(range.end)?.into()]);
        self.0.borrow_mut().query(sql, &values, |row| row.get::<[u8; 32]>(0).map(Hash::from_bytes))
    }
}

impl Nodes for DbNodes<'_, '_> {
    type Error = Error;

    fn leaf_hashes(&self, range: Range<u64>) -> Result<Vec<Hash>, Error> {
        self.hashes(
            "SELECT leaf_hash FROM storage_journal WHERE leaf_index >= $1 AND leaf_index < $2
             ORDER BY leaf_index",
            params![],
            &range,
        )
    }

    fn tile_hashes(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, Error> {
        self.hashes(
            "SELECT hash FROM storage_journal_tiles
             WHERE level = $1 AND position >= $2 AND position < $3 ORDER BY position",
            params![i64::from(level)],
            &range,
        )
    }
}
