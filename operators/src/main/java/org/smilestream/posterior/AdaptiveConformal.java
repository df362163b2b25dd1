package org.smilestream.posterior;

import java.util.Arrays;
import org.smilestream.data.PredictiveSummary;

/**
 * Adaptive conformal inference for the central intervals of {@link
 * PredictiveSummary#quantileLevels()} (Gibbs and Candès, "Adaptive Conformal Inference Under
 * Distribution Shift", NeurIPS 2021). An interval that is to miss a share α of the targets is taken
 * from the predictive distribution at the miscoverage α_t, and every target moves it:
 *
 * <pre>α_{t+1} = α_t + γ (α − err_t),    err_t = 1 if target t lay outside its interval, else 0
 * </pre>
 *
 * <p>The paper's interval is everything where α_t &lt; 0 and nothing where α_t &gt; 1, so that α_t
 * stays within [−γ, 1 + γ], and after T targets, whatever they are (Proposition 4.1),
 *
 * <pre>|mean err − α| ≤ B = (max(α₁, 1 − α₁) + γ) / (γ T)</pre>
 *
 * <p>Here an interval has two ends, so its level is α_t within [{@value #LEAST}, 1 − {@value
 * #LEAST}], and α_t itself is clipped to [−γ, 1 + γ]. What is cut off is the price: with M the
 * number of targets outside an interval though α_t &lt; 0, and H that of targets inside one though
 * α_t &gt; 1,
 *
 * <pre>−B − α H/T ≤ mean err − α ≤ B + (1 − α) M/T</pre>
 *
 * <p>An interval is never wider than the next outer one: where its α_t would make it so, that one
 * has its ends. An α_t is less than an inner one's plus γ at all times, so this corrects itself.
 *
 * <p>Immutable.
 *
 * @param alphas α_t of each interval, the outermost first; the arrays must not be changed
 * @param rows number T of targets so far
 * @param misses of them, the number outside each interval
 */
public record AdaptiveConformal(double[] alphas, long rows, long[] misses) {

  /** Miscoverage of the widest interval, and coverage of the narrowest. */
  static final double LEAST = 1e-4;

  private static final int INTERVALS = PredictiveSummary.quantileLevels().length / 2;

  /** Before the first target: α_t is α. */
  public static final AdaptiveConformal START =
      new AdaptiveConformal(
          Arrays.stream(PredictiveSummary.quantileLevels(), 0, INTERVALS)
              .map(level -> 2 * level)
              .toArray(),
          0,
          new long[INTERVALS]);

  /**
   * The levels, strictly between 0 and 1 and in ascending order, at which to take the quantiles of
   * the next predictive distribution in place of {@link PredictiveSummary#quantileLevels()}.
   */
  public double[] levels() {
    double[] levels = PredictiveSummary.quantileLevels();
    double miscoverage = 1 - LEAST;
    for (int i = INTERVALS - 1; i >= 0; i--) {
      miscoverage = Math.max(LEAST, Math.min(miscoverage, alphas[i]));
      levels[i] = miscoverage / 2;
      levels[levels.length - 1 - i] = 1 - miscoverage / 2;
    }
    return levels;
  }

  /**
   * One target more.
   *
   * @param quantiles of its predictive distribution at {@link #levels()}
   * @param rate γ, above 0
   */
  public AdaptiveConformal learn(double[] quantiles, double target, double rate) {
    double[] moved = new double[INTERVALS];
    long[] counted = misses.clone();
    for (int i = 0; i < INTERVALS; i++) {
      boolean missed = target < quantiles[i] || target > quantiles[quantiles.length - 1 - i];
      double step = rate * (START.alphas[i] - (missed ? 1 : 0));
      moved[i] = Math.max(-rate, Math.min(1 + rate, alphas[i] + step));
      counted[i] += missed ? 1 : 0;
    }
    return new AdaptiveConformal(moved, rows + 1, counted);
  }

  /** α_t of the 90 % interval. */
  public double alpha90() {
    return alphas[0];
  }

  /** α_t of the 50 % interval. */
  public double alpha50() {
    return alphas[1];
  }

  /** Share of the targets so far within their 90 % intervals, ends included; NaN before any. */
  public double coverage90() {
    return coverage(0);
  }

  /** Share of the targets so far within their 50 % intervals, ends included; NaN before any. */
  public double coverage50() {
    return coverage(1);
  }

  private double coverage(int interval) {
    return (double) (rows - misses[interval]) / rows;
  }
}
