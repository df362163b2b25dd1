package org.smilestream.sampler;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.Philox4x64;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Random numbers as a function of where they are used: a counter-based generator (Philox, Salmon et
 * al. 2011) keyed by (seed, chain), its counter set to (step, use). Nothing has to be saved but the
 * step.
 */
public final class CounterRandom {

  /**
   * What random numbers are drawn for; uses do not share any. New ones go last: the place of a
   * constant is part of the counter.
   */
  public enum Use {
    INITIAL_POSITION,
    HOLD_BACK,
    WARM_START,
    MINIBATCH,
    REFRESHMENT,
    INJECTED_NOISE,
    RESERVOIR
  }

  private CounterRandom() {}

  /** A generator for one use in one step of one chain. */
  public static UniformRandomProvider of(long seed, int chain, long step, Use use) {
    return new Philox4x64(new long[] {seed, chain, 0, step, use.ordinal(), 0});
  }

  /** Standard normal numbers for one use in one step of one chain. */
  static ZigguratSampler normal(long seed, int chain, long step, Use use) {
    return ZigguratSampler.NormalizedGaussian.of(of(seed, chain, step, use));
  }
}
