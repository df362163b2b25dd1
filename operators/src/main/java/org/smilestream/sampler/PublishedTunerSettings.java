package org.smilestream.sampler;

import java.io.Serializable;

/**
 * The parameters of the published tuner.
 *
 * @param resetProbability r: steps beyond this quantile of |ΔE| are rejected
 * @param adaptationMass q: 2q/3 of the mass of |ΔE| is "too large", q/3 "too small"
 * @param adaptationStrength κ
 * @param smoothing β, of the moments of |ΔE|
 */
public record PublishedTunerSettings(
    double resetProbability, double adaptationMass, double adaptationStrength, double smoothing)
    implements Serializable {

  /** As in the paper. */
  public static final PublishedTunerSettings DEFAULT =
      new PublishedTunerSettings(0.98, 0.1, 0.02, 0.01);

  /** Follows the moments but rejects nothing and leaves ε alone: the {@code -naive} samplers. */
  static final PublishedTunerSettings FOLLOW_ONLY = new PublishedTunerSettings(1, 0, 0, 0.01);
}
