//! Robust least squares of logs, held to priors.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use undercut::input::ServingRow;
use undercut::serving::Constants;

use crate::parameters::Parameter;

/// Log error beyond which a row counts linearly rather than squared (pseudo-Huber).
const LINEAR_BEYOND: f64 = 0.15;
/// What a row that the model cannot place counts as.
const UNPLACED: f64 = 1.0;

/// Log of predicted over measured, where both are there.
pub type LogError = fn(&ServingRow, &Constants) -> Option<f64>;

/// What is fitted to.
pub struct Task<'a> {
    /// The constants that move.
    pub parameters: &'a [Parameter],
    /// What they are to get right.
    pub error: LogError,
    /// Log error of a row that counts as much as a constant one spread off its prior: rows of one machine err
    /// together, so this is more than the error of one.
    pub row_noise: f64,
}

struct Problem<'a> {
    task: &'a Task<'a>,
    rows: &'a [&'a ServingRow],
    start: Constants,
    z: DVector<f64>,
}

impl Problem<'_> {
    fn residuals_at(&self, z: &DVector<f64>) -> DVector<f64> {
        let constants = self.task.constants(z.as_slice(), &self.start);
        let rows = self.rows.iter().map(|row| {
            let error = (self.task.error)(row, &constants).unwrap_or(UNPLACED);
            error.signum() * huber(error)
        });
        let priors = z.iter().map(|z| self.task.row_noise * z);
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

impl Task<'_> {
    /// The constants at `z` spreads from their priors; the others as in `start`.
    fn constants(&self, z: &[f64], start: &Constants) -> Constants {
        let mut constants = *start;
        for (parameter, z) in self.parameters.iter().zip(z) {
            *(parameter.of)(&mut constants) = parameter.value(*z);
        }
        constants
    }

    /// The constants that fit `rows`, from the priors, to four digits; the others as in `start`.
    pub fn fit(&self, rows: &[&ServingRow], start: &Constants) -> Constants {
        let z = DVector::zeros(self.parameters.len());
        let problem = Problem { task: self, rows, start: *start, z };
        let (solved, _) =
            LevenbergMarquardt::new().with_patience(20).with_ftol(1e-8).minimize(problem);
        let mut constants = self.constants(solved.z.as_slice(), start);
        for parameter in self.parameters {
            let value = (parameter.of)(&mut constants);
            *value = rounded(*value);
        }
        constants
    }
}

/// `value` to four digits.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
