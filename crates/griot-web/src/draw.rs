//! Pictures, made here as SVG: no script draws them, and every one is told in words beside it.

mod range;
pub(crate) use range::range;

mod bars;
pub(crate) use bars::{Bars, bars};

mod map;
pub(crate) use map::{Map, map};
