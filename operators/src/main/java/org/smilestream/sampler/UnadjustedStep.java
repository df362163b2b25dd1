package org.smilestream.sampler;

import java.util.Arrays;

/**
 * What the samplers without an energy have in common: every step that gives finite numbers stands,
 * and ΔE and ξ are 0.
 */
final class UnadjustedStep {
  private UnadjustedStep() {}

  /**
   * Ends a step: fills {@code info} and counts the step in {@code next}. If ℓ or a coordinate of
   * the proposal is not finite, the step is a divergence: it is rejected, and all else in {@code
   * next} is as in {@code current} but for the velocity, which is 0: the one that led here would
   * lead here again.
   *
   * @param next a copy of {@code current} that was moved; holds ℓ of the proposal
   */
  static void end(ChainState current, ChainState next, StepInfo info) {
    boolean stands = Double.isFinite(next.logDensity) && isFinite(next.position);
    info.logDensity = next.logDensity;
    info.energyError = stands ? 0 : Double.NaN;
    info.normalisedEnergyError = info.energyError;
    info.probe = false;
    info.rejected = !stands;
    if (info.rejected) {
      next.copyFrom(current);
      Arrays.fill(next.velocity, 0);
      next.rejections++;
    }
    next.step++;
  }

  private static boolean isFinite(double[] vector) {
    for (double value : vector) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
