//! `yilu link`: the same person in different files, without a deployment.

use std::{fs::File, io::BufWriter, path::Path};

use indicatif::{ProgressBar, ProgressStyle};
use linkage::{
    Decision, Headers, Kind, Level, Link as Proposal, Linker, Model, ReadError, Reason, Spec,
    Table, Texts, decide, read_csv, read_headers, spec_of,
};

use crate::{
    cli::Link,
    outcome::{Failure, Outcome},
};

/// A field of the records and what it is called in each file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    kind: Kind,
    /// The first header under which it was found.
    name: String,
    headers: Vec<Option<String>>,
}

pub fn run(arguments: &Link) -> Outcome {
    let headers: Vec<Vec<String>> =
        arguments.files.iter().map(|file| headers(file)).collect::<Outcome<_>>()?;
    let asked = arguments.columns.as_deref().map(columns).transpose()?;
    let fields = fields(&headers, asked.as_deref()).map_err(Failure::told)?;
    let bar = spinner();
    let (mut table, mut ids) =
        (Table::new(&fields.iter().map(|field| &field.name).collect::<Vec<_>>()), Texts::default());
    for (number, (file, headers)) in arguments.files.iter().zip(&headers).enumerate() {
        let columns = Headers {
            id: headers.iter().find(|header| is_id(header)).cloned(),
            fields: fields
                .iter()
                .map(|field| field.headers.get(number).cloned().flatten())
                .collect(),
        };
        let source = u16::try_from(number).map_err(|_| Failure::told("too many files"))?;
        let opened = File::open(file).map_err(Failure::file(file.display()))?;
        let told = |records: usize| bar.set_message(format!("{records} records"));
        read_csv(&mut table, &mut ids, source, opened, &columns, told)
            .map_err(|error| broken(file, &error))?;
    }
    let across_sources = arguments.files.len() > 1 && !arguments.within;
    let kinds: Vec<(String, Kind)> =
        fields.iter().map(|field| (field.name.clone(), field.kind)).collect();
    let spec = usable(spec_of(&kinds, across_sources), &kinds)?;
    bar.set_message(format!("{} records: learning", table.len()));
    let told = |error: linkage::SpecError| Failure::told(error.to_string());
    let linker = Linker::new(&table, spec).map_err(told)?;
    let model = linker.train(arguments.seed);
    bar.set_message(format!("{} records: linking", table.len()));
    let links = linker.links(&model, arguments.review.min(arguments.threshold));
    let decisions = decide(&table, &links, arguments.threshold, across_sources);
    let reasons = arguments.reasons.then_some((&linker, &model));
    let proposals = links.iter().zip(decisions.iter().copied());
    write(&arguments.out, &ids, proposals, reasons)
        .map_err(Failure::file(arguments.out.display()))?;
    bar.finish_and_clear();
    left_out(&linker);
    let linked = decisions.iter().filter(|decision| **decision == Decision::Link).count();
    let (records, review) = (table.len(), decisions.len() - linked);
    if arguments.json {
        let told = serde_json::json!({ "records": records, "links": linked, "review": review });
        println!("{told}");
    } else {
        println!("{records} records, {linked} links, {review} for review");
    }
    Ok(())
}

/// The names of a file's columns.
fn headers(file: &Path) -> Outcome<Vec<String>> {
    let opened = File::open(file).map_err(Failure::file(file.display()))?;
    read_headers(opened).map_err(|error| broken(file, &error))
}

fn broken(file: &Path, error: &ReadError) -> Failure {
    Failure::told(format!("{}: {error}", file.display()))
}

/// What `--columns` says: `name=姓名,phone=手机`.
fn columns(text: &str) -> Outcome<Vec<(Kind, String)>> {
    let one = |part: &str| {
        let (kind, header) = part.split_once('=')?;
        let kind = Kind::ALL.into_iter().find(|it| it.name() == kind.trim())?;
        Some((kind, header.trim().to_owned()))
    };
    let kinds = || Kind::ALL.map(Kind::name).join(", ");
    let read = |part: &str| {
        one(part).ok_or_else(|| {
            Failure::told(format!(
                "--columns: {part:?} is not KIND=HEADER, such as phone=手机; the kinds are {}",
                kinds()
            ))
        })
    };
    text.split(',').map(read).collect()
}

