//! Pictures, made here as SVG: no script draws them, and every one is told in words beside it.

mod range;
pub(crate) use range::range;

mod curve;
pub(crate) use curve::{Told, curve};

mod bars;
pub(crate) use bars::{Bars, bars};

mod labels;
pub(crate) use labels::labels;

mod spots;
pub(crate) use spots::{Heap, heaps};

mod map;
pub(crate) use map::{Map, map};
