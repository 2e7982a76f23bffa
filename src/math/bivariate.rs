//! The standard bivariate normal.

use super::{exp, phi};
use std::f64::consts::TAU;

/// Nodes and weights of the 20-point Gauss-Legendre rule on (-1, 1), the positive half.
const LEGENDRE_20: [(f64, f64); 10] = [
    (0.076_526_521_133_497_33, 0.152_753_387_130_725_85),
    (0.227_785_851_141_645_08, 0.149_172_986_472_603_75),
    (0.373_706_088_715_419_56, 0.142_096_109_318_382_05),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_63),
    (0.636_053_680_726_515, 0.118_194_531_961_518_42),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_44),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.912_234_428_251_326, 0.062_672_048_334_109_06),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_12),
];

/// Probability that two standard normals with correlation `r` fall at or below `x` and `y`.
///
/// # Formula
///
/// `Phi2(x, y; r) = Phi(x) Phi(y) + (1 / 2 pi) int_0^asin(r) exp(-(x^2 + y^2 - 2 x y sin a) / (2 cos^2 a)) da`,
/// by 20-point Gauss-Legendre quadrature; above `|r| = 0.925` the expansion about `|r| = 1`. Within 1e-14.
/// `r` outside \[-1, 1\] counts as the nearest end; NaN for NaN.
///
/// # Source
///
/// A. Genz, "Numerical computation of rectangular bivariate and trivariate normal and t probabilities",
/// Statistics and Computing 14, 2004.
///
/// ```
/// use undercut::math::bivariate_phi;
/// // On the diagonal of the origin: 1/4 + asin(r) / (2 pi).
/// assert!((bivariate_phi(0.0, 0.0, 0.5) - 1.0 / 3.0).abs() < 1e-15);
/// ```
pub fn bivariate_phi(x: f64, y: f64, r: f64) -> f64 {
    if x.is_nan() || y.is_nan() || r.is_nan() {
        return f64::NAN;
    }
    if x == f64::NEG_INFINITY || y == f64::NEG_INFINITY {
        return 0.0;
    }
    if x == f64::INFINITY || y == f64::INFINITY {
        return phi(x.min(y));
    }
    let r = r.clamp(-1.0, 1.0);
    let probability = if r.abs() < 0.925 { moderate(x, y, r) } else { strong(-x, -y, r) };
    probability.clamp(0.0, 1.0)
}

fn moderate(x: f64, y: f64, r: f64) -> f64 {
    Bivariate::new(r).integral(x, y) + phi(x) * phi(y)
}

/// [`bivariate_phi`] at one correlation, for many points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bivariate {
    r: f64,
    half_angle: f64,
    /// Sine of the angle, its squared cosine, and the weight of each node.
    nodes: [[f64; 3]; 20],
}

impl Bivariate {
    /// The distribution with correlation `r`.
    pub fn new(r: f64) -> Bivariate {
        let r = r.clamp(-1.0, 1.0);
        let half_angle = 0.5 * libm::asin(r);
        let mut nodes = [[0.0; 3]; 20];
        for (pair, (node, weight)) in nodes.chunks_exact_mut(2).zip(LEGENDRE_20) {
            for (it, place) in pair.iter_mut().zip([1.0 - node, 1.0 + node]) {
                let sine = libm::sin(half_angle * place);
                *it = [sine, 1.0 - sine * sine, weight];
            }
        }
        Bivariate { r, half_angle, nodes }
    }

    /// [`bivariate_phi`] at `x` and `y`, whose `Phi` are `below`; 0 where one of them is NaN or -infinity.
    pub fn phi(&self, [x, y]: [f64; 2], below: [f64; 2]) -> f64 {
        if !(x > f64::NEG_INFINITY && y > f64::NEG_INFINITY) {
            return 0.0;
        }
        if self.r.abs() >= 0.925 || !(x.is_finite() && y.is_finite()) {
            return bivariate_phi(x, y, self.r);
        }
        (self.integral(x, y) + below[0] * below[1]).clamp(0.0, 1.0)
    }

    fn integral(&self, x: f64, y: f64) -> f64 {
        let (half_squares, product) = (0.5 * (x * x + y * y), x * y);
        let mut sum = 0.0;
        for [sine, cosine_squared, weight] in &self.nodes {
            sum += weight * exp((sine * product - half_squares) / cosine_squared);
        }
        sum * self.half_angle / TAU
    }
}

