use super::*;
use crate::shared_data;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}
fn texts(codes: impl IntoIterator<Item = AreaCode>) -> Vec<String> {
    codes.into_iter().map(|code| code.to_string()).collect()
}

#[test]
fn full_names_are_as_people_say_them() {
    for (area, name) in [
        ("330102001", "浙江省杭州市上城区清波街道"),
        ("110101001", "北京市东城区东华门街道"),
        ("441900003", "广东省东莞市东城街道"),
        ("429004", "湖北省仙桃市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("3301", "浙江省杭州市"),
    ] {
        assert_eq!(AreaBook::national(&code(area)).full_name(&code(area)), name);
    }
}

#[test]
fn local_names_leave_out_what_goes_without_saying() {
    for (area, name) in [
        ("330102001", "上城区清波街道"),
        ("330102", "上城区"),
        ("441900003", "东城街道"),
        ("429004", "仙桃市"),
        ("3301", "浙江省杭州市"),
        ("110101001", "东城区东华门街道"),
    ] {
        assert_eq!(AreaBook::national(&code(area)).local_name(&code(area)), name);
    }
}

#[test]
fn a_book_holds_its_root_what_lies_below_and_the_line_above() {
    let book = AreaBook::national(&code("330102"));
    assert!(
        book.iter()
            .all(|(area, _)| code("330102").contains(&area) || area.contains(&code("330102")))
    );
    assert_eq!(texts(book.children(&AreaCode::NATION)), ["33"]);
    assert_eq!(texts(book.children(&code("3301"))), ["330102"]);
    let streets: Vec<_> = book.children(&code("330102")).collect();
    assert!(streets.len() > 10 && streets.iter().all(|street| street.level() == Level::Street));
    assert_eq!(book.code("330102000000"), Ok(code("330102")));
    assert_eq!(book.code("330103"), Err(AreaBookError::Unknown(code("330103"))));
    assert!(matches!(book.code("x"), Err(AreaBookError::Code(_))));
}

#[test]
fn a_city_without_counties_has_its_streets_directly_below() {
    let book = AreaBook::national(&code("4419"));
    let levels: Vec<_> = book.children(&code("4419")).map(|area| area.level()).collect();
    assert!(levels.len() > 30 && levels.iter().all(|level| *level == Level::Street));
}

#[test]
fn areas_are_found_by_code_part_of_a_name_and_full_name() {
    let book = AreaBook::national(&code("330102"));
    for text in
        ["330102001", "330102001000", "清波街道", "上城区清波街道", "浙江省 杭州市上城区清波"]
    {
        assert_eq!(texts(book.find(text)).first().map(String::as_str), Some("330102001"), "{text}");
    }
    assert_eq!(texts(book.find("上城区")), ["330102"]);
    assert!(book.find("不存在的地方").is_empty() && book.find("  ").is_empty());
}

#[test]
fn grids_are_added_below_known_areas_and_names_overridden() {
    let mut book = AreaBook::national(&code("330102001"));
    let community = book.children(&code("330102001")).next().unwrap();
    let grid = code(&format!("{community}001"));
    book.add(grid, " 第一网格 ").unwrap();
    assert_eq!(book.name(&grid), Some("第一网格"));
    assert_eq!(book.street_of(&grid), Some(code("330102001")));
    assert_eq!(texts(book.children(&community)), [grid.to_string()]);
    book.add(code("330102001"), "清波街道（试点）").unwrap();
    assert!(book.full_name(&grid).contains("试点"));
    assert_eq!(book.add(grid, ""), Err(AreaBookError::NoName(grid)));
    let stray = code("330102999001");
    assert_eq!(book.add(stray, "x"), Err(AreaBookError::NoParent(stray, code("330102999"))));
}

#[test]
fn every_division_of_the_nation_has_its_line_of_ancestors() {
    let book = AreaBook::national(&AreaCode::NATION);
    assert_eq!(book.len(), 665_272);
    assert_eq!(book.children(&AreaCode::NATION).count(), 31);
    let mut line: Vec<AreaCode> = Vec::new();
    for (area, _) in book.iter() {
        while line.last().is_some_and(|above| !above.contains(&area)) {
            line.pop();
        }
        // In order of code, the innermost open area is the parent: prefix and ancestry agree.
        assert_eq!(line.last().copied(), area.parent(), "{area}");
        line.push(area);
    }
    reference_equals(&book);
}

/// Compares with the reference lists, whose five padded doubles (441900 beside 4419) are one area
/// here.
fn reference_equals(book: &AreaBook) {
    let [upper, lower] = ["divisions_l1_l4_2023.csv", "communities_l5_2023.csv.gz"]
        .map(|name| shared_data(&format!("divisions/{name}")));
    let (Some(upper), Some(lower)) = (upper, lower) else { return };
    let mut seen = std::collections::BTreeSet::new();
    let mut compare = |text: &str, name: &str| {
        let area = code(text);
        assert_eq!(book.name(&area), Some(name), "{text}");
        seen.insert(area) || area.as_str() != text
    };
    for row in csv::Reader::from_path(upper).unwrap().records().map(Result::unwrap) {
        assert!(compare(&row[0], &row[3]));
    }
    let packed = flate2::read::GzDecoder::new(std::fs::File::open(lower).unwrap());
    for row in csv::Reader::from_reader(packed).records().map(Result::unwrap) {
        assert!(compare(&row[0], &row[1]));
    }
    assert_eq!(seen.len() + 1, book.len());
}

#[test]
fn a_position_is_given_to_the_nearest_centre_unless_all_are_far() {
    let mut book = AreaBook::national(&code("330102"));
    let at = |lat, lon| Wgs84::new(lat, lon).unwrap();
    assert!(!book.has_centres());
    let csv = "code,lat,lon\n330102001051,30.24,120.15\n\n330102003050,30.255,120.165\n";
    assert_eq!(book.read_centres(csv), Ok(2));
    assert_eq!(book.nearest(at(30.241, 120.151)), Some(code("330102001051")));
    assert_eq!(book.nearest(at(30.26, 120.17)), Some(code("330102003050")));
    assert_eq!(book.nearest(at(39.9, 116.4)), None, "Beijing");
    for (wrong, line) in [
        ("code,lat,lon\n330102001051,30.24,120.15\n990102001051,30,120", "line 3"),
        ("code,lat,lon\n330102001051", "line 2"),
        ("code,lat,lon\n330102001051,300,120", "line 2"),
    ] {
        let error = book.read_centres(wrong).unwrap_err().to_string();
        assert!(error.contains(line), "{error}");
    }
}
