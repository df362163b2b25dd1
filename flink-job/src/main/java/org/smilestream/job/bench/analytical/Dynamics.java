package org.smilestream.job.bench.analytical;

/**
 * How a sampler moves: the unit of its step size and the cost of a step.
 *
 * <p>Two scales of a coordinate make the units: ℓ = √(d / E‖∇ log p‖²), the length on which the
 * density changes, and σ = √(E‖g‖² / d), the root mean square of the noisy gradient; σ is at least
 * 1/ℓ.
 */
enum Dynamics {
  /** A step moves all coordinates together by ε, so that one of them moves by ε/√d: ε = √d ℓ. */
  MICROCANONICAL(2) {
    @Override
    double stepUnit(Density density, GradientNoise noise) {
      return density.dimension() / Math.sqrt(density.expectedSquaredGradient());
    }
  },
  /**
   * ε is the variance that a step adds to a coordinate. From ℓ² on the drift overshoots; from 4/σ²
   * on the gradient's noise, of variance ε²σ²/4, is the larger one, but with so small an ε the
   * chain hardly moves. In units of the geometric mean of ℓ² and 1/σ², which is ℓ/σ, the best step
   * size is about the same number at every strength of noise.
   */
  LANGEVIN(1) {
    @Override
    double stepUnit(Density density, GradientNoise noise) {
      return length(density) / gradient(density, noise);
    }
  },
  /**
   * The mass is σ, which is the variance of the momentum too. The gradient's noise adds ε²σ² to it
   * in a step and friction takes up 2ασ, so that ε²σ = 2α is the limit: ε = 1/√σ, of which the
   * limit is √(2α) ≈ 0.3. A step then moves a coordinate by about ε/√σ = 1/σ, at most ℓ.
   */
  HAMILTONIAN(1) {
    @Override
    double stepUnit(Density density, GradientNoise noise) {
      return 1 / Math.sqrt(gradient(density, noise));
    }
  };

  private final int gradientsPerStep;

  Dynamics(int gradientsPerStep) {
    this.gradientsPerStep = gradientsPerStep;
  }

  /** The step size that stands for 1 in the settings. */
  abstract double stepUnit(Density density, GradientNoise noise);

  /** Without the probes of a tuner. */
  int gradientsPerStep() {
    return gradientsPerStep;
  }

  /** ℓ. */
  private static double length(Density density) {
    return Math.sqrt(density.dimension() / density.expectedSquaredGradient());
  }

  /** σ. */
  private static double gradient(Density density, GradientNoise noise) {
    return Math.sqrt((density.expectedSquaredGradient() + noise.energy()) / density.dimension());
  }
}
