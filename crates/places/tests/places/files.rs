//! Tables in and out.

use std::path::Path;

use places::{
    export::sheet,
    import::{self, Crs},
    store::{self, Wanted},
};
use sheets::Table;
use storage::Stamp;

use crate::town::{Town, area, each_town};

const FILE: &str = "\
id,kind,name,lon,lat,amenities,opening_hours,voltages,shared,note
S1,驿站,静宁路小蜜蜂驿站,120.1571,30.2442,厕所;饮水;充电:4,Mo-Su 08:00-22:00,,,
S2,swap-cabinet,东站换电柜,120.1590,30.2450,swap,24/7,48;60,,
S3,station,没有位置,30.2442,120.1571,toilet,24/7,,,
S4,station,写错时间,120.1571,30.2442,toilet,早八点到晚十点,,,
S5,station,写错设施,120.1571,30.2442,游泳池,24/7,,,
S1,station,又一个,120.1571,30.2442,toilet,24/7,,,
S6,station,环卫驿站,120.1571,30.2460,toilet,,,22:00-06:00=网约车司机,\"=1+1\"
";

fn import(town: &Town, text: &str) -> (import::Tally, Vec<(u64, String)>) {
    let table = Table::read(Path::new("places.csv"), text.as_bytes()).unwrap();
    let moment = town.moment();
    let checked = import::check(&town.desk, table, Crs::Wgs84, None, &moment).unwrap();
    let rejected = checked.rejected.iter().map(|row| (row.line, row.reason.code.to_owned()));
    let rejected = rejected.collect();
    let stamp = Stamp::system(moment, "import");
    let tally = import::run(&town.test.store, || stamp.clone(), checked, |_| {}).unwrap();
    (tally, rejected)
}

fn codes(rows: &[(u64, String)]) -> Vec<(u64, &str)> {
    rows.iter().map(|(line, code)| (*line, code.as_str())).collect()
}

#[test]
fn good_rows_go_in_once_and_bad_ones_come_back_with_their_reason() {
    each_town(|town| {
        let (tally, rejected) = import(town, FILE);
        assert_eq!((tally.imported, tally.duplicates, tally.rejected), (3, 0, 4));
        assert_eq!(
            codes(&rejected),
            [
                (4, "places-outside"),
                (5, "places-hours-wrong"),
                (6, "places-amenity-unknown"),
                (7, "places-row-twice"),
            ]
        );
        let (tally, _) = import(town, FILE);
        assert_eq!((tally.imported, tally.duplicates, tally.rejected), (0, 3, 4));
        let kept = town.read(|db| store::of_code(db, "S1")).unwrap().place;
        assert_eq!((kept.kind.as_str(), kept.brand.as_str()), ("station", "小蜜蜂"));
        assert_eq!(kept.amenities.len(), 3);
        assert_eq!(kept.amenities.iter().find_map(|one| one.count), Some(4));
        let records = town.read(|db| {
            let sql = "SELECT COUNT(*) FROM storage_journal WHERE action = 'place.import'";
            db.query_one(sql, storage::params![], |row| row.get::<i64>(0))
        });
        assert_eq!(records, 1, "a chunk, a record");
    });
}

#[test]
fn an_export_is_read_by_an_import_of_another_town() {
    each_town(|town| {
        import(town, FILE);
        let everywhere = access::policy::Reach { everything: true, ..Default::default() };
        let list =
            move |db: &mut storage::Db<'_>| store::within(db, &everywhere, &Wanted::default(), 100);
        let all: Vec<_> = town.read(list.clone()).into_iter().map(|kept| kept.place).collect();
        let table = String::from_utf8(sheet(&all).csv().unwrap()).unwrap();
        assert!(table.contains("'=1+1"), "no spreadsheet runs it: {table}");
        let xlsx = sheet(&all).xlsx().unwrap();
        let again = Table::read(Path::new("places.xlsx"), &xlsx).unwrap();
        assert_eq!(again.rows.len(), 3);
        each_town(|other| {
            let (tally, rejected) = import(other, &table);
            assert_eq!((tally.imported, rejected.len()), (3, 0), "{rejected:?}");
            let copied = other.read(list.clone());
            for (place, copy) in all.iter().zip(copied) {
                assert_eq!((&place.name, &place.hours), (&copy.place.name, &copy.place.hours));
                assert_eq!(place.detail, copy.place.detail);
                assert_eq!(place.amenities, copy.place.amenities);
            }
        });
    });
}

#[test]
fn a_clerk_imports_into_the_own_area_only() {
    each_town(|town| {
        let text = format!(
            "{}S9,station,x,120.1571,30.2442,toilet,24/7,,,\n",
            FILE.lines().next().map(|header| format!("{header},area\n")).unwrap()
        )
        .replace("24/7,,,\n", "24/7,,,,330102003\n");
        let table = Table::read(Path::new("a.csv"), text.as_bytes()).unwrap();
        let own = [area("330102001")];
        let checked =
            import::check(&town.desk, table, Crs::Wgs84, Some(&own), &town.moment()).unwrap();
        assert_eq!(checked.rejected[0].reason.code, "places-not-yours");
        let missing = Table::read(Path::new("a.csv"), b"id,name\n1,x\n").unwrap();
        let fault = import::check(&town.desk, missing, Crs::Wgs84, None, &town.moment());
        assert_eq!(fault.unwrap_err().missing, "kind");
    });
}
