package org.smilestream.operators.order;

import java.io.Serializable;
import org.smilestream.data.Scaler;
import org.smilestream.data.TargetTransform;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;

/**
 * The target that is learned: of a count itself, else transformed and scaled. One too far out is
 * put at the limit, from where the window of the chains sets it aside if it is no count; it is
 * predicted and scored as it is.
 */
public record LearnedTarget(Likelihood likelihood, TargetTransform transform)
    implements Serializable {

  public static LearnedTarget of(ModelSpec spec) {
    return new LearnedTarget(spec.likelihood(), spec.targetTransform());
  }

  public double value(double rawTarget, Scaler scaler) {
    double scaled = scaled(rawTarget, scaler);
    if (!isWinsorised(rawTarget, scaler)) {
      return likelihood.isOfCounts() ? rawTarget : scaled;
    }
    return likelihood.isOfCounts()
        ? Math.rint(scaler.targetMean() + Scaler.LIMIT * scaler.targetDeviation())
        : Math.copySign(Scaler.LIMIT, scaled);
  }

  boolean isWinsorised(double rawTarget, Scaler scaler) {
    return likelihood != Likelihood.CATEGORICAL
        && Math.abs(scaled(rawTarget, scaler)) > Scaler.LIMIT;
  }

  private double scaled(double rawTarget, Scaler scaler) {
    return scaler.scaleTarget(transform.apply(rawTarget));
  }
}
