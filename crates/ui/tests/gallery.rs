//! Every component, in both languages and densities and both sizes, as pages one can look at:
//! `target/gallery/*.html`. The markup is checked for what a browser forgives and people do not.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "gallery/markup.rs"]
mod markup;
#[path = "gallery/sample.rs"]
mod sample;

use std::{fs, path::PathBuf};

use ui::{Density, Lang, assets};

fn folder() -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(path.join("assets")).unwrap();
    path
}

#[test]
fn every_component_is_sound_in_every_dress() {
    let folder = folder();
    for asset in assets::ALL {
        fs::write(folder.join(asset.url.trim_start_matches('/')), asset.text).unwrap();
    }
    fs::write(folder.join("policy.txt"), assets::content_security_policy("")).unwrap();
    for lang in Lang::ALL {
        for density in [Density::Phone, Density::Desk, Density::Wall] {
            for large in [false, true] {
                for (name, shell) in sample::pages(lang, density) {
                    let html = shell.large(large).render();
                    let size = if large { "large" } else { "normal" };
                    let file = format!("{name}-{}-{}-{size}.html", lang.code(), density.code());
                    markup::check(&file, &html);
                    fs::write(folder.join(&file), &html).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_phone_form_is_one_small_document() {
    let (_, shell) = sample::pages(Lang::Zh, Density::Phone).swap_remove(0);
    let html = shell.render();
    assert!(html.len() < 34_000, "{} bytes before compression", html.len());
    assert!(!html.contains("<link rel=\"stylesheet\""), "the style must be inside");
    assert!(!html.contains("<script src"), "the scripts must be inside");
}

#[test]
fn errors_are_named_in_title_summary_and_field_and_typed_text_stays() {
    let html = sample::form_with_errors(Lang::Zh).render();
    assert!(html.contains("<title>错误：提诉求"));
    assert!(html.contains("还有 2 处需要修改"));
    assert!(html.contains(r##"<a href="#f-text">请写明发生了什么"##));
    assert!(html.contains(r#"id="f-text-error""#) && html.contains(r#"aria-invalid="true""#));
    assert!(html.contains("没法&#60;进&#62;"), "typed text is kept, and escaped");
    assert!(!html.contains("geheim"), "a password is never sent back");
}

#[test]
fn every_page_leads_to_the_complaint_form_and_to_large_type() {
    for (name, shell) in sample::pages(Lang::Zh, Density::Desk) {
        let html = shell.render();
        assert!(html.contains(r#"<footer class="foot"><a href="/complaint">"#), "{name}");
        assert!(
            html.contains("/look?lang=zh&#38;size=large&#38;back=%2Fcases%3Fstate%3Dopen"),
            "{name}"
        );
    }
}