/// Probability above `h` and `k`, for `|r|` near 1.
fn strong(h: f64, k: f64, r: f64) -> f64 {
    let k = if r < 0.0 { -k } else { k };
    let hk = h * k;
    let mut rest = 0.0;
    if r.abs() < 1.0 {
        let variance = (1.0 - r) * (1.0 + r);
        let sd = variance.sqrt();
        let gap_squared = (h - k) * (h - k);
        let (c, d) = ((4.0 - hk) / 8.0, (12.0 - hk) / 80.0);
        let at_end = -0.5 * (gap_squared / variance + hk);
        if at_end > -100.0 {
            let first = 1.0 - c * (gap_squared - variance) * (1.0 - d * gap_squared) / 3.0;
            rest = sd * exp(at_end) * (first + c * d * variance * variance);
        }
        if hk > -100.0 {
            let gap = gap_squared.sqrt();
            let tail = TAU.sqrt() * phi(-gap / sd);
            rest -= exp(-0.5 * hk)
                * tail
                * gap
                * (1.0 - c * gap_squared * (1.0 - d * gap_squared) / 3.0);
        }
        let half = 0.5 * sd;
        let mut sum = 0.0;
        for &(node, weight) in &LEGENDRE_20 {
            for place in [1.0 - node, 1.0 + node] {
                let at = half * place * half * place;
                let exponent = -0.5 * (gap_squared / at + hk);
                if exponent > -100.0 {
                    let series = 1.0 + c * at * (1.0 + 5.0 * d * at);
                    let root = (1.0 - at).sqrt();
                    let exact = exp(-0.5 * hk * at / ((1.0 + root) * (1.0 + root))) / root;
                    sum += weight * exp(exponent) * (series - exact);
                }
            }
        }
        rest = (half * sum - rest) / TAU;
    }
    if r > 0.0 {
        rest + phi(-h.max(k))
    } else if h >= k {
        -rest
    } else {
        let between = if h < 0.0 { phi(k) - phi(h) } else { phi(-h) - phi(-k) };
        between - rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Reference values: 30-digit arithmetic, rounded.
    #[test]
    fn reference_values() {
        for (x, y, r, value) in REFERENCE {
            assert!((bivariate_phi(x, y, r) - value).abs() < 1e-13, "{x} {y} {r}");
        }
    }

    proptest! {
        #[test]
        fn sums_and_ends(x in -5.0f64..5.0, y in -5.0f64..5.0, r in -1.0f64..1.0) {
            let p = bivariate_phi(x, y, r);
            prop_assert!((p + bivariate_phi(x, -y, -r) - phi(x)).abs() < 1e-13);
            prop_assert!((p - bivariate_phi(y, x, r)).abs() < 1e-14);
            prop_assert!((bivariate_phi(x, y, 1.0) - phi(x.min(y))).abs() < 1e-15);
            prop_assert!((bivariate_phi(x, y, -1.0) - (phi(x) - phi(-y)).max(0.0)).abs() < 1e-15);
        }

        #[test]
        fn both_branches_agree_where_they_meet(x in -4.0f64..4.0, y in -4.0f64..4.0) {
            for r in [0.925, -0.925] {
                prop_assert!((moderate(x, y, r) - strong(-x, -y, r)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn one_correlation_for_many_points_is_the_same() {
        for r in [-0.6, 0.0, 0.45, 0.88, 0.97] {
            for (x, y) in [(0.4, 0.9), (-1.3, 2.0), (3.0, -0.1), (f64::INFINITY, 0.3)] {
                let got = Bivariate::new(r).phi([x, y], [phi(x), phi(y)]);
                assert_eq!(got, bivariate_phi(x, y, r), "{x} {y} {r}");
            }
        }
        assert_eq!(Bivariate::new(0.5).phi([f64::NEG_INFINITY, 1.0], [0.0, phi(1.0)]), 0.0);
    }

    const REFERENCE: [(f64, f64, f64, f64); 7] = [
        (0.5, -0.3, 0.6, 0.343_622_530_111_210_8),
        (-1.2, 0.7, -0.4, 0.058_826_583_033_795_68),
        (0.4677, 0.8779, 0.68, 0.629_520_523_821_176_6),
        (1.5, 1.4, 0.97, 0.911_501_051_271_722_8),
        (-1.0, 0.9, -0.95, 0.020_948_396_274_991_36),
        (0.3, 0.2, 0.999, 0.579_183_470_186_124_3),
        (-2.5, -2.0, 0.9, 0.005_332_931_061_066_136),
    ];
}
