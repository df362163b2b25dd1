package org.smilestream.sampler;

import java.util.Arrays;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * A Gaussian of known mean and covariance, for every sampler's test. Minibatch noise is a linear
 * term n·θ, drawn anew for each minibatch: it travels as the targets of a minibatch of d rows.
 */
record GaussianTarget(double[] means, double[] variances, double noise, long seed) {

  /** Moments over all chains and all steps of a run whose positions count as samples. */
  record Moments(double[] means, double[] variances, HostChainGroup group) {}

  static GaussianTarget of(int dimension, double smallest, double largest, double noise) {
    double[] means = new double[dimension];
    double[] variances = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      means[i] = i % 3 - 1;
      variances[i] = smallest * Math.pow(largest / smallest, (double) i / (dimension - 1));
    }
    return new GaussianTarget(means, variances, noise, 7);
  }

  int dimension() {
    return means.length;
  }

  StochasticLogDensity density() {
    return (position, batch, gradient) -> {
      double l = 0;
      for (int i = 0; i < position.length; i++) {
        double deviation = position[i] - means[i];
        double n = batch.targets()[i];
        l += -0.5 * deviation * deviation / variances[i] + n * position[i];
        gradient[i] = -deviation / variances[i] + n;
      }
      return l;
    };
  }

  MinibatchSource minibatches() {
    return (chain, step, batch) -> {
      var random = CounterRandom.of(seed, chain, step, CounterRandom.Use.MINIBATCH);
      var normal =
          org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian.of(
              random);
      for (int i = 0; i < dimension(); i++) {
        batch.targets()[i] = noise == 0 ? 0 : noise * normal.sample();
      }
      batch.setRows(dimension(), 1);
    };
  }

  HostChainGroup start(SamplerSettings settings, int chains) {
    double[][] positions = new double[chains][dimension()];
    for (int i = 0; i < chains; i++) {
      Arrays.fill(positions[i], 0.5 * i);
    }
    return new HostChainGroup(
        settings.create(dimension()), density(), new Minibatch(0, 0, dimension()), 0, positions);
  }

  Moments run(SamplerSettings settings, int chains, int burnIn, int steps) {
    HostChainGroup group = start(settings, chains);
    for (int step = 0; step < burnIn; step++) {
      group.step(minibatches());
    }
    double[] sums = new double[dimension()];
    double[] squares = new double[dimension()];
    long count = 0;
    for (int step = 0; step < steps; step++) {
      group.step(minibatches());
      for (int chain = 0; chain < chains; chain++) {
        if (!group.collects(chain)) {
          continue;
        }
        count++;
        double[] position = group.state(chain).position();
        for (int i = 0; i < position.length; i++) {
          sums[i] += position[i] - means[i];
          squares[i] += (position[i] - means[i]) * (position[i] - means[i]);
        }
      }
    }
    double[] mean = new double[dimension()];
    double[] variance = new double[dimension()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = means[i] + sums[i] / count;
      variance[i] = squares[i] / count - Math.pow(sums[i] / count, 2);
    }
    return new Moments(mean, variance, group);
  }
}
