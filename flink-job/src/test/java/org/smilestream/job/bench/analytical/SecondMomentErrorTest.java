package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.sampler.CounterRandom;

class SecondMomentErrorTest {

  /** The banana: E[x²] = 1 and Var[x²] = 2 of the first coordinate. */
  private final Density density = new BananaDensity(3);

  @Test
  void isTheSquaredErrorInUnitsOfTheVariance() {
    SecondMomentError error = new SecondMomentError(density);
    double moment = density.secondMoment(1);
    double deviation = Math.sqrt(density.squareVariance(1));

    error.add(new double[] {1, Math.sqrt(moment + deviation), Math.sqrt(3)});
    error.add(new double[] {Math.sqrt(5), Math.sqrt(moment + 3 * deviation), 1});

    double[] expected = {Math.sqrt(2), 2, Math.sqrt(0.5)};
    assertThat(error.perCoordinate()).containsExactly(expected, within(1e-12));
    assertThat(error.meanSquare()).isCloseTo((2 + 4 + 0.5) / 3, within(1e-12));
  }

  /** Twice the expected value would be seen once in far more than 10,000 seeds. */
  @Test
  void isOneOverTheNumberOfIndependentDraws() {
    Density gaussian =
        new GaussianDensity(
            100, 10, CounterRandom.of(1, -1, 0, CounterRandom.Use.INITIAL_POSITION));
    SecondMomentError error = new SecondMomentError(gaussian);
    double[] position = new double[100];
    for (int i = 0; i < 500; i++) {
      gaussian.draw(CounterRandom.of(1, i, 0, CounterRandom.Use.INITIAL_POSITION), position);
      error.add(position);
    }

    assertThat(error.meanSquare() * 500).isBetween(0.5, 2.0);
  }

  @Test
  void biasIsWhatAllRepetitionsShare() {
    List<double[]> shared = List.of(new double[] {2, 0}, new double[] {2, 0}, new double[] {2, 0});
    assertThat(CellResult.bias(shared)).isCloseTo(2, within(1e-12));

    // Mean 1, variance 2 between two repetitions: 1 − 2/2.
    assertThat(CellResult.bias(List.of(new double[] {0}, new double[] {2}))).isZero();
    assertThat(CellResult.bias(List.of(new double[] {-1}, new double[] {1}))).isNegative();
  }
}
