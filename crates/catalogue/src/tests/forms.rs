//! Filled-in forms.

use crate::{Catalogue, ValueFault};

fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn each_kind_of_field_takes_what_it_should_and_names_what_it_refuses() {
    let catalogue = Catalogue::embedded();
    let fault = |matter: &str, key: &str, value: &str| {
        catalogue.matter(matter).unwrap().field(key).unwrap().check(value).err()
    };
    assert_eq!(fault("gate-access", "compound", " 桂花苑 "), None);
    assert_eq!(fault("gate-access", "compound", "  "), Some(ValueFault::Required));
    let long = "苑".repeat(61);
    assert_eq!(fault("gate-access", "compound", &long), Some(ValueFault::TooLong { max: 60 }));
    assert_eq!(fault("gate-access", "minutes", "240"), None);
    assert_eq!(fault("gate-access", "minutes", "241"), Some(ValueFault::TooLarge { max: 240 }));
    assert_eq!(fault("gate-access", "minutes", "-1"), Some(ValueFault::NotANumber));
    assert_eq!(fault("gate-access", "obstacle", "no-entry"), None);
    assert_eq!(fault("gate-access", "obstacle", "nothing"), Some(ValueFault::NotAChoice));
    assert_eq!(fault("injury", "injured_on", "2026-02-29"), Some(ValueFault::NotADay));
    assert_eq!(fault("injury", "on_order", "maybe"), Some(ValueFault::NotYesNo));
    assert_eq!(fault("arrears", "amount", "4280.00"), Some(ValueFault::NotANumber));
    for phone in ["13800000000", "138 0000 0000", "0571-87000000", ""] {
        assert_eq!(fault("health", "call_me", phone), None, "{phone}");
    }
    for phone in ["1380000000", "12800000000", "87000000", "电话13800000000"] {
        assert_eq!(fault("health", "call_me", phone), Some(ValueFault::NotAPhone), "{phone}");
    }
}

#[test]
fn a_form_tells_every_fault_and_every_stranger() {
    let catalogue = Catalogue::embedded();
    let arrears = catalogue.matter("arrears").unwrap();
    let found = arrears.check_form(&values(&[("amount", "much"), ("colour", "red")]));
    let expected = [
        ("debtor", ValueFault::Required),
        ("amount", ValueFault::NotANumber),
        ("colour", ValueFault::NoSuchField),
    ];
    assert_eq!(found, expected.map(|(key, fault)| (key.to_owned(), fault)));
    for matter in catalogue.matters() {
        assert!(!matter.samples.is_empty(), "{}", matter.code);
        for sample in &matter.samples {
            assert_eq!(matter.check_form(&sample.fields), [], "{}", matter.code);
        }
    }
}
