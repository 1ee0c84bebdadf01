//! The sheet of a map: what of the earth is seen, and where it comes to lie.
//!
//! Takes bounds in degrees and the size of a picture; gives a part of the earth that fits it, and points
//! of the picture. A degree of longitude is as wide as it is in the middle of the sheet.

/// A part of the earth, and the picture that it is drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Degrees of longitude of the left edge.
    pub west: f64,
    /// Degrees of latitude of the upper edge.
    pub north: f64,
    /// Degrees of latitude of the lower edge.
    pub south: f64,
    /// Degrees of longitude of the right edge.
    pub east: f64,
    /// Points of the picture for a degree of longitude, and of latitude.
    pub scale: [f64; 2],
    /// Points of the picture from edge to edge.
    pub width: f64,
    /// Points of the picture from top to bottom.
    pub height: f64,
}

impl Sheet {
    /// The sheet that holds everything between `lat` and `lon` (each the least and the greatest, in
    /// degrees) and is as high as `heights` allow, so that it is neither a strip nor a tower.
    pub fn holding(lat: (f64, f64), lon: (f64, f64), width: f64, heights: (f64, f64)) -> Self {
        let ((mut south, mut north), (mut west, mut east)) = (lat, lon);
        let shrink = f64::midpoint(south, north).to_radians().cos().max(0.2);
        let ratio = (north - south) / ((east - west) * shrink);
        let (least, most) = (heights.0 / width, heights.1 / width);
        if ratio < least {
            let more = ((east - west) * shrink * least - (north - south)) / 2.0;
            (south, north) = (south - more, north + more);
        } else if ratio > most {
            let more = ((north - south) / most / shrink - (east - west)) / 2.0;
            (west, east) = (west - more, east + more);
        }
        let x = width / (east - west);
        let scale = [x, x / shrink];
        Self { west, north, south, east, scale, width, height: (north - south) * scale[1] }
    }

    /// Where a point in degrees of latitude and longitude comes to lie.
    pub fn at(&self, lat: f64, lon: f64) -> (f64, f64) {
        ((lon - self.west) * self.scale[0], (self.north - lat) * self.scale[1])
    }

    /// Whether a piece of a line between two points (latitude, longitude) may be seen.
    pub fn sees(&self, a: (f64, f64), b: (f64, f64)) -> bool {
        a.0.max(b.0) >= self.south
            && a.0.min(b.0) <= self.north
            && a.1.max(b.1) >= self.west
            && a.1.min(b.1) <= self.east
    }

    /// Whether a box (left, top, right, bottom) lies in the picture and over none of `taken`.
    pub fn has_room(&self, own: [f64; 4], taken: &[[f64; 4]]) -> bool {
        own[0] >= 0.0
            && own[2] <= self.width
            && own[1] >= 0.0
            && own[3] <= self.height
            && !taken.iter().any(|other| {
                own[0] < other[2] && other[0] < own[2] && own[1] < other[3] && other[1] < own[3]
            })
    }
}
