package org.smilestream.data;

/**
 * What is done to the target before it is standardised: the network learns the transformed target.
 * Predictions and scores are in the target's own units.
 */
public enum TargetTransform {
  /** Nothing. */
  STANDARD(Double.NaN),
  /** ln y, of y &gt; 0. */
  LOG(0),
  /** ln (1 + y), of y &gt; −1. */
  LOG1P(1);

  private final double shift;

  TargetTransform(double shift) {
    this.shift = shift;
  }

  /** Whether a logarithm is taken. */
  public boolean isLog() {
    return this != STANDARD;
  }

  /** The c of ln (c + y); NaN where no logarithm is taken. */
  public double shift() {
    return shift;
  }

  /** Whether there is a transformed value. */
  public boolean takes(double y) {
    return !isLog() || y + shift > 0;
  }

  /** The transformed value; NaN of NaN. */
  public double apply(double y) {
    return isLog() ? Math.log(y + shift) : y;
  }
}
