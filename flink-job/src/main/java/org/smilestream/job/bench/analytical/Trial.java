package org.smilestream.job.bench.analytical;

import java.util.function.LongConsumer;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.SamplerSettings;

/**
 * One repetition: a group of chains of one sampler, each from an exact draw of the density, so that
 * every position that the sampler collects counts and no burn-in has to be chosen.
 *
 * @param errors b² at each of the checkpoints; NaN where there were no draws yet
 * @param finalErrors e_i at the last checkpoint, see {@link SecondMomentError}
 * @param stepSize ε at the end
 * @param rejected share of the steps that were rejected
 */
record Trial(double[] errors, double[] finalErrors, double stepSize, double rejected) {
  private static final int TELL_EVERY = 1000;

  /**
   * Runs it.
   *
   * @param firstChain number of the first chain, by which random numbers are drawn
   * @param checkpoints numbers of gradients of a chain, ascending
   * @param progress is told the number of gradients made since it was told last, all chains
   *     together; may throw to end the run
   */
  static Trial run(
      Density density,
      GradientNoise noise,
      SamplerSettings settings,
      int firstChain,
      int chains,
      long[] checkpoints,
      LongConsumer progress) {
    int d = density.dimension();
    NoisyDensity noisy = new NoisyDensity(density, noise);
    double[][] starts = new double[chains][d];
    for (int i = 0; i < chains; i++) {
      density.draw(
          CounterRandom.of(settings.seed(), firstChain + i, 0, CounterRandom.Use.INITIAL_POSITION),
          starts[i]);
    }
    HostChainGroup group =
        new HostChainGroup(settings.create(d), noisy, new Minibatch(0, 0, d), firstChain, starts);
    SecondMomentError error = new SecondMomentError(density);
    double[] errors = new double[checkpoints.length];
    long told = 0;
    for (int k = 0; k < checkpoints.length; k++) {
      while (noisy.gradients() < checkpoints[k] * chains) {
        group.step(noise);
        for (int i = 0; i < chains; i++) {
          if (group.collects(i)) {
            error.add(group.state(i).position());
          }
        }
        if (noisy.gradients() - told >= TELL_EVERY) {
          progress.accept(noisy.gradients() - told);
          told = noisy.gradients();
        }
      }
      errors[k] = error.meanSquare();
    }
    progress.accept(noisy.gradients() - told);
    long steps = 0;
    long rejections = 0;
    for (int i = 0; i < chains; i++) {
      ChainState state = group.state(i);
      steps += state.step();
      rejections += state.rejections();
    }
    return new Trial(
        errors, error.perCoordinate(), group.state(0).stepSize(), (double) rejections / steps);
  }
}
