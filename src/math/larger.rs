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

/// `x`, or the nearer of `low` and `high` where it lies beyond them; NaN stays NaN.
///
/// `f64::clamp` checks its bounds, and brings with its message a kilobyte of code that writes numbers.
///
/// ```
/// use undercut::math::within;
/// assert_eq!((within(2.0, 0.0, 1.0), within(0.5, 0.0, 1.0)), (1.0, 0.5));
/// assert!(within(f64::NAN, 0.0, 1.0).is_nan());
/// ```
#[inline(always)]
pub fn within(x: f64, low: f64, high: f64) -> f64 {
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
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
