use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::shared_vectors;

fn degrees(value: &Value, lat: usize, lon: usize) -> (f64, f64) {
    (value[lat].as_f64().unwrap(), value[lon].as_f64().unwrap())
}
fn close(found: (f64, f64), expected: (f64, f64), tolerance: f64) {
    let near = (found.0 - expected.0).abs() < tolerance && (found.1 - expected.1).abs() < tolerance;
    assert!(near, "{found:?} is not {expected:?}");
}
fn gcj(point: Gcj02) -> (f64, f64) {
    (point.lat(), point.lon())
}

#[test]
fn shifts_equal_the_vectors() {
    let Some(file) = shared_vectors("gcj02") else { return };
    for vector in file["vectors"].as_array().unwrap() {
        let (lat, lon) = degrees(&vector["wgs"], 0, 1);
        let point = Wgs84::new(lat, lon).unwrap();
        close(gcj(point.to_gcj02()), degrees(&vector["gcj_krasovsky_a6378245"], 0, 1), 2e-9);
        assert!(point.to_gcj02().to_wgs84().distance_metres(point) < 0.001);
    }
    let published = &file["published_checks"][0];
    let start = Gcj02::new(39.915, 116.404).unwrap();
    let bd09 = start.to_bd09();
    close((bd09.lat(), bd09.lon()), degrees(&published["gcj02tobd09"]["out"], 1, 0), 1e-9);
    let back = Bd09::new(39.915, 116.404).unwrap().to_gcj02();
    close(gcj(back), degrees(&published["bd09togcj02"]["out"], 1, 0), 1e-9);
    let tokyo = Wgs84::new(35.68, 139.77).unwrap();
    close(gcj(tokyo.to_gcj02()), (35.68, 139.77), 1e-12);
}

#[test]
fn distances_are_in_metres() {
    let point = |lat, lon| Wgs84::new(lat, lon).unwrap();
    assert!((point(30.0, 120.0).distance_metres(point(31.0, 120.0)) - 111_195.08).abs() < 0.1);
    assert!((point(0.0, 0.0).distance_metres(point(0.0, 180.0)) - 20_015_114.4).abs() < 1.0);
    assert!(point(30.0, 179.999).distance_metres(point(30.0, -179.999)) < 200.0);
}

#[test]
fn figures_out_of_range_are_named() {
    assert_eq!(Wgs84::new(120.1, 30.2), Err(GeoError::Latitude(120.1)));
    assert_eq!(Wgs84::new(30.2, 180.5), Err(GeoError::Longitude(180.5)));
    assert!(matches!(Wgs84::new(f64::NAN, 0.0), Err(GeoError::Latitude(_))));
    assert_eq!("30.2".parse::<Wgs84>(), Err(GeoError::Form));
    let hangzhou: Wgs84 = " 30.2442， 120.1571".parse().unwrap();
    assert!(hangzhou.in_china() && !Wgs84::new(0.0, 0.0).unwrap().in_china());
    assert_eq!(serde_json::to_string(&hangzhou).unwrap(), r#"{"lat":30.2442,"lon":120.1571}"#);
    assert!(serde_json::from_str::<Wgs84>(r#"{"lat":91,"lon":0}"#).is_err());
}

proptest! {
    #[test]
    fn every_point_in_the_country_comes_back(lat in 18.0_f64..53.5, lon in 74.0_f64..135.0) {
        let point = Wgs84::new(lat, lon).unwrap();
        prop_assert!(point.to_gcj02().to_wgs84().distance_metres(point) < 0.01);
        let map = point.to_gcj02();
        let over_baidu = map.to_bd09().to_gcj02().to_wgs84();
        prop_assert!(over_baidu.distance_metres(point) < 3.0);
        prop_assert_eq!(point.to_string().parse::<Wgs84>(), Ok(point));
    }
}
