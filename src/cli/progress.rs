use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `draws` on stderr; silent where stderr is not a terminal.
pub fn bar(draws: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(draws), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} draws, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
