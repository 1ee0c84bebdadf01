//! What a place is and how exactly its point is known.

use std::fmt;

/// Two letters of ISO 3166-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// A code from two ASCII letters, in either case.
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        // Only letters are ever stored, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Declares a closed list that is stored as one byte.
macro_rules! stored_codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every member, in the order in which they are stored.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The member of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

stored_codes! {
    /// What a row of the gazetteer is.
    RowKind {
        /// A country.
        Country = "country",
        /// A unit of the first level: region, state, province.
        Admin1 = "admin1",
        /// A unit of the second level: cercle, territory, department.
        Admin2 = "admin2",
        /// A unit below.
        Admin3 = "admin3",
        /// A settlement of 100,000 and more, or a capital.
        City = "city",
        /// A settlement of 10,000 and more, or the seat of a unit.
        Town = "town",
        /// A smaller settlement.
        Village = "village",
        /// An informal or natural region: Liptako, a forest, a mountain range.
        Region = "region",
        /// A river.
        River = "river",
        /// A lake, a sea, a gulf.
        Lake = "lake",
        /// A camp, a base, an airfield.
        Base = "base",
        /// Quarters, wells, localities, mines, sites.
        Other = "other",
    }
}

stored_codes! {
    /// How exactly a point is known.
    RowPrecision {
        /// A point of the place itself.
        Exact = "exact",
        /// Within some 20 km.
        Approximate = "approximate",
        /// The middle of an area.
        Centroid = "centroid",
    }
}
