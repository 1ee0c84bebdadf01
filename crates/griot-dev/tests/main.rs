//! Tests of what is around the program: the scorer, and the tidiness of the repository.

#![allow(missing_docs, clippy::unwrap_used)]

/// `griot-dev eval` against figures of the reference scorer.
mod eval;

/// Checks of files that no compiler looks at.
mod tidy;
