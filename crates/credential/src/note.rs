//! Signed notes (C2SP signed-note): a text, a blank line, and one line for each signature.

use crate::{
    key::{LogKey, VerifierKey},
    text,
};

const SIGNATURE_MARK: &str = "\u{2014} ";
const SEPARATOR: &str = "\n\n\u{2014} ";
/// Others may add their signatures; more than this is an attempt to keep a reader busy.
const SIGNATURES_MAX: usize = 100;

/// Why a note cannot be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error(
        "not a signed note: expected text, a blank line and signature lines, each ended by a newline"
    )]
    Form,
    #[error("no signature by this key: the note is of another log, or the key is not the log's")]
    OtherKey,
    #[error("the signature does not fit the text: one of them was altered")]
    Signature,
}

/// `message`, which ends with a newline, with the key's signature below.
pub fn sign(message: &str, key: &LogKey) -> String {
    let signature = text::encode([&key.public().id(), key.sign(message).as_slice()].concat());
    format!("{message}\n{SIGNATURE_MARK}{} {signature}\n", key.public().name())
}

/// The text of a note that `key` has signed, with its final newline. Signatures by other keys are
/// passed over, as the format demands.
pub fn open<'n>(note: &'n str, key: &VerifierKey) -> Result<&'n str, NoteError> {
    if note.contains(|c: char| c.is_control() && c != '\n') {
        return Err(NoteError::Form);
    }
    let blank = note.rfind(SEPARATOR).ok_or(NoteError::Form)?;
    let (message, below) = note.split_at(blank + 1);
    let lines = below.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
    let lines: Vec<&str> = lines.ok_or(NoteError::Form)?.split('\n').collect();
    if lines.len() > SIGNATURES_MAX {
        return Err(NoteError::Form);
    }
    let mut found = Err(NoteError::OtherKey);
    for line in lines {
        let (name, bytes) = signature_line(line).ok_or(NoteError::Form)?;
        let of_key = bytes.strip_prefix(&key.id()).filter(|_| name == key.name());
        if let Some(signature) = of_key {
            if !key.accepts(message, signature) {
                return Err(NoteError::Signature);
            }
            found = Ok(message);
        }
    }
    found
}

/// The signer's name, and key id and signature.
fn signature_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, signature) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    let bytes = text::decode(signature)?;
    (!name.is_empty() && bytes.len() > 4).then_some((name, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_opens_with_its_key_alone_whoever_else_signed() {
        let [ours, theirs] =
            [1, 2].map(|seed| LogKey::from_seed("city.example/yilu", [seed; 32]).unwrap());
        let note = sign("one\n\ntwo\n", &ours);
        assert_eq!(open(&note, ours.public()), Ok("one\n\ntwo\n"));
        assert_eq!(open(&note, theirs.public()), Err(NoteError::OtherKey));

        let line = sign("one\n\ntwo\n", &theirs);
        let both = note.clone() + line.lines().last().unwrap() + "\n";
        assert_eq!(open(&both, ours.public()), Ok("one\n\ntwo\n"));
        assert_eq!(open(&both, theirs.public()), Ok("one\n\ntwo\n"));
        let crowd = note + &"\u{2014} witness.example AAAAAAA=\n".repeat(100);
        assert_eq!(open(&crowd, ours.public()), Err(NoteError::Form));
    }

    #[test]
    fn what_is_not_a_note_is_refused() {
        let key = LogKey::from_seed("city.example/yilu", [1; 32]).unwrap();
        let note = sign("one\n", &key);
        let broken = ["", "one\n", note.trim_end(), &note.replace('\n', "\r\n"), &note[4..]];
        for text in broken {
            assert_eq!(open(text, key.public()), Err(NoteError::Form), "{text:?}");
        }
    }
}
