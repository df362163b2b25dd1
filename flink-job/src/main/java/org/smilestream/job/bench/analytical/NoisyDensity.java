package org.smilestream.job.bench.analytical;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/** A density with gradient noise that counts its gradients. For one thread. */
final class NoisyDensity implements StochasticLogDensity {
  private final Density density;
  private final GradientNoise noise;
  private long gradients;

  NoisyDensity(Density density, GradientNoise noise) {
    this.density = density;
    this.noise = noise;
  }

  @Override
  public double evaluate(double[] position, Minibatch batch, double[] gradient) {
    gradients++;
    double logDensity = density.evaluate(position, gradient);
    return logDensity + noise.add(position, batch, gradient);
  }

  long gradients() {
    return gradients;
  }
}
