package org.smilestream.sampler;

import java.util.Arrays;

/**
 * A tuner with a set point, for chains that never end.
 *
 * <p>Every P-th step is a probe: it starts from the gradient and ℓ at θ on its own minibatch, so
 * that ΔE is the integrator's error on one fixed potential, free of minibatch noise; ξ = ΔE²/d.
 * After a probe the chains of a group vote: ε grows by e^κ if enough of them have ξ below the
 * target ξ*, else it shrinks by e^(−κ).
 *
 * <p>Every step is guarded on ℓ itself: its running median L and running median deviation S follow
 * by signs, so that an outlier moves them no further than any other value. A step with ℓ < L − 10 S
 * is rejected if ℓ fell in its second half: a chain that runs away falls within the step, whereas a
 * minibatch that holds an outlying row has a low ℓ from its beginning, and must have its say unless
 * it is as low as L − 100 S. In a chain's first steps, while L and S find their place, a step is
 * rejected if ℓ fell in its second half by 100 S. A rejection restores everything but the velocity,
 * which is set to zero.
 *
 * <p>ε is that of the group, and a chain may be in a place that is too narrow for it: each
 * rejection shortens the chain's own steps by a tenth, each accepted step lengthens them by half a
 * per cent until they are whole again. So a chain that rejects more than a twentieth of its steps
 * makes smaller ones.
 *
 * <p>A chain that has run away all the same would need very long to come back with steps of a
 * length that suits the others. One whose L lies 200 median spreads below the median L of its group
 * is put where the median chain is, and goes on from there with minibatches of its own.
 */
final class StationaryTuner implements Tuner {
  private static final int FIRST_GUARDED_STEP = 20;

  /** Of the |ΔE| that is steered to. */
  private static final double RESOLUTION = 0.2;

  /** L and S need some hundred steps to find their place. */
  private static final int FIRST_RESEEDING_STEP = 500;

  private static final double START_MEMORY = 0.7;
  private static final double GUARD_WIDTH = 10;

  /**
   * In spreads below the median, whatever the reason, and of a fall within a first step: such
   * gradients would spoil the scale σ.
   */
  private static final double WILD_WIDTH = 100;

  /** Loss of step share at a rejection; each accepted step brings back a twentieth of it. */
  private static final double CAUTION = 0.1;

  private static final double LEAST_SHARE = 0.1;

  /** In median spreads below the median of L; far beyond any chain that mixes. */
  private static final double RESEED_WIDTH = 200;

  private static final double FOLLOWING_RATE = 0.02;
  private static final double MIN_SPREAD = 1e-3;
  private static final double MAX_SPREAD = 1e9;
  private static final double MAX_NORMALISED_ENERGY_ERROR = 10;

  /**
   * Median deviation of a standard normal variable: ℓ of a d-dimensional posterior deviates by
   * √(d/2).
   */
  private static final double MEDIAN_DEVIATION = 0.67;

  private final Settings settings;

  /** Of the chains of a group, sorted; kept so that sharing allocates nothing. */
  private double[] locations = {};

  private double[] spreads = {};

  /**
   * @param target ξ*
   * @param probeInterval P, in steps
   * @param share of the chains that must be below the target for ε to grow
   * @param adaptationStrength κ
   */
  record Settings(double target, int probeInterval, double share, double adaptationStrength) {
    static final double SHARE = 0.65;
    static final double ADAPTATION_STRENGTH = 0.02;
  }

  StationaryTuner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public boolean probes(ChainState current) {
    return (current.step + 1) % settings.probeInterval == 0;
  }

  @Override
  public double tolerance(int dimension) {
    return RESOLUTION * Math.sqrt(settings.target * dimension);
  }

  @Override
  public void judge(ChainState current, ChainState next, StepInfo info) {
    next.stepSize = current.stepSize;
    double l = info.logDensity;
    if (current.age() + 1 < FIRST_GUARDED_STEP) {
      double spread = Math.max(current.tunerSpread, leastSpread(current));
      info.rejected = info.middleLogDensity - l > WILD_WIDTH * spread || info.divergent();
      start(current, next, info.rejected ? Double.NaN : l);
    } else {
      follow(current, next, l);
      double spread = current.tunerSpread;
      double below = (current.tunerLocation - l) / spread;
      double fall = (info.middleLogDensity - l) / spread;
      boolean stays = below < GUARD_WIDTH || below < WILD_WIDTH && fall <= 0;
      info.rejected = !stays || info.divergent();
    }
    if (info.probe && !(info.normalisedEnergyError <= MAX_NORMALISED_ENERGY_ERROR)) {
      info.rejected = true;
    }
    next.stepShare =
        info.rejected
            ? Math.max(LEAST_SHARE, current.stepShare * (1 - CAUTION))
            : Math.min(1, current.stepShare * (1 + CAUTION / 20));
  }

