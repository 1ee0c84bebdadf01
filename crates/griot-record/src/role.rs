//! What people may do with a record, each role everything that the one before it may.

use std::fmt;
use std::str::FromStr;

/// A role. A later one may whatever an earlier one may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads.
    #[default]
    Reader,
    /// Confirms and checks events, asks for corrections, assigns, and writes notes.
    Reviewer,
    /// Corrects, merges, splits, rejects, finalises, withholds, and takes decisions back.
    Editor,
    /// Also sees what is withheld, and the log.
    Admin,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Reviewer, Self::Editor, Self::Admin];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Reviewer => "reviewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// Its number, from 0: columns hold it.
    pub(crate) fn level(self) -> i64 {
        self as i64
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| {
            format!("`{text}` is no role: expected reader, reviewer, editor or admin")
        })
    }
}
