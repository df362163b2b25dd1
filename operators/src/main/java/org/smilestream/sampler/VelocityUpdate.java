package org.smilestream.sampler;

/**
 * The velocity update V(c) of the isokinetic dynamics on the unit sphere, exact for a constant
 * gradient (Robnik, De Luca, Silverstein, Seljak, "Microcanonical Hamiltonian Monte Carlo", arXiv
 * 2212.08549).
 *
 * <p>With e = h/‖h‖, p = ⟨u, e⟩, δ = ε c ‖h‖/(d−1) and ζ = exp(−δ):
 *
 * <pre>
 *   u  ← normalise( e (1−ζ) (1 + ζ + p (1−ζ)) + 2 ζ u )
 *   ΔK = (d−1) ( δ − ln 2 + ln(1 + p + (1−p) ζ²) )
 * </pre>
 */
final class VelocityUpdate {
  /** Vectors that are not longer than this have no direction. */
  private static final double NO_LENGTH = 1e-13;

  /** Keeps ΔK finite where a velocity against the gradient is turned by an overlong step. */
  private static final double SMALLEST_LOG_ARGUMENT = 1e-30;

  private final StepPasses passes;
  private double scale;

  VelocityUpdate(StepPasses passes) {
    this.passes = passes;
  }

  /**
   * Updates the direction of the velocity and returns the change ΔK of the kinetic energy. The new
   * u has still to be multiplied by {@link #scale()}.
   *
   * @param velocity u, of unit length or zero; length d
   * @param gradient h, the preconditioned gradient; length d
   * @param products ‖h‖² and ⟨u, h⟩
   * @param stepLength ε c
   * @param updated overwritten with the new u (zero if both inputs are zero); may be {@code
   *     velocity}
   */
  double turn(
      double[] velocity,
      double[] gradient,
      StepPasses.Products products,
      double stepLength,
      double[] updated) {
    double norm = Math.sqrt(products.preconditioned);
    double inverseNorm = norm > NO_LENGTH ? 1 / norm : 1;
    double p = products.along * inverseNorm;
    // A single parameter has no sphere to move on: its velocity is a sign, its kinetic energy
    // constant.
    double degreesOfFreedom = Math.max(1, velocity.length - 1);
    double delta = stepLength * norm / degreesOfFreedom;
    double zeta = Math.exp(-delta);

    double alongGradient = (1 - zeta) * (1 + zeta + p * (1 - zeta)) * inverseNorm;
    scale = toUnit(passes.combine(alongGradient, gradient, 2 * zeta, velocity, updated));
    double argument = Math.max(1 + p + (1 - p) * zeta * zeta, SMALLEST_LOG_ARGUMENT);
    return degreesOfFreedom * (delta - Math.log(2) + Math.log(argument));
  }

  /** What gives the velocity of the last {@link #turn} unit length. */
  double scale() {
    return scale;
  }

  /** The factor to unit length, of a vector with these ‖u‖²; the zero vector stays. */
  private static double toUnit(double squares) {
    double norm = Math.sqrt(squares);
    return norm > NO_LENGTH ? 1 / norm : 1;
  }

  /** Scales a vector to unit length, in place; the zero vector stays. */
  static void normalise(double[] vector) {
    scale(vector, toUnit(Vectors.dot(vector, vector)));
  }

  static void scale(double[] vector, double scale) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
  }
}
