package org.smilestream.sampler;

/**
 * The partial refreshment of the velocity of microcanonical Langevin dynamics (Robnik, Seljak,
 * "Fluctuation without dissipation: Microcanonical Langevin Monte Carlo", arXiv 2303.18221): u ←
 * normalise(u + ν z).
 */
public final class VelocityRefreshment {
  private VelocityRefreshment() {}

  /**
   * Refreshes the velocity in place, with ν = √((e^(2ε/L) − 1)/d).
   *
   * @param noise z, standard normal, length d
   * @param stepSize ε, the part of the path that is refreshed for
   * @param decoherenceLength L, positive
   */
  public static void apply(
      double[] velocity, double[] noise, double stepSize, double decoherenceLength) {
    double nu = Math.sqrt(Math.expm1(2 * stepSize / decoherenceLength) / velocity.length);
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] += nu * noise[i];
    }
    VelocityUpdate.normalise(velocity);
  }
}
