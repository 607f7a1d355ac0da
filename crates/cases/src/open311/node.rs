//! One value, written as JSON or as XML (the Spark convention: the root and the names of list items
//! vanish in JSON, an empty element is null, a list stays a list).

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Empty,
    Text(String),
    Number(i64),
    Degrees(f64),
    Flag(bool),
    /// Each item is an element of this name.
    List(&'static str, Vec<Node>),
    Map(Vec<(&'static str, Node)>),
}

impl Node {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => clean(text).into(),
            Self::Number(number) => (*number).into(),
            Self::Degrees(degrees) => (*degrees).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(_, items) => items.iter().map(Self::json).collect(),
            Self::Map(pairs) => {
                let pairs = pairs.iter().map(|(name, node)| ((*name).to_owned(), node.json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    pub fn xml(&self, root: &str) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        self.element(root, &mut out);
        out.push('\n');
        out
    }

    // Writing to a String cannot fail.
    fn element(&self, name: &str, out: &mut String) {
        if *self == Self::Empty {
            let _ = write!(out, "<{name}/>");
            return;
        }
        let _ = write!(out, "<{name}>");
        match self {
            Self::Empty => {}
            Self::Text(text) => escape(&clean(text), out),
            Self::Number(number) => drop(write!(out, "{number}")),
            Self::Degrees(degrees) => drop(write!(out, "{degrees:?}")),
            Self::Flag(flag) => drop(write!(out, "{flag}")),
            Self::List(item, items) => items.iter().for_each(|node| node.element(item, out)),
            Self::Map(pairs) => pairs.iter().for_each(|(name, node)| node.element(name, out)),
        }
        let _ = write!(out, "</{name}>");
    }
}

/// Without what XML 1.0 can hold in no form; left out of JSON too, so that both say the same.
fn clean(text: &str) -> String {
    let fits = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r')
            || (*letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(fits).collect()
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would turn the bare character into a line feed.
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_say_the_same() {
        let node = Node::List(
            "request",
            vec![Node::Map(vec![
                ("description", Node::text("南门 <b>&\u{1}\"\r\n</b>")),
                ("zipcode", Node::text("")),
                ("lat", Node::Degrees(30.25)),
                ("order", Node::Number(2)),
                ("variable", Node::Flag(true)),
                ("values", Node::List("value", Vec::new())),
            ])],
        );
        assert_eq!(
            node.xml("service_requests"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests><request><description>南门 \
             &lt;b&gt;&amp;&quot;&#13;\n&lt;/b&gt;</description><zipcode/><lat>30.25</lat><order>2\
             </order><variable>true</variable><values></values></request></service_requests>\n"
        );
        assert_eq!(
            node.json(),
            serde_json::json!([{
                "description": "南门 <b>&\"\r\n</b>", "zipcode": null, "lat": 30.25, "order": 2,
                "variable": true, "values": [],
            }])
        );
    }
}
