//! The larger and the smaller of two numbers where speed matters: `f64::max` and `f64::min`, which take care of NaN, are
//! calls in WebAssembly.

/// The larger of two numbers; `b` where either is NaN.
///
/// ```
/// assert_eq!(undercut::math::larger(2.0, 1.0), 2.0);
/// ```
#[inline(always)]
pub fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smaller of two numbers; `b` where either is NaN.
///
/// ```
/// assert_eq!(undercut::math::smaller(2.0, 1.0), 1.0);
/// ```
#[inline(always)]
pub fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}