fn is_id(header: &str) -> bool {
    ["id", "unique_id", "rec_id", "编号"].contains(&header.to_lowercase().as_str())
}

/// The fields that are compared: those asked for, or all whose header is known.
fn fields(files: &[Vec<String>], asked: Option<&[(Kind, String)]>) -> Result<Vec<Field>, String> {
    let mut fields: Vec<Field> = Vec::new();
    let mut add = |kind, file: usize, header: &String| {
        // Two files may call it differently, and one file may have several of a kind.
        let free =
            |field: &Field| field.kind == kind && matches!(field.headers.get(file), Some(None));
        let known = fields.iter().position(|field| field.name == *header);
        let number = known.or_else(|| fields.iter().position(free)).unwrap_or(fields.len());
        if number == fields.len() {
            fields.push(Field { kind, name: header.clone(), headers: vec![None; files.len()] });
        }
        let place = fields.get_mut(number).and_then(|field| field.headers.get_mut(file));
        if let Some(place) = place {
            *place = Some(header.clone());
        }
    };
    if let Some(asked) = asked {
        for (kind, header) in asked {
            let mut found = false;
            for (file, _) in files.iter().enumerate().filter(|(_, file)| file.contains(header)) {
                add(*kind, file, header);
                found = true;
            }
            if !found {
                return Err(format!("--columns: no file has a column {header:?}; {}", have(files)));
            }
        }
    } else {
        for (file, headers) in files.iter().enumerate() {
            for header in headers.iter().filter(|header| !is_id(header)) {
                if let Some(kind) = Kind::of_header(header) {
                    add(kind, file, header);
                }
            }
        }
    }
    let whole = fields.iter().any(|field| {
        let files = field.headers.iter().filter(|header| header.is_some()).count();
        files == field.headers.len()
    });
    if whole {
        Ok(fields)
    } else {
        Err(format!(
            "the files share no column that tells who somebody is: name the columns, \
             as in --columns name=姓名,phone=手机; {}",
            have(files)
        ))
    }
}

fn have(files: &[Vec<String>]) -> String {
    let files: Vec<String> = files.iter().map(|headers| headers.join(", ")).collect();
    format!("there are: {}", files.join("; "))
}

/// Refuses what has no pair to look at.
fn usable(spec: Spec, kinds: &[(String, Kind)]) -> Outcome<Spec> {
    if spec.rules.is_empty() {
        let names: Vec<&str> = kinds.iter().map(|(name, _)| name.as_str()).collect();
        return Err(Failure::told(format!(
            "{} alone tell too little: a phone, an identity number, a plate, or a name with a day \
             of birth, an area or an employer is needed",
            names.join(", ")
        )));
    }
    Ok(spec)
}

