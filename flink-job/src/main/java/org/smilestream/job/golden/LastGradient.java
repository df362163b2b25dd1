package org.smilestream.job.golden;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Keeps the last gradient of a density: a chain's state holds it divided by the scale of its step
 * only.
 */
final class LastGradient implements StochasticLogDensity {
  private final StochasticLogDensity density;
  private double[] gradient = {};

  LastGradient(StochasticLogDensity density) {
    this.density = density;
  }

  @Override
  public double evaluate(double[] position, Minibatch batch, double[] gradient) {
    double logDensity = density.evaluate(position, batch, gradient);
    this.gradient = gradient.clone();
    return logDensity;
  }

  double[] gradient() {
    return gradient;
  }
}
