//! A point in each datum: latitude and longitude in degrees, in range.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why figures are no point.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GeoError {
    #[error("latitude {0}: must be between -90 and 90 degrees")]
    Latitude(f64),
    #[error("longitude {0}: must be between -180 and 180 degrees")]
    Longitude(f64),
    #[error("position: write latitude and longitude in degrees, such as 30.2442,120.1571")]
    Form,
}

#[derive(Serialize, Deserialize)]
struct Degrees {
    lat: f64,
    lon: f64,
}

macro_rules! datum {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Serialized as `{"lat": …, "lon": …}`; as text `lat,lon`.
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
        #[serde(try_from = "Degrees", into = "Degrees")]
        pub struct $name {
            lat: f64,
            lon: f64,
        }

        impl $name {
            /// `lat` and `lon` in degrees, north and east positive.
            pub fn new(lat: f64, lon: f64) -> Result<Self, GeoError> {
                if !(-90.0..=90.0).contains(&lat) {
                    return Err(GeoError::Latitude(lat));
                }
                if !(-180.0..=180.0).contains(&lon) {
                    return Err(GeoError::Longitude(lon));
                }
                Ok(Self { lat, lon })
            }
            /// Brings figures that a shift pushed over the edge of the map back onto it.
            pub(super) const fn clamped(lat: f64, lon: f64) -> Self {
                Self { lat: lat.clamp(-90.0, 90.0), lon: lon.clamp(-180.0, 180.0) }
            }
            /// Degrees north of the equator.
            pub const fn lat(self) -> f64 {
                self.lat
            }
            /// Degrees east of Greenwich.
            pub const fn lon(self) -> f64 {
                self.lon
            }
        }

        impl TryFrom<Degrees> for $name {
            type Error = GeoError;
            fn try_from(Degrees { lat, lon }: Degrees) -> Result<Self, GeoError> {
                Self::new(lat, lon)
            }
        }
        impl From<$name> for Degrees {
            fn from($name { lat, lon }: $name) -> Self {
                Self { lat, lon }
            }
        }
        impl FromStr for $name {
            type Err = GeoError;
            fn from_str(text: &str) -> Result<Self, GeoError> {
                let (lat, lon) = text.split_once([',', '，']).ok_or(GeoError::Form)?;
                let degrees = |text: &str| text.trim().parse().map_err(|_| GeoError::Form);
                Self::new(degrees(lat)?, degrees(lon)?)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{},{}", self.lat, self.lon)
            }
        }
    };
}

datum! {
    /// A position as satellites give it; the only datum that is stored and computed with.
    Wgs84
}
datum! {
    /// A position on the public maps of mainland China, some 500 m off.
    Gcj02
}
datum! {
    /// A position on Baidu's maps.
    Bd09
}
