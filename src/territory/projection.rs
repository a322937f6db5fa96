//! Degrees to the units of a picture: longitudes shortened by the cosine of a middle latitude, north
//! up. Good enough for a country at the size of a page.

/// The rectangle that a picture shows and its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    west: f64,
    north: f64,
    east: f64,
    south: f64,
    scale: f64,
    shrink: f64,
}

impl Projection {
    /// The picture, `width` units wide, of all these points; none when there is no point.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>, width: f64) -> Option<Self> {
        let mut bounds: Option<(f64, f64, f64, f64)> = None;
        for (x, y) in points {
            bounds = Some(match bounds {
                None => (x, y, x, y),
                Some((west, south, east, north)) => {
                    (west.min(x), south.min(y), east.max(x), north.max(y))
                }
            });
        }
        let (west, south, east, north) = bounds?;
        // One point has no extent: a tenth of a degree on each side.
        let (west, east) = if east - west < 0.2 {
            (west - 0.1, east + 0.1)
        } else {
            (west, east)
        };
        let shrink = f64::midpoint(south, north).to_radians().cos();
        let scale = width / ((east - west) * shrink);
        Some(Self {
            west,
            north,
            east,
            south,
            scale,
            shrink,
        })
    }

    /// The height of the picture in its units.
    pub fn height(&self) -> f64 {
        ((self.north - self.south) * self.scale).max(1.0)
    }

    /// Where a longitude and latitude stands: to the right, and down.
    pub fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            (x - self.west) * self.shrink * self.scale,
            (self.north - y) * self.scale,
        )
    }

    /// True when the point lies in the rectangle, with a margin of half its size.
    pub fn shows(&self, (x, y): (f64, f64)) -> bool {
        let (dx, dy) = (
            (self.east - self.west) / 2.0,
            (self.north - self.south) / 2.0,
        );
        x >= self.west - dx && x <= self.east + dx && y >= self.south - dy && y <= self.north + dy
    }
}

/// Kilometres between two places by longitude and latitude (haversine, mean radius of 6371 km).
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.1.to_radians(), b.1.to_radians());
    let (dx, dy) = ((b.0 - a.0).to_radians(), lat_b - lat_a);
    let h = (dy / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dx / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn north_is_up_and_west_is_left() {
        let picture = Projection::around([(0.0, 45.0), (2.0, 47.0)], 100.0).expect("points");
        let (west, north) = picture.place((0.0, 47.0));
        let (east, south) = picture.place((2.0, 45.0));
        assert!(west.abs() < 1e-9 && north.abs() < 1e-9);
        assert!((east - 100.0).abs() < 1e-9);
        assert!((south - picture.height()).abs() < 1e-9);
        // A degree of latitude is longer than one of longitude.
        assert!(picture.height() > 140.0 && picture.height() < 150.0);
    }

    #[test]
    fn paris_is_392_kilometres_from_lyon() {
        let distance = kilometres((2.3522, 48.8566), (4.8357, 45.7640));
        assert!((distance - 392.0).abs() < 2.0, "{distance}");
    }
}
