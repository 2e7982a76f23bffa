//! Published figures of routing, in this project's own form; each with its source.

/// lm-sys/RouteLLM@0b64fdaf, `routellm/evals/{mmlu,gsm8k}`, decontaminated as in its `benchmarks.py`: questions on which
/// Mixtral and GPT-4-1106 are both wrong, only GPT-4 right, only Mixtral right, both right.
pub const MMLU: [f64; 4] = [1983.0, 2496.0, 742.0, 8816.0];
pub const GSM8K: [f64; 4] = [92.0, 382.0, 94.0, 739.0];

/// arXiv 2406.18665v4, tables 1 to 3: CPT50 and CPT80 in percent, APGR, of the routers BERT, causal LLM, matrix
/// factorisation and similarity-weighted ranking; trained on arena data, then with gold labels or a judge's.
pub const MMLU_ROUTERS: [[f64; 3]; 8] = [
    [49.43, 77.80, 0.502],
    [48.88, 77.93, 0.499],
    [45.00, 76.86, 0.524],
    [55.82, 80.25, 0.473],
    [41.30, 72.20, 0.572],
    [35.49, 70.31, 0.600],
    [35.46, 71.40, 0.597],
    [35.40, 71.55, 0.603],
];
pub const GSM8K_ROUTERS: [[f64; 3]; 8] = [
    [58.78, 83.84, 0.438],
    [56.09, 83.56, 0.461],
    [53.59, 85.24, 0.4746],
    [54.43, 82.11, 0.4753],
    [44.76, 79.09, 0.531],
    [33.64, 63.26, 0.622],
    [38.82, 72.62, 0.565],
    [41.21, 72.20, 0.568],
];

/// The same paper: its headline savings at half of the gap recovered, on MT-Bench, MMLU and GSM8K, and the CPT50s of its
/// random router and of its best.
pub const HEADLINES: [(f64, f64, f64); 3] =
    [(3.66, 49.03, 13.40), (1.41, 50.07, 35.40), (1.49, 50.00, 33.64)];

/// The same paper: USD per million tokens of GPT-4 and of Mixtral.
pub const STRONG_USD: f64 = 24.7;
pub const WEAK_USD: f64 = 0.24;

/// ynulihao/LLMRouterBench@0e267fb1, `assets/Table9.png`: accuracy in percent of 13 flagship models on AIME, LiveMathBench,
/// LiveCodeBench, SWE-bench, GPQA, HLE, MMLU-Pro, SimpleQA, ArenaHard and tau2; NaN where there is none.
#[rustfmt::skip]
pub const FLAGSHIPS: [[f64; 10]; 13] = [
    [36.67, 61.16, 58.1, 34.6, 68.69, 4.82, 83.17, 15.14, 54.67, 49.28], // Claude-v4
    [85.0, 77.69, 80.09, 28.6, 79.8, 15.99, 84.23, 27.12, 63.53, 37.77], // DeepSeek-R1
    [43.33, 61.98, 66.64, 25.0, 59.6, 3.61, 78.0, 27.76, 60.13, 7.19], // DeepSeek-V3
    [55.0, 73.55, 67.3, 25.4, 76.26, 8.94, 84.03, 24.46, 66.27, 46.76], // DS-V3.1-Tms
    [63.33, 73.55, 60.0, 18.2, 66.16, 7.78, 80.93, 29.82, 55.53, 32.37], // Gemini-Flash
    [85.0, 50.41, 79.15, 34.6, 84.85, 21.69, 85.67, 53.77, 77.0, 43.17], // Gemini-Pro
    [81.67, 63.64, 63.13, 21.8, 75.25, 15.52, 80.33, 25.68, 66.4, 53.96], // GLM-4.6
    [88.33, 79.34, 86.45, 15.8, 84.85, 26.32, 87.37, 47.9, 69.73, 70.14], // GPT-5
    [71.67, 57.85, 62.18, 8.8, 73.74, 5.7, 81.4, 40.5, 68.87, f64::NAN], // GPT-5-Chat
    [48.33, 68.6, 49.19, 7.8, 65.66, 8.85, 81.97, 14.77, 67.07, 32.73], // Intern-S1
    [65.0, 71.9, 67.3, 23.4, 73.23, 6.12, 80.3, 29.03, 71.07, 48.92], // Kimi-K2
    [76.67, 76.03, 64.17, 16.2, 58.59, 9.22, 82.77, 53.77, 73.07, 40.29], // Qwen3-235B
    [86.67, 52.89, 78.39, 21.4, 80.3, 7.78, 79.47, 48.27, 73.93, 53.6], // Qwen3-Thinking
];
/// The same, `Table8.png`: the best constant's mean accuracy, and the oracle's gain over it.
pub const FLAGSHIP_BEST: f64 = 65.62;
pub const FLAGSHIP_ORACLE_GAIN: f64 = 0.299;

