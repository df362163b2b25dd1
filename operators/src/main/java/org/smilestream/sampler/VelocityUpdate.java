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

  private VelocityUpdate() {}

  /**
   * Updates the velocity and returns the change ΔK of the kinetic energy.
   *
   * @param velocity u, of unit length or zero; length d
   * @param gradient h, the preconditioned gradient; length d
   * @param stepLength ε c
   * @param updated overwritten with the new u, of unit length (zero if both inputs are zero); may
   *     be {@code velocity}
   */
  static double apply(double[] velocity, double[] gradient, double stepLength, double[] updated) {
    int d = velocity.length;
    double norm = Math.sqrt(Vectors.dot(gradient, gradient));
    double inverseNorm = norm > NO_LENGTH ? 1 / norm : 1;
    double p = Vectors.dot(velocity, gradient) * inverseNorm;
    // A single parameter has no sphere to move on: its velocity is a sign, its kinetic energy
    // constant.
    double degreesOfFreedom = Math.max(1, d - 1);
    double delta = stepLength * norm / degreesOfFreedom;
    double zeta = Math.exp(-delta);

    double alongGradient = (1 - zeta) * (1 + zeta + p * (1 - zeta)) * inverseNorm;
    for (int i = 0; i < d; i++) {
      updated[i] = alongGradient * gradient[i] + 2 * zeta * velocity[i];
    }
    normalise(updated);
    double argument = Math.max(1 + p + (1 - p) * zeta * zeta, SMALLEST_LOG_ARGUMENT);
    return degreesOfFreedom * (delta - Math.log(2) + Math.log(argument));
  }

  /** Scales a vector to unit length, in place; the zero vector stays. */
  static void normalise(double[] vector) {
    double norm = Math.sqrt(Vectors.dot(vector, vector));
    if (norm > NO_LENGTH) {
      double scale = 1 / norm;
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= scale;
      }
    }
  }
}
