package org.smilestream.learner;

/**
 * Adam with decoupled weight decay (Loshchilov, Hutter, "Decoupled Weight Decay Regularization",
 * ICLR 2019).
 */
final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double learningRate;
  private final double weightDecay;
  private final double[] first;
  private final double[] second;
  private double power1 = 1;
  private double power2 = 1;

  AdamW(int dimension, double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    first = new double[dimension];
    second = new double[dimension];
  }

  /** One step down the gradient of a loss; entries that are not finite count as 0. */
  void step(double[] position, double[] gradient) {
    power1 *= BETA1;
    power2 *= BETA2;
    double correction1 = 1 / (1 - power1);
    double correction2 = 1 / (1 - power2);
    for (int i = 0; i < position.length; i++) {
      double g = Double.isFinite(gradient[i]) ? gradient[i] : 0;
      first[i] = BETA1 * first[i] + (1 - BETA1) * g;
      second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
      double direction = first[i] * correction1 / (Math.sqrt(second[i] * correction2) + EPSILON);
      position[i] -= learningRate * (direction + weightDecay * position[i]);
    }
  }
}