fn write<'l>(
    path: &Path,
    ids: &Texts,
    proposals: impl Iterator<Item = (&'l Proposal, Decision)>,
    reasons: Option<(&Linker<'_>, &Model)>,
) -> std::io::Result<()> {
    // Written beside the place and moved there when complete.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut out = csv::Writer::from_writer(BufWriter::new(file));
    let mut header = vec!["id_a", "id_b", "probability", "decision"];
    header.extend(reasons.map(|_| "reasons"));
    out.write_record(header)?;
    for (link, decision) in proposals {
        let decision = match decision {
            Decision::Link => "link",
            Decision::Review => "review",
        };
        out.write_field(ids.get(link.one))?;
        out.write_field(ids.get(link.other))?;
        out.write_field(format!("{:.6}", link.probability()))?;
        out.write_field(decision)?;
        if let Some((linker, model)) = reasons {
            let told = linker.reasons(model, link);
            let told = told.iter().map(in_words).chain([format!("prior {:+.1}", model.prior_bits)]);
            out.write_field(told.collect::<Vec<_>>().join("; "))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    let out = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.persist(path).map(drop).map_err(|failed| failed.error)
}

/// `phone same +17.2`, in bits.
fn in_words(reason: &Reason<'_>) -> String {
    let level = match reason.level {
        Some(Level::Same) => "same".to_owned(),
        Some(Level::Shown) => "same where shown".to_owned(),
        Some(Level::Edits(most)) => format!("{most} edits"),
        Some(Level::Alike(least)) => format!("alike {least}"),
        None => "different".to_owned(),
    };
    format!("{} {level} {:+.1}", reason.field, reason.bits)
}

fn left_out(linker: &Linker<'_>) {
    for (rule, records) in linker.rules().iter().zip(linker.left_out()) {
        if records > 0 {
            let fields: Vec<&str> = rule.0.iter().map(|(field, _)| field.as_str()).collect();
            eprintln!(
                "yilu: too many share the same {}: {records} records were not compared by it alone",
                fields.join(" and ")
            );
        }
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{elapsed} {msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(headers: &[&str]) -> Vec<String> {
        headers.iter().map(|header| (*header).to_owned()).collect()
    }

    #[test]
    fn files_that_name_their_columns_differently_share_fields() {
        let files =
            [file(&["编号", "姓名", "手机", "备注"]), file(&["id", "phone", "name", "address"])];
        let found = fields(&files, None).unwrap();
        let told: Vec<(Kind, &str, usize)> = found
            .iter()
            .map(|field| (field.kind, field.name.as_str(), field.headers.iter().flatten().count()))
            .collect();
        let expected =
            [(Kind::Name, "姓名", 2), (Kind::Phone, "手机", 2), (Kind::Text, "address", 1)];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_asked_for_must_be_there() {
        let files = [file(&["who", "备注"])];
        assert!(fields(&files, None).unwrap_err().contains("--columns name="));
        let asked = columns("name=who, text=备注").unwrap();
        assert_eq!(fields(&files, Some(&asked)).unwrap().len(), 2);
        let asked = columns("phone=电话").unwrap();
        assert!(fields(&files, Some(&asked)).unwrap_err().contains("no file has a column"));
        assert!(columns("telephone=who").unwrap_err().to_string().contains("id_number, phone"));
    }

    #[test]
    fn two_files_become_one_file_of_pairs() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let rows = |of: &dyn Fn(u32) -> String| (0..300).map(of).collect::<String>();
        let one = rows(&|n| {
            format!("a{n},王{},139{:08},330106199001{:02}{n:04}\n", n % 7, n * 7_919, n % 28 + 1)
        });
        let other = rows(&|n| {
            format!(
                "b{n},王{},139****{:04},330106199001{:02}{n:04}\n",
                n % 7,
                n * 7_919 % 10_000,
                n % 28 + 1
            )
        });
        std::fs::write(path("a.csv"), format!("id,姓名,手机,身份证号\n{one}")).unwrap();
        std::fs::write(path("b.csv"), format!("id,name,phone,id_number\n{other}")).unwrap();
        let mut arguments = Link {
            files: vec![path("a.csv"), path("b.csv")],
            out: path("links.csv"),
            columns: None,
            threshold: 0.99,
            review: 0.5,
            within: false,
            reasons: true,
            seed: 1,
            json: false,
        };
        run(&arguments).unwrap();
        let links = std::fs::read_to_string(path("links.csv")).unwrap();
        let links: Vec<&str> = links.lines().collect();
        assert_eq!(links[0], "id_a,id_b,probability,decision,reasons");
        assert_eq!(links.len(), 301);
        assert!(links[1].starts_with("a0,b0,") && links[1].contains(",link,"), "{}", links[1]);
        assert!(links[1].contains("手机 same where shown +"), "{}", links[1]);
        // What cannot be read leaves the last result alone.
        arguments.columns = Some("phone=nowhere".to_owned());
        assert!(run(&arguments).is_err());
        assert!(std::fs::read_to_string(path("links.csv")).unwrap().lines().count() == 301);
    }
}
