//! From a parser's complaint to a problem that names the field.

use serde::de::DeserializeOwned;

use super::Typed;
use crate::problem::{Answer, Message, Problem};

/// Reads `T` out of pairs.
pub(super) fn from_pairs<T: DeserializeOwned>(typed: &Typed) -> Answer<T> {
    let encoded = serde_html_form::to_string(typed).map_err(Problem::internal)?;
    let reader = serde_html_form::Deserializer::from_bytes(encoded.as_bytes());
    serde_path_to_error::deserialize(reader)
        .map_err(|error| wrong(&error.path().to_string(), &error.inner().to_string(), false))
}

/// Reads `T` out of JSON.
pub(super) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| (error.path().to_string(), error.into_inner()));
    let complete = read.and_then(|value| match reader.end() {
        Ok(()) => Ok(value),
        Err(error) => Err((".".to_owned(), error)),
    });
    complete.map_err(|(path, error)| {
        let unreadable = error.is_syntax() || error.is_eof();
        let problem = wrong(&path, &error.to_string(), true);
        if unreadable {
            Problem::bad_request("invalid").detail(Message::Text(error.to_string()))
        } else {
            problem
        }
    })
}

/// People get a remedy; programs get the parser's own words, which say what was expected.
fn wrong(path: &str, complaint: &str, technical: bool) -> Problem {
    let missing = complaint.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let parent = if path == "." { "" } else { path };
    let field = match missing {
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) => format!("{parent}.{name}"),
        None => parent.to_owned(),
    };
    let message = match missing {
        _ if technical => Message::Text(complaint.to_owned()),
        Some(_) => Message::key("field-missing"),
        None => Message::key("field-unreadable"),
    };
    Problem::invalid().field(field, message)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Place {
        lat: f64,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Report {
        text: String,
        count: Option<u8>,
        #[serde(default)]
        places: Vec<Place>,
    }

    fn fields(problem: &Problem) -> Vec<(String, String)> {
        let words = crate::words::gather(&[]);
        let errors = problem.errors(&words, ui::Lang::En);
        errors.iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn json_names_the_field() {
        let read = |text: &str| from_json::<Report>(text.as_bytes());
        assert!(read(r#"{"text":"a","places":[{"lat":1.5}]}"#).is_ok());
        let problem = read(r#"{"text":"a","places":[{"lat":1},{"lat":"x"}]}"#).unwrap_err();
        assert_eq!(problem.status().as_u16(), 422);
        assert_eq!(fields(&problem)[0].0, "places[1].lat");
        let problem = read(r#"{"text":"a","places":[{}]}"#).unwrap_err();
        assert_eq!(fields(&problem)[0].0, "places[0].lat");
        for unreadable in ["", "{", r#"{"text":"a"} more"#] {
            assert_eq!(read(unreadable).unwrap_err().status().as_u16(), 400, "{unreadable}");
        }
    }

    #[test]
    fn forms_name_the_field_and_the_remedy() {
        let typed = |pairs: &[(&str, &str)]| -> Typed {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let read = |pairs| from_pairs::<Report>(&typed(pairs));
        assert_eq!(read(&[("text", "充电"), ("count", "3")]).unwrap().count, Some(3));
        let missing = read(&[("count", "3")]).unwrap_err();
        assert_eq!(fields(&missing), [("text".to_owned(), "Please fill this in.".to_owned())]);
        let unreadable = read(&[("text", "a"), ("count", "many")]).unwrap_err();
        assert_eq!(fields(&unreadable)[0].0, "count");
    }
}
