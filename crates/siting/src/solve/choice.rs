//! The best use of a budget when sites may be opened in part: by value, and nearest to a point.

use kernel::count;

/// Most value for the budget, with the last site opened in part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Best {
    pub value: f64,
    /// What a unit of budget is worth at the margin.
    pub worth: f64,
}

/// Most value that `budget` buys. Equal prices take one pass, others a sort.
pub(crate) fn best(
    values: &[f64],
    prices: &[f64],
    budget: f64,
    scratch: &mut Vec<(f64, f64)>,
) -> Best {
    let total: f64 = prices.iter().sum();
    if total <= budget {
        return Best { value: values.iter().sum(), worth: 0.0 };
    }
    scratch.clear();
    let (mut value, mut left) = (0.0, budget);
    for (worth, price) in values.iter().zip(prices) {
        if *price > 0.0 { scratch.push((worth / price, *price)) } else { value += worth }
    }
    let equal = prices.windows(2).all(|two| two[0].to_bits() == two[1].to_bits());
    let order = |a: &(f64, f64), b: &(f64, f64)| b.0.total_cmp(&a.0);
    if equal {
        let whole = count::to_usize(count::round((budget / prices[0]).floor()));
        if whole < scratch.len() {
            scratch.select_nth_unstable_by(whole, order);
            scratch.truncate(whole + 1);
        }
    } else {
        scratch.sort_unstable_by(order);
    }
    for (ratio, price) in scratch.iter() {
        if *price > left {
            return Best { value: value + ratio * left, worth: *ratio };
        }
        left -= price;
        value += ratio * price;
    }
    Best { value, worth: 0.0 }
}

/// Moves `x` to the nearest point that the budget allows, in the metric in which a step of site `j`
/// is worth `1 / steps[j]`. `worth` is the multiplier found last time, from which the search starts.
pub(crate) fn project(
    x: &mut [f64],
    prices: &[f64],
    steps: &[f64],
    budget: f64,
    worth: f64,
) -> f64 {
    let spent = |lambda: f64| {
        let (mut sum, mut slope) = (0.0, 0.0);
        for ((x, price), step) in x.iter().zip(prices).zip(steps) {
            let rate = price * step;
            let value = x - lambda * rate;
            if value >= 1.0 {
                sum += price;
            } else if value > 0.0 {
                sum += price * value;
                slope += price * rate;
            }
        }
        (sum - budget, slope)
    };
    let (mut low, mut high, mut lambda) = (0.0_f64, f64::INFINITY, worth.max(0.0));
    for _ in 0..60 {
        let (over, slope) = spent(lambda);
        if over.abs() <= 1e-10 * budget.max(1.0) || (lambda <= 0.0 && over <= 0.0) {
            break;
        }
        if over > 0.0 {
            low = lambda;
        } else {
            high = lambda;
        }
        let newton = if slope > 0.0 { lambda + over / slope } else { f64::NAN };
        let inside = newton > low && newton < high;
        lambda = match (inside, high.is_finite()) {
            (true, _) => newton,
            (false, true) => low.midpoint(high),
            (false, false) => 2.0 * lambda.max(1e-12),
        };
        if newton <= 0.0 && low <= 0.0 {
            lambda = 0.0;
        }
    }
    for ((x, price), step) in x.iter_mut().zip(prices).zip(steps) {
        *x = (*x - lambda * price * step).clamp(0.0, 1.0);
    }
    lambda
}
