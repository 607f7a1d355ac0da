//! Embeds `web-assets`: minified, named by content, compressed once here so that nothing is
//! compressed while somebody waits.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const OWN: [&str; 18] = [
    "tokens.css",
    "photo.js",
    "locate.js",
    "draft.js",
    "live.js",
    "keys.js",
    "sent-once.js",
    "slide.js",
    "queue.js",
    "map.js",
    "ring.js",
    "offline.js",
    "pass.css",
    "pass.js",
    "pass-core.js",
    "gate.js",
    "veil.css",
    "veil.js",
];
const VENDOR: [&str; 4] = ["leaflet.js", "leaflet.css", "lean-qr.js", "jsqr.js"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../web-assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=templates");
    let mut table = String::from("/// Every embedded file.\npub static ALL: &[Asset] = &[\n");
    for name in OWN {
        let text = fs::read_to_string(root.join(name))
            .map_err(|error| format!("web-assets/{name}: {error}"))?;
        let text = if is_css(name) { small_css(&text) } else { small_js(&text) };
        embed(&mut table, &out, name, text.as_bytes())?;
    }
    for name in VENDOR {
        let bytes = fs::read(root.join("vendor").join(name)).map_err(|error| {
            format!("web-assets/vendor/{name}: {error}; run scripts/vendor-assets")
        })?;
        embed(&mut table, &out, name, &bytes)?;
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

fn is_css(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "css")
}

fn embed(table: &mut String, out: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let digest = Sha256::digest(bytes);
    let mut short = String::new();
    for byte in digest.iter().take(6) {
        write!(short, "{byte:02x}")?;
    }
    let (stem, extension) = name.rsplit_once('.').ok_or("an asset's name needs an ending")?;
    let content_type =
        if is_css(name) { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    fs::write(out.join(name), bytes)?;
    fs::write(out.join(format!("{name}.br")), brotli(bytes)?)?;
    fs::write(out.join(format!("{name}.gz")), gzip(bytes)?)?;
    let include =
        |ending: &str| format!(r#"include_bytes!(concat!(env!("OUT_DIR"), "/{name}{ending}"))"#);
    writeln!(
        table,
        r#"Asset {{ name: "{name}", url: "/assets/{stem}.{short}.{extension}", content_type: "{content_type}", csp: "'sha256-{}'", text: include_str!(concat!(env!("OUT_DIR"), "/{name}")), br: {}, gz: {} }},"#,
        STANDARD.encode(digest),
        include(".br"),
        include(".gz"),
    )?;
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4_096, 11, 22);
    writer.write_all(bytes)?;
    writer.flush()?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// Drops comments and the space that CSS does not need. Strings in our sheet hold none of `{};,`.
fn small_css(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        bare.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    bare.push_str(rest);
    let mut small = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
        if !small.is_empty()
            && !small.ends_with(|c| tight(c) || c == ':')
            && !word.starts_with(tight)
        {
            small.push(' ');
        }
        small.push_str(word);
    }
    small.replace(", ", ",").replace(";}", "}")
}

/// Drops indentation, blank lines and whole-line comments; nothing that needs a parser.
fn small_js(text: &str) -> String {
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut small: String = lines.flat_map(|line| [line, "\n"]).collect();
    small.truncate(small.trim_end().len());
    small
}
