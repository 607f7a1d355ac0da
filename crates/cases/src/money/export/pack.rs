//! The ZIP. Nothing in it is compressed: photos and PDF gain nothing by it, and a file that is
//! stored as it is can be read by anything.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use askama::Template as _;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Attached, Material, data, page};
use crate::{
    money::{chain, fact::Item, kit::Kit},
    pages::shared::Names,
};

/// What `README.txt` says.
const README: &str = include_str!("readme.txt");

/// The file, and what to call it.
#[derive(Debug, Clone)]
pub struct Packed {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Makes the file; `names` must speak Chinese, for that is what courts here read.
///
/// # Errors
/// When it cannot be written, which memory alone could cause.
pub fn pack(
    names: Names<'_>,
    material: &Material,
    attached: &[Attached],
) -> Result<Packed, storage::Error> {
    let failed = |error: &dyn std::fmt::Display| storage::Error::Refused(error.to_string());
    let page = page::page(names, material, attached).render().map_err(|error| failed(&error))?;
    let data = serde_json::to_vec_pretty(&data::data(names, material, attached));
    let mut files = vec![
        ("README.txt".to_owned(), README.as_bytes().to_vec()),
        ("index.html".to_owned(), page.into_bytes()),
        ("case.json".to_owned(), data.map_err(|error| failed(&error))?),
    ];
    if let Some(receipt) = &material.receipt {
        let receipt = serde_json::to_vec_pretty(receipt).map_err(|error| failed(&error))?;
        files.push(("receipt.json".to_owned(), receipt));
    }
    let nothing = Kit::default();
    let kit = material.case.money.as_ref().unwrap_or(&nothing);
    // Of what was withdrawn only the link goes out: a published hash would name the file.
    for evidence in kit.evidence.iter().filter(|evidence| evidence.struck.is_none()) {
        let item = &evidence.item;
        let sheet = chain::sheet(&material.case.number, item);
        files.push((sheet_name(item), sheet.into_bytes()));
        let attached = attached.iter().find(|attached| attached.item == item.number);
        if let Some(bytes) = attached.and_then(|attached| attached.bytes.as_ref()) {
            files.push((file_name(item), bytes.to_vec()));
        }
    }
    let mut sums = String::new();
    for (name, bytes) in &files {
        // Writing to a String cannot fail.
        let _ = writeln!(sums, "{}  {name}", chain::sha256(bytes));
    }
    files.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    let bytes = zipped(&files).map_err(|error| failed(&error))?;
    Ok(Packed { name: format!("yilu-{}.zip", material.case.number), bytes })
}

/// Where the content of an item stands.
pub fn file_name(item: &Item) -> String {
    format!("evidence/{:02}.{}", item.number, item.content.ending())
}

/// Where the sheet of an item stands; its SHA-256 is the item's link.
pub fn sheet_name(item: &Item) -> String {
    format!("chain/{:02}.txt", item.number)
}

fn zipped(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
