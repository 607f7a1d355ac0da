//! What fits a QR code that an old phone reads at arm's length.

use cwt::{Algorithm, Audience, Claims, Class, Pass, Step, claims::ClaimError, pass::IssueError};
use kernel::Timestamp;
use qrcode::{EcLevel, QrCode, Version};

use crate::city::{City, area, morning};

fn version(text: &str) -> i16 {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    match code.version() {
        Version::Normal(version) => version,
        micro @ Version::Micro(_) => panic!("{micro:?}"),
    }
}

/// The longest of everything: four letters, the last class, a grid of fifteen digits.
fn longest(city: &City) -> Claims {
    Claims {
        issuer: "3202".parse().unwrap(),
        class: Class::try_from(Class::MAX).unwrap(),
        audience: Audience::WARM,
        expires: Timestamp::from_seconds(u32::MAX.into()),
        area: area("659099999999999"),
        ..city.claims("3202", u32::MAX)
    }
}

#[test]
fn the_longest_legal_pass_fits_version_eight_at_level_m() {
    for algorithm in Algorithm::ALL {
        let city = City::new("wx", algorithm, 1);
        for claims in [city.claims("320211", 50_000), longest(&city)] {
            let pass = city.pass(&claims);
            let key = city.root.pass_key(&claims);
            let rotating = pass.rotating(&key, Step(u32::MAX));
            for text in [pass.text(), rotating] {
                assert!(version(&text) <= 8, "{algorithm}: {} characters", text.len());
            }
        }
    }
}

#[test]
fn a_pass_signed_by_its_holder_fits_version_eleven() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = Claims { holder: Some([2; 33]), ..city.claims("320211", 1) };
    let text = city.pass(&claims).held(&claims, &city.key, Step(1), [0; 8]).unwrap();
    assert!(version(&text) <= 11, "{} characters", text.len());
}

#[test]
fn what_no_pass_can_say_is_not_issued() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let good = city.claims("3202", 1);
    let issued = |claims: &Claims| Pass::issue(claims, &city.key);
    let reserved = Claims { audience: "list".parse().unwrap(), ..good.clone() };
    assert_eq!(issued(&reserved), Err(IssueError::Claim(ClaimError::Audience)));
    for (not_before, expires) in [
        (morning(), morning()),
        (Timestamp::from_seconds(-1), morning()),
        (morning(), Timestamp::from_seconds(1 << 32)),
    ] {
        let wrong = Claims { not_before, expires, ..good.clone() };
        assert_eq!(issued(&wrong), Err(IssueError::Claim(ClaimError::Time)));
    }
    for word in ["", "Wx", "wuxi1", "w-x", "无锡"] {
        assert_eq!(word.parse::<cwt::Issuer>(), Err(ClaimError::Issuer), "{word}");
    }
    assert_eq!(Class::try_from(24), Err(ClaimError::Class));
    assert_eq!("a1b2c3d40000c35".parse::<cwt::Cti>(), Err(ClaimError::Cti));
    assert_eq!("+1b2c3d40000c350".parse::<cwt::Cti>(), Err(ClaimError::Cti));
}
