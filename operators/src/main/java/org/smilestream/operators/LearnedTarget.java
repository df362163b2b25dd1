package org.smilestream.operators;

import org.smilestream.data.Scaler;
import org.smilestream.model.Likelihood;

/**
 * The target that is learned: of a count itself, else scaled. One too far out is put at the limit,
 * from where the window of the chains sets it aside if it is no count; it is predicted and scored
 * as it is.
 */
final class LearnedTarget {
  private LearnedTarget() {}

  static double of(double rawTarget, Scaler scaler, Likelihood likelihood) {
    double scaled = scaler.scaleTarget(rawTarget);
    if (!isBeyond(scaled, likelihood)) {
      return likelihood.isOfCounts() ? rawTarget : scaled;
    }
    return likelihood.isOfCounts()
        ? Math.rint(scaler.targetMean() + Scaler.LIMIT * scaler.targetDeviation())
        : Math.copySign(Scaler.LIMIT, scaled);
  }

  private static boolean isBeyond(double scaled, Likelihood likelihood) {
    return likelihood != Likelihood.CATEGORICAL && Math.abs(scaled) > Scaler.LIMIT;
  }
}
