//! A few rules that can be checked without a browser.

use std::collections::BTreeSet;

const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "hr"];

/// Fails with the file's name when tags do not nest, ids repeat, references lead nowhere or an
/// input has no label.
pub fn check(file: &str, html: &str) {
    let tags = tags(html);
    nesting(file, &tags);
    let ids: Vec<&str> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{file}: an id is used twice: {ids:?}");
    for name in ["for", "aria-describedby", "aria-labelledby"] {
        for value in tags.iter().filter_map(|tag| attribute(tag, name)) {
            for id in value.split(' ') {
                assert!(unique.contains(id), "{file}: {name}={id} leads nowhere");
            }
        }
    }
    for href in tags.iter().filter_map(|tag| attribute(tag, "href")) {
        if let Some(id) = href.strip_prefix('#') {
            assert!(unique.contains(id), "{file}: #{id} leads nowhere");
        }
    }
    for tag in &tags {
        assert!(!tag.contains(" style="), "{file}: the policy forbids inline style: <{tag}>");
        assert!(!tag.contains(" onclick"), "{file}: the policy forbids inline handlers: <{tag}>");
    }
    labels(file, &tags);
}

fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>') else { break };
        let tag = &rest[start + 1..start + end];
        tags.push(tag);
        rest = &rest[start + end + 1..];
        // What stands inside is not markup.
        for raw in ["style", "script"] {
            if tag.split(' ').next() == Some(raw) {
                rest = &rest[rest.find(&format!("</{raw}")).unwrap()..];
            }
        }
    }
    tags
}

fn name(tag: &str) -> &str {
    tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn nesting(file: &str, tags: &[&str]) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        let name = name(tag);
        if tag.starts_with('!') || tag.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{file}: </{name}> closes something else");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{file}: never closed: {open:?}");
}

fn labels(file: &str, tags: &[&str]) {
    let labelled: BTreeSet<&str> = tags.iter().filter_map(|tag| attribute(tag, "for")).collect();
    let mut inside_label = false;
    for tag in tags {
        match name(tag) {
            "label" => inside_label = !tag.starts_with('/'),
            "input" | "select" | "textarea" if !tag.starts_with('/') => {
                let hidden = attribute(tag, "type") == Some("hidden");
                let named = attribute(tag, "aria-label").is_some()
                    || attribute(tag, "id").is_some_and(|id| labelled.contains(id));
                assert!(hidden || inside_label || named, "{file}: no label: <{tag}>");
            }
            _ => {}
        }
    }
}

#[test]
#[should_panic(expected = "no label")]
fn an_input_without_a_label_is_found() {
    check("x", r#"<p><input id="a" name="a"></p>"#);
}

#[test]
#[should_panic(expected = "closes something else")]
fn a_wrong_nesting_is_found() {
    check("x", "<p><b></p></b>");
}

#[test]
#[should_panic(expected = "leads nowhere")]
fn a_dead_reference_is_found() {
    check("x", r##"<a href="#nowhere">x</a>"##);
}