/// The same, `Table6.png`: accuracy in percent of 20 small models on 15 data sets.
#[rustfmt::skip]
pub const SMALL: [[f64; 15]; 20] = [
    [0.0, 29.8, 38.67, 54.0, 51.22, 13.08, 31.92, 15.57, 49.07, 36.66, 27.78, 49.96, 57.58, 38.16, 47.16],
    [68.33, 94.2, 90.0, 35.01, 25.0, 64.74, 56.0, 60.86, 89.44, 70.83, 60.61, 70.36, 81.62, 38.74, 51.06],
    [40.0, 88.4, 88.0, 53.59, 45.12, 41.14, 45.36, 50.86, 69.17, 47.75, 35.86, 63.3, 34.8, 27.55, 34.9],
    [11.67, 75.4, 66.67, 68.99, 77.44, 6.82, 33.2, 19.0, 61.57, 48.65, 27.27, 68.7, 63.24, 34.72, 50.41],
    [61.67, 94.6, 95.33, 62.94, 60.37, 61.52, 53.84, 47.57, 84.26, 67.33, 56.06, 68.7, 71.01, 35.01, 45.86],
    [76.67, 91.4, 64.67, 44.05, 43.29, 26.26, 58.16, 79.43, 83.06, 56.04, 48.99, 70.36, 68.42, 36.87, 50.41],
    [8.33, 49.8, 46.67, 60.68, 61.59, 16.78, 24.16, 13.71, 58.7, 46.65, 26.26, 52.92, 68.26, 33.72, 48.05],
    [0.0, 42.4, 25.33, 53.9, 56.1, 13.36, 14.32, 15.43, 38.06, 40.26, 23.23, 54.58, 68.5, 31.71, 42.21],
    [45.0, 90.8, 50.0, 61.5, 62.8, 46.07, 29.52, 22.86, 26.2, 41.46, 33.84, 31.12, 41.48, 29.41, 38.8],
    [0.0, 26.6, 11.33, 56.78, 52.44, 6.45, 29.84, 4.0, 29.91, 20.78, 4.04, 17.0, 29.38, 28.12, 39.69],
    [68.33, 93.4, 95.33, 34.09, 32.93, 63.7, 30.96, 62.71, 88.06, 69.93, 52.02, 67.22, 65.36, 35.72, 51.3],
    [70.0, 93.6, 94.67, 42.09, 48.17, 65.5, 56.8, 70.71, 86.48, 70.13, 52.02, 71.23, 74.71, 39.02, 46.75],
    [41.67, 85.6, 62.67, 11.81, 7.32, 44.17, 11.04, 17.29, 42.5, 42.06, 31.82, 61.55, 52.08, 22.81, 33.44],
    [1.67, 65.2, 67.33, 75.98, 77.44, 27.87, 34.24, 20.43, 57.04, 45.35, 32.32, 63.21, 48.78, 37.02, 52.6],
    [76.67, 93.6, 95.33, 54.72, 62.2, 67.68, 53.92, 77.0, 83.98, 69.13, 57.58, 74.46, 79.18, 38.74, 54.22],
    [1.67, 51.2, 56.0, 51.95, 69.51, 17.25, 42.96, 24.14, 69.44, 57.04, 35.35, 61.64, 65.75, 37.45, 54.95],
    [1.67, 48.2, 54.67, 62.42, 64.63, 17.25, 34.64, 9.71, 60.74, 52.95, 27.78, 64.6, 63.79, 39.74, 52.6],
    [1.67, 49.8, 49.33, 62.83, 74.39, 16.87, 37.28, 12.43, 46.94, 47.05, 23.23, 57.28, 62.14, 39.02, 55.28],
    [6.67, 69.0, 59.33, 36.55, 51.22, 14.22, 32.0, 21.71, 31.39, 44.66, 31.82, 62.34, 61.19, 36.59, 50.32],
    [6.67, 69.0, 60.0, 60.47, 65.85, 21.23, 33.84, 25.86, 61.94, 55.14, 33.84, 61.99, 67.24, 36.87, 50.97],
];
/// The same, `Table7.png`: the oracle's mean accuracy, and a random choice's.
pub const SMALL_ORACLE: f64 = 91.64;
pub const SMALL_RANDOM: f64 = 48.79;

/// docs.litellm.ai, auto router, read in 2026: 300 prompts over three tiers of Gemini, win rates in percent against the
/// flagship (which has 50) and savings in percent: all cheap; complexity router; the same shares shuffled.
pub const LADDER_ALL_CHEAP: (f64, f64) = (43.7, 97.4);
pub const LADDER_ROUTER: (f64, f64) = (41.5, 58.3);
pub const LADDER_SHUFFLED: (f64, f64) = (39.2, 59.4);
/// The same: the middle tier's cost over the cheap one's, and the complexity score's AUC.
pub const LADDER_MIDDLE_OVER_CHEAP: f64 = 14.1;
pub const LADDER_AUC: f64 = 0.524;
