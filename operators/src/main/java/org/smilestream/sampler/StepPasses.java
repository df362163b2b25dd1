package org.smilestream.sampler;

import org.smilestream.engine.VectorApi;

/**
 * The passes over a chain's vectors that a microcanonical step is made of. Each reads what it needs
 * once: chains of large models do not fit the processor's caches. The two implementations give the
 * same bits, at any SIMD width. An instance belongs to one thread at a time.
 *
 * <p>All vectors have length d.
 */
interface StepPasses {

  /** Inner products of the vectors that a pass has read. */
  final class Products {
    /** ‖g‖². */
    double gradient;

    /** ‖h‖². */
    double preconditioned;

    /** ⟨u, h⟩. */
    double along;
  }

  /** The fastest ones that the JVM has. */
  static StepPasses create() {
    return VectorApi.isPresent() ? VectorStepPasses.orPlain() : new PlainStepPasses();
  }

  /** h ← g ⊙ inverse, and all products. */
  void precondition(
      double[] gradient, double[] inverse, double[] velocity, double[] h, Products products);

  /** The products with h. */
  void project(double[] velocity, double[] h, Products products);

  /**
   * target ← a x + b y; returns ‖target‖².
   *
   * @param target may be {@code x} or {@code y}
   */
  double combine(double a, double[] x, double b, double[] y, double[] target);

  /**
   * u ← scale · u, then target ← position + step · u ⊙ inverse.
   *
   * @param target may be {@code position}
   */
  void move(
      double scale,
      double[] velocity,
      double step,
      double[] inverse,
      double[] position,
      double[] target);
}