  /** Of a step that was rejected, L and S learn nothing: they have not found their place yet. */
  private void start(ChainState current, ChainState next, double l) {
    if (!Double.isFinite(l)) {
      next.tunerLocation = current.tunerLocation;
      next.tunerSpread = current.tunerSpread;
      return;
    }
    boolean first = current.tunerSpread == 0;
    double location = first ? l : START_MEMORY * current.tunerLocation + (1 - START_MEMORY) * l;
    next.tunerLocation = location;
    next.tunerSpread =
        Math.max(Math.max(current.tunerSpread, Math.abs(l - location)), leastSpread(current));
  }

  private static double leastSpread(ChainState state) {
    return MEDIAN_DEVIATION * Math.sqrt(state.dimension() / 2.0);
  }

  private static void follow(ChainState current, ChainState next, double l) {
    double location = current.tunerLocation;
    double spread = current.tunerSpread;
    double sign = l > location ? 1 : -1;
    double growth = Math.abs(l - location) < spread ? -1 : 1;
    next.tunerLocation = location + FOLLOWING_RATE * spread * sign;
    next.tunerSpread =
        Math.min(
            MAX_SPREAD, Math.max(MIN_SPREAD, spread * Math.exp(0.5 * FOLLOWING_RATE * growth)));
  }

  @Override
  public boolean rollsBackAll() {
    return true;
  }

  @Override
  public int sharingInterval() {
    return settings.probeInterval;
  }

  @Override
  public void share(ChainState[] states, StepInfo[] infos) {
    if (!infos[0].probe) {
      return;
    }
    int below = 0;
    for (StepInfo info : infos) {
      if (info.normalisedEnergyError < settings.target) {
        below++;
      }
    }
    boolean grow = below >= settings.share * infos.length;
    double kappa = settings.adaptationStrength;
    double stepSize = StepSizes.clip(states[0].stepSize * Math.exp(grow ? kappa : -kappa));
    for (ChainState state : states) {
      state.stepSize = stepSize;
    }
    reseed(states);
  }

  /** Of the chains that have settled. */
  private void reseed(ChainState[] states) {
    if (locations.length != states.length) {
      locations = new double[states.length];
      spreads = new double[states.length];
    }
    int settled = 0;
    for (ChainState state : states) {
      if (isSettled(state)) {
        locations[settled] = state.tunerLocation;
        spreads[settled] = state.tunerSpread;
        settled++;
      }
    }
    if (settled == 0) {
      return;
    }
    Arrays.sort(locations, 0, settled);
    Arrays.sort(spreads, 0, settled);
    ChainState median = chainAt(states, settled / 2);
    double least = median.tunerLocation - RESEED_WIDTH * spreads[settled / 2];
    for (ChainState state : states) {
      if (isSettled(state) && state.tunerLocation < least) {
        long rejections = state.rejections;
        long reseeds = state.reseeds;
        state.copyFrom(median);
        Arrays.fill(state.velocity, 0);
        state.rejections = rejections;
        state.reseeds = reseeds + 1;
      }
    }
  }

  private static boolean isSettled(ChainState state) {
    return state.age() >= FIRST_RESEEDING_STEP;
  }

  /**
   * The settled chain at a place of the sorted {@link #locations}; of equal ones in their order.
   */
  private ChainState chainAt(ChainState[] states, int place) {
    int before = place;
    while (before > 0 && Double.compare(locations[before - 1], locations[place]) == 0) {
      before--;
    }
    int equal = place - before;
    for (ChainState state : states) {
      if (isSettled(state)
          && Double.compare(state.tunerLocation, locations[place]) == 0
          && equal-- == 0) {
        return state;
      }
    }
    throw new IllegalStateException("no chain has the median location " + locations[place]);
  }
}
