package org.smilestream.engine;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.smilestream.model.Prior;

/**
 * The prior in double with several sums at once: one sum after the other would take as long as the
 * network where a model has thousands of slots. Lanes are stored and added in a fixed order.
 */
final class VectorPrior {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  private static final int LANES = DOUBLES.length();

  private final Prior prior;
  private final double precision;

  /** log p of one entry at the location, where it is largest. */
  private final double logMode;

  private final double[] lanes = new double[2 * LANES];

  VectorPrior(Prior prior) {
    this.prior = prior;
    precision = 1 / (prior.scale() * prior.scale());
    logMode = prior.logDensity(new double[] {prior.location()}, new double[1]);
  }

  /** Returns log p(position) and overwrites {@code gradient} with its gradient. */
  double evaluate(double[] position, double[] gradient) {
    return switch (prior.family()) {
      case NORMAL -> normal(position, gradient);
      case LAPLACE -> {
        Arrays.fill(gradient, 0);
        yield prior.logDensity(position, gradient);
      }
    };
  }

  private double normal(double[] position, double[] gradient) {
    DoubleVector squares0 = DoubleVector.zero(DOUBLES);
    DoubleVector squares1 = DoubleVector.zero(DOUBLES);
    int i = 0;
    for (; i + 2 * LANES <= position.length; i += 2 * LANES) {
      DoubleVector deviation = DoubleVector.fromArray(DOUBLES, position, i).sub(prior.location());
      squares0 = deviation.fma(deviation, squares0);
      deviation.mul(-precision).intoArray(gradient, i);
      deviation = DoubleVector.fromArray(DOUBLES, position, i + LANES).sub(prior.location());
      squares1 = deviation.fma(deviation, squares1);
      deviation.mul(-precision).intoArray(gradient, i + LANES);
    }
    squares0.intoArray(lanes, 0);
    squares1.intoArray(lanes, LANES);
    double squares = 0;
    for (double lane : lanes) {
      squares += lane;
    }
    for (; i < position.length; i++) {
      double deviation = position[i] - prior.location();
      squares += deviation * deviation;
      gradient[i] = -precision * deviation;
    }
    return -0.5 * squares * precision + position.length * logMode;
  }
}
