//! Gauss-Hermite quadrature over a standard normal.
//!
//! # Formula
//!
//! `E f(Z) ~ sum w_i f(x_i)`, `Z ~ N(0, 1)`, with `x_i` the roots of the Hermite polynomial `He_n` and
//! `w_i = n! / (n He_{n-1}(x_i))^2`; exact where `f` is a polynomial of degree at most `2 n - 1`.
//!
//! # Source
//!
//! Abramowitz and Stegun (1964), 25.4.46, rescaled to weight `exp(-x^2/2) / sqrt(2 pi)`; the roots and weights
//! were computed with 60 digits and rounded once.
//!
//! ```
//! use undercut::math::quadrature::HERMITE_12;
//! let fourth_moment: f64 = HERMITE_12.iter().map(|(x, w)| w * x * x * x * x).sum();
//! assert!((fourth_moment - 3.0).abs() < 1e-13);
//! ```

use std::sync::OnceLock;

/// 12 nodes: exact for polynomials up to degree 23.
///
/// `(x, w)`, `x` in standard deviations, the weights summing to one.
#[rustfmt::skip]
pub const HERMITE_12: [(f64, f64); 12] = [
    (-5.500901704467748, 1.499927167637168e-07),
    (-4.2718258479322815, 4.837184922590628e-05),
    (-3.2237098287700974, 0.002203380687533199),
    (-2.2594644510007993, 0.02911668791236415),
    (-1.3403751971516167, 0.14696704804532998),
    (-0.44440300194413895, 0.32166436151283),
    (0.44440300194413895, 0.32166436151283),
    (1.3403751971516167, 0.14696704804532998),
    (2.2594644510007993, 0.02911668791236415),
    (3.2237098287700974, 0.002203380687533199),
    (4.2718258479322815, 4.837184922590628e-05),
    (5.500901704467748, 1.499927167637168e-07),
];

/// 321 evenly spaced nodes from -8 to 8: slower than [`HERMITE_12`] and good where a curve is steep.
///
/// # Formula
///
/// The trapezoidal rule, `w_i = density(x_i)` divided by their sum, at a step `h` of 1/20. For a probit curve `Phi(a + b x)` the
/// error is near `exp(-2 pi^2 / (h b)^2)`: 1e-12 up to a slope `b` of 7, a loading of 0.99.
pub fn fine_normal() -> &'static [(f64, f64)] {
    static NODES: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    NODES.get_or_init(|| even_normal(160, 8.0))
}

/// 11 to 27 evenly spaced nodes from -4 to 4, as many as products of up to 15 probit curves `Phi(a + b x)` ask for, for inner
/// loops: within 3e-4 up to a slope `b` of 2.7, a loading of 0.94, where [`HERMITE_12`] is off by up to 4 hundredths.
///
/// # Formula
///
/// [`fine_normal`]'s, at a step of at most `5 / (6 b)`.
pub fn quick_normal(slope: f64) -> &'static [(f64, f64)] {
    static RULES: OnceLock<Vec<Vec<(f64, f64)>>> = OnceLock::new();
    const HALVES: std::ops::RangeInclusive<i32> = 5..=13;
    let rules = RULES.get_or_init(|| HALVES.map(|half| even_normal(half, 4.0)).collect());
    let half = ((4.8 * slope).ceil() as i32).clamp(*HALVES.start(), *HALVES.end());
    &rules[(half - HALVES.start()) as usize]
}

/// `2 half + 1` even nodes from `-end` to `end`, weighted by the density.
pub fn even_normal(half: i32, end: f64) -> Vec<(f64, f64)> {
    let at = |place: i32| end * f64::from(place) / f64::from(half);
    let total: f64 = (-half..=half).map(|place| super::density(at(place))).sum();
    (-half..=half).map(|place| (at(place), super::density(at(place)) / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `E Z^d`: 0 for odd `d`, `(d - 1)!!` for even `d`.
    fn moment(degree: i32) -> f64 {
        if degree % 2 == 1 { 0.0 } else { (1..degree).step_by(2).map(f64::from).product() }
    }

    fn check(nodes: &[(f64, f64)]) {
        let exact_to = 2 * nodes.len() as i32 - 1;
        for degree in 0..=exact_to {
            let sum: f64 = nodes.iter().map(|(x, w)| w * libm::pow(*x, f64::from(degree))).sum();
            let size = moment(degree + degree % 2);
            assert!((sum - moment(degree)).abs() <= 1e-13 * size, "degree {degree}: {sum}");
        }
        let degree = exact_to + 1;
        let sum: f64 = nodes.iter().map(|(x, w)| w * libm::pow(*x, f64::from(degree))).sum();
        assert!((sum / moment(degree) - 1.0).abs() > 1e-6, "one degree more is not exact");
    }

    #[test]
    fn the_table_is_exact_to_its_stated_degree() {
        check(&HERMITE_12);
    }

    #[test]
    fn a_probit_curve_integrates_to_its_closed_form() {
        // E Phi(a + b Z) = Phi(a / sqrt(1 + b^2)).
        let (a, b) = (0.7, 0.5);
        let sum: f64 = HERMITE_12.iter().map(|(x, w)| w * crate::math::phi(a + b * x)).sum();
        assert!((sum - crate::math::phi(a / (1.0 + b * b).sqrt())).abs() < 1e-9);
    }

    #[test]
    fn the_quick_rule_holds_to_a_loading_of_094() {
        // Slopes of loadings 0.67, 0.82 and 0.94: correlations of 0.45, 0.68 and 0.88.
        for b in [0.905, 1.458, 2.708] {
            let sum: f64 =
                quick_normal(b).iter().map(|(x, w)| w * crate::math::phi(0.4 + b * x)).sum();
            assert!((sum - crate::math::phi(0.4 / (1.0 + b * b).sqrt())).abs() < 2e-5, "{b}");
        }
    }

    #[test]
    fn the_fine_rule_holds_for_steep_curves() {
        for (a, b) in [(0.7, 0.5), (-1.5, 3.0), (0.4, 7.0)] {
            let sum: f64 = fine_normal().iter().map(|(x, w)| w * crate::math::phi(a + b * x)).sum();
            assert!((sum - crate::math::phi(a / (1.0 + b * b).sqrt())).abs() < 1e-12, "{b}");
        }
    }
}
