//! Reading an HTTP/1.1 answer just far enough to know its status and its end.

use crate::Outcome;

pub struct Answer {
    pub status: u16,
    /// Bytes of it, head included.
    pub length: usize,
    pub closes: bool,
}

/// The first answer in `bytes`; `None` while it is incomplete.
pub fn read(bytes: &[u8]) -> Outcome<Option<Answer>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(bytes)? else { return Ok(None) };
    let value = |name: &str| {
        let header = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let closes = value("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let status = head.code.unwrap_or(0);
    let end = match value("content-length") {
        _ if matches!(status, 204 | 304) => Some(start),
        Some(length) => Some(start + length.trim().parse::<usize>()?),
        None if value("transfer-encoding").is_some() => chunks_end(bytes, start)?,
        None => return Err("an answer without a length".into()),
    };
    Ok(end.filter(|end| *end <= bytes.len()).map(|length| Answer { status, length, closes }))
}

/// Where the last chunk ends; `None` while it has not come.
fn chunks_end(bytes: &[u8], mut at: usize) -> Outcome<Option<usize>> {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        match httparse::parse_chunk_size(rest).map_err(|_| "a malformed chunk")? {
            httparse::Status::Complete((line, 0)) => return Ok(Some(at + line + 2)),
            httparse::Status::Complete((line, size)) => {
                at += line + usize::try_from(size)? + 2;
            }
            httparse::Status::Partial => return Ok(None),
        }
    }
}
