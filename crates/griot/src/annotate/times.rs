//! Time expressions and the days that they name.
//!
//! Takes a [`Doc`](crate::annotate::Doc) and the day of publication; tells numbers that belong to
//! dates from numbers that count. Decides nothing about events.

mod days;
pub(crate) mod tables;
pub(crate) use days::{is_day_number, is_month};
