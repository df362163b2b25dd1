package org.smilestream.sampler;

/** The range that every tuner keeps the step size in. */
final class StepSizes {
  static final double MIN = 1e-8;
  static final double MAX = 10;

  private StepSizes() {}

  static double clip(double stepSize) {
    return Math.min(MAX, Math.max(MIN, stepSize));
  }
}
