package org.smilestream.job.bench.analytical;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.MinibatchSource;

/**
 * Gradient noise as minibatches make it: one random function of θ for each step, added to ℓ, so
 * that ℓ and its gradient stay consistent within a step. The function is Σ_i n_i θ_i, or Σ_i n_i
 * (θ_i + θ_i³/(3 c_i²)) for the noise that varies in space; its vector n, of length d, travels as
 * the targets of a minibatch of d rows. Immutable.
 *
 * <p>The total noise energy E‖∇Σ‖², with θ from the density, is the same for every structure and
 * distribution: that of the density's own gradient, times the square of the noise scale.
 */
final class GradientNoise implements MinibatchSource {
  private final double[] scales;
  private final double[][] rotation;
  private final double[] inverseSquaredLengths;
  private final NoiseDistribution distribution;
  private final double energy;
  private final long seed;

  /**
   * @param scale root mean square of the noise, as a multiple of that of the density's gradient
   * @param spread largest over smallest scale of anisotropic and correlated noise
   * @param rotationRandom draws the rotation of correlated noise
   * @param seed of the noise itself
   */
  GradientNoise(
      NoiseStructure structure,
      NoiseDistribution distribution,
      double scale,
      double spread,
      Density density,
      UniformRandomProvider rotationRandom,
      long seed) {
    int d = density.dimension();
    this.distribution = distribution;
    this.seed = seed;
    scales = new double[d];
    rotation = structure == NoiseStructure.CORRELATED ? Rotation.random(d, rotationRandom) : null;
    inverseSquaredLengths = new double[d];
    boolean uneven =
        structure == NoiseStructure.ANISOTROPIC || structure == NoiseStructure.CORRELATED;
    double unscaled = 0;
    for (int i = 0; i < d; i++) {
      scales[i] = uneven ? Math.pow(spread, -(double) i / (d - 1)) : 1;
      double growth = 1;
      if (structure == NoiseStructure.VARYING) {
        double m = density.secondMoment(i);
        inverseSquaredLengths[i] = 1 / m;
        // E[(1 + θ²/m)²] with E[θ²] = m.
        growth = 3 + (density.squareVariance(i) + m * m) / (m * m);
      }
      unscaled += growth * scales[i] * scales[i];
    }
    boolean none = structure == NoiseStructure.NONE;
    double signal = density.expectedSquaredGradient();
    energy = none ? 0 : scale * scale * signal;
    double wanted = none ? 0 : scale * Math.sqrt(signal / unscaled);
    for (int i = 0; i < d; i++) {
      scales[i] *= wanted;
    }
  }

  /** E‖∇Σ‖². */
  double energy() {
    return energy;
  }

  @Override
  public void fill(int chain, long step, Minibatch batch) {
    double[] n = batch.targets();
    ContinuousSampler sampler =
        distribution.sampler(CounterRandom.of(seed, chain, step, CounterRandom.Use.MINIBATCH));
    if (rotation == null) {
      for (int i = 0; i < scales.length; i++) {
        n[i] = scales[i] * sampler.sample();
      }
    } else {
      Arrays.fill(n, 0, scales.length, 0);
      for (int k = 0; k < scales.length; k++) {
        Rotation.add(scales[k] * sampler.sample(), rotation[k], n);
      }
    }
    batch.setRows(scales.length, 1);
  }

  /** Returns the noise's part of ℓ at a position and adds its gradient to {@code gradient}. */
  double add(double[] position, Minibatch batch, double[] gradient) {
    double[] n = batch.targets();
    double sum = 0;
    for (int i = 0; i < scales.length; i++) {
      double theta = position[i];
      double growth = theta * theta * inverseSquaredLengths[i];
      sum += n[i] * theta * (1 + growth / 3);
      gradient[i] += n[i] * (1 + growth);
    }
    return sum;
  }
}
