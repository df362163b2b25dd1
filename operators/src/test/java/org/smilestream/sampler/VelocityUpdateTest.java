package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VelocityUpdateTest {
  private final StepPasses passes = StepPasses.create();
  private final VelocityUpdate velocityUpdate = new VelocityUpdate(passes);

  private double update(double[] velocity, double[] gradient, double stepLength, double[] updated) {
    StepPasses.Products products = new StepPasses.Products();
    passes.project(velocity, gradient, products);
    double kinetic = velocityUpdate.turn(velocity, gradient, products, stepLength, updated);
    VelocityUpdate.scale(updated, velocityUpdate.scale());
    return kinetic;
  }

  @Test
  void withoutAGradientTheVelocityStays() {
    double[] velocity = {0.6, 0.8};
    double[] updated = new double[2];

    double kinetic = update(velocity, new double[2], 0.1, updated);

    assertThat(updated).containsExactly(velocity, within(1e-15));
    assertThat(kinetic).isCloseTo(0, within(1e-15));
  }

  @Test
  void aChainAtRestTurnsIntoTheGradient() {
    double[] updated = new double[2];

    update(new double[2], new double[] {3, -4}, 0.1, updated);

    assertThat(updated).containsExactly(new double[] {0.6, -0.8}, within(1e-15));
  }

  @Test
  void anOverlongStepAgainstTheGradientKeepsTheEnergyFinite() {
    double[] updated = new double[2];

    double kinetic = update(new double[] {-1, 0}, new double[] {1e6, 0}, 10, updated);

    assertThat(kinetic).isFinite();
    assertThat(updated).doesNotContain(Double.NaN);
  }

  /** Two updates along the same gradient are one of the summed length: the update is exact. */
  @Test
  void updatesCompose() {
    double[] velocity = {0.28, 0.96, 0};
    double[] gradient = {1, -2, 0.5};
    double[] once = new double[3];
    double[] twice = new double[3];

    double whole = update(velocity, gradient, 0.5, once);
    double parts = update(velocity, gradient, 0.2, twice);
    parts += update(twice, gradient, 0.3, twice);

    assertThat(twice).containsExactly(once, within(1e-13));
    assertThat(parts).isCloseTo(whole, within(1e-13));
  }
}
