//! Robust least squares of log throughput.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use undercut::scenario::tables::ServingRow;
use undercut::serving::Constants;

use crate::parameters::Parameter;
use crate::predict::log_ratio;

/// Log error beyond which a row counts linearly rather than squared (pseudo-Huber).
const LINEAR_BEYOND: f64 = 0.15;
/// Noise of a row that the priors are weighed against: the standard deviation of its log, times the square
/// root of the rows that one re-measured configuration stands for.
fn row_noise() -> f64 {
    std::env::var("NOISE").ok().and_then(|x| x.parse().ok()).unwrap_or(0.8)
}

struct Problem<'a> {
    rows: &'a [(&'a ServingRow, f64)],
    parameters: &'a [Parameter],
    start: Constants,
    z: DVector<f64>,
}

impl Problem<'_> {
    fn residuals_at(&self, z: &DVector<f64>) -> DVector<f64> {
        let constants = constants_at(self.parameters, z.as_slice(), &self.start);
        let rows = self.rows.iter().map(|(row, weight)| {
            // A row that the model cannot place counts as an error of one.
            let error = log_ratio(row, &constants).unwrap_or(1.0);
            weight * error.signum() * huber(error)
        });
        let priors = z.iter().map(|z| row_noise() * z);
        DVector::from_iterator(self.rows.len() + z.len(), rows.chain(priors))
    }
}

/// Square root of twice the pseudo-Huber loss.
fn huber(error: f64) -> f64 {
    let scaled = error / LINEAR_BEYOND;
    LINEAR_BEYOND * (2.0 * ((1.0 + scaled * scaled).sqrt() - 1.0)).sqrt()
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, z: &DVector<f64>) {
        self.z.copy_from(z);
    }

    fn params(&self) -> DVector<f64> {
        self.z.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        Some(self.residuals_at(&self.z))
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        const STEP: f64 = 1e-4;
        let columns: Vec<DVector<f64>> = (0..self.z.len())
            .map(|place| {
                let (mut up, mut down) = (self.z.clone(), self.z.clone());
                up[place] += STEP;
                down[place] -= STEP;
                (self.residuals_at(&up) - self.residuals_at(&down)) / (2.0 * STEP)
            })
            .collect();
        Some(DMatrix::from_columns(&columns))
    }
}

/// The constants at `z` standard deviations from their priors; the others as in `start`.
fn constants_at(parameters: &[Parameter], z: &[f64], start: &Constants) -> Constants {
    let mut constants = *start;
    for (parameter, z) in parameters.iter().zip(z) {
        *(parameter.of)(&mut constants) = parameter.value(*z);
    }
    constants
}

/// The constants that fit `rows`, each with its weight, from their priors.
pub fn fit(rows: &[(&ServingRow, f64)], parameters: &[Parameter], start: &Constants) -> Constants {
    let problem = Problem { rows, parameters, start: *start, z: DVector::zeros(parameters.len()) };
    let (solved, _) = LevenbergMarquardt::new().with_patience(10).with_ftol(1e-6).minimize(problem);
    constants_at(parameters, solved.z.as_slice(), start)
}
