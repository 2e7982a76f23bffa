/// Requests a day that make up `tokens_per_day` when the mean request has `tokens_per_request` tokens.
///
/// # Formula
/// `requests/day = tokens/day / (tokens/request)`
///
/// ```
/// assert_eq!(undercut::workload::requests_per_day(100e6, 20_000.0), 5_000.0);
/// ```
pub fn requests_per_day(tokens_per_day: f64, tokens_per_request: f64) -> f64 {
    tokens_per_day / tokens_per_request
}

/// Makes `shares` sum to 1; shares that are all zero become equal.
///
/// ```
/// let mut shares = [1.0, 3.0];
/// undercut::workload::normalised(&mut shares);
/// assert_eq!(shares, [0.25, 0.75]);
/// ```
pub fn normalised(shares: &mut [f64]) {
    let total: f64 = shares.iter().sum();
    let equal = 1.0 / shares.len() as f64;
    for share in shares {
        *share = if total > 0.0 { *share / total } else { equal };
    }
}
