//! The list to take away.

use super::house::each_house;
use crate::common::{OTHER_STREET, STREET};

#[test]
fn an_export_holds_the_filtered_list_no_names_and_no_formulas() {
    each_house(|house| {
        house.report("parking", STREET, "=HYPERLINK(1)没有地方停车");
        house.report("rest-meals", STREET, "乙处没有地方吃饭");
        house.report("parking", OTHER_STREET, "丙处没有地方停车");
        let clerk = house.browser(&house.people.clerk);
        let taken = clerk.get("/inbox.csv?matter=parking");
        taken.is(200).must("编号").must("'=HYPERLINK").must("停车难、乱扣车").must("清波街道");
        taken.must_not("乙处").must_not("丙处").must_not("王小路").must_not("2231");
        assert!(!taken.text().lines().any(|line| line.contains(",=")), "{}", taken.text());
        assert!(taken.disposition.contains("filename*=UTF-8''"), "{}", taken.disposition);
        let book = clerk.get("/inbox.xlsx");
        assert!(book.is(200).bytes.starts_with(b"PK"));
        let exports = house.app.store().read_blocking(|db| {
            let sql = "SELECT COUNT(*) FROM storage_journal WHERE action = 'case.export'";
            db.query_one(sql, &[], |row| row.get::<i64>(0))
        });
        assert_eq!(exports.unwrap(), 2, "taking is written down");
    });
}

#[test]
fn who_may_not_export_is_offered_no_export() {
    each_house(|house| {
        let duty = house.browser(&house.people.duty);
        duty.get("/inbox").must_not("/inbox.csv");
        duty.get("/inbox.csv").is(403);
        house.browser(&house.people.clerk).get("/inbox?part=new").must("/inbox.csv?part=new");
    });
}
